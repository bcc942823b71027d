//! `app/debug-toolbar`: a toolbar for developers is shown to visitors.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Key, Rule, Setting, Severity, Verdicts};

use crate::common::{Fault, flag, is_on, origin, place_of};

/// The rule.
pub static RULE: Rule = Rule {
    id: "app/debug-toolbar",
    title: "A debug toolbar is active",
    severity: Severity::High,
    checklist: "Debug toolbars are off",
    why: "A debug toolbar adds to each page what a developer wants to see: the whole configuration with keys and \
          passwords, every SQL statement, every route, the log. Flask-DebugToolbar follows debug mode unless \
          `DEBUG_TB_ENABLED` says otherwise, so a fixed `True` shows all of it to every visitor.",
    remedy: "Let it follow debug mode, which is its default, or say so:\n\n\
             DEBUG_TB_ENABLED = False    # in the production configuration",
    remedies: &[],
    references: &[
        "https://flask-debugtoolbar.readthedocs.io/en/latest/#configuration",
        "https://django-debug-toolbar.readthedocs.io/en/latest/installation.html",
        "https://owasp.org/Top10/A05_2021-Security_Misconfiguration/",
    ],
    cwe: &[489, 200],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
import os
from flask import Flask
from flask_debugtoolbar import DebugToolbarExtension

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
app.config["DEBUG_TB_ENABLED"] = True
toolbar = DebugToolbarExtension(app)
"#),
        Bad(r#"=== config.py
class Base:
    DEBUG_TB_ENABLED = True

class Production(Base):
    DEBUG = False
=== app.py
from flask import Flask
from flask_debugtoolbar import DebugToolbarExtension

toolbar = DebugToolbarExtension()

def create_app():
    app = Flask(__name__)
    app.config.from_object("config.Production")
    toolbar.init_app(app)
    return app
=== Procfile
web: gunicorn "app:create_app()"
"#),
        Good(
            r#"=== app.py
import os
from flask import Flask
from flask_debugtoolbar import DebugToolbarExtension

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
toolbar = DebugToolbarExtension(app)
=== Procfile
web: gunicorn app:app
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask
from flask_debugtoolbar import DebugToolbarExtension

app = Flask(__name__)
app.config["DEBUG_TB_ENABLED"] = app.config["DEBUG"]
toolbar = DebugToolbarExtension(app)
=== Procfile
web: gunicorn app:app
"#,
        ),
    ],
    check: Check::Native(check),
};

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(facts, out, Key::DEBUG_TOOLBAR, is_on, fault);
}

fn fault(setting: &Setting) -> Fault {
    let says = format!(
        "The debug toolbar is active ({}): each page shows its visitors the configuration with its keys, every SQL \
         statement and every route.",
        origin(setting)
    );
    let fix = format!("Set `{}` to `False` at {}, or let it follow debug mode.", setting.raw, place_of(setting));
    Fault::new(says).fix(fix)
}
