//! Flask: the current release, and the oldest that runs on today's Python.

use sneck_model::Key;

use crate::audit::Audit;
use crate::framework::{By, Framework, HEADERS, Row};
use crate::{corpus, generate};

const FLASK: Framework = Framework {
    name: "flask",
    environments: &["flask-current", "flask-1"],
    pins: &["Flask", "python-dotenv"],
    config: CONFIG,
    seen: &[("server", SERVER), ("headers", HEADERS)],
    silence: &[("host", "\"127.0.0.1\""), ("use_evalex", "true"), ("JWT_ALGORITHM", "\"HS256\"")],
    corpus: corpus::themes![
        "flask": "assignments", "objects", "files", "environment", "libraries", "start", "packages", "language",
        "extensions", "versions", "declared",
    ],
};

/// Names in `app.config` and the keys that they are read into.
const CONFIG: &[Row] = &[
    ("DEBUG", Key::DEBUG, By::Truth),
    ("TESTING", Key::TESTING, By::Truth),
    ("PROPAGATE_EXCEPTIONS", Key::PROPAGATE_EXCEPTIONS, By::TruthOrNone),
    ("TRAP_HTTP_EXCEPTIONS", Key::TRAP_HTTP_EXCEPTIONS, By::Truth),
    ("TRAP_BAD_REQUEST_ERRORS", Key::TRAP_BAD_REQUEST_ERRORS, By::TruthOrNone),
    ("EXPLAIN_TEMPLATE_LOADING", Key::EXPLAIN_TEMPLATE_LOADING, By::Truth),
    ("SECRET_KEY", Key::SECRET_KEY, By::Value),
    ("SECRET_KEY_FALLBACKS", Key::SECRET_KEY_FALLBACKS, By::Value),
    ("TRUSTED_HOSTS", Key::TRUSTED_HOSTS, By::Value),
    ("MAX_CONTENT_LENGTH", Key::MAX_BODY, By::Value),
    ("PREFERRED_URL_SCHEME", Key::URL_SCHEME, By::Value),
    ("PERMANENT_SESSION_LIFETIME", Key::SESSION_LIFETIME, By::Value),
    ("SESSION_COOKIE_NAME", Key::SESSION_COOKIE_NAME, By::Value),
    ("SESSION_COOKIE_SECURE", Key::SESSION_COOKIE_SECURE, By::Truth),
    ("SESSION_COOKIE_HTTPONLY", Key::SESSION_COOKIE_HTTPONLY, By::Truth),
    ("SESSION_COOKIE_SAMESITE", Key::SESSION_COOKIE_SAMESITE, By::Value),
    ("SESSION_COOKIE_DOMAIN", Key::SESSION_COOKIE_DOMAIN, By::Value),
    ("SESSION_COOKIE_PATH", Key::SESSION_COOKIE_PATH, By::Value),
    ("REMEMBER_COOKIE_SECURE", Key::REMEMBER_COOKIE_SECURE, By::Truth),
    ("REMEMBER_COOKIE_HTTPONLY", Key::REMEMBER_COOKIE_HTTPONLY, By::Truth),
    ("REMEMBER_COOKIE_SAMESITE", Key::REMEMBER_COOKIE_SAMESITE, By::Value),
    ("REMEMBER_COOKIE_DURATION", Key::REMEMBER_LIFETIME, By::Value),
    ("WTF_CSRF_ENABLED", Key::CSRF_FORMS, By::Truth),
    ("JWT_SECRET_KEY", Key::TOKEN_KEY, By::Value),
    ("JWT_COOKIE_SECURE", Key::TOKEN_COOKIE_SECURE, By::Truth),
    ("JWT_COOKIE_CSRF_PROTECT", Key::TOKEN_COOKIE_CSRF, By::Truth),
    ("JWT_ACCESS_TOKEN_EXPIRES", Key::TOKEN_LIFETIME, By::Value),
    ("JWT_ALGORITHM", Key::TOKEN_ALGORITHM, By::Value),
    ("DEBUG_TB_ENABLED", Key::DEBUG_TOOLBAR, By::Truth),
    ("SQLALCHEMY_DATABASE_URI", Key::BACKEND_URL, By::Value),
    ("SQLALCHEMY_ECHO", Key::SQL_ECHO, By::Truth),
    ("MAIL_SERVER", Key::MAIL_HOST, By::Value),
    ("MAIL_USE_TLS", Key::MAIL_TLS, By::Truth),
];

/// What the server was handed.
const SERVER: &[Row] = &[
    ("host", Key::SERVER_HOST, By::Value),
    ("use_debugger", Key::DEBUGGER, By::Truth),
    ("use_evalex", Key::DEBUGGER_CONSOLE, By::Truth),
    ("use_reloader", Key::SERVER_RELOAD, By::Truth),
];

#[test]
fn every_project_of_the_corpus_is_read_as_flask_reads_it() {
    let projects = corpus::of(FLASK.corpus);
    assert!(projects.len() >= 150, "the corpus has shrunk to {}", projects.len());
    Audit::of(&FLASK, &projects).judge();
}

/// How many random projects are made, and from which seed on; another seed finds other faults.
const RANDOM_PROJECTS: u64 = 200;
const FIRST_SEED: u64 = 2026;

#[test]
fn random_projects_are_read_as_flask_reads_them() {
    let projects: Vec<_> = (FIRST_SEED..FIRST_SEED + RANDOM_PROJECTS).map(generate::project).collect();
    Audit::of(&FLASK, &projects).judge();
}
