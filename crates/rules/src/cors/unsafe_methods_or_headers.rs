//! `cors/unsafe-methods-or-headers`: every site may send requests that change things.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Exchange, Facts, Framework, Rule, Setting, Severity, Strength, Value, Verdicts};

use crate::common::{Fault, is_written, judge, origin};
use crate::live::{self, Seen};
use crate::origins::{Opening, lets_in, members, names_any, openings, reflects};

/// The rule.
pub static RULE: Rule = Rule {
    id: "cors/unsafe-methods-or-headers",
    title: "Every site may send requests that change things",
    severity: Severity::Low,
    checklist: "Other sites may use only the methods and headers that they need",
    why: "Before a page sends a `PUT` or a `DELETE` to another site, or a header of its own, the browser asks that site \
          first. An app that answers \"all methods, all headers, everybody\" gives up that question: a page from anywhere \
          can then send whatever the app understands, from inside the visitor's network.",
    remedy: "Name what the other sites need:\n\n\
             CORS(app, origins=[\"https://shop.example\"], methods=[\"GET\", \"POST\"], allow_headers=[\"Content-Type\"])",
    remedies: &[
        (
            Framework::Django,
            "Name what the other sites need:\n\n\
         CORS_ALLOWED_ORIGINS = [\"https://shop.example\"]\n\
         CORS_ALLOW_METHODS = [\"GET\", \"POST\"]",
        ),
        (
            Framework::Fastapi,
            "Name what the other sites need:\n\
        \n\
        app.add_middleware(CORSMiddleware, allow_origins=[\"https://shop.example\"], \
        allow_methods=[\"GET\"])",
        ),
    ],
    references: &[
        "https://fetch.spec.whatwg.org/#cors-preflight-fetch",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Access-Control-Allow-Methods",
        "https://flask-cors.readthedocs.io/en/latest/configuration.html",
    ],
    cwe: &[942, 650],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask
from flask_cors import CORS

app = Flask(__name__)
CORS(app, methods=["GET", "POST", "DELETE"])
"#),
        Bad(r#"=== OPTIONS https://shop.example/api/books
> origin: https://books.example
> access-control-request-method: DELETE
200
access-control-allow-origin: *
access-control-allow-methods: GET, POST, PUT, DELETE

"#),
        Good(
            r#"=== app.py
from flask import Flask
from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=["https://shop.example"], methods=["GET", "POST", "DELETE"])
"#,
        ),
        Good(
            r#"=== OPTIONS https://shop.example/api/books
> origin: https://books.example
> access-control-request-method: DELETE
200
access-control-allow-origin: *
access-control-allow-methods: GET, HEAD

"#,
        ),
        Bad(r#"=== nginx.conf
server {
    listen 80;
    location /api {
        add_header Access-Control-Allow-Origin *;
        add_header Access-Control-Allow-Methods "GET, PUT, DELETE";
        proxy_pass http://127.0.0.1:8000;
    }
}
"#),
        Good(
            r#"=== nginx.conf
server {
    listen 80;
    location /api {
        add_header Access-Control-Allow-Origin *;
        add_header Access-Control-Allow-Methods "GET";
        proxy_pass http://127.0.0.1:8000;
    }
}
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// Methods that change things and that no page can send to another site unasked.
const CHANGING: &[&str] = &["*", "PUT", "PATCH", "DELETE", "CONNECT", "TRACE"];

fn check(facts: &Facts, out: &mut Verdicts) {
    for opening in openings(facts) {
        declared(out, &opening);
    }
    for seen in live::seen(facts, |answer| answer.header("access-control-allow-methods").next().is_some()) {
        observed(out, &seen);
    }
}

/// What is judged is what somebody wrote: the defaults of flask-cors, every method and every header, come
/// along with its default of every origin, which is the graver fault and has its own rule.
fn declared(out: &mut Verdicts, opening: &Opening<'_>) {
    let everybody = |value: &Value| names_any(value) || reflects(value);
    let open = opening.origins.value.alternatives().any(everybody);
    for setting in opening.methods.into_iter().filter(|s| is_written(s) && !is_default(&s.value)) {
        judge(out, setting, |value| open && members(value).any(changes), wide);
    }
}

fn changes(method: &str) -> bool {
    CHANGING.iter().any(|changing| changing.eq_ignore_ascii_case(method.trim()))
}

/// What flask-cors sends when nobody names methods (`ALL_METHODS` of its `core.py`).
fn is_default(value: &Value) -> bool {
    let all = ["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"];
    members(value).eq(all)
}

fn wide(setting: &Setting) -> Fault {
    Fault::new(format!("Every site may send requests that change things: see `{}` ({}).", setting.raw, origin(setting)))
}

fn observed(out: &mut Verdicts, seen: &Seen<'_>) {
    let names = |answer: &Exchange| {
        answer.header("access-control-allow-methods").flat_map(|value| value.split(',')).any(changes)
    };
    let wide = seen.answers.iter().filter(|answer| lets_in(answer).is_some() && names(answer));
    let step = |answer: &&Exchange| {
        live::header_step(answer, "access-control-allow-methods", "lets every site send methods that change things")
    };
    let places: Vec<_> = wide.map(step).collect();
    if !places.is_empty() {
        let says = "Answers let every site send requests that change things.";
        Fault::new(says).at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places));
    }
}
