//! Community templates from the command line: each feature against a server that must match and one that must not, and
//! against servers that are built to fool them.

#![expect(clippy::disallowed_methods, reason = "these tests start servers of their own")]

mod consent;
mod folder;
mod hostile;
#[path = "../../../look/tests/live/listening.rs"]
mod listening;
mod rules;
mod served;
mod server;
#[expect(dead_code, reason = "each test file uses a part of it")]
#[path = "../support/mod.rs"]
mod support;
mod tls;

use std::collections::BTreeSet;

use folder::{folder as templates, yaml};
use serde_json::Value as Json;
use server::{Server, answer};
use support::{Project, Ran, sneck};

/// All that the user can agree to.
const ALL: [&str; 3] = ["--intrusive", "--try-credentials", "--disposable"];

/// Templates that need more than to be asked, and what.
const NEEDING: [(&str, &str); 4] = [
    ("unsafe", "it needs --intrusive"),
    ("default-log-in", "it needs --try-credentials"),
    ("method-post", "it needs --disposable"),
    ("writing-name", "its name says that it changes something; --disposable allows it"),
];

/// Names of the templates that can be run, TLS apart where it is not asked.
fn names(tls: bool) -> BTreeSet<String> {
    let files = std::fs::read_dir(yaml()).expect("the templates are there").flatten();
    let all = files.filter_map(|file| file.file_name().to_string_lossy().strip_suffix(".yaml").map(str::to_owned));
    all.filter(|name| tls || !name.starts_with("tls-")).collect()
}

/// Runs templates against an address, and no rule of ours.
fn checked(templates: &Project, url: &str, more: &[&str]) -> (Ran, Json) {
    let folder = templates.path().display().to_string();
    let fixed = ["check", "--format", "json", "--url", url, "--templates", &folder];
    let select: &[&str] = if more.contains(&"--select") { &[] } else { &["--select", "template"] };
    let ran = sneck(templates.path(), &[&fixed, select, more].concat());
    let report = serde_json::from_str(&ran.out).unwrap_or_default();
    (ran, report)
}

/// Templates that found something.
fn found(report: &Json) -> BTreeSet<String> {
    let findings = report["findings"].as_array().map(Vec::as_slice).unwrap_or_default();
    let rules = findings.iter().filter_map(|finding| finding["rule"].as_str());
    rules.map(|rule| rule.strip_prefix("template/").unwrap_or(rule).to_owned()).collect()
}

/// Rows of what was not looked at, as `what: why`.
fn not_looked_at(report: &Json) -> Vec<String> {
    let rows = report["not_looked_at"].as_array().map(Vec::as_slice).unwrap_or_default();
    let text = |row: &Json, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    rows.iter().map(|row| format!("{}: {}", text(row, "what"), text(row, "why"))).collect()
}

#[test]
fn every_feature_matches_where_it_must() {
    let (server, lines) = (served::good(), served::lines());
    let (ran, report) = checked(&templates(lines.port()), &server.url(), &ALL);
    assert_eq!(ran.err, "");
    let (expected, found) = (names(false), found(&report));
    assert!(expected.len() >= 55, "{}", expected.len());
    assert_eq!(expected.difference(&found).collect::<Vec<_>>(), Vec::<&String>::new(), "not matched");
    assert_eq!(found.difference(&expected).collect::<Vec<_>>(), Vec::<&String>::new(), "not expected");
    let names = report["findings"].as_array().into_iter().flatten().find(|one| one["rule"] == "template/matcher-names");
    let message = names.and_then(|one| one["message"].as_str()).unwrap_or_default();
    assert!(message.ends_with("matches (brass-lantern, tin-lantern)."), "{message}");
    let asked = server.got();
    let targets: Vec<&str> = asked.iter().map(|got| got.target()).collect();
    assert!(!targets.contains(&"/first-match/3") && !targets.iter().any(|target| target.contains("nobody_knows")));
    assert!(
        asked.iter().any(|got| got.head.starts_with("GET /unsafe/..;/%2e%2e/lantern HTTP/1.1\r\nhost: ")
            && got.head.contains("X-Twice:\ta\r\nX-Twice:\tb\r\n")),
        "exact bytes are sent as they are"
    );
}

#[test]
fn an_app_in_a_folder_is_asked_there() {
    let server = Server::start(|got, to| match got.target() {
        "/shop/word" => answer(to, "200 OK", "", b"<p>the word is lantern"),
        "/raw?wick=flat" => answer(to, "200 OK", "", b"lantern lit"),
        _ => answer(to, "404 Not Found", "", b""),
    });
    let one = ["--select", "template/word,template/raw"];
    let (ran, report) = checked(&templates(1), &format!("{}/shop/", server.url()), &one);
    assert_eq!(found(&report), BTreeSet::from(["word".to_owned()]), "{}", ran.err);
    assert!(server.got().iter().any(|got| got.target() == "/shop/raw?wick=flat"), "raw requests stand there, too");
    let (_, report) = checked(&templates(1), &server.url(), &one);
    assert_eq!(found(&report), BTreeSet::from(["raw".to_owned()]));
}

#[test]
fn no_feature_matches_where_it_is_nearly_so() {
    let (server, lines) = (served::near(), served::echo());
    let (ran, report) = checked(&templates(lines.port()), &server.url(), &ALL);
    assert_eq!((ran.code, found(&report)), (Some(0), BTreeSet::new()), "{}{}", ran.out, ran.err);
    assert!(server.got().len() > 60, "it was asked");
}
