//! `app/debug-toolbar`: a toolbar for developers is shown to visitors.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Edit, Exchange, Facts, Finding, Framework, Key, Remedies, Rule, Setting, Severity, Strength, Value, Verdicts,
};

use crate::common::{Fault, flag, is_on, origin, place_of, value_beside};
use crate::django;
use crate::live::{self, Seen};
use crate::mending::{Wish, set};
use crate::remedy;

/// The rule.
pub static RULE: Rule = Rule {
    id: "app/debug-toolbar",
    title: "A debug toolbar is active",
    severity: Severity::High,
    checklist: "Debug toolbars are off",
    why: "A debug toolbar adds to each page what a developer wants to see: the whole configuration with keys and \
          passwords, every SQL statement, every route, the log. Flask-DebugToolbar follows debug mode unless \
          `DEBUG_TB_ENABLED` says otherwise, so a fixed `True` shows all of it to every visitor; so does a `SHOW_TOOLBAR_CALLBACK` of \
          django-debug-toolbar that lets everybody in.",
    remedy: "Let it follow debug mode, which is its default, or say so:\n\n\
             DEBUG_TB_ENABLED = False    # in the production configuration",
    remedies: &[(
        Framework::Django,
        "Install the toolbar for developers only, and leave its callback alone, so that it follows \
         debug mode:\n\n\
         if DEBUG:\n    \
         INSTALLED_APPS += [\"debug_toolbar\"]",
    )],
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
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["debug_toolbar"]
DEBUG_TOOLBAR_CONFIG = {"SHOW_TOOLBAR_CALLBACK": lambda request: True}
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["debug_toolbar"]
DEBUG = False
"#,
        ),
        Bad(r#"=== GET https://shop.example/
200
content-type: text/html

<!doctype html><h1>Shop</h1>
<link rel="stylesheet" href="/_debug_toolbar/static/css/toolbar.css"><div id="flDebug" style="display:none;"></div>
"#),
        Good(
            r#"=== GET https://blog.example/
200
content-type: text/html

<!doctype html><p>The toolbar lives below /_debug_toolbar/ in its own element.</p>
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

fn check(facts: &Facts, out: &mut Verdicts) {
    flag(
        facts,
        out,
        Key::DEBUG_TOOLBAR,
        is_on,
        |s| if follows(facts, s) { with_debug_mode(s) } else { fault(facts, s) },
    );
    for seen in live::seen(facts, |answer| toolbar(answer).is_some()) {
        observed(out, &seen);
    }
}

/// Marks that a toolbar leaves in each page, and the toolbar: its element, and the address of its own files.
const TOOLBARS: &[(&str, &str, &str)] = &[
    ("id=\"pDebug", "/_debug_toolbar/", "pyramid_debugtoolbar"),
    ("/_debug_toolbar/static/toolbar/toolbar.css", "/_debug_toolbar/static/debugger/", "pyramid_debugtoolbar"),
    ("id=\"flDebug", "/_debug_toolbar/", "Flask-DebugToolbar"),
    ("DEBUG_TOOLBAR_STATIC_PATH", "/_debug_toolbar/", "Flask-DebugToolbar"),
    ("id=\"djDebug", "__debug__", "django-debug-toolbar"),
    ("id=\"djDebug", "debug_toolbar/", "django-debug-toolbar"),
    ("phpdebugbar", "_debugbar/", "the debug bar of Laravel"),
    ("class=\"sf-toolbar", "/_wdt/", "the toolbar of Symfony"),
];

fn toolbar(answer: &Exchange) -> Option<&'static str> {
    let shown =
        |(element, files, _): &&(&str, &str, &str)| answer.body.contains(element) && answer.body.contains(files);
    TOOLBARS.iter().find(shown).filter(|_| live::is_page(answer)).map(|(.., name)| *name)
}

fn observed(out: &mut Verdicts, seen: &Seen<'_>) {
    let Some((first, name)) = seen.answers.iter().find_map(|answer| Some((*answer, toolbar(answer)?))) else { return };
    let says =
        format!("{} carries {name}: visitors read settings, requests and statements of the database.", first.url);
    let places = seen.answers.iter().map(|answer| live::step(answer, "body", format!("carries {name}"))).collect();
    Fault::new(says).at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places));
}

/// Debug mode is on in Django, and the toolbar with it: one cause.
fn follows(facts: &Facts, setting: &Setting) -> bool {
    django::is_app(facts, &setting.component) && value_beside(facts, setting, Key::DEBUG).is_some_and(Value::is_true)
}

/// `debug_toolbar.middleware.show_toolbar` asks for debug mode and for an address among `INTERNAL_IPS`.
fn with_debug_mode(setting: &Setting) -> Fault {
    let says = format!(
        "The debug toolbar is shown because debug mode is on ({}), to whoever comes from one of `INTERNAL_IPS`: behind a \
         proxy on the same machine that is everybody.",
        origin(setting)
    );
    Fault::new(says).fix("Switch debug mode off; the toolbar follows.").severity(Severity::Info)
}

const OFF: &str = "Set `{raw}` to `False` at {}, or let it follow debug mode.";
const OFF_IN: Remedies = &[(
    Framework::Django,
    "Take `SHOW_TOOLBAR_CALLBACK` out of `DEBUG_TOOLBAR_CONFIG`, so that the toolbar follows debug mode, or add \
     `debug_toolbar` to `INSTALLED_APPS` (at {}) in the settings of developers only.",
)];

fn fault(facts: &Facts, setting: &Setting) -> Fault {
    let says = format!(
        "The debug toolbar is active ({}): each page shows its visitors the configuration with its keys, every SQL \
         statement and every route.",
        origin(setting)
    );
    let fix = remedy::of(facts, &setting.component, OFF, OFF_IN);
    Fault::new(says).fix(fix.replace("{raw}", &setting.raw).replace("{}", &place_of(setting)))
}

const WISHES: &[Wish] = &[Wish::off(Key::DEBUG_TOOLBAR)];

fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    set(facts, finding, WISHES)
}
