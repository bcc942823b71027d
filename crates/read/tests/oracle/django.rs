//! Django: the current release, and two that differ in what they do by default.

use sneck_model::Key;

use crate::audit::Audit;
use crate::framework::{By, Framework, HEADERS, Row};
use crate::{corpus, settings};

const DJANGO: Framework = Framework {
    name: "django",
    environments: &["django-current", "django-3", "django-2"],
    pins: &["Django", "django-csp", "django_csp", "django-cors-headers", "djangorestframework"],
    config: CONFIG,
    seen: &[
        ("server", SERVER),
        ("csrf_cookie", CSRF_COOKIE),
        ("database", DATABASE),
        ("rest", REST),
        ("effects", EFFECTS),
        ("headers", HEADERS),
    ],
    silence: &[("host", "\"127.0.0.1\"")],
    corpus: corpus::themes![
        "django": "startproject", "packages", "environment", "libraries", "start", "middleware", "security",
        "habits",
        "language", "rest", "versions",
    ],
};

/// Settings and the keys that they are read into.
const CONFIG: &[Row] = &[
    ("DEBUG", Key::DEBUG, By::Truth),
    ("SECRET_KEY", Key::SECRET_KEY, By::ValueOrNothing),
    ("SECRET_KEY_FALLBACKS", Key::SECRET_KEY_FALLBACKS, By::ValueOrNothing),
    ("ALLOWED_HOSTS", Key::TRUSTED_HOSTS, By::ValueOrNothing),
    ("MIDDLEWARE", Key::MIDDLEWARE, By::ValueOrNothing),
    ("SESSION_COOKIE_NAME", Key::SESSION_COOKIE_NAME, By::Value),
    ("SESSION_COOKIE_SECURE", Key::SESSION_COOKIE_SECURE, By::Truth),
    ("SESSION_COOKIE_HTTPONLY", Key::SESSION_COOKIE_HTTPONLY, By::Truth),
    ("SESSION_COOKIE_SAMESITE", Key::SESSION_COOKIE_SAMESITE, By::ValueOrNothing),
    ("SESSION_COOKIE_AGE", Key::SESSION_LIFETIME, By::Value),
    ("SESSION_COOKIE_DOMAIN", Key::SESSION_COOKIE_DOMAIN, By::ValueOrNothing),
    ("SESSION_COOKIE_PATH", Key::SESSION_COOKIE_PATH, By::Value),
    ("SESSION_ENGINE", Key::SESSION_INTERFACE, By::Value),
    ("SESSION_SERIALIZER", Key::SESSION_SERIALIZER, By::Value),
    ("SESSION_EXPIRE_AT_BROWSER_CLOSE", Key::SESSION_ENDS_AT_CLOSE, By::Truth),
    ("CSRF_TRUSTED_ORIGINS", Key::CSRF_TRUSTED_ORIGINS, By::ValueOrNothing),
    ("SECURE_PROXY_SSL_HEADER", Key::PROXY_SSL_HEADER, By::ValueOrNothing),
    ("USE_X_FORWARDED_HOST", Key::PROXY_FORWARDED_HOST, By::Truth),
    ("DATA_UPLOAD_MAX_MEMORY_SIZE", Key::MAX_BODY, By::Value),
    ("PASSWORD_HASHERS", Key::PASSWORD_HASHERS, By::Value),
    ("AUTH_PASSWORD_VALIDATORS", Key::PASSWORD_VALIDATORS, By::ValueOrNothing),
    ("EMAIL_HOST", Key::MAIL_HOST, By::Value),
    ("EMAIL_TLS", Key::MAIL_TLS, By::Truth),
];

/// The cookie with the token, where there is one.
const CSRF_COOKIE: &[Row] = &[
    ("CSRF_COOKIE_SECURE", Key::CSRF_COOKIE_SECURE, By::Truth),
    ("CSRF_COOKIE_HTTPONLY", Key::CSRF_COOKIE_HTTPONLY, By::Truth),
    ("CSRF_COOKIE_SAMESITE", Key::CSRF_COOKIE_SAMESITE, By::ValueOrNothing),
];

/// What the server was handed.
const SERVER: &[Row] = &[("host", Key::SERVER_HOST, By::Value), ("use_reloader", Key::SERVER_RELOAD, By::Truth)];

/// The default database, when it is on the network.
const DATABASE: &[Row] = &[
    ("scheme", Key::BACKEND_SCHEME, By::Value),
    ("host", Key::BACKEND_HOST, By::Value),
    ("user", Key::BACKEND_USER, By::ValueOrNothing),
    ("password", Key::BACKEND_PASSWORD, By::ValueOrNothing),
];

/// Django REST framework, when it is installed.
const REST: &[Row] = &[
    ("DEFAULT_AUTHENTICATION_CLASSES", Key::API_AUTHENTICATION, By::Value),
    ("DEFAULT_PERMISSION_CLASSES", Key::API_PERMISSIONS, By::Value),
    ("DEFAULT_RENDERER_CLASSES", Key::API_RENDERERS, By::Value),
];

/// What the middleware does, as seen from outside.
const EFFECTS: &[Row] = &[
    ("redirect", Key::HTTPS_REDIRECT, By::Truth),
    ("csrf", Key::CSRF_PROTECTION, By::Truth),
    ("toolbar", Key::DEBUG_TOOLBAR, By::Truth),
    ("origins", Key::CORS_ORIGINS, By::Value),
    ("credentials", Key::CORS_CREDENTIALS, By::Truth),
];

#[test]
fn every_project_of_the_corpus_is_read_as_django_reads_it() {
    let projects = corpus::of(DJANGO.corpus);
    assert!(projects.len() >= 200, "the corpus has shrunk to {}", projects.len());
    Audit::of(&DJANGO, &projects).judge();
}

/// How many random projects are made, and from which seed on; another seed finds other faults.
const RANDOM_PROJECTS: u64 = 150;
const FIRST_SEED: u64 = 2026;

#[test]
fn random_settings_are_read_as_django_reads_them() {
    let projects: Vec<_> = (FIRST_SEED..FIRST_SEED + RANDOM_PROJECTS).map(settings::project).collect();
    Audit::with(&DJANGO, &DJANGO.environments[..1], &projects).judge();
}
