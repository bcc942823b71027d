//! Lays the parts out.

use std::io::{self, Write};

use sneck_model::{Facts, Finding, Kind, Report, Severity};

use super::compact::{lines, rows};
use super::edges::{foot, head};
use super::frame::Framer;
use super::mask::Mask;
use super::snippet::Look;
use crate::counted::is_counted;
use crate::paint::Paint;

/// A short report fits two screens of this many lines together.
const TWO_SCREENS: usize = 100;

/// Lines that are kept for the findings which are not shown in full.
const TABLE: usize = 40;

/// Lines around that table: its heading and the blank line below.
const BESIDE: usize = 2;

/// How the report is written.
#[derive(Clone, Copy, Debug)]
pub struct TextOptions {
    /// Every finding in full, also those of severity info, accepted and mitigated ones.
    pub verbose: bool,
    /// With colours (ANSI escape codes).
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self { verbose: false, color: false, width: 100 }
    }
}

/// Writes the report for people. Source lines come from `facts.sources`; secrets in them are masked.
///
/// Short by default: the worst finding of each rule in full as long as all fits two screens, one line for
/// each of the rest, and what does not count only as a number.
pub fn report_text(report: &Report, facts: &Facts, options: &TextOptions, to: &mut dyn Write) -> io::Result<()> {
    let paint = Paint(options.color);
    let (head, foot) = (head(report, options.width, paint), foot(report, options, paint));
    let production = report.environments.iter().filter(|e| e.kind == Kind::Production).map(|e| &*e.name).collect();
    let look = Look { facts, mask: Mask::new(facts), width: options.width };
    let framer = Framer { look, options, production };
    let body = match options.verbose {
        true => report.findings.iter().map(|f| framer.frame(f) + "\n").collect(),
        false => short(&report.findings, &framer, TWO_SCREENS.saturating_sub(head.len() + foot.len()), paint),
    };
    to.write_all(joined(&head).as_bytes())?;
    to.write_all(body.as_bytes())?;
    to.write_all(joined(&foot).as_bytes())
}

fn joined(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

/// What counts, within so many lines.
fn short(findings: &[Finding], framer: &Framer, room: usize, paint: Paint) -> String {
    let counted: Vec<&Finding> = findings.iter().filter(|f| is_counted(f)).collect();
    let mut framed: Vec<&Finding> = Vec::new();
    let mut rest = counted.clone();
    let mut text = String::new();
    let mut used = 0;
    for finding in counted {
        if finding.severity <= Severity::Low || framed.iter().any(|f| f.rule == finding.rule) {
            continue;
        }
        let frame = framer.frame(finding) + "\n";
        let length = frame.lines().count();
        let left: Vec<&Finding> = rest.iter().copied().filter(|f| !std::ptr::eq(*f, finding)).collect();
        if used + length + rows(&left).len().min(TABLE) + BESIDE > room {
            break;
        }
        text.push_str(&frame);
        used += length;
        framed.push(finding);
        rest = left;
    }
    let table = lines(&rows(&rest), room.saturating_sub(used + BESIDE), framer.options.width, paint);
    if !table.is_empty() {
        text.push_str(if framed.is_empty() { "" } else { "Also found:\n" });
        text.push_str(&joined(&table));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{file, finding, literal, report};
    use sneck_model::{Layer, NotLookedAt, Place, Status, Step, Suppression, Unread};

    fn facts() -> Facts {
        let mut facts = Facts::default();
        facts.sources.insert("config.py".into(), "import os\n\nclass Config:\n    DEBUG = os.environ.get(\"FLASK_DEBUG\") == \"1\"\n    SECRET_KEY = \"hunter2-hunter2\"\n".into());
        facts
            .sources
            .insert("compose.yaml".into(), "services:\n  web:\n    environment:\n      FLASK_DEBUG: \"1\"\n".into());
        facts.literals = vec![literal("SECRET_KEY", "hunter2-hunter2", file("config.py", 5))];
        facts
    }

    fn text(report: &Report, verbose: bool) -> String {
        let mut out = Vec::new();
        let options = TextOptions { verbose, ..TextOptions::default() };
        report_text(report, &facts(), &options, &mut out).expect("memory");
        String::from_utf8(out).expect("text")
    }

    fn debug() -> Finding {
        let read = Place::File { layer: Layer::Code, path: "config.py".into(), line: 4, column: 5, width: 5 };
        let set = Place::File { layer: Layer::Deploy, path: "compose.yaml".into(), line: 4, column: 7, width: 11 };
        let seen = Place::Reply { url: "http://127.0.0.1:8000/console".into(), part: "body".into() };
        let places = vec![
            Step::new(set, "sets FLASK_DEBUG to 1"),
            Step::new(read, "reads FLASK_DEBUG"),
            Step::new(seen, "the debugger's console"),
        ];
        let confirmed = Status::Confirmed;
        Finding {
            status: confirmed,
            status_because: "it answered".into(),
            ..finding("app/debug-mode", Severity::Critical, places)
        }
    }

    #[test]
    fn a_frame_shows_the_chain_and_what_to_do() {
        let shown = text(&report(vec![debug()]), false);
        let expected = "\
examples/shop: grade F, 20 of 100
judged as it runs in compose.yaml#web (production)

critical[app/debug-mode]: Something is unsafe (confirmed)
 --> compose.yaml:4:7
  |
4 |       FLASK_DEBUG: \"1\"
  |       ^^^^^^^^^^^ sets FLASK_DEBUG to 1
  |
  = via: config.py:4: reads FLASK_DEBUG
  = seen: http://127.0.0.1:8000/console (body): the debugger's console
  = why: It is unsafe here, and it matters.
  = confirmed: it answered
  = fix: Turn it off.

1 critical, 1 high, 1 low in production
12 files read, 4 kB; 20 of 25 questions that apply here answered
`sneck check --verbose` shows everything; `sneck explain app/debug-mode` says what a finding means
";
        assert_eq!(shown, expected);
    }

    #[test]
    fn in_full_every_place_shows_its_line() {
        let shown = text(&report(vec![debug()]), true);
        let second = " ::: config.py:4:5
  |
4 |     DEBUG = os.environ.get(\"FLASK_DEBUG\") == \"1\"
  |     ----- reads FLASK_DEBUG
";
        assert!(shown.contains(second), "{shown}");
        assert!(shown.contains("where: compose.yaml#web (production)"), "{shown}");
    }

    #[test]
    fn what_has_no_room_beside_the_mark_stands_below() {
        let long = "a clause that is much too long ".repeat(4);
        let read = Place::File { layer: Layer::Code, path: "config.py".into(), line: 4, column: 5, width: 5 };
        let shown = text(&report(vec![finding("app/x", Severity::High, vec![Step::new(read, long)])]), false);
        assert!(shown.contains("\n  |     ^^^^^\n"), "{shown}");
        assert!(shown.contains("  = here: a clause that is much too long"), "{shown}");
        assert!(shown.lines().all(|line| line.chars().count() <= 100), "{shown}");
    }

    #[test]
    fn a_finding_of_some_environments_names_them() {
        let mut report = report(vec![debug()]);
        report.environments.push(report.environments[0].clone());
        assert!(!text(&report, false).contains("where:"));
        report.environments[1].name = "Procfile#web".into();
        assert!(text(&report, false).contains("  = where: compose.yaml#web (production)\n"));
    }

    #[test]
    fn secrets_in_source_lines_are_never_shown() {
        let places = vec![Step::new(file("config.py", 5), "a literal of 15 characters")];
        for rule in ["secrets/hardcoded-secret-key", "cookies/secure"] {
            for verbose in [true, false] {
                let shown = text(&report(vec![finding(rule, Severity::Critical, places.clone())]), verbose);
                assert!(shown.contains("SECRET_KEY = \"***************\""), "{shown}");
                assert!(!shown.contains("hunter2"), "{shown}");
            }
        }
    }

    #[test]
    fn low_findings_are_one_line_per_rule() {
        let low = |line| finding("app/logging", Severity::Low, vec![Step::new(file("app.py", line), "no logging")]);
        let shown = text(&report(vec![low(1), low(2), low(3)]), false);
        assert!(shown.contains("\nlow      app/logging  app.py:1 and 2 more: Something is unsafe\n"), "{shown}");
    }

    #[test]
    fn what_does_not_count_is_a_number_unless_asked_for() {
        let place = || vec![Step::new(file("app.py", 1), "is off")];
        let accepted = Suppression { by: "in-line".into(), reason: "a demo".into(), place: Some("app.py:1".into()) };
        let findings = vec![
            Finding { suppressed: Some(accepted), ..finding("app/dev-server", Severity::High, place()) },
            Finding { status: Status::Mitigated, ..finding("headers/hsts", Severity::Medium, place()) },
            finding("secrets/no-rotation", Severity::Info, place()),
        ];
        let shown = text(&report(findings.clone()), false);
        assert!(shown.contains("; beside that 1 accepted, 1 mitigated, 1 info\n"), "{shown}");
        assert!(!shown.contains("[app/dev-server]"), "{shown}");
        let shown = text(&report(findings), true);
        for part in [
            "[app/dev-server]: Something is unsafe (accepted)",
            "in-line at app.py:1: a demo",
            "(mitigated)",
            "info[secrets/no-rotation]",
        ] {
            assert!(shown.contains(part), "{part}\n{shown}");
        }
    }

    #[test]
    fn however_much_is_found_the_short_report_fits_two_screens() {
        let rules: Vec<String> = (0..200).map(|n| format!("app/rule-{n}")).collect();
        let place = || vec![Step::new(file("config.py", 4), "is off")];
        let mut report = report(rules.iter().map(|r| finding(r, Severity::High, place())).collect());
        report.unread =
            (0..50).map(|n| Unread { path: format!("f{n}.py"), line: 0, why: "not valid Python".into() }).collect();
        report.not_looked_at = (0..50).map(|n| NotLookedAt { what: format!("w{n}"), why: "unknown".into() }).collect();
        let shown = text(&report, false);
        assert!(shown.lines().count() <= TWO_SCREENS, "{}", shown.lines().count());
        assert!(shown.contains("high[app/rule-0]"), "the worst are in full");
        assert!(shown.contains(" more, with --verbose\n"));
        assert!(text(&report, true).contains("app/rule-199"));
    }

    #[test]
    fn hostile_text_cannot_steer_the_terminal() {
        let evil = "x\u{1b}]0;owned\u{7}\r";
        let place = Place::File { layer: Layer::Code, path: evil.into(), line: 1, column: 1, width: 1 };
        let mut finding = finding("app/debug-mode", Severity::High, vec![Step::new(place, evil)]);
        finding.title = evil.into();
        finding.message = evil.into();
        finding.fix = evil.into();
        let mut report = report(vec![finding]);
        report.target = evil.into();
        report.environments[0].name = evil.into();
        report.unread = vec![Unread { path: evil.into(), line: 1, why: evil.into() }];
        for verbose in [true, false] {
            let shown = text(&report, verbose);
            assert!(!shown.contains(['\u{1b}', '\u{7}', '\r']), "{shown:?}");
        }
    }

    #[test]
    fn colours_only_when_asked_for() {
        let mut out = Vec::new();
        let options = TextOptions { color: true, ..TextOptions::default() };
        report_text(&report(vec![debug()]), &facts(), &options, &mut out).expect("memory");
        assert!(String::from_utf8(out).expect("text").contains("\u{1b}["));
        assert!(!text(&report(vec![debug()]), false).contains('\u{1b}'));
    }
}
