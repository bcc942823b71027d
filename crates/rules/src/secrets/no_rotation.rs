//! `secrets/no-rotation`: a new signing key logs everybody out.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Framework, Key, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, judge, origin, value_beside};
use crate::keys;

/// The rule.
pub static RULE: Rule = Rule {
    id: "secrets/no-rotation",
    title: "The signing key cannot be changed without logging everybody out",
    severity: Severity::Info,
    checklist: "Signing keys can be changed while the app runs on",
    why: "A key should be changed from time to time, and at once when somebody who knew it leaves. Where the change ends \
          every session, it is put off. Flask 3.1 and Django 4.1 can keep old keys for a \
          while: they still verify, and no longer sign.",
    remedy: "Keep a place for old keys (Flask 3.1 and later):\n\n\
             SECRET_KEY_FALLBACKS = os.environ.get(\"SECRET_KEY_FALLBACKS\", \"\").split()",
    remedies: &[(
        Framework::Django,
        "Keep a place for old keys (Django 4.1 and later):\n\n\
         SECRET_KEY_FALLBACKS = os.environ.get(\"SECRET_KEY_FALLBACKS\", \"\").split()",
    )],
    references: &[
        "https://flask.palletsprojects.com/en/stable/config/#SECRET_KEY_FALLBACKS",
        "https://cheatsheetseries.owasp.org/cheatsheets/Key_Management_Cheat_Sheet.html",
    ],
    cwe: &[324],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
import os
from flask import Flask, session

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]

@app.route("/login/<name>")
def login(name):
    session["user"] = name
    return "hello"
"#),
        Bad(r#"=== app.py
import os
from flask import Flask, session

app = Flask(__name__)
app.config.update(SECRET_KEY=os.environ["SECRET_KEY"], SECRET_KEY_FALLBACKS=[])

@app.route("/login/<name>")
def login(name):
    session["user"] = name
    return "hello"
"#),
        Good(
            r#"=== app.py
import os
from flask import Flask, session

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
app.config["SECRET_KEY_FALLBACKS"] = [os.environ["OLD_SECRET_KEY"]]

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
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
SECRET_KEY_FALLBACKS = [os.environ["OLD_SECRET_KEY"]]
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::SECRET_KEY_FALLBACKS).filter(|s| signs_sessions(facts, s)) {
        judge(out, setting, is_none, fault);
    }
}

/// There is a key, or may be one, and sessions that it signs.
fn signs_sessions(facts: &Facts, setting: &Setting) -> bool {
    let key = value_beside(facts, setting, Key::SECRET_KEY);
    let may_sign = key.is_some_and(|k| k.alternatives().any(|v| keys::is_there(v) || matches!(v, Value::Unknown(_))));
    may_sign && facts.app(&setting.component).is_some_and(|app| app.uses_sessions.is_some())
}

fn is_none(fallbacks: &Value) -> bool {
    fallbacks.truth() == Some(false)
}

fn fault(setting: &Setting) -> Fault {
    Fault::new(format!(
        "`{}` names no earlier key ({}): changing the key ends every session.",
        setting.raw,
        origin(setting)
    ))
}
