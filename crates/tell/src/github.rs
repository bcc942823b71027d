//! Annotations of a pull request, as commands that GitHub's runner reads from the log of a step.
//!
//! A command is one line: `::error file=…,line=…,title=…::message`. What stands in the audited files must not become
//! one, so every value is escaped, and no line that is not a command holds anything but numbers.

use std::io::{self, Write};

use sneck_model::{Facts, Finding, Place, Report, Severity};

use crate::clean::clean;
use crate::counted::{counts, is_counted, status};
use crate::page::remedy::first;
use crate::root::{Root, anchor};

/// GitHub shows so many annotations of each kind of a step.
const MOST: usize = 10;
/// Characters of a message; GitHub refuses 64 KiB.
const LONGEST: usize = 4000;
/// Characters of a title; GitHub refuses 256.
const LONGEST_TITLE: usize = 200;

/// Writes a command for each of the worst findings that count, and a line with the numbers.
pub fn report_github(report: &Report, facts: &Facts, root: &Root, to: &mut dyn Write) -> io::Result<()> {
    let counted: Vec<&Finding> = report.findings.iter().filter(|finding| is_counted(finding)).collect();
    let mut written = 0;
    for kind in ["error", "warning", "notice"] {
        for finding in counted.iter().filter(|finding| self::kind(finding.severity) == kind).take(MOST) {
            writeln!(to, "{}", command(kind, finding, &anchor(finding, facts), root))?;
            written += 1;
        }
    }
    writeln!(to, "{}", numbers(report, counted.len() - written))
}

fn kind(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "notice",
    }
}

fn command(kind: &str, finding: &Finding, at: &Place, root: &Root) -> String {
    let title = format!("{}: {} ({})", finding.severity.name(), finding.title, finding.rule);
    let properties: Vec<String> =
        position(at, root).into_iter().chain([("title", cut(&title, LONGEST_TITLE))]).map(property).collect();
    let message = format!("{}{}\n\nWhat to do: {}", finding.message, status(finding), first(&finding.fix));
    format!("::{kind} {}::{}", properties.join(","), data(&cut(&message, LONGEST)))
}

/// Where it is shown; nowhere, when no file has to do with it.
fn position(at: &Place, root: &Root) -> Vec<(&'static str, String)> {
    let Some((path, line)) = at.file().filter(|(path, _)| &***path != ".") else { return Vec::new() };
    let line = line.max(1);
    let mut all = vec![("file", root.join(path)), ("line", line.to_string()), ("endLine", line.to_string())];
    if let Place::File { column, width, .. } = at {
        let end = column.saturating_add(*width);
        all.extend((*column > 0).then(|| ("col", column.to_string())));
        all.extend((*column > 0 && *width > 0).then(|| ("endColumn", end.to_string())));
    }
    all
}

fn property((name, value): (&str, String)) -> String {
    format!("{name}={}", data(&value).replace(':', "%3A").replace(',', "%2C"))
}

/// On one line, with nothing that could end it: `%`, line ends, and every control character.
fn data(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| clean(line).replace('%', "%25")).collect();
    lines.join("%0A")
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

fn numbers(report: &Report, left: usize) -> String {
    let found = match counts(&report.summary.counts) {
        none if none.is_empty() => "nothing found in production".to_owned(),
        some => format!("{some} in production"),
    };
    let left = match left {
        0 => String::new(),
        left => format!("; {left} more without an annotation, of which GitHub shows ten of each kind"),
    };
    format!("sneck: {found}{left}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{file, finding, report};
    use sneck_model::{Layer, Step};

    fn written(findings: Vec<Finding>, folder: &str) -> String {
        let mut out = Vec::new();
        report_github(&report(findings), &Facts::default(), &Root::new(folder), &mut out).expect("memory");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn a_finding_is_a_command_at_its_place() {
        let place = Place::File { layer: Layer::Code, path: "config.py".into(), line: 8, column: 13, width: 4 };
        let debug = finding("app/debug-mode", Severity::Critical, vec![Step::new(place, "sets DEBUG")]);
        let expected = "\
::error file=shop/config.py,line=8,endLine=8,col=13,endColumn=17,title=critical%3A Something is unsafe (app/debug-mode)\
::It is unsafe here, and it matters.%0A%0AWhat to do: Turn it off.
sneck: 1 critical, 1 high, 1 low in production
";
        assert_eq!(written(vec![debug], "shop"), expected);
    }

    #[test]
    fn what_stands_in_files_cannot_become_a_command() {
        let path = "a,b:c%0A\n::error::x\r\n##[add-path]d\u{1b}.py";
        let mut odd = finding("app/debug-mode", Severity::High, vec![Step::new(file(path, 1), "is on")]);
        odd.message = "50%\n::stop-commands::x\r::error::y".into();
        let text = written(vec![odd], "");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 2, "{text}");
        assert!(
            lines[0].starts_with("::error file=a%2Cb%3Ac%250A%0A%3A%3Aerror%3A%3Ax%0A##[add-path]d\u{fffd}.py,line=1,")
        );
        assert!(lines[0].contains("::50%25%0A::stop-commands::x\u{fffd}::error::y%0A"), "{text}");
        assert!(!text.contains(['\r', '\u{1b}']));
    }

    #[test]
    fn the_worst_ten_of_each_kind_are_shown_and_the_rest_is_counted() {
        let many =
            |severity| (0..12).map(move |n| finding("app/debug-mode", severity, vec![Step::new(file("a.py", n), "")]));
        let info = finding("app/logging", Severity::Info, vec![Step::new(file("a.py", 1), "")]);
        let text = written(many(Severity::High).chain(many(Severity::Low)).chain([info]).collect(), "");
        assert_eq!((text.matches("::error ").count(), text.matches("::notice ").count()), (10, 10));
        assert!(text.ends_with("; 4 more without an annotation, of which GitHub shows ten of each kind\n"), "{text}");
    }

    #[test]
    fn what_no_file_shows_is_told_without_a_place() {
        let seen = Place::Reply { url: "http://127.0.0.1/".into(), part: "body".into() };
        let text = written(vec![finding("app/debug-mode", Severity::High, vec![Step::new(seen, "shows it")])], "");
        assert!(text.starts_with("::error title=high%3A Something"), "{text}");
    }

    #[test]
    fn long_messages_are_cut() {
        let mut long = finding("app/debug-mode", Severity::High, vec![Step::new(file("a.py", 1), "")]);
        long.message = "é".repeat(100_000);
        assert!(written(vec![long], "").len() < 10_000);
    }
}
