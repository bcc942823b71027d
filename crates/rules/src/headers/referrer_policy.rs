//! `headers/referrer-policy`: addresses of pages are told to other sites.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Edit, Exchange, Facts, Finding, Framework, Key, Rule, Severity, Verdicts};

use crate::django::SECURITY;
use crate::header::{self, Django, Flaw, Header, info, nothing_declared, nothing_seen};
use crate::mending::{Sent, send};
use crate::{html, live};

/// The rule.
pub static RULE: Rule = Rule {
    id: "headers/referrer-policy",
    title: "Addresses of pages may be told to other sites",
    severity: Severity::Low,
    checklist: "A Referrer-Policy keeps addresses of pages from other sites",
    why: "When a visitor follows a link or a page loads a picture from elsewhere, the browser tells that site where the \
          visitor came from. Under `unsafe-url` that is the whole address, with reset tokens, search words and \
          customer numbers in it. Browsers of today send the bare origin when nothing is said; older ones send all.",
    remedy: "Say what may be told:\n\n\
             @app.after_request\n\
             def protect(response):\n    \
                 response.headers[\"Referrer-Policy\"] = \"strict-origin-when-cross-origin\"\n    \
                 return response",
    remedies: &[
        (
            Framework::Django,
            "Leave the default in place, `same-origin` since release 3.1, or say what may be told:\n\n\
         SECURE_REFERRER_POLICY = \"strict-origin-when-cross-origin\"\n\n\
         The header is added by `django.middleware.security.SecurityMiddleware`.",
        ),
        (
            Framework::Fastapi,
            "Send the header with every answer:\n\
        \n\
        @app.middleware(\"http\")\n\
        async def protect(request, call_next):\n    \
        response = await call_next(request)\n    \
        response.headers[\"Referrer-Policy\"] = \"strict-origin-when-cross-origin\"\n    \
        return response",
        ),
        (
            Framework::Express,
            "helmet sends it by itself:\n\n\
         app.use(helmet({ referrerPolicy: { policy: \"strict-origin-when-cross-origin\" } }));",
        ),
    ],
    references: &[
        "https://www.w3.org/TR/referrer-policy/",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Referrer-Policy",
        "https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html",
    ],
    cwe: &[200, 116],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)

@app.after_request
def protect(response):
    response.headers["Referrer-Policy"] = "unsafe-url"
    return response
"#),
        Bad(r#"=== GET https://shop.example/
200
content-type: text/html

<h1>Books</h1>
"#),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)

@app.after_request
def protect(response):
    response.headers["Referrer-Policy"] = "same-origin"
    return response
"#,
        ),
        Good(
            r#"=== GET https://shop.example/
200
content-type: text/html
referrer-policy: no-referrer, strict-origin-when-cross-origin

<h1>Books</h1>
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
SECURE_REFERRER_POLICY = "unsafe-url"
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
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    return response
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Bad(r#"=== server.js
const express = require("express");
const helmet = require("helmet");
const app = express();

app.use(helmet({ referrerPolicy: { policy: "unsafe-url" } }));
"#),
        Good(
            r#"=== server.js
const express = require("express");
const helmet = require("helmet");
const app = express();

app.use(helmet());
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
    add_header Referrer-Policy "strict-origin-when-cross-origin" always;
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
    key: Key::HEADER_REFERRER_POLICY,
    name: "Referrer-Policy",
    without: "What other sites learn of a page's address is left to the visitor's browser.",
    absent: info,
    at_server: Severity::Low,
    line: "strict-origin-when-cross-origin",
    belongs: live::is_page,
    flaws,
    seen,
    declared_instead: nothing_declared,
    seen_instead: nothing_seen,
    django: Django { middleware: Some((SECURITY, "W001")), absent: Some("W022"), remarks },
};

/// Django refuses a list with a word that it does not know, where browsers pass it over.
fn remarks(value: &str) -> Vec<(&'static str, &'static str)> {
    let unknown = value.split(',').any(|word| policy(word.trim()).is_none());
    if unknown { vec![("E023", "one of its words is no policy")] } else { Vec::new() }
}

/// A word of the page counts after those of the header.
fn seen(answer: &Exchange, header: &Header) -> Option<Vec<Flaw>> {
    let sent = answer.header(header.name).map(str::to_owned);
    let said: Vec<String> = sent.chain(html::referrer_policy(&answer.body)).collect();
    (!said.is_empty()).then(|| flaws(&said.join(", ")))
}

/// Of a list, the last word that browsers know counts.
fn flaws(value: &str) -> Vec<Flaw> {
    let words: Vec<String> = value.split(',').map(|w| w.trim().to_ascii_lowercase()).collect();
    let flaw = match words.iter().rev().find_map(|word| policy(word)) {
        Some(Tells::Little) => return Vec::new(),
        Some(Tells::Origin) => {
            Flaw::new(Severity::Info, format!("`{value}` tells the origin to sites without HTTPS too"))
        }
        Some(Tells::Address) => Flaw::new(Severity::Low, format!("`{value}` tells other sites the whole address")),
        None => Flaw::new(Severity::Low, format!("browsers do not know `{value}` and ignore it")),
    };
    vec![flaw]
}

enum Tells {
    Little,
    Origin,
    Address,
}

fn policy(word: &str) -> Option<Tells> {
    match word {
        "no-referrer" | "same-origin" | "strict-origin" | "strict-origin-when-cross-origin" => Some(Tells::Little),
        "origin" | "origin-when-cross-origin" => Some(Tells::Origin),
        "unsafe-url" | "no-referrer-when-downgrade" => Some(Tells::Address),
        _ => None,
    }
}

const SENT: Sent = Sent {
    key: Key::HEADER_REFERRER_POLICY,
    name: "Referrer-Policy",
    value: "strict-origin-when-cross-origin",
    django: Some(("SECURE_REFERRER_POLICY", "\"same-origin\"", SECURITY)),
};

fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    send(facts, finding, &SENT)
}
