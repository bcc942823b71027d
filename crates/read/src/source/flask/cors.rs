//! Which other sites may read answers: Flask-CORS, and headers set by hand.

use std::rc::Rc;

use sneck_model::{Key, Scope, Value};

use super::answers::Headers;
use super::emit::Emit;
use super::extensions::{Options, option};
use crate::source::convert;
use crate::source::python::eval::{Py, Site, Trace, Val, What};

/// Option, entry of the configuration, key, default. Source: Flask-CORS `core.py` (`DEFAULT_OPTIONS`).
const OPTIONS: [(&str, &str, Key); 4] = [
    ("origins", "CORS_ORIGINS", Key::CORS_ORIGINS),
    ("supports_credentials", "CORS_SUPPORTS_CREDENTIALS", Key::CORS_CREDENTIALS),
    ("methods", "CORS_METHODS", Key::CORS_METHODS),
    ("allow_headers", "CORS_ALLOW_HEADERS", Key::CORS_HEADERS),
];

/// All settings on cross-origin reading.
pub(super) fn emit<'a>(e: &mut Emit<'_, 'a>, headers: &Headers<'a>) {
    let attached: Vec<(bool, Options<'a>, Site)> = e
        .machine
        .events
        .iter()
        .filter_map(|event| match &event.what {
            What::Extension("flask_cors.CORS", options) if event.target == e.app => {
                Some((true, options.clone(), event.site))
            }
            What::Extension("flask_cors.cross_origin", options) => Some((false, options.clone(), event.site)),
            _ => None,
        })
        .collect();
    for (whole, options, site) in attached {
        extension(e, whole, &options, site);
    }
    by_hand(e, headers);
}

fn extension<'a>(e: &mut Emit<'_, 'a>, whole: bool, options: &Options<'a>, site: Site) {
    let resources = option(options, "resources").cloned().or_else(|| e.machine.config_entry(e.app, "CORS_RESOURCES"));
    let entries = resources.as_ref().and_then(|v| e.machine.as_dict(v).map(|d| d.entries.clone()));
    match (entries, whole) {
        (Some(entries), true) => {
            for (pattern, own) in entries {
                let own: Options<'a> = match e.machine.as_dict(&own) {
                    Some(dict) => {
                        dict.entries.iter().filter_map(|(k, v)| Some((Rc::from(k.text()?), v.clone()))).collect()
                    }
                    None => Vec::new(),
                };
                let all: Options<'a> = options.iter().cloned().chain(own).collect();
                resource(e, pattern.text().unwrap_or("*"), &all, site);
            }
        }
        (_, true) => resource(e, "/*", options, site),
        (_, false) => resource(e, "one view", options, site),
    }
}

fn resource<'a>(e: &mut Emit<'_, 'a>, pattern: &str, options: &Options<'a>, site: Site) {
    for (name, entry, key) in OPTIONS {
        let given = option(options, name).cloned().or_else(|| e.machine.config_entry(e.app, entry));
        let default = match key {
            Key::CORS_CREDENTIALS => Val::bool(false),
            Key::CORS_METHODS => Val::str("GET, HEAD, POST, OPTIONS, PUT, PATCH, DELETE"),
            _ => Val::str("*"),
        };
        let trace =
            Trace::default().then(site.file, site.range, if given.is_some() { "" } else { "leaves it at its default" });
        let value = given.unwrap_or(default).because(&trace);
        let model = match convert::value(e.machine, &value, false) {
            Value::Text(text) if key != Key::CORS_CREDENTIALS => {
                Value::List(text.split(',').map(|t| Value::Text(t.trim().to_owned())).collect())
            }
            other => other,
        };
        let mut because = value.trace.steps(e.project, &format!("sets {name}"));
        let attaches = e.step(site, "lets other sites read answers");
        if !because.iter().any(|s| s.place == attaches.place) {
            because.push(attaches);
        }
        e.put(key, name, model, because, Scope(vec![format!("resource {pattern}")]));
    }
}

/// `Access-Control-Allow-Origin` in an `after_request` hook.
fn by_hand<'a>(e: &mut Emit<'_, 'a>, headers: &Headers<'a>) {
    let Some(origin) = headers.get("access-control-allow-origin").cloned() else { return };
    let reflects =
        origin.alternatives().iter().any(|v| matches!(&v.py, Py::External(name) if name.starts_with("flask.request")));
    let model = match convert::value(e.machine, &origin, false) {
        _ if reflects => Value::List(vec![Value::Text("<request origin>".to_owned())]),
        Value::Text(text) => Value::List(vec![Value::Text(text)]),
        other => other,
    };
    let because = origin.trace.steps(e.project, "sets Access-Control-Allow-Origin");
    let scope = Scope(vec!["resource /*".to_owned()]);
    e.put(Key::CORS_ORIGINS, "Access-Control-Allow-Origin", model, because.clone(), scope.clone());
    let credentials = headers.get("access-control-allow-credentials");
    let on = credentials.is_some_and(|v| v.as_str().is_some_and(|t| t.eq_ignore_ascii_case("true")));
    let because =
        credentials.map(|v| v.trace.steps(e.project, "sets Access-Control-Allow-Credentials")).unwrap_or(because);
    e.put(Key::CORS_CREDENTIALS, "Access-Control-Allow-Credentials", Value::Bool(on), because, scope);
}
