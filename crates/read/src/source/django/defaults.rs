//! The settings that every Django project has, with Django's own defaults by release.
//!
//! Source: `django/conf/global_settings.py` of releases 1.8 to 5.2 and the release notes that changed it.

use sneck_model::Key;

use crate::source::apps::Default;
use crate::source::python::eval::{LaunchView, Py, Val};

/// One setting.
pub(super) struct Entry {
    /// Its name.
    pub name: &'static str,
    /// Its key in our vocabulary; none for what only other settings are made of.
    pub key: Option<Key>,
    /// What Django does when nothing sets it.
    default: Default,
    /// The release that brought this default, and what was there before; `None` before it was known.
    before: Option<((u32, u32), Option<Default>)>,
}

const fn entry(name: &'static str, key: Key, default: Default) -> Entry {
    Entry { name, key: Some(key), default, before: None }
}

const fn part(name: &'static str, default: Default) -> Entry {
    Entry { name, key: None, default, before: None }
}

impl Entry {
    /// Since this release; not known before it.
    const fn since(mut self, major: u32, minor: u32) -> Self {
        self.before = Some(((major, minor), None));
        self
    }

    /// Since this release; another default before it.
    const fn changed(mut self, major: u32, minor: u32, before: Default) -> Self {
        self.before = Some(((major, minor), Some(before)));
        self
    }

    /// True when the release that is started knows it.
    pub fn is_in(&self, launch: &LaunchView) -> bool {
        match &self.before {
            Some(((major, minor), None)) => launch.at_least("django", *major, *minor),
            _ => true,
        }
    }

    /// The default of the release that is started.
    pub fn default(&self, launch: &LaunchView) -> &Default {
        match &self.before {
            Some(((major, minor), Some(before))) if !launch.at_least("django", *major, *minor) => before,
            _ => &self.default,
        }
    }

    /// True for the value that stands there before anything sets it.
    pub fn is_default(&self, value: &Val<'_>, launch: &LaunchView) -> bool {
        let [first, rest @ ..] = value.alternatives() else { return false };
        let unknown = rest.iter().all(|v| matches!(v.py, Py::Unknown(_)));
        value.trace.is_empty() && first.same(&self.default(launch).value()) && unknown
    }
}

/// Something sets it: what is there is not the default that stands there from the start.
pub(super) fn is_set(name: &str, value: &Val<'_>, launch: &LaunchView) -> bool {
    let entry = ENTRIES.iter().find(|entry| entry.name == name);
    entry.is_none_or(|entry| !entry.is_default(value, launch))
}

const TWO_WEEKS: f64 = 14.0 * 86400.0;

pub(super) const ENTRIES: &[Entry] = &[
    entry("DEBUG", Key::DEBUG, Default::Bool(false)),
    entry("DEBUG_PROPAGATE_EXCEPTIONS", Key::PROPAGATE_EXCEPTIONS, Default::Bool(false)),
    entry("SECRET_KEY", Key::SECRET_KEY, Default::None),
    entry("SECRET_KEY_FALLBACKS", Key::SECRET_KEY_FALLBACKS, Default::None).since(4, 1),
    entry("SESSION_COOKIE_NAME", Key::SESSION_COOKIE_NAME, Default::Text("sessionid")),
    entry("SESSION_COOKIE_SECURE", Key::SESSION_COOKIE_SECURE, Default::Bool(false)),
    entry("SESSION_COOKIE_HTTPONLY", Key::SESSION_COOKIE_HTTPONLY, Default::Bool(true)),
    entry("SESSION_COOKIE_SAMESITE", Key::SESSION_COOKIE_SAMESITE, Default::Text("Lax")).since(2, 1),
    entry("SESSION_COOKIE_DOMAIN", Key::SESSION_COOKIE_DOMAIN, Default::None),
    entry("SESSION_COOKIE_PATH", Key::SESSION_COOKIE_PATH, Default::Text("/")),
    entry("SESSION_COOKIE_AGE", Key::SESSION_LIFETIME, Default::Seconds(TWO_WEEKS)),
    entry("SESSION_ENGINE", Key::SESSION_INTERFACE, Default::Text("django.contrib.sessions.backends.db")),
    entry("SESSION_SERIALIZER", Key::SESSION_SERIALIZER, Default::Text(JSON)).changed(1, 6, Default::Text(PICKLE)),
    entry("SESSION_EXPIRE_AT_BROWSER_CLOSE", Key::SESSION_ENDS_AT_CLOSE, Default::Bool(false)),
    entry("CSRF_COOKIE_HTTPONLY", Key::CSRF_COOKIE_HTTPONLY, Default::Bool(false)),
    entry("CSRF_COOKIE_SAMESITE", Key::CSRF_COOKIE_SAMESITE, Default::Text("Lax")).since(2, 1),
    entry("CSRF_USE_SESSIONS", Key::CSRF_IN_SESSION, Default::Bool(false)).since(1, 11),
    entry("USE_X_FORWARDED_HOST", Key::PROXY_FORWARDED_HOST, Default::Bool(false)),
    entry("SECURE_PROXY_SSL_HEADER", Key::PROXY_SSL_HEADER, Default::None),
    entry("CSRF_COOKIE_SECURE", Key::CSRF_COOKIE_SECURE, Default::Bool(false)),
    entry("DATA_UPLOAD_MAX_MEMORY_SIZE", Key::MAX_BODY, Default::Int(2_621_440)).since(1, 10),
    part("ALLOWED_HOSTS", Default::None),
    part("SECURE_HSTS_SECONDS", Default::Int(0)),
    part("SECURE_HSTS_INCLUDE_SUBDOMAINS", Default::Bool(false)),
    part("SECURE_HSTS_PRELOAD", Default::Bool(false)),
    part("SECURE_CONTENT_TYPE_NOSNIFF", Default::Bool(true)).changed(3, 0, Default::Bool(false)),
    part("SECURE_SSL_REDIRECT", Default::Bool(false)),
    part("SECURE_REFERRER_POLICY", Default::Text("same-origin")).changed(3, 1, Default::None),
    part("SECURE_CROSS_ORIGIN_OPENER_POLICY", Default::Text("same-origin")).changed(4, 0, Default::None),
    part("X_FRAME_OPTIONS", Default::Text("DENY")).changed(3, 0, Default::Text("SAMEORIGIN")),
];

const JSON: &str = "django.contrib.sessions.serializers.JSONSerializer";
const PICKLE: &str = "django.contrib.sessions.serializers.PickleSerializer";
