//! `cors/wildcard`: every site may read the answers.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Exchange, Facts, Framework, Rule, Setting, Severity, Standing, Strength, Subject, SubjectKind, Verdicts,
};

use crate::common::{Fault, is_written, judge, origin};
use crate::live::{self, Seen};
use crate::origins::{LetsIn, declares, lets_in, names_any, openings, reflects};

/// The rule.
pub static RULE: Rule = Rule {
    id: "cors/wildcard",
    title: "Every site may read the answers",
    severity: Severity::Medium,
    checklist: "Only named sites may read answers across origins",
    why: "A browser keeps pages of one site from reading answers of another, unless the other allows it. With `*` any \
          page that a visitor opens may read what your app answers there, from inside the visitor's network too: an API \
          that only the office can reach is read by a page from anywhere, through the browser of somebody in the office.",
    remedy: "Name the sites that need it, for the paths that need it:\n\n\
             CORS(app, resources={\"/api/*\": {\"origins\": [\"https://shop.example\"]}})",
    remedies: &[
        (
            Framework::Django,
            "Name the sites that need it, for the paths that need it:\n\n\
         CORS_ALLOWED_ORIGINS = [\"https://shop.example\"]\n\
         CORS_URLS_REGEX = r\"^/api/.*$\"",
        ),
        (
            Framework::Fastapi,
            "Name the sites that need it:\n\
        \n\
        app.add_middleware(CORSMiddleware, allow_origins=[\"https://shop.example\"])",
        ),
        (
            Framework::Express,
            "Name the sites that need it:\n\n\
         app.use(\"/api\", cors({ origin: [\"https://shop.example\"] }));",
        ),
    ],
    references: &[
        "https://fetch.spec.whatwg.org/#http-cors-protocol",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS",
        "https://flask-cors.readthedocs.io/en/latest/configuration.html",
        "https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/11-Client-side_Testing/07-Testing_Cross_Origin_Resource_Sharing",
    ],
    cwe: &[942],
    since: "0.1",
    examples: &[
        Bad(r#"=== nginx/shop.conf
server {
    listen 443 ssl;
    server_name shop.example;
    location /api/ {
        add_header Access-Control-Allow-Origin *;
        proxy_pass http://api:8000;
    }
}
"#),
        Good(
            r#"=== nginx/shop.conf
map $http_origin $reader {
    default "";
    https://books.example $http_origin;
}
server {
    listen 443 ssl;
    server_name shop.example;
    location /api/ {
        add_header Access-Control-Allow-Origin $reader;
        proxy_pass http://api:8000;
    }
    location ~* \.woff2$ {
        root /srv/shop/public;
        add_header Access-Control-Allow-Origin *;
    }
}
"#,
        ),
        Bad(r#"=== app.py
from flask import Flask
from flask_cors import CORS

app = Flask(__name__)
CORS(app)
"#),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)

@app.after_request
def open_up(response):
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
"#),
        Bad(r#"=== GET https://shop.example/api/books
200
content-type: application/json
access-control-allow-origin: *

{"books": []}
"#),
        Bad(r#"=== GET https://shop.example/api/books
200
content-type: application/json
access-control-allow-origin: *
access-control-allow-credentials: true

{"books": []}
"#),
        Bad(r#"=== app.py
from flask import Blueprint, Flask
from flask_cors import CORS

api = Blueprint("api", __name__)
CORS(api)
app = Flask(__name__)
app.register_blueprint(api, url_prefix="/api")
"#),
        Good(
            r#"=== app.py
from flask import Flask
from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=["https://shop.example"])
"#,
        ),
        Good(
            r#"=== app.py
from flask import Flask

app = Flask(__name__)
"#,
        ),
        Good(
            r#"=== GET https://shop.example/static/books.woff2
200
content-type: font/woff2
access-control-allow-origin: *

font
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["corsheaders"]
MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware"]
CORS_ALLOW_ALL_ORIGINS = True
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["corsheaders"]
MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware"]
CORS_ALLOWED_ORIGINS = ["https://shop.example"]
"#,
        ),
        Bad(r#"=== main.py
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"])
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Good(
            r#"=== main.py
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example"])
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Bad(r#"=== server.js
const express = require("express");
const cors = require("cors");
const app = express();

app.use(cors());
"#),
        Bad(r#"=== src/app.mjs
import express from "express";
import cors from "cors";

const api = express.Router();
api.use(cors({ origin: "*" }));
const app = express();
app.use("/api", api);
"#),
        Good(
            r#"=== server.js
const express = require("express");
const cors = require("cors");
const app = express();

app.use(cors({ origin: ["https://shop.example"] }));
"#,
        ),
        Good(
            r#"=== server.js
const express = require("express");
const cors = require("cors");
const app = express();

if (process.env.NODE_ENV !== "production") {
  app.use(cors());
}
=== Dockerfile
FROM node:22
WORKDIR /app
COPY . .
ENV NODE_ENV=production
CMD ["node", "server.js"]
"#,
        ),
        Bad(r#"=== k8s/shop.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/enable-cors: "true"
spec:
  ingressClassName: nginx
  defaultBackend: {service: {name: web, port: {number: 80}}}
"#),
        Good(
            r#"=== k8s/shop.yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/enable-cors: "true"
    nginx.ingress.kubernetes.io/cors-allow-origin: "https://books.example"
spec:
  ingressClassName: nginx
  defaultBackend: {service: {name: web, port: {number: 80}}}
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    // With cookies it is worse, and cors/wildcard-credentials owns it.
    for opening in openings(facts).filter(|o| !o.with_cookies()) {
        judge(out, opening.origins, names_any, declared);
    }
    for seen in live::seen(facts, |answer| answer.header("access-control-allow-origin").next().is_some()) {
        observed(facts, out, &seen);
    }
}

fn declared(setting: &Setting) -> Fault {
    let how = if is_written(setting) { "allows `*`" } else { "names no site, which allows every one" };
    let says = format!("Every site may read the answers: `{}` {how} ({}).", setting.raw, origin(setting));
    Fault::new(says).fix(match setting.component.kind {
        SubjectKind::Server => {
            "Leave the header out where no other site needs the answers; otherwise send it to the sites that a list names."
                .to_owned()
        }
        _ => format!("Name the sites in `{}`: `origins=[\"https://…\"]`.", setting.raw),
    })
}

fn observed(facts: &Facts, out: &mut Verdicts, seen: &Seen<'_>) {
    let step =
        |answer: &Exchange| live::header_step(answer, "access-control-allow-origin", "lets every site read the answer");
    // Where whoever asks is let in with cookies, `*` for those who bring none is no second fault.
    let named = seen.answers.iter().any(|answer| lets_in(answer) == Some((LetsIn::WhoeverAsked, true)));
    let is_second = |answer: &Exchange| named && lets_in(answer) == Some((LetsIn::Any, true));
    let open = seen.answers.iter().filter(|answer| is_open(facts, &seen.subject, seen.standing, answer));
    let open = open.filter(|answer| !is_second(answer));
    let places: Vec<_> = open.map(|answer| step(answer)).collect();
    if !places.is_empty() {
        let says = "Answers let every site read them.";
        Fault::new(says).at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places));
    }
}

/// Fonts, styles, scripts and pictures are made to be shared. Beside `*`, browsers leave the visitor's cookies out, whatever
/// else the answer says, and read it all the same. Sending any asking site's name back, as
/// flask-cors does for `*`, is the same as `*`.
fn is_open(facts: &Facts, app: &Subject, standing: Standing, answer: &Exchange) -> bool {
    let shared = ["font/", "text/css", "text/javascript", "application/javascript", "image/"];
    let is_shared = answer.header("content-type").any(|kind| shared.iter().any(|s| kind.starts_with(s)));
    match lets_in(answer) {
        Some((LetsIn::Any, _)) => !is_shared,
        Some((LetsIn::WhoeverAsked, false)) => !is_shared && !declares(facts, app, standing, reflects),
        _ => false,
    }
}
