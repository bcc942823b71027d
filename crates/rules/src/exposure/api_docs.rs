//! `exposure/api-docs`: the description of the API is open to everybody.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Edit, Exchange, Facts, Finding, Framework, Key, Route, Rule, Setting, Severity, Standing, Strength, Subject,
    Value, Verdicts,
};

use crate::asking;
use crate::common::{Fault, judge, origin, step_at, subject_of};
use crate::live::{self, Seen, few};
use crate::mending::{Wish, risky, set};

/// The rule.
pub static RULE: Rule = Rule {
    id: "exposure/api-docs",
    title: "The API's description is open to everybody",
    severity: Severity::Low,
    checklist: "Descriptions and consoles of the API are open only to those who need them",
    why: "The description names every address, every parameter and every answer, those of the back office included, and \
          its console sends requests at a click. For a public API that is the point. For any other it spares an \
          attacker the search.",
    remedy: "Switch it off in production, or put a log-in before it. Flask-RESTX:\n\n\
             api = Api(app, doc=False)",
    remedies: &[
        (
            Framework::Django,
            "Ask who is there. drf-spectacular:\n\n\
         SPECTACULAR_SETTINGS = {\"SERVE_PERMISSIONS\": \
         [\"rest_framework.permissions.IsAdminUser\"]}\n\n\
         drf-yasg takes `permission_classes=[permissions.IsAdminUser]` in `get_schema_view`.",
        ),
        (
            Framework::Fastapi,
            "Switch it off in production, or put a log-in before it:\n\
        \n\
        app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)",
        ),
    ],
    references: &[
        "https://flask-restx.readthedocs.io/en/latest/swagger.html#disabling-the-documentation",
        "https://github.com/flasgger/flasgger#customize-default-configurations",
        "https://owasp.org/API-Security/editions/2023/en/0xa9-improper-inventory-management/",
    ],
    cwe: &[200, 651],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from flask import Flask
from flask_restx import Api

app = Flask(__name__)
api = Api(app)
"#),
        Bad(r#"=== GET https://shop.example/openapi.json
200
content-type: application/json

{"openapi": "3.0.1", "info": {"title": "Shop"}, "paths": {"/orders": {}}}
"#),
        Good(
            r#"=== app.py
from flask import Flask
from flask_restx import Api

app = Flask(__name__)
api = Api(app, doc=False)
"#,
        ),
        Good(
            r#"=== GET https://shop.example/openapi
200
content-type: text/html

<h1>Our paths to an open API</h1>
"#,
        ),
        Bad(r#"=== main.py
from fastapi import FastAPI

app = FastAPI()
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#),
        Good(
            r#"=== main.py
from fastapi import FastAPI

app = FastAPI(openapi_url=None)
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Good(
            r#"=== main.py
from starlette.applications import Starlette

app = Starlette()
=== Procfile
web: uvicorn main:app --host 127.0.0.1
"#,
        ),
        Good(
            r#"=== main.py
import os
from fastapi import FastAPI

production = os.environ.get("STAGE") == "production"
app = FastAPI(docs_url=None if production else "/docs", redoc_url=None, openapi_url=None if production else "/openapi.json")
=== compose.yaml
services:
  web:
    image: shop
    command: uvicorn main:app --host 0.0.0.0
    environment:
      STAGE: production
"#,
        ),
        Bad(r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["rest_framework", "drf_spectacular"]
=== shop/urls.py
from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

urlpatterns = [
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(url_name="schema")),
]
"#),
        Good(
            r#"=== shop/settings.py
import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example"]
ROOT_URLCONF = "shop.urls"
INSTALLED_APPS = ["rest_framework", "drf_spectacular"]
SPECTACULAR_SETTINGS = {"SERVE_PERMISSIONS": ["rest_framework.permissions.IsAdminUser"]}
=== shop/urls.py
from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

urlpatterns = [
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(url_name="schema")),
]
"#,
        ),
    ],
    asks: Some(|facts| asking::for_targets(facts, TARGETS, "whether the API is described to everybody")),
    check: Check::Native(check),
    mend: Some(mend),
};

/// Last parts of addresses under which descriptions stand.
const ADDRESSES: &[&str] = &[
    "apidocs",
    "api-docs",
    "swagger",
    "swagger.json",
    "swagger.yaml",
    "swagger-ui",
    "openapi.json",
    "openapi.yaml",
    "redoc",
    "apispec.json",
    "apispec_1.json",
];

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::API_DOCS) {
        judge(out, setting, |value| is_open(facts, setting, value), declared);
    }
    for route in facts.routes.iter().filter(|route| describes(&route.path)) {
        written(facts, out, route);
    }
    for seen in live::seen(facts, |answer| answer.status == 200 && answer.is_own()) {
        observed(out, &seen);
    }
}

/// Addresses that FastAPI, flasgger, Swagger UI, drf-spectacular and their like have by default.
const TARGETS: &[&str] = &[
    "/docs",
    "/redoc",
    "/openapi.json",
    "/swagger.json",
    "/swagger/",
    "/swagger-ui/",
    "/swagger-ui.html",
    "/apidocs/",
    "/apispec_1.json",
    "/api/docs",
    "/api/schema/",
    "/api/swagger.json",
    "/v2/api-docs",
    "/v3/api-docs",
];

/// Served at an address before which no route asks who is there.
fn is_open(facts: &Facts, setting: &Setting, value: &Value) -> bool {
    let guarded = |address: &str| {
        facts
            .routes
            .iter()
            .any(|r| r.guarded.is_some() && r.path == address && r.app.as_ref() == Some(&setting.component))
    };
    value.text().is_some_and(|address| !guarded(address))
}

fn declared(setting: &Setting) -> Fault {
    let address = setting.value.alternatives().find_map(Value::text).unwrap_or_default();
    Fault::new(format!("The API is described to everybody at {address} ({}).", origin(setting)))
}

/// `/api/docs` describes the API; `/docs` alone may be about anything.
fn describes(path: &str) -> bool {
    let lower = path.trim_end_matches('/').to_ascii_lowercase();
    let last = lower.rsplit('/').next().unwrap_or_default();
    ADDRESSES.contains(&last) || lower.ends_with("/api/docs") || lower.ends_with("/api/doc")
}

/// A package asks whom its settings name, whatever the route says.
fn is_asked_for(facts: &Facts, app: &Subject) -> bool {
    let named = |v: &Value| v.text().is_some_and(|name| !name.ends_with(".AllowAny"));
    let mut permissions = facts.settings_of(Key::API_DOCS_PERMISSIONS).filter(|s| s.component == *app);
    permissions.any(|s| s.value.list().iter().any(named) || matches!(s.value, Value::Unknown(_)))
}

fn written(facts: &Facts, out: &mut Verdicts, route: &Route) {
    let (subject, standing) = (subject_of(route.app.as_ref(), &route.place), Standing::Kind(route.kind));
    if route.guarded.is_some() || is_asked_for(facts, &subject) {
        return out.passes(
            &subject,
            standing,
            vec![step_at(&route.place, format!("{} asks who is there", route.path))],
        );
    }
    let says = format!("The API seems to be described to everybody at {}.", route.path);
    let places = vec![step_at(&route.place, format!("answers at {}", route.path))];
    Fault::new(says).at(out, &subject, standing, Strength::Suggests, places);
}

fn observed(out: &mut Verdicts, seen: &Seen<'_>) {
    let shown = |answer: &&Exchange| Some(live::step(answer, "body", described(answer)?));
    let places: Vec<_> = seen.answers.iter().filter_map(shown).collect();
    if !places.is_empty() {
        let says = "The API is described to everybody.";
        Fault::new(says).at(out, &seen.subject, seen.standing, Strength::Proves, few(places));
    }
}

/// A document of OpenAPI, or a page that shows one.
fn described(answer: &Exchange) -> Option<&'static str> {
    let has = |marks: &[&str]| marks.iter().all(|mark| answer.body.contains(mark));
    let is_document = answer.body.trim_start().starts_with('{')
        && (has(&["\"openapi\"", "\"paths\""]) || has(&["\"swagger\"", "\"paths\""]));
    let is_page = has(&["swagger-ui", "SwaggerUIBundle("]) || has(&["<redoc", "<script"]);
    if is_document {
        Some("is an OpenAPI document")
    } else if is_page {
        Some("is an interactive description of the API")
    } else {
        None
    }
}

/// FastAPI serves no page whose address is `None`. Whoever reads the description there has to look elsewhere.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let wish = Wish { key: Key::API_DOCS, is_unsafe: |value| value.text().is_some(), code: "None" };
    match facts.framework_of(&finding.subject) {
        Some(Framework::Fastapi) => risky(set(facts, finding, &[wish])),
        _ => Vec::new(),
    }
}
