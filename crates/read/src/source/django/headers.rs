//! Headers that Django's own middleware adds to every answer.
//!
//! Source: `django/middleware/security.py` and `clickjacking.py` of releases 1.8 to 5.2.

use std::rc::Rc;

use indexmap::IndexMap;
use sneck_model::{Key, Scope, Step, Value};

use super::middleware::{self, FRAMES, SECURITY};
use super::{csp, object, own};
use crate::source::apps::Emit;
use crate::source::apps::emit::Headers;
use crate::source::python::eval::{Machine, ObjectId, Py, Trace, Val};

/// All headers, those that are missing included.
pub(super) fn emit(e: &mut Emit<'_, '_>) {
    let mut headers: Headers<'_> = IndexMap::new();
    for (class, add) in MIDDLEWARE {
        let presence = middleware::presence(e, class);
        match presence.is {
            Some(true) => add(e, &mut headers),
            Some(false) => {}
            None => {
                let mut perhaps: Headers<'_> = IndexMap::new();
                add(e, &mut perhaps);
                headers.extend(perhaps.into_keys().map(|name| (name, Val::unknown(&presence.why))));
            }
        }
    }
    own::add(e, &mut headers);
    e.headers(&headers);
    missing_places(e, &headers);
    redirect(e);
}

type Add = for<'a> fn(&Emit<'_, 'a>, &mut Headers<'a>);

const MIDDLEWARE: &[(&str, Add)] = &[
    (SECURITY, security),
    (FRAMES, frames),
    ("csp.middleware.CSPMiddleware", csp::django_csp),
    ("django.middleware.csp.ContentSecurityPolicyMiddleware", csp::built_in),
    ("django_permissions_policy.PermissionsPolicyMiddleware", csp::permissions),
];

fn security<'a>(e: &Emit<'_, 'a>, to: &mut Headers<'a>) {
    let m = &*e.machine;
    let entries = [
        ("strict-transport-security", hsts(m, e.app)),
        ("x-content-type-options", when(m, e.app, "SECURE_CONTENT_TYPE_NOSNIFF", "nosniff")),
        ("referrer-policy", since(m, (3, 0), "SECURE_REFERRER_POLICY", e.app)),
        ("cross-origin-opener-policy", since(m, (4, 0), "SECURE_CROSS_ORIGIN_OPENER_POLICY", e.app)),
    ];
    to.extend(entries.into_iter().filter_map(|(name, value)| Some((Rc::from(name), value?))));
}

fn frames<'a>(e: &Emit<'_, 'a>, to: &mut Headers<'a>) {
    let value = text(e.machine, e.app, "X_FRAME_OPTIONS", false);
    let upper = |v: &Val<'a>| v.as_str().map_or_else(|| v.clone(), |t| Val::str(t.to_ascii_uppercase()));
    to.extend(value.map(|v| (Rc::from("x-frame-options"), v.map(upper))));
}

/// A header that its setting brings since a release.
fn since<'a>(m: &Machine<'a>, (major, minor): (u32, u32), name: &str, app: ObjectId) -> Option<Val<'a>> {
    m.launch.at_least("django", major, minor).then(|| text(m, app, name, true)).flatten()
}

/// `max-age=31536000; includeSubDomains; preload`
fn hsts<'a>(m: &Machine<'a>, app: ObjectId) -> Option<Val<'a>> {
    let seconds = object::setting(m, app, "SECURE_HSTS_SECONDS")?;
    if m.truth(&seconds) == Some(false) {
        return None;
    }
    let flag = |name: &str| object::setting(m, app, name).map_or(Some(false), |v| m.truth(&v));
    let (subdomains, preload) = (flag("SECURE_HSTS_INCLUDE_SUBDOMAINS"), flag("SECURE_HSTS_PRELOAD"));
    Some(seconds.map(|one| match (&one.py, subdomains, preload) {
        (Py::Int(0) | Py::None | Py::Bool(false), ..) => Val::none(),
        (Py::Int(n), Some(subdomains), Some(preload)) => {
            let subdomains = if subdomains { "; includeSubDomains" } else { "" };
            let preload = if preload { "; preload" } else { "" };
            Val::str(format!("max-age={n}{subdomains}{preload}"))
        }
        _ => Val::unknown(one.why_unknown().map_or("the parts of HSTS are not known", |why| why)),
    }))
}

/// A header that a truth value switches on.
fn when<'a>(m: &Machine<'a>, app: ObjectId, name: &str, header: &str) -> Option<Val<'a>> {
    let set = object::setting(m, app, name)?;
    match m.truth(&set) {
        Some(true) => Some(Val::str(header).because(&set.trace)),
        Some(false) => None,
        None => Some(Val::unknown(format!("{name} is not known")).because(&set.trace)),
    }
}

/// A header that is the setting itself; a list is joined with commas where Django does so.
fn text<'a>(m: &Machine<'a>, app: ObjectId, name: &str, joined: bool) -> Option<Val<'a>> {
    let set = object::setting(m, app, name)?;
    if m.truth(&set) == Some(false) {
        return None;
    }
    let trace = set.trace.clone();
    let one = |v: &Val<'a>| match m.members(v) {
        Some(members) if joined && v.as_str().is_none() => {
            let texts: Option<Vec<&str>> = members.iter().map(Val::as_str).collect();
            texts.map_or_else(|| Val::unknown(format!("{name} is not known")), |t| Val::str(t.join(",")))
        }
        _ if m.truth(v) == Some(false) => Val::none(),
        _ => v.clone(),
    };
    Some(set.map(one).because(&trace))
}

/// A missing header is missing because of its middleware, or because of its setting.
fn missing_places(e: &mut Emit<'_, '_>, headers: &Headers<'_>) {
    let lacks = |e: &Emit<'_, '_>, class: &str| middleware::presence(e, class).is == Some(false);
    let (security, frames) = (lacks(e, SECURITY), lacks(e, FRAMES));
    let steps = middleware::places(e);
    let because_of = |name: &str, class: &str| -> Vec<Step> {
        let says = format!("{name} is added by {class}, which is not in MIDDLEWARE");
        steps.iter().take(1).map(|step| Step::new(step.place.clone(), says.clone())).collect()
    };
    for (header, key, setting, of_security) in MADE_OF {
        if headers.contains_key(*header) {
            continue;
        }
        let lacking = if *of_security { security } else { frames };
        let class = if *of_security { "SecurityMiddleware" } else { "XFrameOptionsMiddleware" };
        let set = object::own(e.machine, e.app, setting);
        let because = match set {
            _ if lacking => because_of(header, class),
            Some(value) => value.trace.steps(e.project, &format!("sets {setting}")),
            None => vec![Step::new(e.absent(), format!("{setting} is not set"))],
        };
        replace(e, *key, setting, because);
    }
}

/// Header, key, setting, and whether it is SecurityMiddleware that adds it.
const MADE_OF: &[(&str, Key, &str, bool)] = &[
    ("strict-transport-security", Key::HEADER_HSTS, "SECURE_HSTS_SECONDS", true),
    ("x-content-type-options", Key::HEADER_CONTENT_TYPE_OPTIONS, "SECURE_CONTENT_TYPE_NOSNIFF", true),
    ("referrer-policy", Key::HEADER_REFERRER_POLICY, "SECURE_REFERRER_POLICY", true),
    ("cross-origin-opener-policy", Key::HEADER_OPENER_POLICY, "SECURE_CROSS_ORIGIN_OPENER_POLICY", true),
    ("x-frame-options", Key::HEADER_FRAME_OPTIONS, "X_FRAME_OPTIONS", false),
];

fn replace(e: &mut Emit<'_, '_>, key: Key, raw: &str, because: Vec<Step>) {
    let open = object::open_reason(e.machine, e.app);
    let (component, environment) = (e.subject.clone(), e.environment);
    let mine = e.settings.iter_mut().filter(|s| s.component == component && s.standing == environment.into());
    for setting in mine.filter(|s| s.key == key && !because.is_empty()) {
        raw.clone_into(&mut setting.raw);
        setting.because.clone_from(&because);
        if let Some(why) = &open {
            setting.value = Value::OneOf(vec![Value::None, Value::Unknown(why.clone())]);
        }
    }
}

/// `SECURE_SSL_REDIRECT` works through SecurityMiddleware alone.
fn redirect(e: &mut Emit<'_, '_>) {
    let security = middleware::presence(e, SECURITY);
    let set = object::own(e.machine, e.app, "SECURE_SSL_REDIRECT");
    match (security.is, set) {
        (Some(true), Some(value)) => e.value(Key::HTTPS_REDIRECT, "SECURE_SSL_REDIRECT", &value),
        (Some(true), None) => {
            e.default(Key::HTTPS_REDIRECT, "SECURE_SSL_REDIRECT", &crate::source::apps::Default::Bool(false));
        }
        (Some(false), _) => {
            let because = middleware::places(e);
            e.put(Key::HTTPS_REDIRECT, "SecurityMiddleware", Value::Bool(false), because, Scope::default());
        }
        (None, set) => {
            let trace: Trace = set.map(|v| v.trace).unwrap_or_default();
            e.value(Key::HTTPS_REDIRECT, "SECURE_SSL_REDIRECT", &Val::unknown(&security.why).with(trace));
        }
    }
}
