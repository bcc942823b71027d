//! The settings that every Flask app has, with Flask's own defaults.
//!
//! Source: `Flask.default_config` of releases 1.1, 2.3 and 3.1; Flask's configuration page.

use sneck_model::Key;

use crate::source::apps::Default;
use crate::source::python::eval::{LaunchView, Py, Val};

/// One entry of the configuration.
pub(super) struct Entry {
    /// Its name in `app.config`.
    pub name: &'static str,
    /// Its key in our vocabulary.
    pub key: Key,
    /// What Flask does when it is not set.
    pub default: Default,
    /// The first release that knows it, when not all do.
    pub since: Option<(u32, u32)>,
}

const fn entry(name: &'static str, key: Key, default: Default) -> Entry {
    Entry { name, key, default, since: None }
}

const fn later(name: &'static str, key: Key, default: Default, major: u32, minor: u32) -> Entry {
    Entry { name, key, default, since: Some((major, minor)) }
}

impl Entry {
    /// True when the release of Flask that is started knows it.
    pub fn is_in(&self, launch: &LaunchView) -> bool {
        self.since.is_none_or(|(major, minor)| launch.at_least("flask", major, minor))
    }

    /// True for the value that stands there before anything sets it, also where something unknown
    /// may have changed it.
    pub fn is_default(&self, value: &Val<'_>) -> bool {
        let [first, rest @ ..] = value.alternatives() else { return false };
        let unknown = rest.iter().all(|v| matches!(v.py, Py::Unknown(_)));
        value.trace.is_empty() && first.same(&self.default.value()) && unknown
    }
}

pub(super) const ENTRIES: &[Entry] = &[
    entry("DEBUG", Key::DEBUG, Default::Bool(false)),
    entry("TESTING", Key::TESTING, Default::Bool(false)),
    entry("PROPAGATE_EXCEPTIONS", Key::PROPAGATE_EXCEPTIONS, Default::None),
    entry("TRAP_HTTP_EXCEPTIONS", Key::TRAP_HTTP_EXCEPTIONS, Default::Bool(false)),
    entry("TRAP_BAD_REQUEST_ERRORS", Key::TRAP_BAD_REQUEST_ERRORS, Default::None),
    entry("EXPLAIN_TEMPLATE_LOADING", Key::EXPLAIN_TEMPLATE_LOADING, Default::Bool(false)),
    entry("SECRET_KEY", Key::SECRET_KEY, Default::None),
    later("SECRET_KEY_FALLBACKS", Key::SECRET_KEY_FALLBACKS, Default::None, 3, 1),
    entry("SESSION_COOKIE_NAME", Key::SESSION_COOKIE_NAME, Default::Text("session")),
    entry("SESSION_COOKIE_SECURE", Key::SESSION_COOKIE_SECURE, Default::Bool(false)),
    entry("SESSION_COOKIE_HTTPONLY", Key::SESSION_COOKIE_HTTPONLY, Default::Bool(true)),
    entry("SESSION_COOKIE_SAMESITE", Key::SESSION_COOKIE_SAMESITE, Default::None),
    entry("SESSION_COOKIE_DOMAIN", Key::SESSION_COOKIE_DOMAIN, Default::None),
    entry("SESSION_COOKIE_PATH", Key::SESSION_COOKIE_PATH, Default::None),
    entry("PERMANENT_SESSION_LIFETIME", Key::SESSION_LIFETIME, Default::Seconds(31.0 * 86400.0)),
    entry("MAX_CONTENT_LENGTH", Key::MAX_BODY, Default::None),
    entry("PREFERRED_URL_SCHEME", Key::URL_SCHEME, Default::Text("http")),
    later("TRUSTED_HOSTS", Key::TRUSTED_HOSTS, Default::None, 3, 1),
];

/// Entries that extensions read: told of only when they are set, or when the extension is there.
pub(super) const OPTIONAL: &[(&str, Key)] = &[
    ("REMEMBER_COOKIE_SECURE", Key::REMEMBER_COOKIE_SECURE),
    ("REMEMBER_COOKIE_HTTPONLY", Key::REMEMBER_COOKIE_HTTPONLY),
    ("REMEMBER_COOKIE_SAMESITE", Key::REMEMBER_COOKIE_SAMESITE),
    ("REMEMBER_COOKIE_DURATION", Key::REMEMBER_LIFETIME),
    ("WTF_CSRF_ENABLED", Key::CSRF_FORMS),
    ("JWT_SECRET_KEY", Key::TOKEN_KEY),
    ("JWT_COOKIE_SECURE", Key::TOKEN_COOKIE_SECURE),
    ("JWT_COOKIE_CSRF_PROTECT", Key::TOKEN_COOKIE_CSRF),
    ("JWT_ACCESS_TOKEN_EXPIRES", Key::TOKEN_LIFETIME),
    ("JWT_ALGORITHM", Key::TOKEN_ALGORITHM),
    ("MAIL_SERVER", Key::MAIL_HOST),
    ("SESSION_TYPE", Key::SESSION_INTERFACE),
    ("SQLALCHEMY_ECHO", Key::SQL_ECHO),
    ("LOG_LEVEL", Key::LOG_LEVEL),
];

/// Defaults of extensions, told of when the extension is attached: class, entry, value.
/// Sources: Flask-Login `config.py`; Flask-WTF `csrf.py`; Flask-JWT-Extended `config.py`.
pub(super) const WITH_EXTENSION: &[(&str, &str, Default)] = &[
    ("flask_login.LoginManager", "REMEMBER_COOKIE_SECURE", Default::Bool(false)),
    ("flask_login.LoginManager", "REMEMBER_COOKIE_HTTPONLY", Default::Bool(true)),
    ("flask_login.LoginManager", "REMEMBER_COOKIE_SAMESITE", Default::None),
    ("flask_login.LoginManager", "REMEMBER_COOKIE_DURATION", Default::Seconds(365.0 * 86400.0)),
    ("flask_wtf.CSRFProtect", "WTF_CSRF_ENABLED", Default::Bool(true)),
    ("flask_jwt_extended.JWTManager", "JWT_COOKIE_CSRF_PROTECT", Default::Bool(true)),
    ("flask_jwt_extended.JWTManager", "JWT_ACCESS_TOKEN_EXPIRES", Default::Seconds(900.0)),
];
