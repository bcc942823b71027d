//! `app/debugger-library`: an interactive debugger is switched on by hand, beside debug mode.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Edit, Facts, Finding, Key, Rule, Setting, Severity, Verdicts};

use crate::common::{Fault, is_on, judge, origin, place_of, value_beside};
use crate::mending::{Wish, set};

/// The rule.
pub static RULE: Rule = Rule {
    id: "app/debugger-library",
    title: "An interactive debugger wraps the app",
    severity: Severity::Critical,
    checklist: "No interactive debugger is reachable",
    why: "`use_debugger=True` and Werkzeug's `DebuggedApplication` show a debugger to whoever causes an error, whether \
          or not debug mode is on, and `DebuggedApplication` does so under gunicorn too. With `evalex` it runs what \
          the visitor types as Python on the server. A PIN is all that stands before it, and it can be computed by \
          somebody who can read a few files.",
    remedy: "Take the wrapper out. On a developer's machine `flask run --debug` does the same:\n\n\
             app.run(use_debugger=False)",
    remedies: &[],
    references: &[
        "https://werkzeug.palletsprojects.com/en/stable/debug/#werkzeug.debug.DebuggedApplication",
        "https://werkzeug.palletsprojects.com/en/stable/serving/#werkzeug.serving.run_simple",
        "https://flask.palletsprojects.com/en/stable/debugging/",
    ],
    cwe: &[489, 94],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask
from werkzeug.debug import DebuggedApplication

app = Flask(__name__)
app.wsgi_app = DebuggedApplication(app.wsgi_app, evalex=True)
=== Procfile
web: gunicorn app:app
"#),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(use_debugger=True)
=== Dockerfile
FROM python:3.13-slim
WORKDIR /app
COPY . .
CMD ["python", "app.py"]
"#),
        Good(
            r#"=== app.py
from flask import Flask
from werkzeug.debug import DebuggedApplication

app = Flask(__name__)
if app.debug:
    app.wsgi_app = DebuggedApplication(app.wsgi_app, evalex=True)
=== Procfile
web: gunicorn app:app
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    app.run(use_debugger=True)
=== Procfile
web: gunicorn app:app
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::DEBUGGER).filter(|s| !follows_debug_mode(facts, s)) {
        let runs_code = value_beside(facts, setting, Key::DEBUGGER_CONSOLE).is_none_or(|v| v.truth() != Some(false));
        judge(out, setting, is_on, |s| fault(s, runs_code));
    }
}

/// Werkzeug's own server brings its debugger with debug mode: one cause, and its rule is told of it. A
/// wrapper around the app is there by itself.
fn follows_debug_mode(facts: &Facts, setting: &Setting) -> bool {
    let debug = value_beside(facts, setting, Key::DEBUG);
    setting.raw != WRAPPER && debug.is_some_and(|v| v.alternatives().any(is_on))
}

/// The name under which the reader tells of the wrapper.
const WRAPPER: &str = "DebuggedApplication";

fn fault(setting: &Setting, runs_code: bool) -> Fault {
    let says = format!("Werkzeug's debugger answers errors, under whichever server ({})", origin(setting));
    let fix = format!("Take it out at {}; `flask run --debug` shows the same on your own machine.", place_of(setting));
    if runs_code {
        Fault::new(format!("{says}: whoever learns or computes its PIN runs Python code on the server.")).fix(fix)
    } else {
        Fault::new(format!("{says}: visitors read source code, paths and local variables; its console is off."))
            .fix(fix)
            .severity(Severity::High)
    }
}

const WISHES: &[Wish] = &[Wish::off(Key::DEBUGGER)];

fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    set(facts, finding, WISHES)
}
