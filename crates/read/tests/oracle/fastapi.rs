//! FastAPI and Starlette: the current releases, and those of 2021.

use sneck_model::Key;

use crate::audit::Audit;
use crate::corpus;
use crate::framework::{By, Framework, HEADERS, Row};

const FASTAPI: Framework = Framework {
    name: "fastapi",
    environments: &["fastapi-current", "fastapi-0"],
    pins: &["fastapi", "starlette", "uvicorn", "pydantic", "pydantic-settings"],
    config: CONFIG,
    seen: &[("server", SERVER), ("docs", DOCS), ("options", OPTIONS), ("headers", HEADERS)],
    silence: &[("host", "\"127.0.0.1\""), ("port", "8000")],
    corpus: corpus::themes!["fastapi": "apps", "settings", "start"],
};

/// What every app has.
const CONFIG: &[Row] = &[
    ("debug", Key::DEBUG, By::Truth),
    ("middleware", Key::MIDDLEWARE, By::Names),
    ("https_redirect", Key::HTTPS_REDIRECT, By::Truth),
];

/// What the server was handed.
const SERVER: &[Row] = &[
    ("host", Key::SERVER_HOST, By::Value),
    ("port", Key::SERVER_PORT, By::Value),
    ("use_reloader", Key::SERVER_RELOAD, By::Truth),
];

/// Addresses of documentation, none for those that are not served.
const DOCS: &[Row] = &[
    ("schema", Key::API_SCHEMA, By::ValueOrNothing),
    ("docs_url", Key::API_DOCS, By::ValueOrNothing),
    ("redoc_url", Key::API_DOCS, By::ValueOrNothing),
];

/// Options of Starlette's middleware, where it runs.
const OPTIONS: &[Row] = &[
    ("origins", Key::CORS_ORIGINS, By::ValueOrNothing),
    ("credentials", Key::CORS_CREDENTIALS, By::Truth),
    ("methods", Key::CORS_METHODS, By::Value),
    ("headers", Key::CORS_HEADERS, By::ValueOrNothing),
    ("secret_key", Key::SECRET_KEY, By::Value),
    ("session_cookie", Key::SESSION_COOKIE_NAME, By::Value),
    ("max_age", Key::SESSION_LIFETIME, By::ValueOrNothing),
    ("same_site", Key::SESSION_COOKIE_SAMESITE, By::Value),
    ("https_only", Key::SESSION_COOKIE_SECURE, By::Truth),
    ("domain", Key::SESSION_COOKIE_DOMAIN, By::ValueOrNothing),
    ("path", Key::SESSION_COOKIE_PATH, By::Value),
    ("allowed_hosts", Key::TRUSTED_HOSTS, By::Value),
];

#[test]
fn every_app_of_the_corpus_is_read_as_fastapi_reads_it() {
    let apps = corpus::of(FASTAPI.corpus);
    assert!(apps.len() >= 60, "the corpus has shrunk to {}", apps.len());
    Audit::of(&FASTAPI, &apps).judge();
}
