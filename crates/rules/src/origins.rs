//! What the rules on cross-origin access share: who is let in, by settings and by answers.

use sneck_model::{Exchange, Facts, Key, Setting, Standing, Subject, SubjectKind, Value};

use crate::common::in_scope;

/// What stands in a list of origins for "whichever site asks": the reader's word for code that sends
/// the request's own `Origin` back.
const WHOEVER_ASKS: &str = "<request origin>";

/// What one part of an app allows: settings of the same component, environment and scope.
pub(crate) struct Opening<'f> {
    pub(crate) origins: &'f Setting,
    pub(crate) methods: Option<&'f Setting>,
    credentials: Option<&'f Setting>,
}

impl Opening<'_> {
    /// Requests with the visitor's cookies are let in. A web server's `*` is sent as it stands, and browsers refuse it
    /// together with cookies; frameworks send the asking site's name in its place.
    pub(crate) fn with_cookies(&self) -> bool {
        let as_written = self.origins.component.kind == SubjectKind::Server && self.origins.value.text() == Some("*");
        !as_written && self.credentials.is_some_and(|setting| setting.value.truth() == Some(true))
    }

    /// What makes it so, to stand beside the origins in a chain.
    pub(crate) fn credentials_steps(&self) -> Vec<sneck_model::Step> {
        self.credentials.filter(|_| self.with_cookies()).map(|s| s.because.clone()).unwrap_or_default()
    }
}

/// Every opening that is declared.
pub(crate) fn openings(facts: &Facts) -> impl Iterator<Item = Opening<'_>> {
    facts.settings_of(Key::CORS_ORIGINS).map(|origins| Opening {
        origins,
        methods: beside(facts, origins, Key::CORS_METHODS),
        credentials: beside(facts, origins, Key::CORS_CREDENTIALS),
    })
}

/// The setting of another key that holds where the origins hold: in the same scope, or everywhere.
fn beside<'f>(facts: &'f Facts, origins: &Setting, key: Key) -> Option<&'f Setting> {
    in_scope(facts, origins, key).or_else(|| facts.setting(&origins.component, origins.standing, key))
}

/// The origins of a value that is a list or a single text.
pub(crate) fn members(value: &Value) -> impl Iterator<Item = &str> {
    let list = value.list().iter().filter_map(Value::text);
    value.text().into_iter().chain(list)
}

/// Any site whatever is named.
pub(crate) fn names_any(value: &Value) -> bool {
    members(value).any(|origin| {
        let bare = origin.trim().trim_start_matches('^').trim_end_matches('$');
        matches!(bare, "*" | ".*" | ".+" | "/.*/" | "https?://.*" | "https://.*" | "http.*" | "https?://.+" | "(.*)")
    })
}

/// The site that asks is told that it may.
pub(crate) fn reflects(value: &Value) -> bool {
    members(value).any(|origin| origin == WHOEVER_ASKS)
}

/// Whom an answer lets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LetsIn {
    /// `*`
    Any,
    /// The foreign origin that asked.
    WhoeverAsked,
    /// `null`, which any page gets in a sandboxed frame.
    Null,
}

/// Whom an answer lets in beside its own origin and sites that it names, and whether with cookies.
pub(crate) fn lets_in(answer: &Exchange) -> Option<(LetsIn, bool)> {
    // Browsers take several values for one that is no origin, and refuse (Fetch, section 4.9, "CORS check").
    let mut values = answer.header("access-control-allow-origin");
    let allowed = values.next().filter(|_| values.next().is_none())?.trim();
    let asked = answer.sent.iter().find(|(name, _)| name.eq_ignore_ascii_case("origin")).map(|(_, value)| value.trim());
    let whom = match allowed {
        "*" => LetsIn::Any,
        "null" => LetsIn::Null,
        origin if Some(origin) == asked && !is_own(answer, origin) => LetsIn::WhoeverAsked,
        _ => return None,
    };
    let cookies: Vec<_> = answer.header("access-control-allow-credentials").map(str::trim).collect();
    Some((whom, cookies == ["true"]))
}

/// The origin that answers, or the same host over HTTPS, which is nobody else's.
fn is_own(answer: &Exchange, origin: &str) -> bool {
    let own = &answer.origin.url;
    own == origin || own.strip_prefix("http://").is_some_and(|host| origin.strip_prefix("https://") == Some(host))
}

/// The app of an answer declares in that environment what `says` holds of.
pub(crate) fn declares(facts: &Facts, app: &Subject, standing: Standing, says: fn(&Value) -> bool) -> bool {
    facts.settings_of(Key::CORS_ORIGINS).any(|setting| {
        &setting.component == app && setting.standing == standing && setting.value.alternatives().any(says)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(origin: &str) -> Value {
        Value::List(vec![Value::Text("https://shop.example".into()), Value::Text(origin.into())])
    }

    #[test]
    fn one_wild_member_lets_everybody_in() {
        for any in ["*", ".*", "^.*$", "https?://.*"] {
            assert!(names_any(&text(any)), "{any}");
            assert!(names_any(&Value::Text(any.into())), "{any}");
        }
        for some in ["https://*.shop.example", "https://books.example", ""] {
            assert!(!names_any(&text(some)), "{some}");
        }
    }
}
