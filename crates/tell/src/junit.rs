//! JUnit XML: each item of the checklist is a test case, so that a pipeline shows what it shows of tests.

use std::io::{self, Write};

use sneck_model::{ChecklistItem, Finding, ItemState, Report};

use crate::checklist::groups;
use crate::counted::{is_counted, status};
use crate::markup::text;

/// Writes the document. A test case fails exactly where findings count.
pub fn report_junit(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    let suites: Vec<Suite> =
        groups(report).into_iter().map(|(heading, items)| suite(report, &heading, &items)).collect();
    let sum = |of: fn(&Suite) -> usize| suites.iter().map(of).sum::<usize>();
    writeln!(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        to,
        "<testsuites name=\"sneck: {}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">",
        text(&report.target),
        sum(|suite| suite.tests),
        sum(|suite| suite.failures),
        sum(|suite| suite.skipped),
    )?;
    suites.iter().filter(|suite| suite.tests > 0).try_for_each(|suite| to.write_all(suite.text.as_bytes()))?;
    writeln!(to, "</testsuites>")
}

/// One heading of the checklist.
struct Suite {
    tests: usize,
    failures: usize,
    skipped: usize,
    text: String,
}

fn suite(report: &Report, heading: &str, items: &[&ChecklistItem]) -> Suite {
    let (mut cases, mut counts) = (String::new(), [0; 3]);
    for item in items {
        let (kind, inner) = outcome(report, item);
        if let Some(kind) = kind {
            counts[kind] += 1;
            let class = item.rules.first().map_or("", String::as_str);
            cases += &format!(
                "    <testcase classname=\"{}\" name=\"{}\">{inner}</testcase>\n",
                text(class),
                text(&item.item)
            );
        }
    }
    let [passed, failures, skipped] = counts;
    let tests = passed + failures + skipped;
    let head = format!(
        "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\">\n",
        text(heading)
    );
    Suite { tests, failures, skipped, text: head + &cases + "  </testsuite>\n" }
}

/// 0 for passed, 1 for failed, 2 for skipped; nothing for what does not apply.
fn outcome(report: &Report, item: &ChecklistItem) -> (Option<usize>, String) {
    let own = |finding: &&Finding| is_counted(finding) && item.rules.contains(&finding.rule);
    let found: Vec<&Finding> = report.findings.iter().filter(own).collect();
    let skipped = |why: &str| (Some(2), format!("<skipped message=\"{}\"/>", text(why)));
    match item.state {
        _ if !found.is_empty() => (Some(1), failure(&found)),
        ItemState::Fail => skipped("accepted, in the baseline, or mitigated"),
        ItemState::Unknown => skipped(&format!("cannot be told: {}", item.open.join("; "))),
        ItemState::Pass => (Some(0), String::new()),
        ItemState::NotApplicable => (None, String::new()),
    }
}

fn failure(found: &[&Finding]) -> String {
    let worst = found.iter().map(|finding| finding.severity).max().map_or("", sneck_model::Severity::name);
    let lines = found.iter().map(|finding| {
        let at = finding.places.first().map_or_else(String::new, |step| step.place.to_string());
        format!("{} {} at {at}: {}{}", finding.severity.name(), finding.rule, finding.message, status(finding))
    });
    format!(
        "<failure type=\"{worst}\" message=\"{}\">{}</failure>",
        text(&found[0].title),
        lines.map(|line| text(&line)).collect::<Vec<_>>().join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{file, finding, report};
    use sneck_model::{Severity, Step};

    #[test]
    fn what_counts_fails_what_is_open_is_skipped_and_what_does_not_apply_is_left_out() {
        let debug = finding("app/debug-mode", Severity::Critical, vec![Step::new(file("a<b>.py", 3), "is on")]);
        let mut report = report(vec![debug]);
        let item = |rule: &str, state, open: &[&str]| ChecklistItem {
            item: format!("{rule} is well"),
            state,
            rules: vec![rule.into()],
            evidence: Vec::new(),
            open: open.iter().map(|why| (*why).to_owned()).collect(),
        };
        report.checklist = vec![
            item("app/debug-mode", ItemState::Fail, &[]),
            item("app/logging", ItemState::Fail, &[]),
            item("app/csrf-disabled", ItemState::Unknown, &["it is \"outside\""]),
            item("cookies/secure", ItemState::Pass, &[]),
            item("cors/wildcard", ItemState::NotApplicable, &[]),
        ];
        let mut out = Vec::new();
        report_junit(&report, &mut out).expect("memory");
        let expected = "\
<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<testsuites name=\"sneck: examples/shop\" tests=\"4\" failures=\"1\" errors=\"0\" skipped=\"2\">
  <testsuite name=\"App: framework and process settings\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"2\">
    <testcase classname=\"app/debug-mode\" name=\"app/debug-mode is well\"><failure type=\"critical\" message=\"Something is unsafe\">critical app/debug-mode at a&lt;b&gt;.py:3: It is unsafe here, and it matters.</failure></testcase>
    <testcase classname=\"app/logging\" name=\"app/logging is well\"><skipped message=\"accepted, in the baseline, or mitigated\"/></testcase>
    <testcase classname=\"app/csrf-disabled\" name=\"app/csrf-disabled is well\"><skipped message=\"cannot be told: it is &quot;outside&quot;\"/></testcase>
  </testsuite>
  <testsuite name=\"Cookies and sessions\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">
    <testcase classname=\"cookies/secure\" name=\"cookies/secure is well\"></testcase>
  </testsuite>
</testsuites>
";
        assert_eq!(String::from_utf8(out).expect("text"), expected);
    }
}
