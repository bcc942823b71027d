//! The three forms of one checklist.

use std::io;

use serde_json::{Value as Json, json};
use sneck_model::{ChecklistItem, ItemState, Report, Step};

use super::{checklist_json, checklist_markdown, checklist_text};
use crate::testing::{file, report};

fn item(text: &str, rule: &str, state: ItemState) -> ChecklistItem {
    ChecklistItem { item: text.into(), state, rules: vec![rule.into()], evidence: Vec::new(), open: Vec::new() }
}

fn checklist() -> Report {
    let mut passes = item("Debug mode is off", "app/debug-mode", ItemState::Pass);
    passes.evidence = vec![Step::new(file("config.py", 8), "sets `DEBUG` to False")];
    let mut fails = item("Session cookies are HttpOnly", "cookies/httponly", ItemState::Fail);
    fails.evidence = vec![Step::new(file("<b>\n.py", 1), "is off")];
    let mut open = item("The signing key cannot be guessed", "secrets/weak-secret-key", ItemState::Unknown);
    open.open =
        vec!["SECRET_KEY is supplied from outside".into(), "KEY is supplied from outside".into(), "a loop".into()];
    let none = item("CORS is closed", "cors/wildcard", ItemState::NotApplicable);
    let mut report = report(Vec::new());
    report.checklist = vec![none, fails, open, passes];
    report
}

fn written(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).expect("memory");
    String::from_utf8(out).expect("text")
}

#[test]
fn on_paper_each_item_has_its_state_and_what_was_looked_at() {
    let expected = "\
Hardening checklist of examples/shop
for production: compose.yaml#web

App: framework and process settings

  [x] pass    Debug mode is off
                config.py:8: sets `DEBUG` to False

Secrets

  [?] unknown The signing key cannot be guessed
                why: SECRET_KEY is supplied from outside
                why: KEY is supplied from outside
                why: a loop
                to find out: say what production sets under `variables` of
                `[environments.NAME]` in sneck.toml, or run this with `--environment
                here` where the variable is set
                to find out: look at it by hand, or record an answer of the running app
                and audit that with `--replay`

Cookies and sessions

  [ ] fail    Session cookies are HttpOnly
                <b> .py:1: is off
                see: sneck explain cookies/httponly

Cross-origin requests (CORS)

  [-] n/a     CORS is closed

1 pass, 1 fail, 1 unknown, 1 not applicable
";
    assert_eq!(written(|to| checklist_text(&checklist(), 88, false, to)), expected);
}

#[test]
fn in_markdown_items_are_boxes_and_names_of_files_are_code() {
    let text = written(|to| checklist_markdown(&checklist(), to));
    let start = "# Hardening checklist of examples/shop\n\nFor production: `compose.yaml#web`.\n\n\
                 1 pass, 1 fail, 1 unknown, 1 not applicable.\n\n## App: framework and process settings\n\n\
                 - [x] Debug mode is off\n  - `config.py:8`: sets `DEBUG` to False\n";
    assert!(text.starts_with(start), "{text}");
    assert!(
        text.contains("- [ ] **fails:** Session cookies are HttpOnly\n  - `<b> .py:1`: is off\n  - see ["),
        "{text}"
    );
    assert!(text.ends_with("- [ ] *not applicable:* CORS is closed\n"), "{text}");
}

#[test]
fn for_programs_it_has_groups_reasons_and_ways_to_find_out() {
    let document: Json = serde_json::from_str(&written(|to| checklist_json(&checklist(), "0.1.0", to))).expect("JSON");
    assert_eq!(document["counts"], json!({"pass": 1, "fail": 1, "unknown": 1, "not-applicable": 1}));
    let open = &document["groups"][1]["items"][0];
    assert_eq!((&document["groups"][1]["heading"], &open["state"]), (&json!("Secrets"), &json!("unknown")));
    assert_eq!((open["why"].as_array().map(Vec::len), open["find_out"].as_array().map(Vec::len)), (Some(3), Some(2)));
    let passes = &document["groups"][0]["items"][0];
    assert_eq!((&passes["evidence"][0]["line"], &passes["why"]), (&json!(8), &json!([])));
}
