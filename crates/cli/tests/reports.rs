//! What `sneck` writes of the bookshops: valid, short enough, and without a secret.

use assert_cmd::Command;
use serde_json::Value as Json;

/// Secrets that stand in the bookshop's files and are no ordinary words.
const SECRETS: [&str; 3] = ["Pr1nters-1nk!42", "bookshop-api", "bookshop-2019"];

fn sneck(arguments: &[&str]) -> String {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let mut sneck = Command::cargo_bin("sneck").expect("the program is built");
    let output = sneck.current_dir(root).args(arguments).output().expect("it runs");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn the_reports_of_both_bookshops_are_what_the_schema_says() {
    let schema = serde_json::from_str(include_str!("../../../docs/report.schema.json")).expect("JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("a valid schema");
    for example in ["examples/bookshop", "examples/bookshop-hardened"] {
        let report: Json = serde_json::from_str(&sneck(&["check", example, "--format", "json"])).expect("JSON");
        let errors: Vec<_> = validator.iter_errors(&report).map(|e| format!("{e} at {}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{example}: {errors:#?}");
        assert!(!report["checklist"].as_array().expect("a list").is_empty());
    }
}

#[test]
fn the_short_report_of_the_bookshop_fits_two_screens() {
    let text = sneck(&["check", "examples/bookshop"]);
    assert!(text.lines().count() <= 100, "{} lines", text.lines().count());
    assert!(text.starts_with("examples/bookshop: grade F"), "{text}");
}

#[test]
fn nothing_that_is_written_shows_a_secret() {
    let commands: [&[&str]; 12] = [
        &["check", "examples/bookshop"],
        &["check", "examples/bookshop", "--verbose"],
        &["check", "examples/bookshop", "--format", "json"],
        &["check", "examples/bookshop", "--format", "sarif"],
        &["check", "examples/bookshop", "--format", "github"],
        &["check", "examples/bookshop", "--format", "markdown"],
        &["baseline", "examples/bookshop"],
        &["checklist", "examples/bookshop"],
        &["checklist", "examples/bookshop", "--format", "markdown"],
        &["checklist", "examples/bookshop", "--format", "json"],
        &["facts", "examples/bookshop"],
        &["facts", "examples/bookshop", "--json"],
    ];
    for arguments in commands {
        let shown = sneck(arguments);
        assert!(shown.len() > 1000, "{arguments:?} shows something");
        for secret in SECRETS {
            let line = shown.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{arguments:?}");
        }
    }
}
