//! `secrets/secret-key-missing`: the app signs sessions and has no key.

use sneck_model::Example::{Bad, Good};
use sneck_model::{App, Check, Facts, Framework, Judgement, Key, Rule, Setting, Severity, Strength, Value, Verdicts};

use crate::common::{Fault, judge, origin, stands};
use crate::django;

/// The rule.
pub static RULE: Rule = Rule {
    id: "secrets/secret-key-missing",
    title: "The app keeps sessions and has no signing key",
    severity: Severity::Medium,
    checklist: "Production supplies the signing key",
    why: "Without `SECRET_KEY` Flask refuses to write a session, so that each log-in ends in an error, and Django does not \
          start. It is found out in production, in a hurry, and then mended with whatever key comes to mind.",
    remedy: "Read the key in the configuration and supply it where the app is deployed:\n\n\
             SECRET_KEY = os.environ[\"SECRET_KEY\"]",
    remedies: &[(
        Framework::Django,
        "Read the key in the settings and supply it where the app is deployed; without one Django does \
         not start:\n\n\
         SECRET_KEY = os.environ[\"SECRET_KEY\"]",
    )],
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
        Bad(r#"=== shop/settings.py
ALLOWED_HOSTS = ["shop.example"]
=== shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
"#),
        Bad(r#"=== shop/settings.py
from django.core.management.utils import get_random_secret_key

SECRET_KEY = get_random_secret_key()
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
"#,
        ),
        Bad(r#"=== app.py
import os
from flask import Flask, session

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ.get("SECRET_KEY")

@app.get("/")
def home():
    session["seen"] = True
    return "books"
=== compose.yaml
services:
  web:
    image: shop:1.4
    command: gunicorn app:app
    environment:
      SHOP: books
"#),
        Good(
            r#"=== app.py
import os
from flask import Flask, session

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ.get("SECRET_KEY")

@app.get("/")
def home():
    session["seen"] = True
    return "books"
=== compose.yaml
services:
  web:
    image: shop:1.4
    command: gunicorn app:app
    environment:
      SECRET_KEY: ${SECRET_KEY:?}
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::SECRET_KEY) {
        if django::is_app(facts, &setting.component) && !matches!(setting.value, Value::Unknown(_)) {
            judge(out, setting, is_absent, does_not_start);
            continue;
        }
        let Some(app) = facts.app(&setting.component).filter(|app| app.uses_sessions.is_some()) else { continue };
        match &setting.value {
            Value::Unknown(why) if why.contains(AT_RANDOM) => {
                made_anew(setting).at(
                    out,
                    &setting.component,
                    stands(setting),
                    Strength::Shows,
                    setting.because.clone(),
                );
            }
            // Supplied from outside, and the app does not start without it.
            Value::Unknown(_) => out.passes(&setting.component, stands(setting), setting.because.clone()),
            _ => judge(out, setting, is_absent, |s| fault(s, app)),
        }
    }
}

/// What the reader says of a value that `os.urandom` and its kin make.
const AT_RANDOM: &str = "at random when the program starts";

/// Each worker, and each start, has a key of its own.
fn made_anew(setting: &Setting) -> Fault {
    Fault::new(format!(
        "`{}` is made anew at each start ({}): workers do not take each other's sessions, and a restart ends them all.",
        setting.raw,
        origin(setting)
    ))
    .fix(format!("Make the key once, and read it from outside: `os.environ[\"{}\"]`.", setting.raw))
    .severity(Severity::Low)
}

/// Django refuses to work without a key: `ImproperlyConfigured`.
fn does_not_start(setting: &Setting) -> Fault {
    let at = origin(setting);
    match setting.value.judge(is_absent) {
        Judgement::Unsafe(Strength::Suggests) => {
            let says = format!("`{}` has no value of its own ({at}); without one Django does not start.", setting.raw);
            Fault::new(says).severity(Severity::Info)
        }
        _ => {
            let named = django::named("W009");
            Fault::new(format!("`{}` has no value ({at}): Django does not start.{named}", setting.raw))
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
