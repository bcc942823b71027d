//! `headers/permissions-policy`: pages may use the camera, the microphone, the location.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Framework, Key, Rule, Severity, Verdicts};

use crate::header::{self, Flaw, Header, UNASKED, info, nothing_declared, nothing_seen};
use crate::live;

/// The rule.
pub static RULE: Rule = Rule {
    id: "headers/permissions-policy",
    title: "Camera, microphone and location are not switched off",
    severity: Severity::Low,
    checklist: "A Permissions-Policy switches off what the pages do not use",
    why: "A browser lets a page ask for the camera, the microphone, the location, payment. So does an injected script, \
          in the name of your site, which the visitor trusts. A Permissions-Policy switches off what no page needs.",
    remedy: "Switch off what the pages do not use:\n\n\
             @app.after_request\n\
             def protect(response):\n    \
                 response.headers[\"Permissions-Policy\"] = \"camera=(), microphone=(), geolocation=()\"\n    \
                 return response",
    remedies: &[
        (
            Framework::Django,
            "With django-permissions-policy, and its `django_permissions_policy.PermissionsPolicyMiddleware` in the list:\n\n\
         PERMISSIONS_POLICY = {\"camera\": [], \"microphone\": [], \"geolocation\": []}",
        ),
        (
            Framework::Fastapi,
            "Send the header with every answer:\n\
        \n\
        @app.middleware(\"http\")\n\
        async def protect(request, call_next):\n    \
        response = await call_next(request)\n    \
        response.headers[\"Permissions-Policy\"] = \"camera=(), microphone=(), geolocation=()\"\n    \
        return response",
        ),
    ],
    references: &[
        "https://www.w3.org/TR/permissions-policy/",
        "https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Permissions-Policy",
        "https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html",
    ],
    cwe: &[693],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)

@app.after_request
def protect(response):
    response.headers["Permissions-Policy"] = "camera=*, geolocation=(self)"
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
    response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    return response
"#,
        ),
        Good(
            r#"=== GET https://shop.example/
200
content-type: text/html
permissions-policy: geolocation=(self)

<h1>Books</h1>
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
    response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    return response
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// What an injected script would ask for first.
const SENSITIVE: &[&str] = &["camera", "microphone", "geolocation", "payment", "usb", "display-capture"];

fn check(facts: &Facts, out: &mut Verdicts) {
    header::check(facts, out, &HEADER);
}

/// The header.
pub(crate) static HEADER: Header = Header {
    key: Key::HEADER_PERMISSIONS_POLICY,
    name: "Permissions-Policy",
    without: "An injected script may ask for camera, microphone and location in the site's name.",
    absent: info,
    at_server: Severity::Info,
    line: "camera=(), microphone=(), geolocation=()",
    belongs: live::is_page,
    flaws,
    seen: header::first,
    declared_instead: nothing_declared,
    seen_instead: nothing_seen,
    django: UNASKED,
};

fn flaws(value: &str) -> Vec<Flaw> {
    let open = value.split(',').filter_map(|part| {
        let (feature, allowed) = part.split_once('=')?;
        let feature = feature.trim();
        let to_all = allowed.split(['(', ')', ' ', ';']).any(|source| source == "*");
        (to_all && SENSITIVE.contains(&feature))
            .then(|| Flaw::new(Severity::Low, format!("every site in a frame may use {feature}")))
    });
    open.collect()
}
