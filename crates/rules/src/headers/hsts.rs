//! `headers/hsts`: browsers are not told to keep to HTTPS.

use sneck_model::Example::{Bad, Good};
use sneck_model::{App, Check, Edit, Exchange, Facts, Finding, Framework, Key, Rule, Severity, Verdicts};

use crate::django::SECURITY;
use crate::header::{self, Django, Flaw, Header, nothing_declared, nothing_seen};
use crate::mending::{Sent, risky, send};

/// The rule.
pub static RULE: Rule = Rule {
    id: "headers/hsts",
    title: "Browsers are not told to keep to HTTPS",
    severity: Severity::Medium,
    checklist: "Strict-Transport-Security keeps browsers on HTTPS for at least half a year",
    why: "A visitor who types the bare name of the site asks over plain HTTP first. Whoever sits on that network can \
          answer in the site's place, keep the visitor on plain HTTP and read the log-in. After one answer with \
          `Strict-Transport-Security` the browser asks over HTTPS by itself, for as long as the header says.",
    remedy: "Send the header with every answer, from the app or from the proxy that ends TLS, once HTTPS works on every \
             host that the header covers:\n\n\
             @app.after_request\n\
             def protect(response):\n    \
                 response.headers[\"Strict-Transport-Security\"] = \"max-age=31536000; includeSubDomains\"\n    \
                 return response",
    remedies: &[
        (
            Framework::Django,
            "Once HTTPS works on every host that the header covers:\n\n\
         SECURE_HSTS_SECONDS = 31536000\n\
         SECURE_HSTS_INCLUDE_SUBDOMAINS = True\n\n\
         The header is added by `django.middleware.security.SecurityMiddleware`.",
        ),
        (
            Framework::Fastapi,
            "Send the header with every answer, from the app or from the proxy that ends TLS, once HTTPS \
        works on every host that the header covers:\n\
        \n\
        @app.middleware(\"http\")\n\
        async def protect(request, call_next):\n    \
        response = await call_next(request)\n    \
        response.headers[\"Strict-Transport-Security\"] = \"max-age=31536000; includeSubDomains\"\n    \
        return response",
        ),
        (
            Framework::Express,
            "Once HTTPS works on every host that the header covers:\n\n\
         app.use(helmet({ strictTransportSecurity: { maxAge: 31536000, includeSubDomains: true } }));",
        ),
    ],
    references: &[
        "https://www.rfc-editor.org/rfc/rfc6797",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Strict-Transport-Security",
        "https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Strict_Transport_Security_Cheat_Sheet.html",
        "https://flask.palletsprojects.com/en/stable/web-security/#http-strict-transport-security-hsts",
    ],
    cwe: &[319, 523],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
"#),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)

@app.after_request
def protect(response):
    response.headers["Strict-Transport-Security"] = "max-age=0"
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
    response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response
"#,
        ),
        Good(
            r#"=== GET https://shop.example/
200
content-type: text/html
strict-transport-security: max-age=63072000

<h1>Books</h1>
"#,
        ),
        Good(
            r#"=== GET http://shop.example/
200
content-type: text/html

<h1>Over plain HTTP browsers ignore the header</h1>
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware"]
SECURE_HSTS_SECONDS = 31536000
"#,
        ),
        Bad(r#"=== main.py
from fastapi import FastAPI

app = FastAPI()

@app.middleware("http")
async def protect(request, call_next):
    response = await call_next(request)
    response.headers["Strict-Transport-Security"] = "max-age=60"
    return response
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Good(
            r#"=== main.py
from fastapi import FastAPI

app = FastAPI()

class Hsts:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        async def start(message):
            if message["type"] == "http.response.start":
                message["headers"].append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))
            await send(message)

        await self.app(scope, receive, start)

app.add_middleware(Hsts)
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Bad(r#"=== deploy/nginx/shop
server {
    listen 80;
    server_name shop.example;
    return 301 https://$host$request_uri;
}
server {
    listen 443 ssl;
    server_name shop.example;
    server_tokens off;

    location / {
        proxy_pass http://127.0.0.1:8000;
    }
}
"#),
        Bad(r#"=== nginx.conf
http {
    server_tokens off;
    server {
        listen 443 ssl;
        add_header Strict-Transport-Security "max-age=31536000" always;
        root /srv/shop;

        location / {
            add_header X-Frame-Options DENY;
            try_files $uri /index.html;
        }
    }
}
"#),
        Good(
            r#"=== nginx.conf
http {
    map $scheme $hsts {
        https "max-age=31536000";
    }
    server {
        listen 443 ssl;
        add_header Strict-Transport-Security $hsts always;

        location / {
            proxy_pass http://127.0.0.1:8000;
        }
    }
}
"#,
        ),
        Bad(r#"=== apache/shop.conf
<VirtualHost *:443>
    ServerName shop.example
    SSLEngine on
    DocumentRoot /srv/shop
</VirtualHost>
"#),
        Good(
            r#"=== apache/shop.conf
<VirtualHost *:443>
    ServerName shop.example
    SSLEngine on
    DocumentRoot /srv/shop
    <IfModule mod_headers.c>
        Header always set Strict-Transport-Security "max-age=31536000"
    </IfModule>
</VirtualHost>
"#,
        ),
        Bad(r#"=== server.js
const express = require("express");
const helmet = require("helmet");
const app = express();

app.use(helmet({ strictTransportSecurity: { maxAge: 60 } }));
"#),
        Bad(r#"=== server.js
const express = require("express");
const helmet = require("helmet");
const app = express();

app.set("view engine", "ejs");
app.use(helmet({ hsts: false }));
"#),
        Good(
            r#"=== server.js
const express = require("express");
const helmet = require("helmet");
const app = express();

app.use(helmet());
"#,
        ),
        Bad(r#"=== compose.yaml
services:
  web:
    image: registry.shop.test/web:1.4.2
    labels:
      - traefik.http.routers.web.rule=Host(`shop.example`)
      - traefik.http.routers.web.middlewares=safe
      - traefik.http.middlewares.safe.headers.stsSeconds=60
"#),
        Good(
            r#"=== compose.yaml
services:
  web:
    image: registry.shop.test/web:1.4.2
    labels:
      - traefik.http.routers.web.rule=Host(`shop.example`)
      - traefik.http.routers.web.middlewares=safe
      - traefik.http.middlewares.safe.headers.stsSeconds=31536000
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

/// Half a year: what the field takes as the least that protects.
const HALF_A_YEAR: u64 = 15_768_000;

fn check(facts: &Facts, out: &mut Verdicts) {
    header::check(facts, out, &HEADER);
}

/// The header.
pub(crate) static HEADER: Header = Header {
    key: Key::HEADER_HSTS,
    name: "Strict-Transport-Security",
    without: "Visitors can be kept on plain HTTP, where others read along.",
    absent: low,
    at_server: Severity::Medium,
    line: "max-age=31536000; includeSubDomains",
    belongs: Exchange::is_https,
    flaws,
    seen: header::first,
    declared_instead: nothing_declared,
    seen_instead: nothing_seen,
    django: Django { middleware: Some((SECURITY, "W001")), absent: Some("W004"), remarks },
};

/// What Django advises beyond what protects the host itself.
fn remarks(value: &str) -> Vec<(&'static str, &'static str)> {
    let has = |word: &str| value.split(';').any(|part| part.trim().eq_ignore_ascii_case(word));
    let mut lacks = Vec::new();
    if !has("includeSubDomains") {
        lacks.push((
            "W005",
            "hosts below this one are left out (`SECURE_HSTS_INCLUDE_SUBDOMAINS = True` takes them in)",
        ));
    }
    if !has("preload") {
        lacks.push(("W021", "browsers cannot list the site beforehand (`SECURE_HSTS_PRELOAD = True` lets them)"));
    }
    lacks
}

fn low(_: &App) -> Severity {
    Severity::Low
}

fn flaws(value: &str) -> Vec<Flaw> {
    let flaw = match max_age(value) {
        None => Flaw::new(Severity::Medium, "it has no max-age that browsers understand, so they ignore it"),
        Some(0) => Flaw::new(Severity::Medium, "max-age=0 tells browsers to forget that the site keeps to HTTPS"),
        Some(age) if age < HALF_A_YEAR => {
            let after = if age < 86_400 { "within a day".to_owned() } else { format!("after {} days", age / 86_400) };
            Flaw::new(Severity::Low, format!("max-age={age} is forgotten {after}"))
        }
        Some(_) => return Vec::new(),
    };
    vec![flaw]
}

/// The seconds of `max-age`, whose value may stand in quotes.
fn max_age(value: &str) -> Option<u64> {
    value.split(';').find_map(|directive| {
        let (name, seconds) = directive.split_once('=')?;
        let ours = name.trim().eq_ignore_ascii_case("max-age");
        ours.then(|| seconds.trim().trim_matches('"').parse().ok())?
    })
}

const SENT: Sent = Sent {
    key: Key::HEADER_HSTS,
    name: "Strict-Transport-Security",
    value: "max-age=31536000",
    django: Some(("SECURE_HSTS_SECONDS", "31536000", SECURITY)),
};

/// Browsers keep to HTTPS for a year afterwards, so that it has to work.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    risky(send(facts, finding, &SENT))
}
