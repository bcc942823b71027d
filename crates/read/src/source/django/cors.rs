//! django-cors-headers: which other sites may read answers.
//!
//! Source: `corsheaders/conf.py` and `middleware.py` of releases 2 to 4.

use sneck_model::{Key, Scope, Step, Value};

use super::{middleware, object};
use crate::source::apps::Emit;
use crate::source::convert;
use crate::source::python::eval::Val;

const MIDDLEWARE: [&str; 2] =
    ["corsheaders.middleware.CorsMiddleware", "corsheaders.middleware.CorsPostCsrfMiddleware"];

/// Settings on cross-origin reading; none where the middleware does not run.
pub(super) fn emit(e: &mut Emit<'_, '_>) {
    let running = MIDDLEWARE.iter().map(|class| middleware::presence(e, class)).find(|p| p.is != Some(false));
    let Some(running) = running else { return };
    let (value, because) = origins(e);
    let value = if running.is.is_none() { Value::Unknown(running.why.clone()) } else { value };
    let because = if because.is_empty() { running.because } else { because };
    let scope = || Scope(vec![format!("resource {}", pattern(e))]);
    let scopes = scope();
    let nobody = matches!(&value, Value::List(all) if all.is_empty());
    if nobody {
        return;
    }
    e.put(Key::CORS_ORIGINS, "CORS_ALLOWED_ORIGINS", value, because.clone(), scopes.clone());
    let credentials = first_set(e, &["CORS_ALLOW_CREDENTIALS"]);
    let (model, steps) = match credentials {
        Some((name, value)) => (truth(e, &value), value.trace.steps(e.project, &format!("sets {name}"))),
        None => (Value::Bool(false), because),
    };
    e.put(Key::CORS_CREDENTIALS, "CORS_ALLOW_CREDENTIALS", model, steps, scopes);
}

/// The pattern of addresses that it holds for.
fn pattern(e: &Emit<'_, '_>) -> String {
    let set = object::setting(e.machine, e.app, "CORS_URLS_REGEX");
    set.and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_else(|| "/*".to_owned())
}

/// Any origin, a list, and patterns; the old names count too.
fn origins(e: &Emit<'_, '_>) -> (Value, Vec<Step>) {
    if let Some((name, value)) = first_set(e, &["CORS_ALLOW_ALL_ORIGINS", "CORS_ORIGIN_ALLOW_ALL"]) {
        let steps = value.trace.steps(e.project, &format!("sets {name}"));
        let any = Value::List(vec![Value::Text("*".to_owned())]);
        match e.machine.truth(&value) {
            Some(true) => return (any, steps),
            Some(false) => {}
            None => return (perhaps(&truth(e, &value), any), steps),
        }
    }
    let mut all = Vec::new();
    let mut steps = Vec::new();
    for names in [
        ["CORS_ALLOWED_ORIGINS", "CORS_ORIGIN_WHITELIST"],
        ["CORS_ALLOWED_ORIGIN_REGEXES", "CORS_ORIGIN_REGEX_WHITELIST"],
    ] {
        let Some((name, value)) = first_set(e, &names) else { continue };
        match convert::value(e.machine, &value, false) {
            Value::List(members) => all.extend(members),
            Value::None => {}
            other => return (other, value.trace.steps(e.project, &format!("sets {name}"))),
        }
        steps.extend(value.trace.steps(e.project, &format!("sets {name}")));
    }
    (Value::List(all), steps)
}

/// Any origin where a condition holds that is not decided.
fn perhaps(condition: &Value, any: Value) -> Value {
    let unknown = condition.alternatives().find_map(|v| match v {
        Value::Unknown(why) => Some(why.clone()),
        _ => None,
    });
    let why = unknown.unwrap_or_else(|| "CORS_ALLOW_ALL_ORIGINS is not known".to_owned());
    let on = condition.alternatives().any(|v| v.truth() == Some(true));
    if on { Value::OneOf(vec![any, Value::Unknown(why)]) } else { Value::Unknown(why) }
}

fn truth(e: &Emit<'_, '_>, value: &Val<'_>) -> Value {
    e.machine.truth(value).map_or_else(|| convert::value(e.machine, value, false), Value::Bool)
}

fn first_set<'a, 'n>(e: &Emit<'_, 'a>, names: &[&'n str]) -> Option<(&'n str, Val<'a>)> {
    names.iter().find_map(|name| Some((*name, object::setting(e.machine, e.app, name)?)))
}
