//! `cookies/secure`: session cookies travel over plain HTTP too.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Edit, Exchange, Facts, Finding, Framework, Judgement, Key, Rule, Setting, Severity, Strength, Value,
    Verdicts,
};

use crate::common::is_written;
use crate::cookie::{self, Attribute, Declared, FORGERY};
use crate::jar;
use crate::mending::risky;

/// The rule.
pub static RULE: Rule = Rule {
    id: "cookies/secure",
    title: "Session cookie travels over plain HTTP",
    severity: Severity::High,
    checklist: "Session cookies are Secure",
    why: "Whoever holds the session cookie is the visitor. Without `Secure` the browser also sends it with requests over \
          plain HTTP, and one is enough: a link, a picture, a typed address. Anybody on the way reads the cookie there \
          and is logged in, even if the site itself redirects to HTTPS.",
    remedy: "In what production loads:\n\n\
             app.config.update(SESSION_COOKIE_SECURE=True)\n\n\
             Flask-Login's cookie has its own: `REMEMBER_COOKIE_SECURE=True`; Flask-JWT-Extended's is \
             `JWT_COOKIE_SECURE=True`; a cookie of your own takes `response.set_cookie(…, secure=True)`.",
    remedies: &[
        (
            Framework::Django,
            "In the settings that production loads:\n\n\
         SESSION_COOKIE_SECURE = True\n\
         CSRF_COOKIE_SECURE = True\n\n\
         A cookie of your own takes `response.set_cookie(…, secure=True)`.",
        ),
        (
            Framework::Fastapi,
            "Send it over HTTPS only:\n\
        \n\
        app.add_middleware(SessionMiddleware, secret_key=settings.secret_key, https_only=True)\n\
        \n\
        A cookie of your own takes `response.set_cookie(…, secure=True)`.",
        ),
        (
            Framework::Aiohttp,
            "Send it over HTTPS only:\n\
        \n\
        aiohttp_session.setup(app, RedisStorage(redis, secure=True, samesite=\"Lax\"))",
        ),
        (
            Framework::Express,
            "Send it over HTTPS only:\n\n\
         app.use(session({ secret: process.env.SESSION_SECRET, cookie: { secure: true } }));\n\n\
         Behind a proxy that ends TLS, `app.set(\"trust proxy\", 1)` goes with it. A cookie of your own takes \
         `res.cookie(name, value, { secure: true })`.",
        ),
    ],
    references: &[
        "https://www.rfc-editor.org/rfc/rfc6265#section-4.1.2.5",
        "https://flask.palletsprojects.com/en/stable/web-security/#set-cookie-options",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie#secure",
        "https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html#secure-attribute",
    ],
    cwe: &[614],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask, session

app = Flask(__name__)
app.config.update(SESSION_COOKIE_SECURE=False)

@app.get("/")
def home():
    session["seen"] = True
    return "hello"
"#),
        Bad(r#"=== app.py
from flask import Flask, session

app = Flask(__name__)
app.config["PREFERRED_URL_SCHEME"] = "https"

@app.get("/")
def home():
    session["seen"] = True
    return "hello"
"#),
        Bad(r#"=== app.py
from flask import Flask, make_response

app = Flask(__name__)
app.config["SESSION_COOKIE_SECURE"] = True

@app.post("/login")
def login():
    response = make_response("welcome")
    response.set_cookie("auth_token", "an opaque text", httponly=True, samesite="Lax")
    return response
"#),
        Bad(r#"=== GET https://shop.example/login
200
content-type: text/html
set-cookie: session=abc; HttpOnly; Path=/; SameSite=Lax

<h1>Log in</h1>
"#),
        Good(
            r#"=== app.py
from flask import Flask, session

app = Flask(__name__)
app.config.update(SESSION_COOKIE_SECURE=True)

@app.get("/")
def home():
    session["seen"] = True
    return "hello"
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask, session

app = Flask(__name__)
app.config["SESSION_COOKIE_SECURE"] = not app.debug

@app.get("/")
def home():
    session["seen"] = True
    return "hello"
"#,
        ),
        Good(
            r#"=== GET https://shop.example/login
200
content-type: text/html
set-cookie: session=abc; Secure; HttpOnly; Path=/; SameSite=Lax
set-cookie: theme=dark

<h1>Log in</h1>
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
"#),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
MIDDLEWARE = ["django.middleware.csrf.CsrfViewMiddleware"]
CSRF_COOKIE_SECURE = False
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
SESSION_COOKIE_SECURE = True
CSRF_USE_SESSIONS = True
"#,
        ),
        Bad(r#"=== main.py
import os
from fastapi import FastAPI, Form, Request
from starlette.middleware.sessions import SessionMiddleware
from names import save

app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key=os.environ["SECRET_KEY"], https_only=False)

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
    response.set_cookie("session", "an opaque text", httponly=True)
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

app.use(session({ secret: process.env.SECRET, cookie: { secure: false } }));
"#),
        Bad(r#"=== server.js
const express = require("express");
const helmet = require("helmet");
const session = require("express-session");
const app = express();

const options = { secret: process.env.SECRET, cookie: {} };
if (app.get("env") === "production") {
  options.cookie.secure = true;
}
app.use(session(options));
app.use(helmet());
=== Dockerfile
FROM node:22
WORKDIR /app
COPY . .
ENV NODE_ENV=staging
CMD ["node", "server.js"]
"#),
        Bad(r#"=== server.js
const express = require("express");
const app = express();

app.post("/login", (req, res) => {
  res.cookie("auth_token", "an opaque text", { httpOnly: true, sameSite: "lax" });
  res.send("welcome");
});
"#),
        Good(
            r#"=== server.js
const express = require("express");
const session = require("express-session");
const app = express();

app.use(session({ secret: process.env.SECRET, cookie: { secure: process.env.NODE_ENV === "production" } }));
=== Dockerfile
FROM node:22
WORKDIR /app
COPY . .
ENV NODE_ENV=production
CMD ["node", "server.js"]
"#,
        ),
        Good(
            r#"=== server.js
const express = require("express");
const session = require("express-session");
const app = express();

const options = { secret: process.env.SECRET, cookie: {} };
if (app.get("env") === "production") {
  options.cookie.secure = true;
}
app.use(session(options));
"#,
        ),
        Good(
            r#"=== server.js
const express = require("express");
const app = express();

app.post("/login", (req, res) => {
  res.cookie("auth_token", "an opaque text", { secure: true, httpOnly: true, sameSite: "lax" });
  res.cookie("theme", "dark");
  res.send("welcome");
});
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

const ATTRIBUTE: Attribute = Attribute {
    name: "Secure",
    declared: &[
        Declared { key: Key::SESSION_COOKIE_SECURE, cookie: "session", django: Some("W012") },
        Declared::new(Key::REMEMBER_COOKIE_SECURE, "remember_token"),
        Declared::new(Key::TOKEN_COOKIE_SECURE, "access_token_cookie"),
        Declared { key: Key::CSRF_COOKIE_SECURE, cookie: FORGERY, django: Some("W016") },
    ],
    is_unsafe: is_off,
    keyword: "secure",
    lacks: |cookie| !cookie.secure,
    safe: "True",
    risk: "sent over plain HTTP too, where anybody on the way can read it and be that visitor",
};

fn check(facts: &Facts, out: &mut Verdicts) {
    cookie::declared(facts, out, &ATTRIBUTE, |setting, in_use| severity(facts, setting, in_use));
    cookie::written(facts, out, &ATTRIBUTE);
    jar::observed(facts, out, &ATTRIBUTE, over_plain_http_low);
}

fn is_off(value: &Value) -> bool {
    value.truth() == Some(false)
}

fn over_plain_http_low(answer: &Exchange) -> Option<Severity> {
    (!answer.is_https()).then_some(Severity::Low)
}

fn severity(facts: &Facts, setting: &Setting, in_use: bool) -> Severity {
    let https = cookie::https(facts, &setting.component, setting.standing).is_some();
    if setting.key == Key::CSRF_COOKIE_SECURE {
        // A token alone opens nothing: it takes a form of another site, and a browser that sends the session along.
        return if is_written(setting) || https { Severity::Low } else { Severity::Info };
    }
    let supplied = setting.value.judge(is_off) == Judgement::Unsafe(Strength::Suggests);
    match (in_use, is_written(setting) && !supplied, https) {
        // Off by default, and something outside of the project may switch it on.
        (true, false, true) if supplied => Severity::Medium,
        (true, true, _) | (true, _, true) => Severity::High,
        (false, true, _) => Severity::Medium,
        // Nobody chose it, and nothing read so far says that the app is reached over HTTPS.
        (_, false, _) => Severity::Low,
    }
}

/// Without HTTPS nobody would be logged in afterwards.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let edits = cookie::mend(facts, finding, &ATTRIBUTE);
    let mut all = facts.settings.iter().filter(|setting| setting.component == finding.subject);
    let https = all.any(|s| cookie::https(facts, &s.component, s.standing).is_some());
    if https { edits } else { risky(edits) }
}
