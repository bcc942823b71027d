//! What the rules on cookies share: which cookies they are about, where code declares them, where
//! answers set them.

use std::collections::BTreeMap;

use sneck_model::{
    Call, Cookie, EnvironmentId, Exchange, Facts, Key, Kind, Severity, Standing, Step, Strength, Subject, Value,
    Verdicts, carries_session,
};

use crate::common::{Fault, file_of};
use crate::live::{self, Seen};

/// A cookie that a setting decides on, and its name when nothing renames it.
pub(crate) struct Declared {
    pub(crate) key: Key,
    pub(crate) cookie: &'static str,
}

/// An attribute of cookies, as one rule judges it.
pub(crate) struct Attribute {
    /// What a safe cookie carries, as in `Set-Cookie`: `sets x without …`.
    pub(crate) name: &'static str,
    /// Settings that decide on it.
    pub(crate) declared: &'static [Declared],
    /// The value of a setting, or of an argument of `set_cookie`, is unsafe.
    pub(crate) is_unsafe: fn(&Value) -> bool,
    /// The keyword of `set_cookie`.
    pub(crate) keyword: &'static str,
    /// The cookie of an answer is unsafe.
    pub(crate) lacks: fn(&Cookie) -> bool,
    /// What is wrong then, as a sentence that begins with the cookies' names.
    pub(crate) says: fn(&str) -> String,
}

/// Judges the cookies that hand-written code sets, one verdict for each file.
pub(crate) fn written(facts: &Facts, out: &mut Verdicts, attribute: &Attribute) {
    let mut files: BTreeMap<(Subject, Kind), Vec<(&Call, &str)>> = BTreeMap::new();
    for (call, name) in session_cookies(facts) {
        files.entry((file_of(&call.place), call.kind)).or_default().push((call, name));
    }
    for ((subject, kind), calls) in &files {
        written_in_file(out, attribute, subject, Standing::Kind(*kind), calls);
    }
}

/// The calls of `set_cookie` that hand out a session, with the cookie's name.
pub(crate) fn session_cookies(facts: &Facts) -> impl Iterator<Item = (&Call, &str)> {
    facts.calls.iter().filter(|call| call.function.ends_with(".set_cookie") && !takes_back(call)).filter_map(|call| {
        let name = call.argument("key", 0)?.value.text()?;
        carries_session(name).then_some((call, name))
    })
}

/// Deletes the cookie: an empty value, or a lifetime of nothing.
fn takes_back(call: &Call) -> bool {
    let is =
        |argument: Option<&sneck_model::Argument>, gone: fn(&Value) -> bool| argument.is_some_and(|a| gone(&a.value));
    is(call.argument("value", 1), |v| matches!(v, Value::None) || v.text() == Some(""))
        || is(call.argument("max_age", 2), |v| *v == Value::Int(0))
        || is(call.argument("expires", 3), |v| *v == Value::Int(0))
}

fn written_in_file(
    out: &mut Verdicts,
    attribute: &Attribute,
    subject: &Subject,
    standing: Standing,
    calls: &[(&Call, &str)],
) {
    let (mut faulty, mut good) = (Vec::new(), Vec::new());
    for (call, name) in calls {
        let step = Step::new(call.place.clone(), format!("sets the cookie `{name}`"));
        match call.keyword(attribute.keyword).map(|argument| &argument.value) {
            Some(Value::Unknown(why)) => out.unknown(subject, standing, why.clone(), vec![step]),
            Some(value) if !(attribute.is_unsafe)(value) => good.push(step),
            _ => faulty.push((step, *name)),
        }
    }
    if faulty.is_empty() {
        if !good.is_empty() {
            out.passes(subject, standing, live::few(good));
        }
        return;
    }
    let says = (attribute.says)(&names(faulty.iter().map(|(_, name)| *name)));
    let fix = format!("Add `{}` to this `set_cookie(…)`.", example(attribute.keyword));
    let places = faulty.into_iter().map(|(step, _)| step).collect();
    Fault::new(says).fix(fix).at(out, subject, standing, Strength::Shows, live::few(places));
}

fn example(keyword: &str) -> String {
    let value = if keyword == "samesite" { "\"Lax\"" } else { "True" };
    format!("{keyword}={value}")
}

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
        let mut fault = Fault::new((attribute.says)(&names(faulty.iter().map(|(_, cookie)| cookie.name.as_str()))));
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

/// `` `a` `` or `` `a`, `b` ``, each once.
fn names<'n>(all: impl Iterator<Item = &'n str>) -> String {
    let mut all: Vec<String> = all.map(|name| format!("`{name}`")).collect();
    all.sort_unstable();
    all.dedup();
    all.join(", ")
}

/// What shows that production is reached over HTTPS, if anything does.
pub(crate) fn https(facts: &Facts, app: &Subject, environment: EnvironmentId) -> Option<Step> {
    let declared = [Key::HTTPS_REDIRECT, Key::HEADER_HSTS, Key::URL_SCHEME].into_iter().find_map(|key| {
        let setting = facts.setting(app, environment, key).filter(|s| says_https(&s.value))?;
        let place = setting.because.first()?.place.clone();
        Some(Step::new(place, format!("{} shows that it is served over HTTPS", setting.raw)))
    });
    let bound = |answer: &&Exchange| facts.about(answer) == (app.clone(), Standing::Environment(environment));
    declared.or_else(|| {
        let answer = facts.exchanges.iter().filter(|e| e.is_https()).find(bound)?;
        Some(live::step(answer, "status", "answers over HTTPS"))
    })
}

/// On, or text that is no other scheme.
fn says_https(value: &Value) -> bool {
    value.is_true() || value.text().is_some_and(|text| !text.is_empty() && text != "http")
}
