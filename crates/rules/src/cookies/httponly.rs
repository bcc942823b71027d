//! `cookies/httponly`: scripts can read session cookies.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Edit, Facts, Finding, Framework, Key, Rule, Severity, Value, Verdicts};

use crate::cookie::{self, Attribute, Declared};
use crate::jar;

/// The rule.
pub static RULE: Rule = Rule {
    id: "cookies/httponly",
    title: "Session cookie is readable by scripts",
    severity: Severity::High,
    checklist: "Session cookies are HttpOnly",
    why: "A script that gets into a page, through a comment or a library, can read every cookie that is not `HttpOnly` \
          and send it away. With the session cookie the attacker is logged in as the visitor, long after the page is \
          closed. No page needs to read that cookie: the browser sends it by itself.",
    remedy: "Leave Flask's default on, or say it:\n\n\
             app.config.update(SESSION_COOKIE_HTTPONLY=True)\n\n\
             A cookie of your own takes `response.set_cookie(…, httponly=True)`.",
    remedies: &[
        (
            Framework::Django,
            "Leave Django's default on, or say it:\n\n\
         SESSION_COOKIE_HTTPONLY = True\n\n\
         A cookie of your own takes `response.set_cookie(…, httponly=True)`.",
        ),
        (
            Framework::Fastapi,
            "The cookie of SessionMiddleware is HttpOnly by itself. One of your own:\n\
        \n\
        response.set_cookie(\"token\", token, httponly=True, secure=True, samesite=\"lax\")",
        ),
        (
            Framework::Aiohttp,
            "Leave it at its default:\n\
        \n\
        aiohttp_session.setup(app, RedisStorage(redis))   # not RedisStorage(redis, httponly=False)",
        ),
        (
            Framework::Express,
            "Leave `httpOnly` at its default, which is on:\n\n\
         app.use(session({ secret: process.env.SESSION_SECRET, cookie: { httpOnly: true } }));\n\n\
         A cookie of your own takes `res.cookie(name, value, { httpOnly: true })`.",
        ),
    ],
    references: &[
        "https://www.rfc-editor.org/rfc/rfc6265#section-4.1.2.6",
        "https://flask.palletsprojects.com/en/stable/config/#SESSION_COOKIE_HTTPONLY",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie#httponly",
        "https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html#httponly-attribute",
    ],
    cwe: &[1004],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
app.config["SESSION_COOKIE_HTTPONLY"] = False
"#),
        Bad(r#"=== app.py
from flask import Flask, make_response

app = Flask(__name__)

@app.post("/login")
def login():
    response = make_response("welcome")
    response.set_cookie("session_id", "an opaque text", secure=True, samesite="Lax")
    return response
"#),
        Bad(r#"=== GET http://127.0.0.1:5000/login
200
content-type: text/html
set-cookie: connect.sid=abc; Path=/

<h1>Log in</h1>
"#),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask, make_response

app = Flask(__name__)

@app.post("/theme")
def theme():
    response = make_response("done")
    response.set_cookie("theme", "dark")
    response.set_cookie("session_id", "", max_age=0)
    return response
"#,
        ),
        Good(
            r#"=== GET http://127.0.0.1:5000/login
200
content-type: text/html
set-cookie: session=abc; HttpOnly; Path=/
set-cookie: csrf_token=abc; Path=/

<h1>Log in</h1>
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
SESSION_COOKIE_HTTPONLY = False
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
from fastapi import FastAPI, Response

app = FastAPI()

@app.post("/login")
def login(response: Response):
    response.set_cookie("session", "an opaque text", secure=True)
    return {"welcome": True}
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Bad(r#"=== app.py
import aiohttp_session
from aiohttp import web
from aiohttp_session.redis_storage import RedisStorage
from store import redis

async def home(request):
    session = await aiohttp_session.get_session(request)
    session["seen"] = True
    return web.Response(text="hello")

app = web.Application()
aiohttp_session.setup(app, RedisStorage(redis, httponly=False, secure=True, samesite="Lax"))
app.router.add_get("/", home)
web.run_app(app, host="127.0.0.1")
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
        Bad(r#"=== server.js
const express = require("express");
const session = require("express-session");
const app = express();

app.use(session({ secret: process.env.SECRET, cookie: { httpOnly: false } }));
"#),
        Bad(r#"=== server.js
const express = require("express");
const cookieSession = require("cookie-session");
const app = express();

app.use(cookieSession({ keys: [process.env.KEY], httpOnly: false }));
"#),
        Good(
            r#"=== server.js
const express = require("express");
const session = require("express-session");
const app = express();

app.use(session({ secret: process.env.SECRET }));
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

const ATTRIBUTE: Attribute = Attribute {
    name: "HttpOnly",
    declared: &[
        Declared { key: Key::SESSION_COOKIE_HTTPONLY, cookie: "session", django: Some("W015") },
        Declared::new(Key::REMEMBER_COOKIE_HTTPONLY, "remember_token"),
    ],
    is_unsafe: is_off,
    keyword: "httponly",
    lacks: |cookie| !cookie.http_only,
    safe: "True",
    risk: "readable by every script in a page, which can send it away and be that visitor",
};

fn check(facts: &Facts, out: &mut Verdicts) {
    cookie::declared(facts, out, &ATTRIBUTE, |_, _| Severity::High);
    cookie::written(facts, out, &ATTRIBUTE);
    jar::observed(facts, out, &ATTRIBUTE, |_| None);
}

fn is_off(value: &Value) -> bool {
    value.truth() == Some(false)
}

fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    cookie::mend(facts, finding, &ATTRIBUTE)
}
