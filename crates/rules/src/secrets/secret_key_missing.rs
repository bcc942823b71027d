//! `secrets/secret-key-missing`: the app signs sessions and has no key.

use sneck_model::Example::{Bad, Good};
use sneck_model::{App, Check, Facts, Judgement, Key, Rule, Setting, Severity, Strength, Value, Verdicts};

use crate::common::{Fault, judge, origin, stands};

/// The rule.
pub static RULE: Rule = Rule {
    id: "secrets/secret-key-missing",
    title: "The app keeps sessions and has no signing key",
    severity: Severity::Medium,
    checklist: "Production supplies the signing key",
    why: "Without `SECRET_KEY` Flask refuses to write a session, and each request that logs somebody in ends in an error. \
          It is found out in production, in a hurry, and then mended with whatever key comes to mind.",
    remedy: "Read the key in the configuration and supply it where the app is deployed:\n\n\
             SECRET_KEY = os.environ[\"SECRET_KEY\"]",
    remedies: &[],
    references: &[
        "https://flask.palletsprojects.com/en/stable/config/#SECRET_KEY",
        "https://flask.palletsprojects.com/en/stable/quickstart/#sessions",
    ],
    cwe: &[321, 1188],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask, session

app = Flask(__name__)

@app.route("/login/<name>")
def login(name):
    session["user"] = name
    return "hello"
"#),
        Bad(r#"=== app.py
from flask import Flask, flash

app = Flask(__name__)
app.config["SECRET_KEY"] = None

@app.route("/")
def index():
    flash("hello")
    return "hello"
"#),
        Good(
            r#"=== app.py
import os
from flask import Flask, session

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]

@app.route("/login/<name>")
def login(name):
    session["user"] = name
    return "hello"
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)

@app.route("/")
def index():
    return "hello"
"#,
        ),
    ],
    check: Check::Native(check),
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::SECRET_KEY) {
        let Some(app) = facts.app(&setting.component).filter(|app| app.uses_sessions.is_some()) else { continue };
        match setting.value {
            // Supplied from outside, and the app does not start without it.
            Value::Unknown(_) => out.passes(&setting.component, stands(setting), setting.because.clone()),
            _ => judge(out, setting, is_absent, |s| fault(s, app)),
        }
    }
}

/// Flask takes an empty key for none.
fn is_absent(value: &Value) -> bool {
    match value {
        Value::None => true,
        Value::Secret(secret) => secret.is_empty(),
        Value::Text(text) => text.is_empty(),
        _ => false,
    }
}

/// `.get("SECRET_KEY")` where something outside of the project may supply it is good to know, no more.
fn fault(setting: &Setting, app: &App) -> Fault {
    let session = app.uses_sessions.as_ref().map(|s| s.place.to_string()).unwrap_or_default();
    let says = format!(
        "The app keeps sessions ({session}) and `{}` has no value ({}): what writes the session ends in an error.",
        setting.raw,
        origin(setting)
    );
    match setting.value.judge(is_absent) {
        Judgement::Unsafe(Strength::Suggests) => Fault::new(says).severity(Severity::Info),
        _ => Fault::new(says),
    }
}
