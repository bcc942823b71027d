//! Which other sites may read answers: Flask-CORS, and headers set by hand.

use std::rc::Rc;

use sneck_model::{Key, Scope, Value};

use super::answers;
use crate::source::apps::Emit;
use crate::source::apps::emit::Headers;
use crate::source::convert;
use crate::source::python::eval::{ObjectId, Options, option};
use crate::source::python::eval::{Py, Site, Trace, Val, What};

/// Option, entry of the configuration, key, default. Source: Flask-CORS `core.py` (`DEFAULT_OPTIONS`).
const OPTIONS: [(&str, &str, Key); 4] = [
    ("origins", "CORS_ORIGINS", Key::CORS_ORIGINS),
    ("supports_credentials", "CORS_SUPPORTS_CREDENTIALS", Key::CORS_CREDENTIALS),
    ("methods", "CORS_METHODS", Key::CORS_METHODS),
    ("allow_headers", "CORS_ALLOW_HEADERS", Key::CORS_HEADERS),
];

/// Where an extension holds.
#[derive(Clone)]
enum Holds {
    /// In the whole app.
    App,
    /// In a blueprint of that name.
    Blueprint(String),
    /// For one view, which is named by the place of its decorator.
    View,
}

/// All settings on cross-origin reading.
pub(super) fn emit<'a>(e: &mut Emit<'_, 'a>, headers: &Headers<'a>) {
    for (holds, options, site) in attached(e) {
        extension(e, &holds, &options, site);
    }
    by_hand(e, headers, Vec::new());
    for (name, headers) in answers::of_blueprints(e.machine, e.app) {
        by_hand(e, &headers, vec![format!("blueprint {name}")]);
    }
}

fn attached<'a>(e: &Emit<'_, 'a>) -> Vec<(Holds, Options<'a>, Site)> {
    let blueprints = answers::joined(e.machine, e.app);
    // Decorators of views are told of the environment: which app has the view is not known.
    let told: Vec<ObjectId> = [e.app, e.machine.environ].into_iter().chain(blueprints.iter().copied()).collect();
    let found = e.machine.events.of_any(&told).filter_map(|event| match &event.what {
        What::Extension("flask_cors.CORS", options) if event.target == e.app => {
            Some((Holds::App, options.clone(), event.site))
        }
        What::Extension("flask_cors.CORS", options) if blueprints.contains(&event.target) => {
            let name = answers::blueprint_name(e.machine, event.target);
            Some((Holds::Blueprint(name), options.clone(), event.site))
        }
        What::Extension("flask_cors.cross_origin", options) => Some((Holds::View, options.clone(), event.site)),
        _ => None,
    });
    found.collect()
}

fn extension<'a>(e: &mut Emit<'_, 'a>, holds: &Holds, options: &Options<'a>, site: Site) {
    let outer = match holds {
        Holds::App => Vec::new(),
        Holds::Blueprint(name) => vec![format!("blueprint {name}")],
        Holds::View => {
            let view = Scope(vec![format!("view at {}", e.step(site, "").place)]);
            return resource(e, view, options, site);
        }
    };
    let within = |pattern: &str| Scope(outer.iter().cloned().chain([format!("resource {pattern}")]).collect());
    let resources = option(options, "resources").cloned().or_else(|| e.machine.config_entry(e.app, "CORS_RESOURCES"));
    let Some(entries) = resources.as_ref().and_then(|v| e.machine.as_dict(v).map(|d| d.entries.clone())) else {
        return resource(e, within("/*"), options, site);
    };
    for (pattern, own) in entries {
        let own: Options<'a> = match e.machine.as_dict(&own) {
            Some(dict) => dict.entries.iter().filter_map(|(k, v)| Some((Rc::from(k.text()?), v.clone()))).collect(),
            None => Vec::new(),
        };
        let all: Options<'a> = options.iter().cloned().chain(own).collect();
        resource(e, within(pattern.text().unwrap_or("*")), &all, site);
    }
}

fn resource<'a>(e: &mut Emit<'_, 'a>, scope: Scope, options: &Options<'a>, site: Site) {
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
        e.put(key, name, model, because, scope.clone());
    }
}

/// `Access-Control-Allow-Origin` in an `after_request` hook.
fn by_hand<'a>(e: &mut Emit<'_, 'a>, headers: &Headers<'a>, outer: Vec<String>) {
    let Some(origin) = headers.get("access-control-allow-origin").cloned() else { return };
    let reflects =
        origin.alternatives().iter().any(|v| matches!(&v.py, Py::External(name) if name.starts_with("flask.request")));
    let model = match convert::value(e.machine, &origin, false) {
        _ if reflects => Value::List(vec![Value::Text("<request origin>".to_owned())]),
        Value::Text(text) => Value::List(vec![Value::Text(text)]),
        other => other,
    };
    let because = origin.trace.steps(e.project, "sets Access-Control-Allow-Origin");
    let scope = Scope(outer.into_iter().chain(["resource /*".to_owned()]).collect());
    e.put(Key::CORS_ORIGINS, "Access-Control-Allow-Origin", model, because.clone(), scope.clone());
    let credentials = headers.get("access-control-allow-credentials");
    let on = credentials.is_some_and(|v| v.as_str().is_some_and(|t| t.eq_ignore_ascii_case("true")));
    let because =
        credentials.map(|v| v.trace.steps(e.project, "sets Access-Control-Allow-Credentials")).unwrap_or(because);
    e.put(Key::CORS_CREDENTIALS, "Access-Control-Allow-Credentials", Value::Bool(on), because, scope);
}
