//! `app/testing-mode`: switches made for tests and for tracing are on in production.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Edit, Facts, Finding, Framework, Key, Rule, Severity, Verdicts};

use crate::common::is_on;
use crate::mending::{Wish, set};
use crate::switches::{self, Switch};

/// The rule.
pub static RULE: Rule = Rule {
    id: "app/testing-mode",
    title: "Testing switches are on in production",
    severity: Severity::Medium,
    checklist: "Switches for tests and tracing are off",
    why: "With `TESTING` or `PROPAGATE_EXCEPTIONS` on, an error passes by the app's own error pages to whatever serves \
          it, which may show it to the visitor. Extensions trust `TESTING` as well: Flask-Mail stops sending, and \
          early releases of Flask-Login let everybody in. The `TRAP_…` switches and `EXPLAIN_TEMPLATE_LOADING` are \
          for tracing one fault on a developer's machine.",
    remedy: "Set the switch in the tests only, where the app is made for them:\n\n\
             app.config.update(TESTING=True)   # in tests/conftest.py",
    remedies: &[(
        Framework::Django,
        "Leave it out of the settings; Django's test client shows errors by itself:\n\n\
         DEBUG_PROPAGATE_EXCEPTIONS = False   # the default",
    )],
    references: &[
        "https://flask.palletsprojects.com/en/stable/config/#TESTING",
        "https://flask.palletsprojects.com/en/stable/config/#PROPAGATE_EXCEPTIONS",
        "https://owasp.org/Top10/A05_2021-Security_Misconfiguration/",
    ],
    cwe: &[489, 209],
    since: "0.1",
    examples: &[
        Bad("=== app.py
from flask import Flask

app = Flask(__name__)
app.config[\"TESTING\"] = True
"),
        Bad("=== config.py
class Base:
    PROPAGATE_EXCEPTIONS = True

class Production(Base):
    DEBUG = False
=== app.py
from flask import Flask

app = Flask(__name__)
app.config.from_object(\"config.Production\")
"),
        Good(
            "=== app.py
from flask import Flask

app = Flask(__name__)
=== tests/conftest.py
import pytest
from app import app

@pytest.fixture
def client():
    app.config[\"TESTING\"] = True
    return app.test_client()
",
        ),
        Good(
            "=== config.py
class Production:
    TESTING = False

class Testing(Production):
    TESTING = True
=== app.py
from flask import Flask

app = Flask(__name__)
app.config.from_object(\"config.Production\")
",
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
DEBUG_PROPAGATE_EXCEPTIONS = True
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
DEBUG = False
"#,
        ),
        Bad(r#"=== app.py
import flask

app = flask.Flask(__name__)
app.config.from_prefixed_env()
=== compose.yaml
services:
  web:
    image: shop:1.4
    command: gunicorn app:app
    environment:
      FLASK_TESTING: "1"
"#),
        Good(
            r#"=== app.py
import flask

app = flask.Flask(__name__)
app.config.from_prefixed_env()
=== compose.yaml
services:
  web:
    image: shop:1.4
    command: gunicorn app:app
    environment:
      FLASK_TESTING: "0"
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

static SWITCHES: &[Switch] = &[
    Switch {
        key: Key::TESTING,
        severity: Severity::Medium,
        is_unsafe: is_on,
        does: "is on: errors pass by the app's own error pages, and extensions drop what stands in the way of tests",
    },
    Switch {
        key: Key::PROPAGATE_EXCEPTIONS,
        severity: Severity::Medium,
        is_unsafe: is_on,
        does: "is on: errors pass by the app's own error pages to whatever serves it",
    },
    Switch {
        key: Key::TRAP_HTTP_EXCEPTIONS,
        severity: Severity::Low,
        is_unsafe: is_on,
        does: "is on: an ordinary 404 or 403 becomes an unhandled error, which anybody can cause",
    },
    Switch {
        key: Key::TRAP_BAD_REQUEST_ERRORS,
        severity: Severity::Low,
        is_unsafe: is_on,
        does: "is on: a request with a field too few becomes an unhandled error, which anybody can cause",
    },
    Switch {
        key: Key::EXPLAIN_TEMPLATE_LOADING,
        severity: Severity::Low,
        is_unsafe: is_on,
        does: "is on: every look-up of a template writes the paths of the installation to the log",
    },
];

fn check(facts: &Facts, out: &mut Verdicts) {
    switches::judge(facts, out, SWITCHES);
}

const WISHES: &[Wish] = &[
    Wish::off(Key::TESTING),
    Wish::off(Key::PROPAGATE_EXCEPTIONS),
    Wish::off(Key::TRAP_HTTP_EXCEPTIONS),
    Wish::off(Key::TRAP_BAD_REQUEST_ERRORS),
    Wish::off(Key::EXPLAIN_TEMPLATE_LOADING),
];

fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    set(facts, finding, WISHES)
}
