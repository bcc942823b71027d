//! README shows what the program really says.

use std::path::Path;

const README: &str = include_str!("../../../README.md");

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn sneck(arguments: &[&str]) -> String {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_sneck"));
    let done = command.env_clear().current_dir(root()).args(arguments).output().expect("the program starts");
    String::from_utf8(done.stdout).expect("the program speaks UTF-8")
}

#[test]
fn the_report_in_the_readme_is_a_real_one() {
    let shown = README.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a report");
    let report = sneck(&["check", "examples/bookshop"]);
    assert!(report.contains(shown), "README shows\n{shown}\nand the program says\n{report}");
}

#[test]
fn every_command_and_option_of_the_readme_exists() {
    let help = [
        "check",
        "fix",
        "checklist",
        "fix",
        "baseline",
        "explain",
        "rules",
        "facts",
        "keys",
        "ports",
        "headers",
        "init",
        "map",
        "diff",
    ]
    .map(|command| sneck(&[command, "--help"]))
    .concat();
    let words = README.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    for option in words.filter(|word| word.starts_with("--") && !word.ends_with('-')) {
        // Of cargo, and of Django's own check.
        let of_others = matches!(option, "--release" | "--path" | "--locked" | "--git" | "--deploy");
        assert!(of_others || help.contains(option), "README names {option}");
    }
}
