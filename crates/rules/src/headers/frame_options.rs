//! `headers/frame-options`: other sites may show the pages in a frame.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Edit, Exchange, Facts, Finding, Framework, Key, Rule, Severity, Standing, Step, Subject, Verdicts,
};

use crate::csp::Policy;
use crate::django::FRAMES;
use crate::header::{self, Django, Flaw, Header, low_for_pages};
use crate::live;
use crate::mending::{Sent, risky, send};

/// The rule.
pub static RULE: Rule = Rule {
    id: "headers/frame-options",
    title: "Other sites may show the pages in a frame",
    severity: Severity::Medium,
    checklist: "Pages cannot be framed by other sites",
    why: "Another site can lay your page, invisible, over its own buttons. The visitor believes to click there and \
          clicks in your page, logged in as they are: pays, deletes, grants a right (clickjacking). `X-Frame-Options`, \
          or `frame-ancestors` of a Content-Security-Policy, tells the browser to refuse.",
    remedy: "Send the header with every page:\n\n\
             @app.after_request\n\
             def protect(response):\n    \
                 response.headers[\"X-Frame-Options\"] = \"DENY\"   # or \"SAMEORIGIN\"\n    \
                 return response",
    remedies: &[
        (
            Framework::Django,
            "Leave the middleware in the list; `DENY` is the default since release 3.0:\n\n\
         MIDDLEWARE = [\n    \
         …\n    \
         \"django.middleware.clickjacking.XFrameOptionsMiddleware\",\n\
         ]\n\
         X_FRAME_OPTIONS = \"DENY\"",
        ),
        (
            Framework::Fastapi,
            "Send the header with every answer:\n\
        \n\
        @app.middleware(\"http\")\n\
        async def protect(request, call_next):\n    \
        response = await call_next(request)\n    \
        response.headers[\"X-Frame-Options\"] = \"DENY\"\n    \
        return response",
        ),
        (
            Framework::Express,
            "helmet sends it by itself:\n\n\
         app.use(helmet({ xFrameOptions: { action: \"deny\" } }));",
        ),
    ],
    references: &[
        "https://www.rfc-editor.org/rfc/rfc7034",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/X-Frame-Options",
        "https://cheatsheetseries.owasp.org/cheatsheets/Clickjacking_Defense_Cheat_Sheet.html",
        "https://flask.palletsprojects.com/en/stable/web-security/#x-frame-options",
    ],
    cwe: &[1021],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask, render_template

app = Flask(__name__)

@app.get("/")
def home():
    return render_template("home.html")
"#),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)

@app.after_request
def protect(response):
    response.headers["X-Frame-Options"] = "ALLOWALL"
    return response
"#),
        Bad(r#"=== GET https://shop.example/
200
content-type: text/html

<h1>Books</h1>
"#),
        Good(
            r#"=== app.py
from flask import Flask, render_template

app = Flask(__name__)

@app.get("/")
def home():
    return render_template("home.html")

@app.after_request
def protect(response):
    response.headers["X-Frame-Options"] = "DENY"
    return response
"#,
        ),
        Good(
            r#"=== GET https://shop.example/
200
content-type: text/html
content-security-policy: frame-ancestors 'none'

<h1>Books</h1>
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
MIDDLEWARE = ["django.middleware.clickjacking.XFrameOptionsMiddleware"]
X_FRAME_OPTIONS = "SAMEORIGIN"
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
    response.headers["X-Frame-Options"] = "DENY"
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
    response.headers["X-Frame-Options"] = "ALLOWALL"
    return response
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Bad(r#"=== server.js
const express = require("express");
const helmet = require("helmet");
const app = express();

app.set("view engine", "ejs");
app.use(helmet({ contentSecurityPolicy: false, frameguard: false }));
"#),
        Good(
            r#"=== server.js
const express = require("express");
const helmet = require("helmet");
const app = express();

app.set("view engine", "ejs");
app.use(helmet({ frameguard: { action: "deny" } }));
"#,
        ),
        Bad(r#"=== nginx/shop.conf
server {
    listen 80;
    server_name shop.example;
    root /srv/shop;
    index index.html;
}
"#),
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
    key: Key::HEADER_FRAME_OPTIONS,
    name: "X-Frame-Options",
    without: "Another site can lay a page of yours, invisible, over its own and have visitors click in it.",
    absent: low_for_pages,
    at_server: Severity::Low,
    line: "DENY",
    belongs: live::is_page,
    flaws,
    seen: header::first,
    declared_instead,
    seen_instead,
    django: Django { middleware: Some((FRAMES, "W002")), absent: Some("W019"), remarks },
};

fn remarks(value: &str) -> Vec<(&'static str, &'static str)> {
    let denies = value == "DENY";
    if denies { Vec::new() } else { vec![("W019", "pages of the same site may still frame it, which `DENY` forbids")] }
}

fn flaws(value: &str) -> Vec<Flaw> {
    let word = value.trim().to_ascii_uppercase();
    if matches!(word.as_str(), "DENY" | "SAMEORIGIN") {
        return Vec::new();
    }
    vec![if word.starts_with("ALLOW-FROM") {
        Flaw::new(Severity::Low, "browsers no longer know ALLOW-FROM and show the page in any frame")
    } else {
        Flaw::new(Severity::Medium, format!("browsers know DENY and SAMEORIGIN only, and ignore `{}`", value.trim()))
    }]
}

/// The policy of the app says who may frame its pages, which browsers heed before this header.
fn declared_instead(facts: &Facts, subject: &Subject, standing: Standing) -> Option<Step> {
    let policy = facts.setting(subject, standing, Key::HEADER_CSP)?;
    limits_frames(policy.value.text()?).then(|| policy.because.first().cloned())?
}

fn seen_instead(answer: &Exchange) -> Option<Step> {
    let limited = answer.header("content-security-policy").any(limits_frames);
    limited.then(|| live::header_step(answer, "content-security-policy", "frame-ancestors says who may frame it"))
}

fn limits_frames(policy: &str) -> bool {
    let open = |source: &String| matches!(source.as_str(), "*" | "http:" | "https:");
    Policy::parse(policy).own("frame-ancestors").is_some_and(|sources| !sources.iter().any(open))
}

const SENT: Sent = Sent {
    key: Key::HEADER_FRAME_OPTIONS,
    name: "X-Frame-Options",
    value: "DENY",
    django: Some(("X_FRAME_OPTIONS", "\"DENY\"", FRAMES)),
};

/// Pages that somebody frames on purpose stay empty afterwards.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    risky(send(facts, finding, &SENT))
}
