//! Which other sites may read answers: Starlette's `CORSMiddleware`.
//!
//! Source: `starlette/middleware/cors.py`, the same from 0.13 to 1.0: with `*` and credentials, the origin of a
//! request is sent back; `allow_origin_regex` has to match the whole origin.

use sneck_model::{Key, Scope, Step, Value};

use super::middleware::Layer;
use crate::source::apps::Emit;
use crate::source::convert;
use crate::source::python::eval::{Machine, Val};

/// Its full name.
const CORS: &str = "starlette.middleware.cors.CORSMiddleware";

/// Options that become one setting each.
const OPTIONS: [(&str, Key); 3] = [
    ("allow_credentials", Key::CORS_CREDENTIALS),
    ("allow_methods", Key::CORS_METHODS),
    ("allow_headers", Key::CORS_HEADERS),
];

pub(super) fn emit<'a>(e: &mut Emit<'_, 'a>, layers: &[Layer<'a>]) {
    for layer in layers.iter().filter(|l| l.name == CORS) {
        origins(e, layer);
        for (name, key) in OPTIONS {
            let default = match key {
                Key::CORS_CREDENTIALS => Val::bool(false),
                Key::CORS_METHODS => list(e.machine, &["GET"]),
                _ => list(e.machine, &[]),
            };
            let value = layer.option(name, default);
            let model = perhaps(layer, convert::value(e.machine, &value, false));
            let because = steps(e, layer, &value, name);
            e.put(key, name, model, because, scope());
        }
    }
}

fn list<'a>(m: &mut Machine<'a>, members: &[&str]) -> Val<'a> {
    m.list(members.iter().map(Val::str).collect())
}

/// It holds for every address, and does not take the place of what a view sets.
fn scope() -> Scope {
    Scope(vec!["resource /*".to_owned()])
}

/// `allow_origins` and `allow_origin_regex` together.
fn origins<'a>(e: &mut Emit<'_, 'a>, layer: &Layer<'a>) {
    let none = list(e.machine, &[]);
    let listed = layer.option("allow_origins", none);
    let pattern = layer.option("allow_origin_regex", Val::none());
    let named = texts(convert::value(e.machine, &listed, false));
    let matched = convert::value(e.machine, &pattern, false);
    let (name, value, because) = match (&matched, is_empty(&named)) {
        (Value::None, _) => ("allow_origins", named, steps(e, layer, &listed, "allow_origins")),
        (_, true) => ("allow_origin_regex", anchored(&matched), steps(e, layer, &pattern, "allow_origin_regex")),
        (_, false) => {
            let mut because = steps(e, layer, &listed, "allow_origins");
            because.extend(steps(e, layer, &pattern, "allow_origin_regex"));
            ("allow_origins", both(&named, &anchored(&matched)), because)
        }
    };
    e.put(Key::CORS_ORIGINS, name, perhaps(layer, value), because, scope());
}

/// A text in place of a list is a list of its letters: `allow_origins="*"` allows every origin, and
/// `"https://shop.example"` none.
fn texts(value: Value) -> Value {
    match value {
        Value::Text(text) if text.contains('*') => Value::List(vec![Value::Text("*".to_owned())]),
        Value::Text(_) => Value::List(Vec::new()),
        Value::OneOf(all) => Value::OneOf(all.into_iter().map(texts).collect()),
        other => other,
    }
}

fn is_empty(value: &Value) -> bool {
    matches!(value, Value::None) || matches!(value, Value::List(all) if all.is_empty())
}

/// The pattern with its ends, which `fullmatch` implies.
fn anchored(value: &Value) -> Value {
    match value {
        Value::Text(pattern) => {
            let bare = pattern.trim_start_matches('^').trim_end_matches('$');
            Value::List(vec![Value::Text(format!("^{bare}$"))])
        }
        Value::None => Value::List(Vec::new()),
        Value::OneOf(all) => Value::OneOf(all.iter().map(anchored).collect()),
        other => other.clone(),
    }
}

fn both(one: &Value, other: &Value) -> Value {
    match (one, other) {
        (Value::List(a), Value::List(b)) => Value::List(a.iter().chain(b).cloned().collect()),
        (Value::OneOf(all), b) => Value::OneOf(all.iter().map(|a| both(a, b)).collect()),
        (a, Value::OneOf(all)) => Value::OneOf(all.iter().map(|b| both(a, b)).collect()),
        (Value::Unknown(why), _) | (_, Value::Unknown(why)) => Value::Unknown(why.clone()),
        (a, _) => a.clone(),
    }
}

/// Where the middleware may not be there, nothing may be allowed.
fn perhaps(layer: &Layer<'_>, value: Value) -> Value {
    if layer.perhaps { Value::OneOf(vec![value, Value::List(Vec::new())]) } else { value }
}

fn steps<'a>(e: &Emit<'_, 'a>, layer: &Layer<'a>, value: &Val<'a>, name: &str) -> Vec<Step> {
    let mut because = value.trace.steps(e.project, &format!("sets {name}"));
    for step in layer.trace.steps(e.project, "lets other sites read answers") {
        if !because.iter().any(|known| known.place == step.place) {
            because.push(step);
        }
    }
    because
}
