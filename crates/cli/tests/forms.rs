//! Every other form in which the bookshop is told: page, test results, GitLab, map, matrix, difference, manual.
#![expect(clippy::disallowed_methods, reason = "these tests make real folders")]

#[expect(dead_code, reason = "each test file uses a part of it")]
mod support;

use std::path::Path;

use serde_json::Value as Json;
use support::{Project, Ran, sneck};

/// Secrets that stand in the bookshop's files and are no ordinary words.
const SECRETS: [&str; 3] = ["Pr1nters-1nk!42", "bookshop-api", "bookshop-2019"];

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

fn of(arguments: &[&str]) -> String {
    let Ran { code, out, err } = sneck(root(), arguments);
    assert!(matches!(code, Some(0 | 1)) && err.is_empty(), "{arguments:?}: {code:?} {err}");
    for secret in SECRETS {
        assert_eq!(out.lines().find(|line| line.contains(secret)), None, "{arguments:?}");
    }
    out
}

fn json(arguments: &[&str]) -> Json {
    serde_json::from_str(&of(arguments)).expect("JSON")
}

#[test]
fn the_page_holds_every_finding_the_map_and_the_checklist() {
    let page = of(&["check", "examples/bookshop", "--format", "html"]);
    let report = json(&["check", "examples/bookshop", "--format", "json"]);
    let findings = report["findings"].as_array().map_or(0, Vec::len);
    assert_eq!(page.matches("<article class=\"finding ").count(), findings);
    for part in ["<svg class=\"map\"", "Checklist before a deploy", "Fix these", "id=\"filter\""] {
        assert!(page.contains(part), "{part}");
    }
    assert!(page.len() < 3_000_000, "{} bytes", page.len());
}

#[test]
fn test_results_fail_where_the_report_counts() {
    let xml = of(&["check", "examples/bookshop", "--format", "junit"]);
    let number = |name: &str| -> usize {
        let text = xml.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
        text.and_then(|text| text.parse().ok()).expect("a number")
    };
    assert_eq!(xml.matches("<testcase ").count(), number("tests"));
    assert_eq!(xml.matches("<failure ").count(), number("failures"));
    assert!(number("failures") > 20, "{xml}");
}

#[test]
fn gitlab_gets_what_counts_at_its_places() {
    let quality = json(&["check", "examples/bookshop", "--format", "gitlab"]);
    let all = quality.as_array().expect("a list");
    assert!(all.len() > 20 && all.iter().all(|one| one["location"]["lines"]["begin"].as_u64() > Some(0)), "{quality}");
    let sast = json(&["check", "examples/bookshop", "--format", "gitlab-sast"]);
    assert_eq!(sast["vulnerabilities"].as_array().map(Vec::len), Some(all.len()));
    assert!(
        sast["scan"]["start_time"].as_str().is_some_and(|time| time.len() == 19 && time.starts_with("20")),
        "{sast}"
    );
}

#[test]
fn the_map_leads_from_the_web_server_to_the_database() {
    let map = json(&["map", "examples/bookshop", "--format", "json"]);
    let nodes = map["nodes"].as_array().expect("nodes");
    let names: Vec<&str> = nodes.iter().filter_map(|node| node["name"].as_str()).collect();
    for name in ["bookshop", "compose.yaml#db", "compose.yaml#cache", "Everybody"] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    assert!(map["routes"].as_array().is_some_and(|routes| routes.len() > 10));
    assert!(of(&["map", "examples/bookshop", "--format", "mermaid"]).starts_with("flowchart LR\n"));
    assert!(of(&["map", "examples/bookshop"]).starts_with("<svg "));
}

#[test]
fn environments_stand_side_by_side() {
    let files = [
        (
            "app.py",
            "import os\nfrom flask import Flask\napp = Flask(__name__)\napp.config['DEBUG'] = os.environ.get('SHOP_DEBUG') == '1'\napp.config['SECRET_KEY'] = os.environ.get('KEY', 'hunter2-hunter2')\n",
        ),
        (
            "compose.yaml",
            "services:\n  web:\n    build: .\n    command: gunicorn app:app\n    environment:\n      SHOP_DEBUG: '0'\n",
        ),
        (
            "compose.dev.yaml",
            "services:\n  web:\n    build: .\n    command: gunicorn app:app --reload\n    environment:\n      SHOP_DEBUG: '1'\n",
        ),
    ];
    let project = Project::of(&files);
    let ran = project.sneck(&["check", "--environments"]);
    assert!(ran.out.contains("app.debug") && ran.out.contains('*') && !ran.out.contains("hunter2"), "{}", ran.out);
    let ran = project.sneck(&["check", "--environments", "--format", "json"]);
    let matrix: Json = serde_json::from_str(&ran.out).expect("JSON");
    let debug = matrix["settings"].as_array().into_iter().flatten().find(|row| row["key"] == "app.debug");
    assert_eq!(debug.map(|row| &row["differs"]), Some(&Json::Bool(true)), "{matrix}");
    let names: Vec<&str> =
        matrix["environments"].as_array().into_iter().flatten().filter_map(|e| e["name"].as_str()).collect();
    let production = names.iter().find(|name| name.starts_with("compose.yaml")).expect("production");
    let development = names.iter().find(|name| name.starts_with("compose.dev")).expect("development");
    let ran = project.sneck(&["diff", "--environments", development, production]);
    assert!(ran.out.contains("app.debug") && !ran.out.contains("app.secret-key"), "{}", ran.out);
    assert_eq!(project.sneck(&["check", "--environments", "--format", "sarif"]).code, Some(2));
}

#[test]
fn two_reports_are_compared() {
    let project = Project::of(&[("app.py", "from flask import Flask\napp = Flask(__name__)\napp.run(debug=True)\n")]);
    project.sneck(&["check", "--format", "json", "--output", "old.json"]);
    project.write("app.py", "from flask import Flask\n\napp = Flask(__name__)\napp.run(host='0.0.0.0')\n");
    project.sneck(&["check", "--format", "json", "--output", "new.json"]);
    let ran = project.sneck(&["diff", "old.json", "new.json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let fixed = ran.out.split("\nFixed").nth(1).unwrap_or_default();
    assert!(fixed.contains("app/debug-mode"), "{}", ran.out);
    assert_eq!(project.sneck(&["diff", "new.json", "old.json", "--fail-on-new"]).code, Some(1));
    let ran = project.sneck(&["diff", "app.py", "new.json"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("`app.py` cannot be compared"), "{}", ran.err);
}

#[test]
fn the_checklist_says_which_command_would_tell() {
    let list = of(&["checklist", "examples/bookshop-hardened"]);
    let short = list.split("All items").next().unwrap_or_default();
    assert!(short.contains("[x] pass    Session cookies are HttpOnly, Secure and SameSite"), "{short}");
    assert!(short.contains("[?] unknown No repository, environment file, backup or source code is served"), "{short}");
    assert!(short.contains("`sneck check --run='COMMAND'` starts the app and asks it"), "{short}");
    let list = json(&["checklist", "examples/bookshop-hardened", "--format", "json"]);
    let schema: Json = serde_json::from_str(include_str!("../../../docs/checklist.schema.json")).expect("JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("a valid schema");
    let errors: Vec<_> = validator.iter_errors(&list).map(|e| format!("{e} at {}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn shells_and_manuals_are_told_of_every_command() {
    for shell in ["bash", "zsh", "fish"] {
        let script = of(&["completions", shell]);
        assert!(script.contains("checklist") && script.contains("fail-on"), "{shell}");
    }
    let project = Project::of(&[("man1/none", "")]);
    let ran = project.sneck(&["man", "--output", "man1"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let page = std::fs::read_to_string(project.path().join("man1/sneck-check.1")).expect("a page");
    assert!(page.contains(".TH sneck-check 1") && page.contains("fail\\-on"), "{page}");
    assert_eq!(of(&["man", "check"]), page);
    assert_eq!(project.sneck(&["man", "nothing"]).code, Some(2));
}

const RULES: &str = "\
[[rule]]
id = 'own/queue-in-clear'
title = 'The queue is reached in clear'
severity = 'high'
over = 'settings'
where = \"setting.key == 'backend.scheme'\"
fails = \"setting.value == 'amqp'\"
says = 'Messages to the queue travel unencrypted.'
fix = 'Use amqps://.'

[[rule.example]]
fails = true
world = '''
=== app.py
from flask import Flask
app = Flask(__name__)
app.config['CELERY_BROKER_URL'] = 'amqp://queue/'
'''

[[rule.example]]
fails = false
world = '''
=== app.py
from flask import Flask
app = Flask(__name__)
app.config['CELERY_BROKER_URL'] = 'amqps://queue/'
'''
";

#[test]
fn rules_of_the_projects_own_judge_like_any_other_and_are_tested_by_their_examples() {
    let app = "from flask import Flask\napp = Flask(__name__)\napp.config['CELERY_BROKER_URL'] = 'amqp://queue/'\n";
    let project = Project::of(&[("app.py", app), ("rules/queue.toml", RULES)]);
    let ran = project.sneck(&["rules", "test"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (Some(0), "own/queue-in-clear (2 examples): ok\n\n1 rules, 0 with mistakes\n"),
        "{}",
        ran.err
    );
    let ran = project.sneck(&["check", "--select", "own", "--format", "json"]);
    let report: Json = serde_json::from_str(&ran.out).expect("a report");
    assert_eq!((report["findings"][0]["rule"].as_str(), ran.code), (Some("own/queue-in-clear"), Some(1)), "{report}");
    let ran = project.sneck(&["check", "--no-tree-config", "--format", "json"]);
    assert!(!ran.out.contains("own/queue-in-clear"));
    project.write("rules/queue.toml", RULES.replace("== 'amqp'", "== 'amqps'"));
    let ran = project.sneck(&["rules", "test"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("example 1: expected a finding, got none"), "{}", ran.out);
    project.write("rules/queue.toml", RULES.replace("severity = 'high'", "severity = 'loud'"));
    let ran = project.sneck(&["check"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("queue.toml:2: rule `own/queue-in-clear`: the severity is"), "{}", ran.err);
}
