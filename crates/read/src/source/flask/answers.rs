//! Headers that every answer of an app gets: hooks are run on an empty answer, extensions add theirs.

use std::rc::Rc;

use crate::source::apps::answers;
use crate::source::apps::emit::Headers;
use crate::source::python::eval::{Call, Event, Machine, ObjectId, Py, Trace, Val, What};
use crate::source::python::eval::{Options, option};

/// Everything that is added to every answer of an app.
pub(super) fn headers<'a>(m: &mut Machine<'a>, app: ObjectId) -> Headers<'a> {
    let blueprints = joined(m, app);
    let told: Vec<ObjectId> = std::iter::once(app).chain(blueprints.iter().copied()).collect();
    let mut all = set_by(m, &told, |event| match &event.what {
        What::AfterRequest(function) if event.target == app => Some(function.clone()),
        What::AfterAppRequest(function) if blueprints.contains(&event.target) => Some(function.clone()),
        _ => None,
    });
    let talismans: Vec<(Options<'a>, crate::source::python::eval::Site)> =
        m.events.of(app).filter_map(talisman_of).collect();
    for (options, site) in talismans {
        talisman(m, &options, site, &mut all);
    }
    all
}

/// What blueprints add to their own answers only, with the blueprints' names.
pub(super) fn of_blueprints<'a>(m: &mut Machine<'a>, app: ObjectId) -> Vec<(String, Headers<'a>)> {
    let mut all = Vec::new();
    for blueprint in joined(m, app) {
        let headers = set_by(m, &[blueprint], |event| match &event.what {
            What::AfterRequest(function) => Some(function.clone()),
            _ => None,
        });
        all.push((blueprint_name(m, blueprint), headers));
    }
    all
}

/// The blueprints that joined an app, and those that joined these.
pub(super) fn joined(m: &Machine<'_>, app: ObjectId) -> Vec<ObjectId> {
    let mut all = vec![app];
    let mut at = 0;
    while at < all.len() && all.len() < 512 {
        let registered = m.events.of(all[at]).filter_map(|e| match &e.what {
            What::Registered(blueprint, _) => Some(*blueprint),
            _ => None,
        });
        let new: Vec<ObjectId> = registered.filter(|id| !all.contains(id)).collect();
        all.extend(new);
        at += 1;
    }
    all.split_off(1)
}

/// The name that a blueprint was given.
pub(super) fn blueprint_name(m: &Machine<'_>, blueprint: ObjectId) -> String {
    let name = m.heap.get(blueprint).attrs.get("name").and_then(Val::as_str);
    name.unwrap_or("without a known name").to_owned()
}

/// Runs hooks on an empty answer.
fn set_by<'a>(m: &mut Machine<'a>, told: &[ObjectId], hook: impl Fn(&Event<'a>) -> Option<Val<'a>>) -> Headers<'a> {
    let hooks: Vec<_> = m.events.of_any(told).filter_map(|event| Some((hook(event)?, event.site))).collect();
    let (answer, headers) = answers::empty(m, "flask.Response");
    for (function, site) in hooks {
        m.call_later(&function, Call { args: vec![answer.clone()], ..Call::bare(site) });
    }
    answers::held(m, &headers)
}

fn talisman_of<'a>(event: &Event<'a>) -> Option<(Options<'a>, crate::source::python::eval::Site)> {
    match &event.what {
        What::Extension("flask_talisman.Talisman", options) => Some((options.clone(), event.site)),
        _ => None,
    }
}

/// Flask-Talisman 1.1, `Talisman._set_response_headers`: option, header, value by default.
const TALISMAN: &[(&str, &str, &str)] = &[
    ("frame_options", "x-frame-options", "SAMEORIGIN"),
    ("x_content_type_options", "x-content-type-options", "nosniff"),
    ("content_security_policy", "content-security-policy", "default-src 'self'; object-src 'none'"),
    ("referrer_policy", "referrer-policy", "strict-origin-when-cross-origin"),
    ("permissions_policy", "permissions-policy", "browsing-topics=()"),
    ("strict_transport_security", "strict-transport-security", ""),
];

fn talisman<'a>(
    m: &mut Machine<'a>,
    options: &Options<'a>,
    site: crate::source::python::eval::Site,
    all: &mut Headers<'a>,
) {
    for (name, header, default) in TALISMAN {
        let given = option(options, name);
        let switched_off = given.is_some_and(|v| m.truth(v) == Some(false));
        if switched_off {
            continue;
        }
        let value = match (*header, given) {
            ("strict-transport-security", _) => hsts(options),
            ("content-security-policy", Some(given)) => policy(m, given),
            (_, Some(given)) if given.as_str().is_some() => given.clone(),
            _ => Val::str(default),
        };
        let trace = Trace::default().then(site.file, site.range, "Flask-Talisman adds it");
        all.insert(Rc::from(*header), value.because(&trace));
    }
}

fn hsts<'a>(options: &Options<'a>) -> Val<'a> {
    let age = match option(options, "strict_transport_security_max_age").map(|v| &v.py) {
        None => 31_556_926,
        Some(Py::Int(n)) => *n,
        Some(_) => return Val::unknown("the lifetime of HSTS is not known"),
    };
    let on = |name: &str, default: bool| match option(options, name).map(|v| &v.py) {
        Some(Py::Bool(b)) => *b,
        _ => default,
    };
    let mut text = format!("max-age={age}");
    if on("strict_transport_security_include_subdomains", true) {
        text.push_str("; includeSubDomains");
    }
    if on("strict_transport_security_preload", false) {
        text.push_str("; preload");
    }
    Val::str(text)
}

/// A policy as text, or as a dict of directives.
fn policy<'a>(m: &mut Machine<'a>, given: &Val<'a>) -> Val<'a> {
    let Some(dict) = m.as_dict(given).cloned() else { return given.clone() };
    let mut parts = Vec::new();
    for (directive, sources) in &dict.entries {
        let sources = match m.members(sources) {
            Some(members) if sources.as_str().is_none() => {
                members.iter().map(Val::as_str).collect::<Option<Vec<_>>>().map(|s| s.join(" "))
            }
            _ => sources.as_str().map(str::to_owned),
        };
        match (directive.text(), sources) {
            (Some(directive), Some(sources)) => parts.push(format!("{directive} {sources}")),
            _ => return Val::unknown("a directive of the policy is not known"),
        }
    }
    Val::str(parts.join("; ")).because(&given.trace)
}
