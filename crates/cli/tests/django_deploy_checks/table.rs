//! What each `security.W0xx` of Django is in sneck's reading. Which rule answers it stands in `sneck_rules::django`.
//!
//! Source: `django/core/checks/security/base.py`, `csrf.py` and `sessions.py` of releases 2.2, 3.2 and 5.2.

use sneck_model::{Key, Secret, Value};

use crate::seen::Seen;

/// One check of Django.
pub struct Row {
    /// Its name; others that say the same of an app or of a middleware alone.
    pub ids: &'static [&'static str],
    /// The first release of Django that knows it.
    pub since: (u32, u32),
    /// Whether Django would warn, by what sneck reads; none when that is not known.
    pub read: fn(&Seen<'_>) -> Option<bool>,
}

const SECURITY: &str = "django.middleware.security.SecurityMiddleware";
const FRAMES: &str = "django.middleware.clickjacking.XFrameOptionsMiddleware";
const CSRF: &str = "django.middleware.csrf.CsrfViewMiddleware";

const ALWAYS: (u32, u32) = (0, 0);

const fn row(id: &'static [&'static str], read: fn(&Seen<'_>) -> Option<bool>) -> Row {
    Row { ids: id, since: ALWAYS, read }
}

impl Row {
    const fn since(mut self, major: u32, minor: u32) -> Self {
        self.since = (major, minor);
        self
    }
}

/// Every check that warns.
///
/// `security.W007` is left out: it wants `SECURE_BROWSER_XSS_FILTER`, for a filter that browsers have taken out, and
/// Django 3.0 took the check out, too.
pub const TABLE: &[Row] = &[
    row(&["security.W001"], |seen| Some(!seen.runs(SECURITY)?)),
    row(&["security.W002"], |seen| Some(!seen.runs(FRAMES)?)),
    row(&["security.W003"], |seen| Some(!seen.runs(CSRF)?)),
    row(&["security.W004"], |seen| Some(seen.runs(SECURITY)? && seen.header(Key::HEADER_HSTS)?.is_none())),
    row(&["security.W005"], |seen| lacks_in_hsts(seen, "includeSubDomains")),
    row(&["security.W006"], |seen| lacks_header(seen, Key::HEADER_CONTENT_TYPE_OPTIONS)),
    row(&["security.W008"], |seen| Some(seen.runs(SECURITY)? && !seen.truth(Key::HTTPS_REDIRECT)?)),
    row(&["security.W009"], |seen| weak(seen, seen.value(Key::SECRET_KEY))),
    row(&["security.W012", "security.W010", "security.W011"], |seen| {
        Some(seen.keeps_sessions()? && !seen.truth(Key::SESSION_COOKIE_SECURE)?)
    }),
    row(&["security.W015", "security.W013", "security.W014"], |seen| {
        Some(seen.keeps_sessions()? && !seen.truth(Key::SESSION_COOKIE_HTTPONLY)?)
    }),
    row(&["security.W016"], |seen| Some(seen.runs(CSRF)? && seen.is_off(Key::CSRF_COOKIE_SECURE)?)),
    row(&["security.W018"], |seen| seen.truth(Key::DEBUG)),
    row(&["security.W019"], |seen| Some(seen.runs(FRAMES)? && seen.header(Key::HEADER_FRAME_OPTIONS)? != Some("DENY"))),
    row(&["security.W020"], |seen| Some(!seen.truth(Key::TRUSTED_HOSTS)?)),
    row(&["security.W021"], |seen| lacks_in_hsts(seen, "preload")),
    row(&["security.W022"], |seen| lacks_header(seen, Key::HEADER_REFERRER_POLICY)).since(3, 0),
    row(&["security.W025"], |seen| {
        let all = seen.value(Key::SECRET_KEY_FALLBACKS)?.list();
        Some(all.iter().map(|one| weak(seen, Some(one))).collect::<Option<Vec<_>>>()?.contains(&true))
    })
    .since(4, 1),
];

/// Projects where Django warns to the letter, and the effect is another: it compares with `True` itself and with
/// capital letters, and knows a middleware by its own name only.
pub const TO_THE_LETTER: &[(&str, &[&str])] = &[
    ("numbers for truth", &["security.W005", "security.W008", "security.W012", "security.W016"]),
    ("frames denied in small letters", &["security.W019"]),
    ("a middleware derived from Django's", &["security.W002", "security.W003", "security.W016", "security.W019"]),
    ("a function as middleware", &["security.W001"]),
];

fn lacks_in_hsts(seen: &Seen<'_>, word: &str) -> Option<bool> {
    Some(seen.runs(SECURITY)? && seen.header(Key::HEADER_HSTS)?.is_some_and(|header| !header.contains(word)))
}

fn lacks_header(seen: &Seen<'_>, key: Key) -> Option<bool> {
    Some(seen.runs(SECURITY)? && seen.header(key)?.is_none())
}

/// Fewer than fifty letters, fewer than five different ones, or written by `startproject` (since Django 3.2).
fn weak(seen: &Seen<'_>, key: Option<&Value>) -> Option<bool> {
    match key {
        None | Some(Value::None) => Some(true),
        Some(Value::Secret(secret)) => Some(is_weak(secret, seen.django >= (3, 2))),
        Some(_) => None,
    }
}

fn is_weak(secret: &Secret, knows_prefix: bool) -> bool {
    secret.attempt(|bytes| {
        let mut letters = bytes.to_vec();
        letters.sort_unstable();
        letters.dedup();
        bytes.len() < 50 || letters.len() < 5 || knows_prefix && bytes.starts_with(b"django-insecure-")
    })
}

/// Where sneck is wiser on purpose: the check, the projects, and why.
pub const WISER: &[(&str, &[&str], &str)] = &[
    (
        "security.W002",
        &["a middleware of the project adds headers", "csp of release 4", "csp of release 3"],
        "the header of other code keeps other sites out as well, and so does frame-ancestors of a policy",
    ),
    ("security.W005", &["a function as middleware"], "the header of other code lacks the same"),
    ("security.W021", &["a function as middleware"], "the header of other code lacks the same"),
    (
        "security.W009",
        &["the debug mode turned off by hand", "a key of startproject"],
        "a key that startproject wrote is known by its start to every release, and to Django since 3.2",
    ),
];
