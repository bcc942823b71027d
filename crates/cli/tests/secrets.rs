//! Nothing that is written shows a secret: every world of every rule, in every form.

use sneck_judge::{Baseline, Options, judge};
use sneck_model::{Facts, Report, Secret, Value};
use sneck_rules::RULES;
use sneck_tell::{Root, SarifOptions, TextOptions};

/// Worlds in which secrets stand in unusual ways: beside code that is shown for other reasons, escaped,
/// over several lines, in URLs, in commands.
const UNUSUAL: &[&str] = &[
    "=== app.py
from flask import Flask
app = Flask(__name__)
app.config.update(SECRET_KEY='zK8-vQ2!pX5_rT7@wL9', DEBUG=True, SESSION_COOKIE_SECURE=False)
=== Procfile
web: gunicorn app:app
",
    "=== app.py
import os
from flask import Flask
app = Flask(__name__)
app.secret_key = os.environ['SECRET_KEY']
app.config['SQLALCHEMY_DATABASE_URI'] = os.environ['DATABASE_URL']
=== compose.yaml
services:
  web:
    command: gunicorn app:app
    environment:
      SECRET_KEY: zK8-vQ2!pX5_rT7@wL9
      DATABASE_URL: postgresql://postgres:pQ9xW2mK7vL4nB8c@db.example/shop
      FLASK_DEBUG: \"1\"
",
    "=== app.py
from flask import Flask
app = Flask(__name__)
app.config.from_mapping({
    'SECRET_KEY': '''zK8-vQ2!pX5
_rT7@wL9-second-line''',
})
API_TOKEN = \"zK8-vQ2\\\"pX5_rT7@wL9\"
=== Procfile
web: gunicorn app:app
",
];

fn secrets(facts: &Facts) -> Vec<&Secret> {
    let mut found: Vec<&Secret> = facts.literals.iter().map(|l| &l.value).collect();
    found.extend(facts.past.iter().map(|past| &past.value));
    facts.settings.iter().for_each(|s| collect(&s.value, &mut found));
    facts.environments.iter().flat_map(|e| &e.variables).for_each(|v| collect(&v.value, &mut found));
    // Short words (`dev`, `admin`) are parts of ordinary sentences.
    found.retain(|secret| secret.len() >= 12);
    found
}

fn collect<'v>(value: &'v Value, found: &mut Vec<&'v Secret>) {
    match value {
        Value::Secret(secret) => found.push(secret),
        Value::List(all) | Value::OneOf(all) => all.iter().for_each(|v| collect(v, found)),
        Value::Map(all) => all.iter().for_each(|(_, v)| collect(v, found)),
        _ => {}
    }
}

/// Everything that can be written of a world.
fn written(report: &Report, facts: &Facts) -> Vec<(&'static str, String)> {
    let text = |write: &dyn Fn(&mut Vec<u8>) -> std::io::Result<()>| {
        let mut out = Vec::new();
        write(&mut out).expect("memory");
        String::from_utf8(out).expect("text")
    };
    let root = Root::default();
    let sarif = SarifOptions { rules: RULES, version: "0", root: &root, exit_code: 0 };
    let verbose = TextOptions { verbose: true, ..TextOptions::default() };
    vec![
        ("the report", text(&|to| sneck_tell::report_text(report, facts, &TextOptions::default(), to))),
        ("the report in full", text(&|to| sneck_tell::report_text(report, facts, &verbose, to))),
        ("the report as JSON", text(&|to| sneck_tell::report_json(report, "0", to))),
        ("SARIF", text(&|to| sneck_tell::report_sarif(report, facts, &sarif, to))),
        ("annotations", text(&|to| sneck_tell::report_github(report, facts, &root, to))),
        ("the comment", text(&|to| sneck_tell::report_markdown(report, facts, &root, to))),
        ("the checklist", text(&|to| sneck_tell::checklist_text(report, 100, false, to))),
        ("the checklist as Markdown", text(&|to| sneck_tell::checklist_markdown(report, to))),
        ("the checklist as JSON", text(&|to| sneck_tell::checklist_json(report, "0", to))),
        ("the baseline", Baseline::of(&report.findings).to_string()),
        ("the facts", text(&|to| sneck_tell::facts_text(facts, to))),
        ("the facts as JSON", text(&|to| sneck_tell::facts_json(facts, to))),
        ("the debug form of the findings", format!("{:?}", report.findings)),
    ]
}

/// Where a secret of the world is shown. The secret itself stands in no message.
fn leaks(world: &str) -> Vec<String> {
    let tree = sneck_read::world::parse(world).expect("a world");
    let mut facts = sneck_read::facts(&tree);
    let report = judge(RULES, &mut facts, &Options::default()).expect("every rule");
    facts.sources = sneck_read::sources(&tree, &report);
    let written = written(&report, &facts);
    let shows = |text: &str, secret: &Secret| {
        secret.attempt(|bytes| {
            let mut parts = bytes.split(|b| *b == b'\n').filter(|part| part.len() >= 8);
            parts.any(|part| text.as_bytes().windows(part.len()).any(|window| window == part))
        })
    };
    let secrets = secrets(&facts);
    let leaks = written.iter().flat_map(|(what, text)| {
        secrets.iter().filter(|secret| shows(text, secret)).map(move |secret| format!("{what} shows {secret}"))
    });
    leaks.collect()
}

#[test]
fn no_form_of_any_report_shows_a_secret() {
    let examples = RULES.iter().flat_map(|rule| rule.examples.iter().map(move |e| (rule.id, e.world())));
    let worlds = examples.chain(UNUSUAL.iter().map(|world| ("unusual", *world)));
    for (name, world) in worlds {
        let leaks = leaks(world);
        assert!(leaks.is_empty(), "{name}: {leaks:#?}\n{world}");
    }
}

#[test]
fn the_unusual_worlds_have_secrets_that_were_recognised() {
    for world in UNUSUAL {
        let facts = sneck_read::facts(&sneck_read::world::parse(world).expect("a world"));
        assert!(!secrets(&facts).is_empty(), "{world}");
    }
}
