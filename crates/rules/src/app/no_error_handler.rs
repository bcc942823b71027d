//! `app/no-error-handler`: errors vanish, because what catches them does not record them.

use sneck_model::Example::{Bad, Good};
use sneck_model::{App, Check, Facts, Framework, Handler, Rule, Severity, Standing, Strength, Verdicts};

use crate::common::{Fault, step_at};

/// The rule.
pub static RULE: Rule = Rule {
    id: "app/no-error-handler",
    title: "Errors are swallowed without a record",
    severity: Severity::Low,
    checklist: "Unexpected errors are recorded, and the visitor sees a plain page",
    why: "A framework records an unexpected error in the log and answers with a plain page. A handler for `Exception` takes the \
          place of both. When it does not write the error down, faults and attacks leave no trace, and nobody learns \
          of them until a visitor complains.",
    remedy: "Record the error in the handler, or handle 500 instead, for which Flask has already recorded it:\n\n\
             @app.errorhandler(500)\n\
             def unexpected(error):\n    \
                 return render_template(\"error.html\"), 500",
    remedies: &[(
        Framework::Django,
        "Django records what no view catches, and answers with `500.html`. Leave that to it, or call \
         the log in what takes its place:\n\n\
         logger.exception(\"unexpected error\")",
    )],
    references: &[
        "https://flask.palletsprojects.com/en/stable/errorhandling/#generic-exception-handlers",
        "https://flask.palletsprojects.com/en/stable/logging/",
        "https://cheatsheetseries.owasp.org/cheatsheets/Error_Handling_Cheat_Sheet.html",
    ],
    cwe: &[778, 390],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)

@app.errorhandler(Exception)
def unexpected(error):
    return "Something went wrong", 500
"#),
        Bad(r#"=== app.py
from flask import Flask, jsonify

app = Flask(__name__)

def unexpected(error):
    return jsonify(error="internal"), 500

app.register_error_handler(Exception, unexpected)
"#),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)

@app.errorhandler(Exception)
def unexpected(error):
    app.logger.exception("unexpected")
    return "Something went wrong", 500
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)

@app.errorhandler(500)
def unexpected(error):
    return "Something went wrong", 500
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)
"#,
        ),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
"#,
        ),
        Good(
            r#"=== main.py
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse

app = FastAPI()

@app.exception_handler(Exception)
async def unexpected(request: Request, exc: Exception):
    return PlainTextResponse("Something went wrong.", status_code=500)
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// Flask records an error before it calls the handler of 500; a handler of these gets it in
/// place of that.
const EVERYTHING: &[&str] = &["Exception", "BaseException", "builtins.Exception", "builtins.BaseException"];

fn check(facts: &Facts, out: &mut Verdicts) {
    for app in &facts.apps {
        let silent: Vec<&Handler> = facts.handlers.iter().filter(|h| is_silent(h, app)).collect();
        let standing = Standing::Kind(app.kind);
        if silent.is_empty() {
            let says = "nothing takes errors out of the framework's own record";
            out.passes(&app.subject, standing, vec![step_at(&app.created, says)]);
        }
        for handler in silent {
            let says = "This handler takes every unexpected error and records none: Flask's own record is skipped, and \
                        faults and attacks leave no trace.";
            let places = vec![step_at(&handler.place, format!("catches {} and does not log it", handler.catches))];
            Fault::new(says).fix("Add `app.logger.exception(\"unexpected error\")` to the handler.").at(
                out,
                &app.subject,
                Standing::Kind(handler.kind),
                Strength::Shows,
                places,
            );
        }
    }
}

/// Starlette raises an unexpected error again after its handler, so that the server records it.
fn is_silent(handler: &Handler, app: &App) -> bool {
    app.framework != sneck_model::Framework::Fastapi
        && handler.app.as_ref() == Some(&app.subject)
        && EVERYTHING.contains(&handler.catches.as_str())
        && !handler.logs
}
