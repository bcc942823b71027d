//! `headers/csp`: no policy, or a weak one, says where a page's scripts may come from.

use sneck_model::Example::{Bad, Good};
use sneck_model::{App, Check, Exchange, Facts, Framework, Key, Rule, Setting, Severity, Strength, Verdicts};

use crate::common::{Fault, is_written, stands};
use crate::csp::{self, Policy};
use crate::header::{self, Flaw, Header, UNASKED, low_for_pages, nothing_declared, nothing_seen};
use crate::live::{self, Seen};

/// The rule.
pub static RULE: Rule = Rule {
    id: "headers/csp",
    title: "Content-Security-Policy is missing or weak",
    severity: Severity::Medium,
    checklist: "A Content-Security-Policy limits where scripts come from",
    why: "When an attacker manages to put a script into a page (through a comment, a name, a search word), the browser \
          runs it with the visitor's rights. A Content-Security-Policy names the places that scripts may come from, so \
          that the injected one is not run. `'unsafe-inline'`, wildcards and `data:` take that protection away again.",
    remedy: "Send a policy that names your own origin, and give inline scripts a nonce made anew for each answer:\n\n\
             @app.after_request\n\
             def protect(response):\n    \
                 response.headers[\"Content-Security-Policy\"] = (\n        \
                     \"default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'\"\n    \
                 )\n    \
                 return response",
    remedies: &[
        (
            Framework::Django,
            "Name your own origin, and give inline scripts a nonce. Django 6 and later, with \
         `django.middleware.csp.ContentSecurityPolicyMiddleware`:\n\n\
         SECURE_CSP = {\"default-src\": [CSP.SELF], \"object-src\": [CSP.NONE], \"base-uri\": \
         [CSP.NONE]}\n\n\
         Earlier releases take django-csp: `CONTENT_SECURITY_POLICY = {\"DIRECTIVES\": {…}}`.",
        ),
        (
            Framework::Fastapi,
            "Send a policy that names your own origin, and give inline scripts a nonce made anew for each \
        answer:\n\
        \n\
        @app.middleware(\"http\")\n\
        async def protect(request, call_next):\n    \
        response = await call_next(request)\n    \
        response.headers[\"Content-Security-Policy\"] = \"default-src 'self'; object-src 'none'; \
        base-uri 'none'\"\n    \
        return response",
        ),
        (
            Framework::Express,
            "helmet sends a policy by itself; name what else your pages load:\n\n\
         app.use(helmet({ contentSecurityPolicy: { directives: { scriptSrc: [\"'self'\"] } } }));",
        ),
    ],
    references: &[
        "https://www.w3.org/TR/CSP3/",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CSP",
        "https://cheatsheetseries.owasp.org/cheatsheets/Content_Security_Policy_Cheat_Sheet.html",
        "https://flask.palletsprojects.com/en/stable/web-security/#content-security-policy-csp",
    ],
    cwe: &[1021, 79],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask, render_template

app = Flask(__name__)

@app.get("/")
def home():
    return render_template("home.html")
=== templates/home.html
<h1>Books</h1>
"#),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)

@app.after_request
def protect(response):
    response.headers["Content-Security-Policy"] = "default-src 'self'; script-src 'self' 'unsafe-inline'"
    return response
"#),
        Bad(r#"=== GET https://shop.example/
200
content-type: text/html; charset=utf-8
content-security-policy-report-only: default-src 'self'

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
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)

@app.get("/api/books")
def books():
    return {"books": []}
"#,
        ),
        Good(
            r#"=== GET https://shop.example/
200
content-type: text/html; charset=utf-8
content-security-policy: default-src 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'

<h1>Books</h1>
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
MIDDLEWARE = ["csp.middleware.CSPMiddleware"]
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"default-src": ["'self'"], "script-src": ["'self'", "'unsafe-inline'"]}}
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
MIDDLEWARE = ["csp.middleware.CSPMiddleware"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
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
    response.headers["Content-Security-Policy"] = "default-src * 'unsafe-inline'"
    return response
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
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
    response.headers["Content-Security-Policy"] = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    return response
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Bad(r#"=== GET https://shop.example/
200
content-type: text/html
content-security-policy: script-src 'nonce-Zm9yIGV2ZXIgYW5k'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'

<h1>Books</h1>
=== GET https://shop.example/cart
200
content-type: text/html
content-security-policy: script-src 'nonce-Zm9yIGV2ZXIgYW5k'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'

<h1>Cart</h1>
"#),
        Good(
            r#"=== GET https://shop.example/
200
content-type: text/html
content-security-policy: script-src 'nonce-cjRuZDBtIG9uY2U='; object-src 'none'; base-uri 'none'; frame-ancestors 'none'

<h1>Books</h1>
=== GET https://shop.example/cart
200
content-type: text/html
content-security-policy: script-src 'nonce-cjRuZDBtIHR3aWNl'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'

<h1>Cart</h1>
=== GET https://shop.example/cart
200
content-type: text/html
content-security-policy: script-src 'nonce-cjRuZDBtIHR3aWNl'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'

<h1>Cart</h1>
"#,
        ),
        Bad(r#"=== GET https://shop.example/
200
content-type: text/html
content-security-policy: script-src 'self' https://unpkg.com; object-src 'none'; base-uri 'none'; frame-ancestors 'none'

<h1>Books</h1>
"#),
        Bad(r#"=== GET https://shop.example/
200
content-type: text/html
content-security-policy: script-src 'self' object-src 'none'; base-uri 'none'; frame-ancestors 'none'

<h1>Books</h1>
"#),
        Good(
            r#"=== GET https://shop.example/
200
content-type: text/html
content-security-policy: frame-ancestors 'none'

<meta http-equiv="Content-Security-Policy" content="default-src 'self'; object-src 'none'; base-uri 'none'">
<h1>Books</h1>
"#,
        ),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)

@app.after_request
def protect(response):
    response.headers["Content-Security-Policy"] = (
        "script-src 'nonce-cjRuZDBtIG9uY2U='; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response
"#),
        Bad(r#"=== server.js
const express = require("express");
const helmet = require("helmet");
const app = express();

app.set("view engine", "ejs");
app.use(helmet({ contentSecurityPolicy: false }));
"#),
        Bad(r#"=== server.js
const express = require("express");
const helmet = require("helmet");
const app = express();

app.use(helmet({
  contentSecurityPolicy: { directives: { scriptSrc: ["'self'", "'unsafe-inline'"] } },
}));
"#),
        Good(
            r#"=== server.js
const express = require("express");
const helmet = require("helmet");
const app = express();

app.use(helmet({
  contentSecurityPolicy: { directives: { styleSrc: ["'self'"] } },
}));
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
    add_header Content-Security-Policy "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'" always;
}
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    header::check(facts, out, &HEADER);
    for setting in facts.settings_of(HEADER.key) {
        fixed_nonce(out, setting);
    }
    for seen in live::seen(facts, live::is_page) {
        repeated_nonce(out, &seen);
    }
}

const FIXED: &str = "The nonce of the Content-Security-Policy is the same in every answer: whoever has read it once gives \
                     it to a script of his own, and the browser runs that.";

/// A nonce that stands in the code as it is. `$request_id` and its like are filled in later.
fn fixed_nonce(out: &mut Verdicts, setting: &Setting) {
    let is_fixed = |text: &str| Policy::parse(text).nonces().any(|nonce| !nonce.contains(['$', '{', '%', '<']));
    let texts: Vec<&str> = setting.value.alternatives().filter_map(|value| value.text()).collect();
    if is_written(setting) && !texts.is_empty() && texts.iter().all(|text| is_fixed(text)) {
        let (subject, standing) = (&setting.component, stands(setting));
        Fault::new(FIXED).at(out, subject, standing, Strength::Shows, setting.because.clone());
    }
}

/// Two answers with one nonce.
fn repeated_nonce(out: &mut Verdicts, seen: &Seen<'_>) {
    let mut known: Vec<(String, &Exchange)> = Vec::new();
    for &answer in &seen.answers {
        let policies = csp::of_answer(answer);
        let nonces: Vec<String> = policies.iter().flat_map(Policy::nonces).map(str::to_owned).collect();
        let again = |(nonce, other): &&(String, &Exchange)| nonces.contains(nonce) && !is_same_question(answer, other);
        if let Some((_, first)) = known.iter().find(again) {
            let places = [*first, answer].map(|answer| live::header_step(answer, HEADER.name, "has the same nonce"));
            return Fault::new(FIXED).at(out, &seen.subject, seen.standing, Strength::Proves, places.to_vec());
        }
        known.extend(nonces.into_iter().map(|nonce| (nonce, answer)));
    }
}

/// One answer serves everybody who asks the same.
fn is_same_question(one: &Exchange, other: &Exchange) -> bool {
    (&one.method, &one.url, &one.sent, &one.identity) == (&other.method, &other.url, &other.sent, &other.identity)
}

/// The header.
pub(crate) static HEADER: Header = Header {
    key: Key::HEADER_CSP,
    name: "Content-Security-Policy",
    without: "A script that gets into a page is run with the visitor's rights.",
    absent: severity,
    at_server: Severity::Low,
    line: "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    belongs: live::is_page,
    flaws,
    seen: csp::seen,
    declared_instead: nothing_declared,
    seen_instead: nothing_seen,
    django: UNASKED,
};

/// Every project of Django configures templates, so that says nothing about its pages; and until release 6 Django
/// had nothing to set.
fn severity(app: &App) -> Severity {
    if app.framework == Framework::Django { Severity::Info } else { low_for_pages(app) }
}

fn flaws(value: &str) -> Vec<Flaw> {
    Policy::parse(value).flaws()
}
