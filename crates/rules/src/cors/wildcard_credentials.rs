//! `cors/wildcard-credentials`: every site may act with the visitor's cookies.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Exchange, Facts, Framework, Judgement, Rule, Severity, Strength, Verdicts};

use crate::common::{Fault, origin, stands};
use crate::live::{self, Seen};
use crate::origins::{LetsIn, Opening, declares, lets_in, names_any, openings};

/// The rule.
pub static RULE: Rule = Rule {
    id: "cors/wildcard-credentials",
    title: "Every site may read answers made for the visitor",
    severity: Severity::High,
    checklist: "No site but named ones gets answers with the visitor's cookies",
    why: "With credentials allowed, the browser sends the visitor's cookies along and hands the answer to the page that \
          asked. Any page the visitor opens can then read their orders, their address, their token, and send what needs \
          a token first. The standard forbids `*` here, so libraries send the asking site's name back instead, and \
          the prohibition does nothing.",
    remedy: "Name the sites, or do without cookies:\n\n\
             CORS(app, origins=[\"https://shop.example\"], supports_credentials=True)",
    remedies: &[
        (
            Framework::Django,
            "Name the sites, or do without cookies:\n\n\
         CORS_ALLOWED_ORIGINS = [\"https://shop.example\"]\n\
         CORS_ALLOW_CREDENTIALS = True",
        ),
        (
            Framework::Fastapi,
            "Name the sites, or do without cookies. With `*` and credentials Starlette sends the origin of \
        the request back:\n\
        \n\
        app.add_middleware(CORSMiddleware, allow_origins=[\"https://shop.example\"], \
        allow_credentials=True)",
        ),
        (
            Framework::Express,
            "Name the sites that may ask with cookies:\n\n\
         app.use(cors({ origin: [\"https://shop.example\"], credentials: true }));",
        ),
    ],
    references: &[
        "https://fetch.spec.whatwg.org/#cors-protocol-and-credentials",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS#credentialed_requests_and_wildcards",
        "https://flask-cors.readthedocs.io/en/latest/configuration.html",
        "https://cheatsheetseries.owasp.org/cheatsheets/HTML5_Security_Cheat_Sheet.html#cross-origin-resource-sharing",
    ],
    cwe: &[942, 346],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask
from flask_cors import CORS

app = Flask(__name__)
CORS(app, supports_credentials=True)
"#),
        Bad(r#"=== app.py
from flask import Flask
from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={"/api/*": {"origins": "*", "supports_credentials": True}})
"#),
        Good(
            r#"=== app.py
from flask import Flask
from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=["https://shop.example"], supports_credentials=True)
"#,
        ),
        Good(
            r#"=== GET https://shop.example/api/me
> origin: https://books.example
200
content-type: application/json
access-control-allow-origin: https://shop.example
access-control-allow-credentials: true

{"name": "Ada"}
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["corsheaders"]
MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware"]
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_CREDENTIALS = True
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
INSTALLED_APPS = ["corsheaders"]
MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware"]
CORS_ALLOWED_ORIGINS = ["https://shop.example"]
CORS_ALLOW_CREDENTIALS = True
"#,
        ),
        Bad(r#"=== main.py
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Bad(r#"=== main.py
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origin_regex=".*", allow_credentials=True)
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Good(
            r#"=== main.py
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example"], allow_credentials=True)
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Bad(r#"=== server.js
const express = require("express");
const cors = require("cors");
const app = express();

app.use(cors({ origin: "*", credentials: true }));
"#),
        Good(
            r#"=== server.js
const express = require("express");
const cors = require("cors");
const app = express();

app.use(cors({ origin: "https://shop.example", credentials: true }));
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for opening in openings(facts).filter(Opening::with_cookies) {
        declared(out, &opening);
    }
    for seen in live::seen(facts, |answer| lets_in(answer).is_some()) {
        observed(facts, out, &seen);
    }
}

fn declared(out: &mut Verdicts, opening: &Opening<'_>) {
    let setting = opening.origins;
    let (subject, standing) = (&setting.component, stands(setting));
    let places = [setting.because.clone(), opening.credentials_steps()].concat();
    match setting.value.judge(names_any) {
        Judgement::Safe => out.passes(subject, standing, places),
        Judgement::Undecided(why) => out.unknown(subject, standing, why, places),
        Judgement::Unsafe(strength) => {
            let says = format!(
                "Every site may read answers made for the visitor: `{}` allows every origin, with cookies ({}).",
                setting.raw,
                origin(setting)
            );
            Fault::new(says).at(out, subject, standing, strength, places);
        }
    }
}

fn observed(facts: &Facts, out: &mut Verdicts, seen: &Seen<'_>) {
    let any = declares(facts, &seen.subject, seen.standing, names_any);
    let of = |whom: LetsIn| seen.answers.iter().copied().filter(move |a| lets_in(a) == Some((whom, true)));
    let reflected: Vec<&Exchange> = of(LetsIn::WhoeverAsked).filter(|_| any).collect();
    // Where whoever asks is let in by name, `*` for those who name nobody is no second fault.
    let named = of(LetsIn::WhoeverAsked).next().is_some();
    let refused: Vec<&Exchange> = of(LetsIn::Any).filter(|_| !named).collect();
    let step = |answer: &&Exchange| {
        live::header_step(answer, "access-control-allow-origin", "comes with access-control-allow-credentials: true")
    };
    if !reflected.is_empty() {
        let says = "Answers name whichever site asks and let it in with the visitor's cookies.";
        let places = reflected.iter().map(step).collect();
        Fault::new(says).at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places));
    } else if !refused.is_empty() {
        let says = "Answers allow `*` together with cookies. Browsers refuse the pair, so it does not work as meant, and \
                    the next change may open it to every site.";
        let places = refused.iter().map(step).collect();
        let fault = Fault::new(says).severity(Severity::Low);
        fault.at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places));
    }
}
