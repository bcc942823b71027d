//! `headers/content-type-options`: browsers may guess what a file is.

use sneck_model::Example::{Bad, Good};
use sneck_model::{App, Check, Edit, Exchange, Facts, Finding, Framework, Key, Rule, Severity, Verdicts};

use crate::django::SECURITY;
use crate::header::{self, Django, Flaw, Header, UNASKED, nothing_declared, nothing_seen};
use crate::live;
use crate::mending::{Sent, send};

/// The rule.
pub static RULE: Rule = Rule {
    id: "headers/content-type-options",
    title: "Browsers may guess the type of an answer",
    severity: Severity::Medium,
    checklist: "X-Content-Type-Options forbids browsers to guess types",
    why: "Without `X-Content-Type-Options: nosniff` a browser may look into an answer and decide for itself what it is. \
          A picture or a text that a user uploaded can then be run as a script or shown as a page of your site. It \
          matters most where users' files are served.",
    remedy: "Send the header with every answer:\n\n\
             @app.after_request\n\
             def protect(response):\n    \
                 response.headers[\"X-Content-Type-Options\"] = \"nosniff\"\n    \
                 return response",
    remedies: &[
        (
            Framework::Django,
            "Leave `SECURE_CONTENT_TYPE_NOSNIFF` on (the default since release 3.0), and its middleware in \
         the list:\n\n\
         MIDDLEWARE = [\"django.middleware.security.SecurityMiddleware\", …]",
        ),
        (
            Framework::Fastapi,
            "Send the header with every answer:\n\
        \n\
        @app.middleware(\"http\")\n\
        async def protect(request, call_next):\n    \
        response = await call_next(request)\n    \
        response.headers[\"X-Content-Type-Options\"] = \"nosniff\"\n    \
        return response",
        ),
        (
            Framework::Express,
            "helmet sends it by itself:\n\n\
         app.use(helmet());",
        ),
    ],
    references: &[
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/X-Content-Type-Options",
        "https://fetch.spec.whatwg.org/#x-content-type-options-header",
        "https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html",
        "https://flask.palletsprojects.com/en/stable/web-security/#x-content-type-options",
    ],
    cwe: &[430, 693],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask, request

app = Flask(__name__)

@app.post("/cover")
def cover():
    request.files["cover"].save("/srv/covers/new")
    return "", 204
"#),
        Bad(r#"=== GET https://shop.example/covers/1
200
content-type: image/png

PNG
"#),
        Good(
            r#"=== app.py
from flask import Flask, request

app = Flask(__name__)

@app.post("/cover")
def cover():
    request.files["cover"].save("/srv/covers/new")
    return "", 204

@app.after_request
def protect(response):
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
"#,
        ),
        Good(
            r#"=== GET https://shop.example/covers/1
200
content-type: image/png
x-content-type-options: nosniff

PNG
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
SECURE_CONTENT_TYPE_NOSNIFF = False
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
"#,
        ),
        Good(
            r#"=== main.py
from fastapi import FastAPI, Request
from fastapi.templating import Jinja2Templates

app = FastAPI()
templates = Jinja2Templates(directory="templates")

@app.get("/")
def home(request: Request):
    return templates.TemplateResponse(request, "home.html")

@app.middleware("http")
async def protect(request, call_next):
    response = await call_next(request)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Bad(r#"=== main.py
from fastapi import FastAPI, Request
from fastapi.templating import Jinja2Templates

app = FastAPI()
templates = Jinja2Templates(directory="templates")

@app.get("/")
def home(request: Request):
    return templates.TemplateResponse(request, "home.html")

@app.middleware("http")
async def protect(request, call_next):
    response = await call_next(request)
    response.headers["X-Content-Type-Options"] = "sniff"
    return response
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Bad(r#"=== server.js
const express = require("express");
const app = express();

app.set("view engine", "ejs");
app.use((req, res, next) => {
  res.setHeader("X-Content-Type-Options", "sniff");
  next();
});
"#),
        Good(
            r#"=== server.js
const express = require("express");
const app = express();

app.use((req, res, next) => {
  res.set({ "X-Content-Type-Options": "nosniff" });
  next();
});
"#,
        ),
        Bad(r#"=== nginx.conf
server {
    listen 443 ssl;
    server_name shop.example;
    root /srv/shop;
}
"#),
        Good(
            r#"=== nginx.conf
server {
    listen 443 ssl;
    server_name shop.example;
    root /srv/shop;
    add_header X-Content-Type-Options "nosniff" always;
}
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

fn check(facts: &Facts, out: &mut Verdicts) {
    header::check(facts, out, &HEADER);
}

/// The header.
pub(crate) static HEADER: Header = Header {
    key: Key::HEADER_CONTENT_TYPE_OPTIONS,
    name: "X-Content-Type-Options",
    without: "A file that a user uploaded may be run as a script of your site.",
    absent: low_for_uploads,
    at_server: Severity::Low,
    line: "nosniff",
    belongs: has_a_body,
    flaws,
    seen: header::first,
    declared_instead: nothing_declared,
    seen_instead: nothing_seen,
    django: Django { middleware: Some((SECURITY, "W001")), absent: Some("W006"), ..UNASKED },
};

fn low_for_uploads(app: &App) -> Severity {
    if app.reads_uploads.is_some() { Severity::Low } else { Severity::Info }
}

fn has_a_body(answer: &Exchange) -> bool {
    !live::is_redirect(answer) && !answer.body.is_empty()
}

/// Of a list the first word counts, as in the Fetch standard.
fn flaws(value: &str) -> Vec<Flaw> {
    let first = value.split(',').next().unwrap_or_default().trim();
    if first.eq_ignore_ascii_case("nosniff") {
        return Vec::new();
    }
    vec![Flaw::new(Severity::Medium, format!("browsers know `nosniff` only, and ignore `{first}`"))]
}

const SENT: Sent = Sent {
    key: Key::HEADER_CONTENT_TYPE_OPTIONS,
    name: "X-Content-Type-Options",
    value: "nosniff",
    django: Some(("SECURE_CONTENT_TYPE_NOSNIFF", "True", SECURITY)),
};

fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    send(facts, finding, &SENT)
}
