//! Templates are rules like any other: chosen, left out, explained, listed, accepted, kept in a baseline, told in SARIF.

use serde_json::Value as Json;

use super::support::{Project, sneck};
use super::{checked, found, served, templates};

const ONE: &str = "id: One-Lantern\ninfo:\n  name: A lantern is lit\n  severity: high\n  description: Light is seen from the sea.\n  \
    remediation: Put it out.\n  reference: https://lantern.test/light\n  classification:\n    cwe-id: CWE-200\nhttp:\n  - path: ['{{BaseURL}}/word']\n    \
    matchers:\n      - {type: word, name: brass, words: [lantern]}\n";

fn one() -> Project {
    Project::of(&[("t/one.yaml", ONE)])
}

#[test]
fn a_finding_says_what_the_template_says() {
    let server = served::good();
    let project = one();
    let (ran, report) = checked(&project, &server.url(), &[]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let finding = &report["findings"][0];
    let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        (text("rule"), text("severity"), text("status")),
        ("template/one-lantern".into(), "high".into(), "confirmed".into())
    );
    assert_eq!(text("message"), "The community template `one-lantern` matches (brass).");
    assert_eq!((text("title"), text("fix")), ("A lantern is lit".into(), "Put it out.".into()));
    assert_eq!(finding["places"][0]["url"], format!("{}/word", server.url()));
    assert_eq!(report["checklist"].as_array().map(Vec::len), Some(0), "templates are no items of the checklist");
}

#[test]
fn templates_are_chosen_and_left_out_by_id_and_name() {
    let (server, lines) = (served::good(), served::lines());
    let folder = templates(lines.port());
    let path = folder.path().display().to_string();
    let run = |more: &[&str]| -> Json {
        let fixed = ["check", "--format", "json", "--url", &server.url(), "--templates", &path];
        serde_json::from_str(&sneck(folder.path(), &[&fixed, more].concat()).out).expect("a report")
    };
    assert_eq!(Vec::from_iter(found(&run(&["--select", "template/word"]))), ["word"]);
    assert_eq!(
        Vec::from_iter(found(&run(&["--select", "binary-and,template/regex*"]))),
        ["binary-and", "regex", "regex-extractor", "regex-header"]
    );
    let left = found(&run(&["--select", "template/word*", "--ignore", "word,template/word-hex"]));
    assert_eq!(
        Vec::from_iter(left),
        ["word-and", "word-any-case", "word-content-type", "word-header", "word-of-the-target"]
    );
}

#[test]
fn a_template_is_explained_and_listed() {
    let project = one();
    let ran = sneck(project.path(), &["explain", "one-lantern", "--templates", "t"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let expected = "high template/one-lantern: A lantern is lit\n\nWhy it matters\nLight is seen from the sea.\n\n\
                    What to do\nPut it out.\n\nReferences\nhttps://lantern.test/light\n";
    assert_eq!(ran.out, expected);
    let ran = sneck(project.path(), &["rules", "--templates", "t"]);
    assert!(ran.out.contains("high     template/one-lantern") && ran.out.contains("app/debug-mode"), "{}", ran.out);
    assert_eq!(sneck(project.path(), &["explain", "one-lantern"]).code, Some(2));
}

#[test]
fn sarif_describes_the_templates_that_found_something() {
    let server = served::good();
    let project = one();
    let ran = sneck(
        project.path(),
        &["check", "--format", "sarif", "--select", "template", "--url", &server.url(), "--templates", "t"],
    );
    let report: Json = serde_json::from_str(&ran.out).expect("SARIF");
    let run = &report["runs"][0];
    assert_eq!(run["results"][0]["ruleId"], "template/one-lantern");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let rule = rules.iter().find(|rule| rule["id"] == "template/one-lantern").expect("described");
    assert_eq!(rule["shortDescription"]["text"], "A lantern is lit.");
    assert!(rule["helpUri"].as_str().is_some_and(|uri| uri.ends_with("docs/templates.md")));
    assert!(rule["properties"]["tags"].as_array().is_some_and(|tags| tags.contains(&"external/cwe/cwe-200".into())));
    let near = served::near();
    let ran = sneck(
        project.path(),
        &["check", "--format", "sarif", "--select", "template", "--url", &near.url(), "--templates", "t"],
    );
    assert!(!ran.out.contains("one-lantern"), "a template that found nothing is not described");
}

#[test]
fn an_accepted_finding_of_a_template_is_accepted() {
    let server = served::good();
    let project = one();
    project.write("sneck.toml", "[[ignore]]\nrule = \"template/one-lantern\"\nreason = \"it is a lighthouse\"\n");
    let ran = sneck(
        project.path(),
        &["check", ".", "--format", "json", "--select", "template", "--url", &server.url(), "--templates", "t"],
    );
    let report: Json = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    assert_eq!(report["findings"][0]["suppressed"]["reason"], "it is a lighthouse", "{}", ran.out);
}

#[test]
fn a_template_never_names_itself_as_a_rule_of_ours() {
    let text = ONE.replace("One-Lantern", "../app/debug-mode");
    let project = Project::of(&[("t/a.yaml", &text), ("t/b.yaml", &ONE.replace("One-Lantern", "..-APP-debug-mode"))]);
    let ran = sneck(project.path(), &["rules", "--templates", "t"]);
    assert!(ran.out.contains("template/---app-debug-mode"), "{}", ran.out);
    assert_eq!(ran.out.matches("---app-debug-mode").count(), 1, "the second of two equal ids is not run");
}
