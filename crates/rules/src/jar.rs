//! Session cookies of answers: which they are, and how one attribute of theirs is judged.

use sneck_model::{Cookie, EnvironmentId, Exchange, Facts, Key, Severity, Standing, Strength, Subject, Verdicts};

use crate::common::Fault;
use crate::cookie::{Attribute, names};
use crate::live::{self, Seen};

/// Judges the session cookies of answers, one verdict for each app or origin.
pub(crate) fn observed(
    facts: &Facts,
    out: &mut Verdicts,
    attribute: &Attribute,
    severity: fn(&Exchange) -> Option<Severity>,
) {
    for seen in live::seen(facts, |answer| !answer.cookies.is_empty()) {
        observed_of(facts, out, attribute, severity, &seen);
    }
}

fn observed_of(
    facts: &Facts,
    out: &mut Verdicts,
    attribute: &Attribute,
    severity: fn(&Exchange) -> Option<Severity>,
    seen: &Seen<'_>,
) {
    let cookies = sessions_of(facts, seen);
    let faulty: Vec<&(&Exchange, &Cookie)> = cookies.iter().filter(|(_, cookie)| (attribute.lacks)(cookie)).collect();
    let step = |(answer, cookie): &(&Exchange, &Cookie), how: &str| {
        live::header_step(answer, "set-cookie", format!("sets `{}` {how} {}", cookie.name, attribute.name))
    };
    if let Some((answer, _)) = faulty.first() {
        let names = names(faulty.iter().map(|(_, cookie)| cookie.name.as_str()));
        let mut fault = Fault::new(format!("{names}: the cookie is {}.", attribute.risk));
        if let Some(severity) = severity(answer) {
            fault = fault.severity(severity);
        }
        let places = faulty.iter().map(|pair| step(pair, "without")).collect();
        fault.at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places));
    } else if !cookies.is_empty() && shows_every_cookie(facts, attribute, seen, &cookies) {
        let places = cookies.iter().map(|pair| step(pair, "with")).collect();
        out.passes(&seen.subject, seen.standing, live::few(places));
    }
}

/// The cookies of answers that carry a session, by their name or by the app's own configuration.
pub(crate) fn sessions_of<'f>(facts: &Facts, seen: &Seen<'f>) -> Vec<(&'f Exchange, &'f Cookie)> {
    let own = session_name(facts, &seen.subject, seen.standing);
    let all = seen.answers.iter().flat_map(|answer| answer.cookies.iter().map(move |cookie| (*answer, cookie)));
    all.filter(|(_, cookie)| !is_taken_back(cookie) && (cookie.session || cookie.name == own)).collect()
}

fn is_taken_back(cookie: &Cookie) -> bool {
    cookie.max_age.is_some_and(|age| age <= 0)
}

/// What the app's session cookie is called in an environment: `session` unless it is renamed.
pub(crate) fn session_name<'f>(facts: &'f Facts, app: &Subject, standing: Standing) -> &'f str {
    environment(standing)
        .and_then(|id| facts.setting(app, id, Key::SESSION_COOKIE_NAME))
        .and_then(|setting| setting.value.text())
        .unwrap_or("session")
}

fn environment(standing: Standing) -> Option<EnvironmentId> {
    match standing {
        Standing::Environment(id) => Some(id),
        Standing::Kind(_) => None,
    }
}

/// A safe cookie in an answer says nothing of another cookie of the app: every one that a setting
/// makes unsafe has to be seen before the answers speak for the app.
fn shows_every_cookie(facts: &Facts, attribute: &Attribute, seen: &Seen<'_>, cookies: &[(&Exchange, &Cookie)]) -> bool {
    let Some(id) = environment(seen.standing) else { return true };
    let unsafe_ones = attribute.declared.iter().filter(|declared| {
        let setting = facts.setting(&seen.subject, id, declared.key);
        setting.is_some_and(|s| s.value.alternatives().any(attribute.is_unsafe))
    });
    let own = session_name(facts, &seen.subject, seen.standing);
    unsafe_ones
        .map(|d| if d.cookie == "session" { own } else { d.cookie })
        .all(|name| cookies.iter().any(|(_, c)| c.name == name))
}
