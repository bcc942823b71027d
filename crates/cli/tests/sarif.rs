//! SARIF is what its standard says, and what code scanning needs beyond it.

#![expect(clippy::disallowed_methods, reason = "these tests make real folders")]

mod support;

use jsonschema::Validator;
use serde_json::Value as Json;
use sneck_judge::{Options, judge};
use sneck_rules::RULES;
use sneck_tell::{Root, SarifOptions};
use support::Project;

fn validator() -> Validator {
    let text = include_str!("standards/sarif-schema-2.1.0.json");
    // A slip in two patterns of the standard, which its first errata mend in this way.
    let mended = text.replace("^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$", "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
    assert_ne!(text, mended);
    let schema: Json = serde_json::from_str(&mended).expect("JSON");
    jsonschema::options().should_validate_formats(true).build(&schema).expect("a valid schema")
}

fn errors(validator: &Validator, document: &Json) -> Vec<String> {
    validator.iter_errors(document).map(|e| format!("{e} at {}", e.instance_path())).collect()
}

fn results(document: &Json) -> &Vec<Json> {
    document["runs"][0]["results"].as_array().expect("a list")
}

/// What GitHub refuses or does not show, in words: its page "SARIF support for code scanning".
fn unfit(document: &Json) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut want = |holds: bool, what: &str, of: &Json| {
        if !holds {
            wrong.push(format!("{what}: {of}"));
        }
    };
    let text = |value: &Json| value.as_str().is_some_and(|text| !text.trim().is_empty());
    let rules = document["runs"][0]["tool"]["driver"]["rules"].as_array().expect("a list");
    for rule in rules {
        let required =
            ["/id", "/shortDescription/text", "/fullDescription/text", "/help/text", "/help/markdown", "/helpUri"];
        required.iter().for_each(|path| want(rule.pointer(path).is_some_and(text), path, &rule["id"]));
        let tags = rule["properties"]["tags"].as_array().map_or(0, Vec::len);
        want((1..=10).contains(&tags), "between 1 and 10 tags", &rule["id"]);
        let long = |path: &str| rule.pointer(path).and_then(Json::as_str).is_some_and(|t| t.chars().count() > 1024);
        want(!long("/shortDescription/text") && !long("/fullDescription/text"), "short descriptions", &rule["id"]);
    }
    for result in results(document) {
        let named = result["ruleIndex"].as_u64().map(|at| &rules[at as usize]["id"]);
        want(named == Some(&result["ruleId"]), "a rule that is in the list", result);
        want(text(&result["message"]["text"]), "a message", result);
        want(text(&result["partialFingerprints"]["primaryLocationLineHash"]), "a fingerprint", result);
        want(result["suppressions"].is_array(), "a list of suppressions", result);
        want(result["locations"].as_array().map(Vec::len) == Some(1), "one location", result);
        let flows = result.pointer("/codeFlows/0/threadFlows/0/locations").and_then(Json::as_array);
        let steps = flows.into_iter().flatten().map(|step| &step["location"]);
        let related = result["relatedLocations"].as_array().into_iter().flatten();
        for location in result["locations"].as_array().into_iter().flatten().chain(steps).chain(related) {
            let address = location.pointer("/physicalLocation/artifactLocation/uri").and_then(Json::as_str);
            let relative = address.is_some_and(|a| !a.is_empty() && !a.starts_with('/') && !a.contains(':'));
            want(relative, "a relative address", location);
            let line = location.pointer("/physicalLocation/region/startLine").and_then(Json::as_u64);
            want(line.is_some_and(|line| line > 0), "a line", location);
        }
    }
    wrong
}

fn sarif(project: &Project, arguments: &[&str]) -> Json {
    let ran = project.sneck(&[&["check", "--format", "sarif"], arguments].concat());
    assert!(matches!(ran.code, Some(0 | 1)) && ran.err.is_empty(), "{:?}: {}", ran.code, ran.err);
    serde_json::from_str(&ran.out).expect("JSON")
}

#[test]
fn every_example_of_every_rule_gives_a_valid_document() {
    let (validator, root) = (validator(), Root::new("backend"));
    let mut seen = 0;
    for (rule, example) in RULES.iter().flat_map(|rule| rule.examples.iter().map(move |example| (rule, example))) {
        let mut facts = sneck_read::facts(&sneck_read::world::parse(example.world()).expect("a world"));
        let report = judge(RULES, &mut facts, &Options::default()).expect("every rule");
        let options = SarifOptions {
            rules: &[RULES, sneck_judge::OWN_RULES].concat(),
            version: "0.1.0",
            root: &root,
            exit_code: 0,
        };
        let mut out = Vec::new();
        sneck_tell::report_sarif(&report, &facts, &options, &mut out).expect("memory");
        let mut document: Json = serde_json::from_slice(&out).expect("JSON");
        assert_eq!(unfit(&document), [""; 0], "{}\n{}", rule.id, example.world());
        seen += results(&document).len();
        // Rules are the same in all of them, and long; once is enough.
        if rule.id != RULES[0].id {
            document["runs"][0]["tool"]["driver"]["rules"] = Json::Array(Vec::new());
        }
        assert_eq!(errors(&validator, &document), [""; 0], "{}\n{}", rule.id, example.world());
    }
    assert!(seen > 1000, "only {seen} results");
}

#[test]
fn the_schema_finds_what_is_wrong() {
    let project = Project::of(&[("app.py", "from flask import Flask\napp = Flask(__name__)\n")]);
    let validator = validator();
    let mut document = sarif(&project, &[]);
    assert_eq!(errors(&validator, &document), [""; 0]);
    document["runs"][0]["results"][0]["level"] = Json::from("critical");
    document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] =
        Json::from("a b.py");
    assert_eq!(errors(&validator, &document).len(), 2);
}

#[test]
fn the_bookshop_of_this_repository_is_shown_where_it_lies() {
    let root = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let ran = support::sneck(root, &["check", "examples/bookshop", "--format", "sarif"]);
    let document: Json = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(errors(&validator(), &document), [""; 0]);
    assert_eq!(unfit(&document), [""; 0]);
    assert!(results(&document).len() > 30);
    assert_eq!(document["runs"][0]["invocations"][0]["exitCode"], 1);
    for artifact in document["runs"][0]["artifacts"].as_array().expect("a list") {
        let address = artifact["location"]["uri"].as_str().expect("a text");
        assert!(root.join(address).exists(), "{address}");
    }
}

/// Rule and fingerprints of each result.
fn names(document: &Json) -> Vec<String> {
    let mut names: Vec<_> =
        results(document).iter().map(|r| format!("{} {}", r["ruleId"], r["partialFingerprints"])).collect();
    names.sort();
    names
}

#[test]
fn fingerprints_stay_when_lines_move_and_tell_results_apart() {
    let app = "from flask import Flask\napp = Flask(__name__)\napp.config.update(DEBUG=True, SECRET_KEY='zK8-vQ2!pX5_rT7@wL9')\n\
               API_PASSWORD = 'pQ9xW2mK7vL4nB8c'\nPARCELS_PASSWORD = 'hB5kW8nZ3mR6vY1q'\n";
    let project = Project::of(&[("app.py", app), ("Procfile", "web: gunicorn app:app\n")]);
    let first = names(&sarif(&project, &[]));
    assert_eq!(names(&sarif(&project, &[])), first, "the same twice");
    project.write("app.py", format!("# a line\n\n\n{}", app.replace("\nAPI", "\n\n\n# moved\nAPI")));
    assert_eq!(names(&sarif(&project, &[])), first);
    let report = project.audit();
    let prints = report["findings"].as_array().expect("a list").iter().map(|f| f["fingerprint"].to_string());
    assert!(prints.into_iter().all(|print| first.iter().any(|name| name.contains(&print))), "those of the JSON report");
    let apart: std::collections::BTreeSet<_> = first.iter().collect();
    assert_eq!(apart.len(), first.len());
}

#[test]
fn against_a_baseline_results_are_new_unchanged_or_worse() {
    let app = "from flask import Flask\napp = Flask(__name__)\n";
    let project = Project::of(&[("app.py", app), ("Procfile", "web: gunicorn app:app\n")]);
    project.sneck(&["baseline", "--output", "known.toml"]);
    project.write("app.py", format!("{app}app.config['DEBUG'] = True\n"));
    let document = sarif(&project, &["--baseline", "known.toml"]);
    assert_eq!(errors(&validator(), &document), [""; 0]);
    let is = |state: &'static str| results(&document).iter().filter(move |r| r["baselineState"] == state);
    assert_eq!(is("new").map(|r| &r["ruleId"]).collect::<Vec<_>>(), ["app/debug-mode"]);
    assert!(is("unchanged").count() > 5 && is("unchanged").all(|r| r["suppressions"][0]["kind"] == "external"));
    let open = sarif(&project, &["--baseline", "known.toml", "--hide-accepted"]);
    assert_eq!(results(&open).len(), 1, "code scanning shows what is suppressed, so it can be left out");
}

#[test]
fn what_was_ignored_is_suppressed_where_that_stands() {
    let app = "from flask import Flask\napp = Flask(__name__)\napp.debug = True  # sneck: ignore[debug-mode] a stand\n";
    let document = sarif(&Project::of(&[("app.py", app)]), &["--select", "debug-mode"]);
    let suppression = &results(&document)[0]["suppressions"][0];
    assert_eq!((&suppression["kind"], &suppression["justification"]), (&"inSource".into(), &"a stand".into()));
    assert_eq!(suppression["location"]["physicalLocation"]["region"]["startLine"], 3);
    assert_eq!(errors(&validator(), &document), [""; 0]);
}
