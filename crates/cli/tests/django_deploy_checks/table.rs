//! What each `security.W0xx` of Django is in sneck: the setting that decides it, and the rule that owns it.
//!
//! Source: `django/core/checks/security/base.py`, `csrf.py` and `sessions.py` of releases 2.2, 3.2 and 5.2.

use sneck_model::{Key, Secret, Value};

use crate::seen::Seen;

/// How a rule compares with Django's check.
#[derive(Clone, Copy)]
pub enum Agrees {
    /// It fails exactly where Django warns.
    Exactly,
    /// It fails wherever Django warns, and elsewhere too: why.
    AtLeast(&'static str),
    /// It is about something else: why.
    Otherwise(&'static str),
}

impl Agrees {
    /// Why it is not exactly the same.
    pub fn why(self) -> Option<&'static str> {
        match self {
            Self::Exactly => None,
            Self::AtLeast(why) | Self::Otherwise(why) => Some(why),
        }
    }
}

/// One check of Django.
pub struct Row {
    /// Its names; several that say the same of an app, of a middleware, or of both.
    pub ids: &'static [&'static str],
    /// The releases of Django that know it: from the first, below the second.
    pub since: (u32, u32),
    pub until: (u32, u32),
    /// Whether Django would warn, by what sneck reads; none when that is not known.
    pub read: fn(&Seen<'_>) -> Option<bool>,
    /// The rule that owns the weakness, and a word that tells its message from others of the same rule.
    pub rule: Option<(&'static str, &'static str)>,
    /// Whether the rule fails where Django warns.
    pub agrees: Agrees,
}

const SECURITY: &str = "django.middleware.security.SecurityMiddleware";
const FRAMES: &str = "django.middleware.clickjacking.XFrameOptionsMiddleware";
const CSRF: &str = "django.middleware.csrf.CsrfViewMiddleware";

const ALWAYS: (u32, u32) = (0, 0);
const NEVER: (u32, u32) = (999, 0);

const fn row(id: &'static [&'static str], read: fn(&Seen<'_>) -> Option<bool>) -> Row {
    Row { ids: id, since: ALWAYS, until: NEVER, read, rule: None, agrees: Agrees::Exactly }
}

impl Row {
    /// What the rule says, where it must not.
    pub fn judged(&self, seen: &Seen<'_>, warns: bool) -> Option<String> {
        let (rule, word) = self.rule?;
        let fails = seen.verdict(rule, word)?;
        let agrees = match self.agrees {
            Agrees::Exactly => fails == warns,
            Agrees::AtLeast(_) => fails || !warns,
            Agrees::Otherwise(_) => true,
        };
        (!agrees).then(|| format!("{rule} {fails}"))
    }

    const fn by(mut self, rule: &'static str, word: &'static str, agrees: Agrees) -> Self {
        self.rule = Some((rule, word));
        self.agrees = agrees;
        self
    }

    const fn since(mut self, major: u32, minor: u32) -> Self {
        self.since = (major, minor);
        self
    }
}

/// Every check that warns.
///
/// `security.W007` is left out: it wants `SECURE_BROWSER_XSS_FILTER`, for a filter that browsers have taken out, and
/// Django 3.0 took the check out, too. `W017` and its like ended with Django 1.11.
pub const TABLE: &[Row] = &[
    row(&["security.W001"], |seen| Some(!seen.runs(SECURITY)?)).by(
        "headers/content-type-options",
        "",
        Agrees::AtLeast("the middleware may be there with its header switched off"),
    ),
    row(&["security.W002"], |seen| Some(!seen.runs(FRAMES)?)).by(
        "headers/frame-options",
        "",
        Agrees::Otherwise("a header that other code adds protects as well, and so does frame-ancestors of a policy"),
    ),
    row(&["security.W003"], |seen| Some(!seen.runs(CSRF)?)).by(
        "app/csrf-disabled",
        "",
        Agrees::Otherwise("it matters where views take forms in a session, and then each of them is named"),
    ),
    row(&["security.W004"], |seen| Some(seen.runs(SECURITY)? && seen.header(Key::HEADER_HSTS)?.is_none())).by(
        "headers/hsts",
        "",
        Agrees::AtLeast("a few hours are as good as nothing, and without the middleware the header is missing, too"),
    ),
    row(&["security.W005"], |seen| lacks_in_hsts(seen, "includeSubDomains")).by(
        "headers/hsts",
        "",
        Agrees::Otherwise("hosts beside this one may have to answer plain HTTP; only their owner can tell"),
    ),
    row(&["security.W006"], |seen| {
        Some(seen.runs(SECURITY)? && seen.header(Key::HEADER_CONTENT_TYPE_OPTIONS)?.is_none())
    })
    .by("headers/content-type-options", "", Agrees::AtLeast("the middleware may be missing, which is W001")),
    row(&["security.W008"], |seen| Some(seen.runs(SECURITY)? && !seen.truth(Key::HTTPS_REDIRECT)?)).by(
        "transport/http-allowed",
        "",
        Agrees::Otherwise("where nothing is set the proxy in front decides, which is told as not known"),
    ),
    row(&["security.W009"], |seen| weak(seen, seen.value(Key::SECRET_KEY))).by(
        "secrets/weak-secret-key",
        "",
        Agrees::Otherwise("Django counts letters, sneck the bits of chance in them; a key from outside is not judged"),
    ),
    row(&["security.W010", "security.W011", "security.W012"], |seen| {
        Some(seen.keeps_sessions()? && !seen.truth(Key::SESSION_COOKIE_SECURE)?)
    })
    .by("cookies/secure", "SESSION_COOKIE_SECURE", Agrees::AtLeast("what keeps sessions may not have been seen")),
    row(&["security.W013", "security.W014", "security.W015"], |seen| {
        Some(seen.keeps_sessions()? && !seen.truth(Key::SESSION_COOKIE_HTTPONLY)?)
    })
    .by(
        "cookies/httponly",
        "SESSION_COOKIE_HTTPONLY",
        Agrees::AtLeast("what keeps sessions may not have been seen"),
    ),
    row(&["security.W016"], |seen| Some(seen.runs(CSRF)? && seen.is_off(Key::CSRF_COOKIE_SECURE)?)).by(
        "cookies/secure",
        "CSRF_COOKIE_SECURE",
        Agrees::Exactly,
    ),
    row(&["security.W018"], |seen| seen.truth(Key::DEBUG)).by("app/debug-mode", "Debug mode", Agrees::Exactly),
    row(&["security.W019"], |seen| Some(seen.runs(FRAMES)? && seen.header(Key::HEADER_FRAME_OPTIONS)? != Some("DENY")))
        .by("headers/frame-options", "", Agrees::Otherwise("SAMEORIGIN keeps other sites out as well")),
    row(&["security.W020"], |seen| Some(!seen.truth(Key::TRUSTED_HOSTS)?)).by(
        "app/trusted-hosts",
        "",
        Agrees::Otherwise("an empty list lets nobody in, which is safe; `*` is not, and Django does not warn of it"),
    ),
    row(&["security.W021"], |seen| lacks_in_hsts(seen, "preload")).by(
        "headers/hsts",
        "",
        Agrees::Otherwise("preloading is a promise for years that only the owner of the domain can make"),
    ),
    row(&["security.W022"], |seen| Some(seen.runs(SECURITY)? && seen.header(Key::HEADER_REFERRER_POLICY)?.is_none()))
        .since(3, 0)
        .by("headers/referrer-policy", "", Agrees::AtLeast("the middleware may be missing, which is W001")),
    row(&["security.W025"], |seen| {
        let all = seen.value(Key::SECRET_KEY_FALLBACKS)?.list();
        Some(all.iter().map(|one| weak(seen, Some(one))).collect::<Option<Vec<_>>>()?.contains(&true))
    })
    .since(4, 1)
    .by("secrets/weak-secret-key", "SECRET_KEY_FALLBACKS", Agrees::Otherwise("as for W009")),
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
