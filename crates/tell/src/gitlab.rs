//! GitLab: Code Quality for the diff of a merge request, and SAST for its security report.

use std::io::{self, Write};

use serde_json::{Value as Json, json};
use sneck_model::{Facts, Finding, Place, Report, Severity, day};

use crate::clean::clean;
use crate::counted::{capital, is_counted, status};
use crate::page::address;
use crate::page::remedy::first;
use crate::root::{Root, anchor};

/// The version of GitLab's schema for security reports.
const SCHEMA: &str = "15.2.1";

/// Writes a Code Quality report: what counts, at its place.
pub fn report_code_quality(report: &Report, facts: &Facts, root: &Root, to: &mut dyn Write) -> io::Result<()> {
    crate::json::write(&counted(report).map(|finding| issue(finding, facts, root)).collect(), to)
}

/// Writes a SAST report. `version` is that of the program.
pub fn report_sast(report: &Report, facts: &Facts, root: &Root, version: &str, to: &mut dyn Write) -> io::Result<()> {
    // The day is a fact, the hour is not: nothing of ours looks at a clock twice.
    let time = format!("{}T00:00:00", day::write(facts.today));
    let tool = json!({"id": "sneck", "name": "sneck", "version": version, "vendor": {"name": "sneck"}});
    let document = json!({
        "version": SCHEMA,
        "scan": {
            "analyzer": tool,
            "scanner": tool,
            "type": "sast",
            "start_time": time,
            "end_time": time,
            "status": "success",
        },
        "vulnerabilities": counted(report).map(|finding| vulnerability(finding, facts, root)).collect::<Json>(),
    });
    crate::json::write(&document, to)
}

fn counted(report: &Report) -> impl Iterator<Item = &Finding> {
    report.findings.iter().filter(|finding| is_counted(finding))
}

fn issue(finding: &Finding, facts: &Facts, root: &Root) -> Json {
    let (path, line) = position(finding, facts, root);
    json!({
        "description": format!("{}: {}", clean(&finding.title), clean(&told(finding))),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": grade(finding.severity),
        "location": {"path": path, "lines": {"begin": line}},
    })
}

fn grade(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Info => "info",
    }
}

fn vulnerability(finding: &Finding, facts: &Facts, root: &Root) -> Json {
    let (file, line) = position(finding, facts, root);
    let evidence =
        finding.places.iter().map(|step| format!("{}: {}", clean(&step.place.to_string()), clean(&step.says)));
    json!({
        "id": uuid(&finding.fingerprint),
        "name": clean(&finding.title),
        "description": format!("{}\n\n{}", clean(&told(finding)), evidence.collect::<Vec<_>>().join("\n")),
        "severity": capital(finding.severity.name()),
        "solution": first(&finding.fix),
        "identifiers": [{"type": "sneck_rule", "name": finding.rule, "value": finding.rule, "url": address(&finding.rule)}],
        "location": {"file": file, "start_line": line},
    })
}

/// What is wrong, and how sure that is.
fn told(finding: &Finding) -> String {
    format!("{}{}", finding.message, status(finding))
}

/// GitLab shows nothing without a file and a line.
fn position(finding: &Finding, facts: &Facts, root: &Root) -> (String, u32) {
    let place: Place = anchor(finding, facts);
    place.file().map_or_else(|| (".".to_owned(), 1), |(path, line)| (clean(&root.join(path)), line.max(1)))
}

/// The fingerprint in the form of a UUID of version 8, whose bits are ours to choose.
fn uuid(fingerprint: &str) -> String {
    let mut hex: Vec<char> =
        fingerprint.chars().filter(char::is_ascii_hexdigit).chain(std::iter::repeat('0')).take(32).collect();
    (hex[12], hex[16]) = ('8', '8');
    let part = |from: usize, to: usize| hex[from..to].iter().collect::<String>();
    [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{file, finding, report};
    use sneck_model::Step;

    fn written(write: impl Fn(&Report, &mut Vec<u8>)) -> Json {
        let debug = finding("app/debug-mode", Severity::High, vec![Step::new(file("a.py", 3), "is on")]);
        let info = finding("app/logging", Severity::Info, vec![Step::new(file("a.py", 1), "")]);
        let mut out = Vec::new();
        write(&report(vec![debug, info]), &mut out);
        serde_json::from_slice(&out).expect("JSON")
    }

    #[test]
    fn code_quality_names_what_counts_at_its_place() {
        let root = Root::new("shop");
        let all = written(|report, out| report_code_quality(report, &Facts::default(), &root, out).expect("memory"));
        let expected = json!([{
            "description": "Something is unsafe: It is unsafe here, and it matters.",
            "check_name": "app/debug-mode",
            "fingerprint": "0123456789abcdef0123456789abcdef",
            "severity": "critical",
            "location": {"path": "shop/a.py", "lines": {"begin": 3}},
        }]);
        assert_eq!(all, expected);
    }

    #[test]
    fn sast_says_what_gitlab_asks_for() {
        let root = Root::default();
        let all = written(|report, out| report_sast(report, &Facts::default(), &root, "0.1.0", out).expect("memory"));
        assert_eq!(all["scan"]["start_time"], "1970-01-01T00:00:00");
        let one = &all["vulnerabilities"][0];
        assert_eq!(one["id"], "01234567-89ab-8def-8123-456789abcdef");
        assert_eq!((one["severity"].as_str(), one["location"]["start_line"].as_u64()), (Some("High"), Some(3)));
        assert_eq!(all["vulnerabilities"].as_array().map(Vec::len), Some(1));
    }
}
