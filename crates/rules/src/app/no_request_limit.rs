//! `app/no-request-limit`: uploads of any size are taken.

use sneck_model::Example::{Bad, Good};
use sneck_model::{App, Check, Facts, Key, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, judge, origin};

/// The rule.
pub static RULE: Rule = Rule {
    id: "app/no-request-limit",
    title: "Requests may be of any size",
    severity: Severity::Low,
    checklist: "The size of requests is limited",
    why: "Flask reads as large a body as somebody sends, into memory or a temporary file. An app that takes uploads can \
          so be stopped by one visitor with a few large ones. A web server in front may have a limit of its own; the \
          app should not depend on it.",
    remedy: "Say how large the largest honest request is, in bytes:\n\n\
             MAX_CONTENT_LENGTH = 16 * 1024 * 1024",
    remedies: &[],
    references: &[
        "https://flask.palletsprojects.com/en/stable/config/#MAX_CONTENT_LENGTH",
        "https://flask.palletsprojects.com/en/stable/web-security/#resource-use",
        "https://owasp.org/API-Security/editions/2023/en/0xa4-unrestricted-resource-consumption/",
    ],
    cwe: &[770, 400],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask, request

app = Flask(__name__)

@app.route("/upload", methods=["POST"])
def upload():
    request.files["picture"].save("/srv/pictures/new.png")
    return "saved"
"#),
        Bad(r#"=== app.py
from flask import Flask, request

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = None

@app.post("/import")
def load():
    return str(len(request.get_data()))
"#),
        Good(
            r#"=== app.py
from flask import Flask, request

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 16 * 1024 * 1024

@app.route("/upload", methods=["POST"])
def upload():
    request.files["picture"].save("/srv/pictures/new.png")
    return "saved"
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
    for setting in facts.settings_of(Key::MAX_BODY) {
        if let Some(app) = facts.app(&setting.component).filter(|app| app.reads_uploads.is_some()) {
            judge(out, setting, |limit| *limit == Value::None, |s| fault(s, app));
        }
    }
}

fn fault(setting: &Setting, app: &App) -> Fault {
    let upload = app.reads_uploads.as_ref().map(|step| step.place.to_string()).unwrap_or_default();
    Fault::new(format!(
        "The app takes whole bodies ({upload}) and `{}` sets no limit ({}): a few large ones fill memory or disk.",
        setting.raw,
        origin(setting)
    ))
}
