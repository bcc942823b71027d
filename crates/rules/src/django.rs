//! What `manage.py check --deploy` of Django asks, and which of our rules answers it.
//!
//! Source: `django/core/checks/security/{base,csrf,sessions}.py` of releases 1.8 to 6.0. Where Django itself would
//! warn, the message of the rule's finding names the id, so that the two reports can be read side by side.

use sneck_model::{Facts, Framework, Key, Setting, Subject, Value};

/// One check of Django's own, and who answers it here.
#[derive(Clone, Copy, Debug)]
pub struct DeployCheck {
    /// `security.W004`.
    pub id: &'static str,
    /// The rule whose finding names this id; none where nothing is lost, and `asks` says why.
    pub rule: Option<&'static str>,
    /// When Django warns.
    pub asks: &'static str,
}

const fn asks(id: &'static str, rule: &'static str, asks: &'static str) -> DeployCheck {
    DeployCheck { id, rule: Some(rule), asks }
}

const fn left_out(id: &'static str, asks: &'static str) -> DeployCheck {
    DeployCheck { id, rule: None, asks }
}

/// Every security check of Django, those of old releases included.
#[rustfmt::skip]
pub static DEPLOY_CHECKS: &[DeployCheck] = &[
    asks("security.W001", "headers/hsts", "SecurityMiddleware is not in MIDDLEWARE"),
    asks("security.W002", "headers/frame-options", "XFrameOptionsMiddleware is not in MIDDLEWARE"),
    asks("security.W003", "app/csrf-disabled", "CsrfViewMiddleware is not in MIDDLEWARE"),
    asks("security.W004", "headers/hsts", "SECURE_HSTS_SECONDS is 0"),
    asks("security.W005", "headers/hsts", "SECURE_HSTS_INCLUDE_SUBDOMAINS is off"),
    asks("security.W006", "headers/content-type-options", "SECURE_CONTENT_TYPE_NOSNIFF is off"),
    left_out("security.W007", "before 3.0: SECURE_BROWSER_XSS_FILTER is off; browsers dropped the filter, and Django the check"),
    asks("security.W008", "transport/http-allowed", "SECURE_SSL_REDIRECT is off"),
    asks("security.W009", "secrets/weak-secret-key", "SECRET_KEY is short, uniform, Django's own start, or missing; \
          named by secrets/hardcoded-secret-key, secret-key-fallback or secret-key-missing where one of them owns it"),
    asks("security.W010", "cookies/secure", "SESSION_COOKIE_SECURE is off, and the sessions app is installed; told as W012"),
    asks("security.W011", "cookies/secure", "SESSION_COOKIE_SECURE is off, and the sessions middleware runs; told as W012"),
    asks("security.W012", "cookies/secure", "SESSION_COOKIE_SECURE is off"),
    asks("security.W013", "cookies/httponly", "SESSION_COOKIE_HTTPONLY is off, and the sessions app is installed; told as W015"),
    asks("security.W014", "cookies/httponly", "SESSION_COOKIE_HTTPONLY is off, and the sessions middleware runs; told as W015"),
    asks("security.W015", "cookies/httponly", "SESSION_COOKIE_HTTPONLY is off"),
    asks("security.W016", "cookies/secure", "CSRF_COOKIE_SECURE is off, and the token is kept in a cookie"),
    left_out("security.W017", "before 1.11: CSRF_COOKIE_HTTPONLY is off; pages read that cookie by design, and Django dropped the check"),
    asks("security.W018", "app/debug-mode", "DEBUG is on"),
    asks("security.W019", "headers/frame-options", "X_FRAME_OPTIONS is not DENY"),
    asks("security.W020", "app/trusted-hosts", "ALLOWED_HOSTS is empty"),
    asks("security.W021", "headers/hsts", "SECURE_HSTS_PRELOAD is off"),
    asks("security.W022", "headers/referrer-policy", "SECURE_REFERRER_POLICY is not set"),
    asks("security.E023", "headers/referrer-policy", "SECURE_REFERRER_POLICY is no policy"),
    asks("security.E024", "headers/cross-origin-isolation", "SECURE_CROSS_ORIGIN_OPENER_POLICY is no policy"),
    asks("security.W025", "secrets/weak-secret-key", "a key of SECRET_KEY_FALLBACKS is short, uniform or Django's own start"),
    left_out("security.E100", "DEFAULT_HASHING_ALGORITHM of 3.1 to 3.2 is no algorithm; Django does not start then"),
    left_out("security.E101", "CSRF_FAILURE_VIEW takes other arguments; the page that refuses is at fault, not the protection"),
    left_out("security.E102", "CSRF_FAILURE_VIEW cannot be imported; Django answers with an error in place of a refusal"),
];

pub(crate) const SECURITY: &str = "django.middleware.security.SecurityMiddleware";
pub(crate) const SESSIONS: &str = "django.contrib.sessions.middleware.SessionMiddleware";
pub(crate) const FRAMES: &str = "django.middleware.clickjacking.XFrameOptionsMiddleware";
pub(crate) const CSRF: &str = "django.middleware.csrf.CsrfViewMiddleware";

/// It is an app of Django.
pub(crate) fn is_app(facts: &Facts, subject: &Subject) -> bool {
    facts.app(subject).is_some_and(|app| app.framework == Framework::Django)
}

/// Whether a middleware runs beside a setting; none when the list is not known.
pub(crate) fn runs(facts: &Facts, setting: &Setting, class: &str) -> Option<bool> {
    let Some(list) = facts.setting(&setting.component, setting.standing, Key::MIDDLEWARE) else {
        return Some(false);
    };
    match &list.value {
        Value::List(all) if all.iter().any(|member| member.text() == Some(class)) => Some(true),
        Value::List(all) if all.iter().all(|member| member.text().is_some()) => Some(false),
        Value::None => Some(false),
        _ => None,
    }
}

/// A sentence that says under which name Django itself warns of this, to follow others.
pub(crate) fn named(id: &str) -> String {
    format!(" Django's own check calls this security.{id}.")
}

/// The start of the keys that `django-admin startproject` makes.
const START: &[u8] = b"django-insecure-";

/// Django takes the key for good: `_check_secret_key` of `base.py`.
pub(crate) fn takes_for_strong(key: &[u8]) -> bool {
    let text = String::from_utf8_lossy(key);
    let characters: std::collections::BTreeSet<char> = text.chars().collect();
    characters.len() >= 5 && text.chars().count() >= 50 && !key.starts_with(START)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_names_a_rule_of_ours() {
        for check in DEPLOY_CHECKS {
            assert!(check.rule.is_none_or(|id| crate::rule(id).is_some()), "{}", check.id);
        }
    }

    #[test]
    fn a_key_is_judged_as_django_does() {
        assert!(takes_for_strong(b"0123456789012345678901234567890123456789012345678x"));
        assert!(!takes_for_strong(b"012345678901234567890123456789012345678901234567x"));
        assert!(!takes_for_strong(&[b'a'; 60]));
        assert!(!takes_for_strong(b"django-insecure-0123456789012345678901234567890123456789012345678x"));
        assert!(takes_for_strong(
            "ä".repeat(46).as_bytes().iter().copied().chain(*b"bcde").collect::<Vec<u8>>().as_slice()
        ));
    }
}
