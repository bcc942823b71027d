//! `cookies/samesite`: session cookies come along with requests that other sites start.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Cookie, Edit, Facts, Finding, Framework, Key, Place, Rule, Setting, Severity, Value, Verdicts,
};

use crate::common::is_written;
use crate::cookie::{self, Attribute, Declared};
use crate::jar;
use crate::mending::risky;

/// The rule.
pub static RULE: Rule = Rule {
    id: "cookies/samesite",
    title: "Session cookie comes along with requests of other sites",
    severity: Severity::Medium,
    checklist: "Session cookies are SameSite",
    why: "Another site can have the visitor's browser send a form to yours. If the session cookie comes along, your app \
          takes the order for the visitor's own: it pays, deletes, changes the password. `SameSite=Lax` keeps the cookie \
          back. Chrome and Edge do so by default, but not in the first two minutes of a cookie; Firefox and Safari do \
          not.",
    remedy: "In what production loads:\n\n\
             app.config.update(SESSION_COOKIE_SAMESITE=\"Lax\")\n\n\
             Flask-Login's cookie has its own: `REMEMBER_COOKIE_SAMESITE=\"Lax\"`; a cookie of your own takes \
             `response.set_cookie(…, samesite=\"Lax\")`.",
    remedies: &[
        (
            Framework::Django,
            "Leave Django's default in place, or say it:\n\n\
         SESSION_COOKIE_SAMESITE = \"Lax\"",
        ),
        (
            Framework::Fastapi,
            "Leave Starlette's default, `\"lax\"`, alone, for the session and for cookies of your own:\n\
        \n\
        app.add_middleware(SessionMiddleware, secret_key=settings.secret_key)   # same_site=\"lax\"\n\
        response.set_cookie(\"token\", token, httponly=True, secure=True)",
        ),
        (
            Framework::Express,
            "Say that other sites do not send it along:\n\n\
         app.use(session({ secret: process.env.SESSION_SECRET, cookie: { sameSite: \"lax\" } }));\n\n\
         A cookie of your own takes `res.cookie(name, value, { sameSite: \"lax\" })`.",
        ),
    ],
    references: &[
        "https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-the-samesite-attribute-2",
        "https://flask.palletsprojects.com/en/stable/config/#SESSION_COOKIE_SAMESITE",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie#samesitesamesite-value",
        "https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html",
    ],
    cwe: &[1275],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask, session

app = Flask(__name__)

@app.get("/")
def home():
    session["seen"] = True
    return "hello"
"#),
        Bad(r#"=== config.py
class Production:
    SESSION_COOKIE_SAMESITE = "None"
=== app.py
from flask import Flask

app = Flask(__name__)
app.config.from_object("config.Production")
"#),
        Bad(r#"=== GET https://shop.example/login
200
content-type: text/html
set-cookie: session=abc; Secure; HttpOnly; Path=/

<h1>Log in</h1>
"#),
        Good(
            r#"=== app.py
from flask import Flask, session

app = Flask(__name__)
app.config.update(SESSION_COOKIE_SAMESITE="Lax")

@app.get("/")
def home():
    session["seen"] = True
    return "hello"
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)

@app.get("/")
def home():
    return {"books": []}
"#,
        ),
        Good(
            r#"=== GET https://shop.example/login
200
content-type: text/html
set-cookie: session=abc; Secure; HttpOnly; Path=/; SameSite=strict

<h1>Log in</h1>
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
SESSION_COOKIE_SAMESITE = "None"
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
"#,
        ),
        Bad(r#"=== main.py
import os
from fastapi import FastAPI, Form, Request
from starlette.middleware.sessions import SessionMiddleware
from names import save

app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key=os.environ["SECRET_KEY"], same_site="none", https_only=True)

@app.get("/")
def home(request: Request):
    request.session["seen"] = True
    return {"hello": True}
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Bad(r#"=== main.py
from fastapi import FastAPI, Response

app = FastAPI()

@app.post("/login")
def login(response: Response):
    response.set_cookie("session", "an opaque text", httponly=True, secure=True, samesite="none")
    return {"welcome": True}
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Good(
            r#"=== main.py
import os
from fastapi import FastAPI, Form, Request
from starlette.middleware.sessions import SessionMiddleware
from names import save

app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key=os.environ["SECRET_KEY"], https_only=True)

@app.get("/")
def home(request: Request):
    request.session["seen"] = True
    return {"hello": True}
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Good(
            r#"=== main.py
from fastapi import FastAPI, Response

app = FastAPI()

@app.post("/login")
def login(response: Response):
    response.set_cookie("session", "an opaque text", httponly=True, secure=True)
    return {"welcome": True}
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Bad(r#"=== server.js
const express = require("express");
const session = require("express-session");
const app = express();

app.use(session({ secret: process.env.SECRET, cookie: { secure: true, sameSite: "none" } }));
"#),
        Good(
            r#"=== server.js
const express = require("express");
const session = require("express-session");
const app = express();

app.use(session({ secret: process.env.SECRET, cookie: { sameSite: "lax" } }));
"#,
        ),
        Good(
            r#"=== server.js
const express = require("express");
const session = require("express-session");
const app = express();

app.use(session({ secret: process.env.SECRET, cookie: { sameSite: true } }));
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

const ATTRIBUTE: Attribute = Attribute {
    name: "SameSite=Lax or Strict",
    declared: &[
        Declared::new(Key::SESSION_COOKIE_SAMESITE, "session"),
        Declared::new(Key::REMEMBER_COOKIE_SAMESITE, "remember_token"),
    ],
    is_unsafe,
    keyword: "samesite",
    lacks,
    safe: "\"Lax\"",
    risk: "sent along with forms that another site sends to yours in the visitor's name",
};

fn check(facts: &Facts, out: &mut Verdicts) {
    cookie::declared(facts, out, &ATTRIBUTE, severity);
    cookie::written(facts, out, &ATTRIBUTE);
    jar::observed(facts, out, &ATTRIBUTE, |_| None);
}

fn is_unsafe(value: &Value) -> bool {
    match value {
        Value::Text(text) => !keeps_back(text),
        other => other.truth() == Some(false),
    }
}

/// Any other word is read as if there were none.
fn keeps_back(word: &str) -> bool {
    word.eq_ignore_ascii_case("lax") || word.eq_ignore_ascii_case("strict")
}

fn lacks(cookie: &Cookie) -> bool {
    !cookie.same_site.as_deref().is_some_and(keeps_back)
}

fn severity(setting: &Setting, in_use: bool) -> Severity {
    match (is_written(setting), in_use) {
        (true, _) => Severity::Medium,
        // Browsers of today treat an absent attribute as `Lax`, older ones do not.
        (false, true) => Severity::Low,
        (false, false) => Severity::Info,
    }
}

/// Browsers of today take a cookie that says nothing for `Lax`; one that says `None` may be needed in a frame.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let edits = cookie::mend(facts, finding, &ATTRIBUTE);
    let written = finding.places.first().is_some_and(|step| !matches!(step.place, Place::Absent { .. }));
    if written { risky(edits) } else { edits }
}
