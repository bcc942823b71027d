//! What protects Django's forms against requests of other sites, and the views that are taken out of it.

use sneck_model::{Facts, Key, Route, Setting, Severity, Standing, Step, Strength, Value, Verdicts};

use crate::common::{Fault, judge, origin, place_of, step_at, subject_of};
use crate::django;
use crate::hosts::is_for_everybody;

/// The middleware, and the origins whose forms are accepted.
pub(crate) fn settings_of_django(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::CSRF_PROTECTION).filter(|s| django::is_app(facts, &s.component)) {
        judge(out, setting, is_off, |s| no_middleware(facts, s));
    }
    for setting in facts.settings_of(Key::CSRF_TRUSTED_ORIGINS) {
        judge(out, setting, |origins| too_wide(origins).is_some(), trusts);
        if setting.value.alternatives().all(|origins| too_wide(origins).is_none()) {
            judge(out, setting, |origins| in_clear(origins).is_some(), trusts_in_clear);
        }
    }
}

/// Switched off.
pub(crate) fn is_off(value: &Value) -> bool {
    value.truth() == Some(false)
}

/// Django protects every view, unless the middleware is taken out.
fn no_middleware(facts: &Facts, setting: &Setting) -> Fault {
    let session = facts.app(&setting.component).and_then(|app| app.uses_sessions.as_ref());
    let (says, severity) = match session {
        Some(session) => (
            format!(
                "and the app keeps sessions ({}): another site can post a form in a visitor's name.",
                session.place
            ),
            Severity::Medium,
        ),
        None => ("but no sessions were found that another site could act with.".to_owned(), Severity::Info),
    };
    let named = django::named("W003");
    Fault::new(format!("`CsrfViewMiddleware` is not in `MIDDLEWARE` ({}), {says}{named}", origin(setting)))
        .fix(format!("Add `\"{}\"` to `MIDDLEWARE` at {}.", django::CSRF, place_of(setting)))
        .severity(severity)
}

/// An origin that strangers can have: everything, or a name below one where anybody gets one.
fn too_wide(origins: &Value) -> Option<&str> {
    origins.list().iter().filter_map(Value::text).find(|origin| {
        let host = origin.split_once("://").map_or(*origin, |(_, host)| host);
        host.strip_prefix('*').is_some_and(is_for_everybody)
    })
}

fn trusts(setting: &Setting) -> Fault {
    let origin_named = setting.value.alternatives().find_map(too_wide).unwrap_or_default();
    Fault::new(format!(
        "`{}` names `{origin_named}` ({}), where anybody can have a site: its forms are accepted as if they were your own.",
        setting.raw,
        origin(setting)
    ))
    .fix(format!("Name the app's own origins at {}: `[\"https://shop.example\"]`.", place_of(setting)))
    .severity(Severity::Low)
}

/// An origin of another machine whose pages travel in clear.
fn in_clear(origins: &Value) -> Option<&str> {
    origins.list().iter().filter_map(Value::text).find(|origin| {
        let host = origin.strip_prefix("http://").map(|host| host.split([':', '/']).next().unwrap_or(host));
        host.is_some_and(|host| !is_this_machine(host))
    })
}

/// This machine, or a name that is no machine's.
fn is_this_machine(host: &str) -> bool {
    host.is_empty()
        || ["localhost", "0.0.0.0", "[", "*"].contains(&host)
        || host.starts_with("127.")
        || [".localhost", ".local", ".test"].iter().any(|end| host.ends_with(end))
}

fn trusts_in_clear(setting: &Setting) -> Fault {
    let origin_named = setting.value.alternatives().find_map(in_clear).unwrap_or_default();
    Fault::new(format!(
        "`{}` names `{origin_named}` ({}), whose pages travel in clear: whoever sits on the way writes a form into them, and \
         it is accepted as if it were your own.",
        setting.raw,
        origin(setting)
    ))
    .fix(format!("Name the origin with `https://` at {}.", place_of(setting)))
    .severity(Severity::Low)
}

/// What a route does with forms, as a clause.
pub(crate) fn takes(route: &Route) -> String {
    format!("`{}` takes a form", route.path)
}

/// A view that was taken out of the protection. A machine's endpoint that reads JSON and knows its
/// callers by a token is the usual and good reason for it.
pub(crate) fn exempted(facts: &Facts, route: &Route, out: &mut Verdicts) {
    let Some(exempt) = &route.csrf_exempt else { return };
    let (subject, standing) = (subject_of(route.app.as_ref(), &route.place), Standing::Kind(route.kind));
    let places: Vec<Step> = vec![step_at(&route.place, takes(route)), exempt.clone()];
    if !route.reads_form {
        return out.passes(&subject, standing, places);
    }
    let says = format!("`{}` takes a form and is exempted from the protection against forged requests.", route.path);
    let fault = Fault::new(says).fix("Take the exemption out and put the token in the form.");
    // Django's settings say whether there are sessions at all.
    let app = facts.app(&subject).filter(|app| django::is_app(facts, &app.subject) && app.uses_sessions.is_none());
    let fault = if app.is_some() { fault.severity(Severity::Info) } else { fault };
    fault.at(out, &subject, standing, Strength::Shows, places);
}
