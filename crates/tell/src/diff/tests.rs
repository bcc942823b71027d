//! Reports are compared by what their findings are, not by where they stand.

use super::*;
use crate::testing::{file, finding, report};
use sneck_model::{ChecklistItem, Finding, ItemState, Severity, Status, Step};

fn at(fingerprint: &str, line: u32) -> Finding {
    let mut one = finding("app/debug-mode", Severity::High, vec![Step::new(file("a.py", line), "is on")]);
    one.fingerprint = fingerprint.into();
    one.message = format!("It is {fingerprint}.");
    one
}

fn old(findings: Vec<Finding>, state: ItemState) -> Old {
    let mut report = report(findings);
    report.checklist = vec![ChecklistItem {
        item: "Debug mode is off".into(),
        state,
        rules: Vec::new(),
        evidence: Vec::new(),
        open: Vec::new(),
    }];
    let mut out = Vec::new();
    crate::report_json(&report, "0.1.0", &mut out).expect("memory");
    Old::parse(&String::from_utf8(out).expect("text")).expect("a report")
}

#[test]
fn new_fixed_moved_and_drifted_findings_are_told_apart() {
    let mut confirmed = at("c", 3);
    confirmed.status = Status::Confirmed;
    let mut renamed = at("e2", 5);
    renamed.message = "It is e.".into();
    renamed.places = vec![Step::new(file("b.py", 5), "is on")];
    let before = old(vec![at("a", 1), at("b", 2), at("c", 3), at("d", 4), at("e", 5)], ItemState::Pass);
    let after = old(vec![at("a", 1), at("b", 20), confirmed, at("n", 9), renamed], ItemState::Fail);
    let mut out = Vec::new();
    diff_text(&before, &after, &mut out).expect("memory");
    let expected = "\
grade F (20) → F (20)

New (1)
  high[app/debug-mode] Something is unsafe at a.py:9 (suspected)

Fixed (1)
  high[app/debug-mode] Something is unsafe at a.py:4 (suspected)

Moved (2)
  high[app/debug-mode] Something is unsafe at a.py:20 (suspected), was at a.py:2
  high[app/debug-mode] Something is unsafe at b.py:5 (suspected), was at a.py:5

Drift (1)
  high[app/debug-mode] Something is unsafe at a.py:3 (confirmed): suspected → confirmed

Checklist (1)
  Debug mode is off: pass → fail

1 finding is as it was.
";
    assert_eq!(String::from_utf8(out).expect("text"), expected);
    assert!(diff_is_worse(&before, &after) && !diff_is_worse(&after, &after));
}

#[test]
fn what_is_no_report_says_so() {
    assert!(Old::parse("nonsense").expect_err("no JSON").0.starts_with("it is no JSON"));
    assert!(Old::parse("{}").expect_err("another document").0.contains("sneck/report/1"));
}

#[test]
fn an_app_that_was_started_on_another_port_is_the_same_app() {
    let started = |port: u16| {
        let url = format!("http://127.0.0.1:{port}");
        let seen = sneck_model::Place::Reply { url: format!("{url}/.env"), part: "body".into() };
        let mut one = finding("exposure/env-file", Severity::High, vec![Step::new(seen, "is served")]);
        one.message = format!("{url}/.env is served.");
        let mut report = report(vec![one]);
        report.target = format!("., run={url}");
        let mut out = Vec::new();
        crate::report_json(&report, "0.1.0", &mut out).expect("memory");
        Old::parse(&String::from_utf8(out).expect("text")).expect("a report")
    };
    let (before, after) = (started(40001), started(50002));
    assert!(compare(&before, &after).is_empty(), "{before:?} {after:?}");
}
