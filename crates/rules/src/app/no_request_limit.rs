//! `app/no-request-limit`: uploads of any size are taken.

use sneck_model::Example::{Bad, Good};
use sneck_model::{App, Check, Edit, Facts, Finding, Framework, Key, Rule, Setting, Severity, Value, Verdicts};

use crate::common::{Fault, judge, origin};
use crate::django;
use crate::mending::{Wish, risky, set};

/// The rule.
pub static RULE: Rule = Rule {
    id: "app/no-request-limit",
    title: "Requests may be of any size",
    severity: Severity::Low,
    checklist: "The size of requests is limited",
    why: "Without a limit, an app reads as large a body as somebody sends, into memory or a temporary file. One that takes uploads can \
          so be stopped by one visitor with a few large ones. A web server in front may have a limit of its own; the \
          app should not depend on it.",
    remedy: "Say how large the largest honest request is, in bytes:\n\n\
             MAX_CONTENT_LENGTH = 16 * 1024 * 1024",
    remedies: &[
        (
            Framework::Django,
            "Say how large the largest honest request is, in bytes; 2.5 MB is Django's own limit:\n\n\
         DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024\n\n\
         Files do not count by it: limit them in the web server, or in the form that takes them.",
        ),
        (
            Framework::Fastapi,
            "Say how large the largest honest request is, in bytes. Recent releases:\n\
        \n\
        app = FastAPI(max_body_size=16 * 1024 * 1024)\n\
        \n\
        In earlier releases let the web server in front do it: `client_max_body_size 16m;` in nginx.",
        ),
    ],
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
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
DATA_UPLOAD_MAX_MEMORY_SIZE = None
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
"#,
        ),
        Bad(r#"=== main.py
from fastapi import FastAPI, UploadFile

app = FastAPI()

@app.post("/pictures")
async def add(file: UploadFile):
    return {"size": len(await file.read())}
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Good(
            r#"=== main.py
from fastapi import FastAPI, UploadFile

app = FastAPI(max_body_size=16 * 1024 * 1024)

@app.post("/pictures")
async def add(file: UploadFile):
    return {"size": len(await file.read())}
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Good(
            r#"=== app.py
from aiohttp import web

async def add(request):
    return web.json_response({"size": len(await request.read())})

app = web.Application()
app.router.add_post("/pictures", add)
web.run_app(app, host="127.0.0.1")
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::MAX_BODY) {
        if django::is_app(facts, &setting.component) {
            judge(out, setting, |limit| *limit == Value::None, lifted);
        } else if let Some(app) = facts.app(&setting.component).filter(|app| app.reads_uploads.is_some()) {
            judge(out, setting, |limit| *limit == Value::None, |s| fault(s, app));
        }
    }
}

/// Django limits bodies by itself; files are written to disk as they come and count by another setting.
fn lifted(setting: &Setting) -> Fault {
    Fault::new(format!(
        "`{}` is `None` ({}): Django reads a body of any size into memory, where 2.5 MB is its own limit.",
        setting.raw,
        origin(setting)
    ))
}

fn fault(setting: &Setting, app: &App) -> Fault {
    let upload = app.reads_uploads.as_ref().map(|step| step.place.to_string()).unwrap_or_default();
    Fault::new(format!(
        "The app takes whole bodies ({upload}) and `{}` sets no limit ({}): a few large ones fill memory or disk.",
        setting.raw,
        origin(setting)
    ))
}

/// 16 MiB for uploads; Django's own default, which counts without them.
const LIMITS: &[Wish] =
    &[Wish { key: Key::MAX_BODY, is_unsafe: |limit| *limit == Value::None, code: "16 * 1024 * 1024" }];
const IN_DJANGO: &[Wish] = &[Wish { code: "2621440", ..LIMITS[0] }];

/// Larger bodies are refused afterwards, which somebody may need.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    match facts.framework_of(&finding.subject) {
        Some(Framework::Django) => risky(set(facts, finding, IN_DJANGO)),
        Some(Framework::Flask) => risky(set(facts, finding, LIMITS)),
        _ => Vec::new(),
    }
}
