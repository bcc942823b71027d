//! The checklist: every question is asked, and each answer says what it rests on.

#![expect(clippy::disallowed_methods, reason = "these tests make real folders")]

mod support;

use std::collections::BTreeSet;

use serde_json::Value as Json;
use sneck_rules::RULES;
use support::Project;

fn checklist(project: &Project) -> Json {
    let ran = project.sneck(&["checklist", "--format", "json"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    let document: Json = serde_json::from_str(&ran.out).expect("JSON");
    let schema: Json = serde_json::from_str(include_str!("../../../docs/checklist.schema.json")).expect("JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("a valid schema");
    let errors: Vec<_> = validator.iter_errors(&document).map(|e| format!("{e} at {}", e.instance_path())).collect();
    assert_eq!(errors, [""; 0]);
    document
}

fn items(document: &Json) -> Vec<&Json> {
    let groups = document["groups"].as_array().expect("a list");
    groups.iter().flat_map(|group| group["items"].as_array().expect("a list")).collect()
}

fn item<'d>(document: &'d Json, rule: &str) -> &'d Json {
    let of = |item: &&Json| item["rules"].as_array().is_some_and(|rules| rules.contains(&rule.into()));
    items(document).into_iter().find(of).expect("an item of the rule")
}

const APP: &str = "import os\nfrom flask import Flask\napp = Flask(__name__)\n\
                   app.config['SESSION_COOKIE_SECURE'] = os.environ['SECURE'] == '1'\n\
                   app.config['DEBUG'] = False\napp.config['SESSION_COOKIE_HTTPONLY'] = False\n\
                   app.secret_key = os.environ['SECRET_KEY']\n";

fn shop() -> Project {
    Project::of(&[("app.py", APP), ("Procfile", "web: gunicorn app:app\n")])
}

#[test]
fn each_item_passes_fails_or_says_why_it_cannot_be_told() {
    let document = checklist(&shop());
    let debug = item(&document, "app/debug-mode");
    assert_eq!((&debug["state"], &debug["evidence"][0]["path"]), (&"pass".into(), &"app.py".into()), "{debug}");
    assert_eq!(debug["evidence"][0]["line"], 5);
    let httponly = item(&document, "cookies/httponly");
    assert_eq!((&httponly["state"], &httponly["evidence"][0]["line"]), (&"fail".into(), &6.into()), "{httponly}");
    let secure = item(&document, "cookies/secure");
    assert_eq!(secure["state"], "unknown", "{secure}");
    assert!(secure["why"][0].as_str().is_some_and(|why| why.contains("SECURE")), "{secure}");
    assert!(secure["find_out"][0].as_str().is_some_and(|way| way.contains("--environment here")), "{secure}");
    assert_eq!(item(&document, "cors/wildcard")["state"], "not-applicable");
}

#[test]
fn every_rule_is_asked_once_and_the_numbers_are_those_of_the_items() {
    let document = checklist(&shop());
    let asked: Vec<String> = items(&document)
        .iter()
        .flat_map(|item| item["rules"].as_array().expect("a list"))
        .map(|rule| rule.as_str().expect("a text").to_owned())
        .collect();
    let known: BTreeSet<String> = RULES.iter().map(|rule| rule.id.to_owned()).collect();
    assert_eq!((asked.len(), asked.into_iter().collect::<BTreeSet<_>>()), (known.len(), known));
    for state in ["pass", "fail", "unknown", "not-applicable"] {
        let count = items(&document).iter().filter(|item| item["state"] == state).count();
        assert_eq!(document["counts"][state], count, "{state}");
    }
    let headings: Vec<_> = document["groups"].as_array().expect("a list").iter().map(|g| &g["heading"]).collect();
    assert_eq!(headings[..2], ["App: framework and process settings", "Secrets"]);
}

#[test]
fn it_is_the_checklist_of_the_report() {
    let project = shop();
    let (alone, report) = (checklist(&project), project.audit());
    let short = |item: &Json| format!("{} {} {}", item["item"], item["state"], item["evidence"]);
    let of_report: BTreeSet<_> = report["checklist"].as_array().expect("a list").iter().map(short).collect();
    assert_eq!(items(&alone).into_iter().map(short).collect::<BTreeSet<_>>(), of_report);
    assert!(report["checklist"].as_array().is_some_and(|all| all.iter().all(|item| item["why"].is_null())));
}

#[test]
fn on_paper_and_in_markdown_every_item_has_its_box() {
    let project = shop();
    let list = checklist(&project);
    let count = items(&list).len() + list["before_deploy"].as_array().map_or(0, Vec::len);
    let text = project.sneck(&["checklist"]).out;
    assert_eq!(text.lines().filter(|line| line.starts_with("  [")).count(), count);
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    let markdown = project.sneck(&["checklist", "--format", "markdown"]).out;
    assert_eq!(markdown.lines().filter(|line| line.starts_with("- [")).count(), count);
    let ran = project.sneck(&["checklist", "--format", "markdown", "--output", "list.md"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""));
    assert_eq!(std::fs::read_to_string(project.path().join("list.md")).expect("the checklist"), markdown);
}

#[test]
fn of_an_empty_folder_nothing_passes() {
    let document = checklist(&Project::of(&[]));
    assert!(items(&document).iter().all(|item| item["state"] == "not-applicable"));
}

/// What was accepted is weak all the same.
#[test]
fn an_accepted_finding_is_no_pass() {
    let app = format!("{APP}app.config['DEBUG'] = True  # sneck: ignore[debug-mode] a stand\n");
    let project = Project::of(&[("app.py", &app), ("Procfile", "web: gunicorn app:app\n")]);
    assert_eq!(item(&checklist(&project), "app/debug-mode")["state"], "fail");
}
