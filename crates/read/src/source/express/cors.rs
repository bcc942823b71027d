//! `cors()`: which sites are let in.
//!
//! Source: `lib/index.js` of cors 2.8.5.

use sneck_model::{Key, Scope, Step, Value};

use super::emit::{Emit, Used, perhaps};
use super::value::{Js, Made, Val};

/// The reader's word for whichever site asks.
const WHOEVER_ASKS: &str = "<request origin>";

/// `cors({ origin, credentials, methods })`
pub(super) fn tell<'t>(e: &mut Emit<'_, 't>, used: &Used<'t>, made: &Made<'t>) {
    let options = made.arguments.first();
    let scope = match used.path.as_str() {
        "" | "/" => Scope::default(),
        path => Scope(vec![format!("path {path}")]),
    };
    let mut put = |key, name: &str, value: Value, because: Vec<Step>| {
        let value = perhaps(value, used.maybe);
        e.put_in(key, &format!("cors {name}"), value, because, scope.clone());
    };
    let call = || vec![Step::new(used.place.clone(), "lets other sites in")];
    if options.is_some_and(|options| !matches!(options.js, Js::Object(_) | Js::Undefined)) {
        let why = "its options are not known".to_owned();
        return put(Key::CORS_ORIGINS, "origin", Value::Unknown(why), call());
    }
    let given = |name: &str| options.and_then(|options| options.field(name));
    let steps = |value: &Val<'t>| if value.steps.is_empty() { call() } else { told(value) };
    match given("origin").filter(|value| !matches!(value.js, Js::Undefined)) {
        Some(origin) => put(Key::CORS_ORIGINS, "origin", origins(&origin), steps(&origin)),
        // Nobody leaves it out on purpose.
        None if from_outside(given("origin")) => {
            put(Key::CORS_ORIGINS, "origin", Value::Unknown("it is supplied from outside".to_owned()), call());
        }
        None => put(Key::CORS_ORIGINS, "origin", list(&["*"]), call()),
    }
    if let Some(credentials) = given("credentials") {
        put(Key::CORS_CREDENTIALS, "credentials", credentials.plain(false), steps(&credentials));
    }
    if let Some(methods) = given("methods") {
        let value = match methods.plain(false) {
            Value::Text(text) => list(&text.split(',').map(str::trim).collect::<Vec<_>>()),
            other => other,
        };
        put(Key::CORS_METHODS, "methods", value, steps(&methods));
    }
}

/// A variable that nothing in the project sets.
fn from_outside(value: Option<Val<'_>>) -> bool {
    value.is_some_and(|value| value.steps.iter().any(|step| step.says.starts_with("reads ")))
}

fn told(value: &Val<'_>) -> Vec<Step> {
    let mut steps = value.steps.clone();
    if let Some(first) = steps.first_mut().filter(|step| step.says.is_empty()) {
        "says which sites are let in".clone_into(&mut first.says);
    }
    steps.retain(|step| !step.says.is_empty());
    steps
}

fn list(all: &[&str]) -> Value {
    Value::List(all.iter().map(|one| Value::Text((*one).to_owned())).collect())
}

/// `true` sends the asking site's name back, `false` lets nobody in, a list is compared.
fn origins(value: &Val<'_>) -> Value {
    match &value.js {
        Js::Bool(true) => list(&[WHOEVER_ASKS]),
        Js::Bool(false) => list(&[]),
        Js::Text(text) => list(&[text]),
        Js::Pattern(text) => list(&[bare(text)]),
        Js::Array(all) => {
            let members = all.iter().map(|one| match &one.js {
                Js::Pattern(text) => Value::Text(bare(text).to_owned()),
                _ => one.plain(false),
            });
            let members: Vec<Value> = members.collect();
            match members.iter().find(|one| matches!(one, Value::Unknown(_) | Value::OneOf(_))) {
                Some(Value::Unknown(why)) => Value::Unknown(why.clone()),
                Some(_) => Value::Unknown("one of the sites is not known".to_owned()),
                // In a list `*` is compared like any other text, and no site is called so.
                None => Value::List(members.into_iter().filter(|one| one.text() != Some("*")).collect()),
            }
        }
        Js::Function(own) if lets_all_in(own.script.slice(own.node)) => list(&[WHOEVER_ASKS]),
        Js::Function(_) => Value::Unknown("a function of the app decides".to_owned()),
        Js::OneOf(all) => Value::OneOf(all.iter().map(origins).collect()),
        _ => value.plain(false),
    }
}

/// A pattern without its slashes and flags.
fn bare(pattern: &str) -> &str {
    let inner = pattern.strip_prefix('/').unwrap_or(pattern);
    inner.rsplit_once('/').map_or(inner, |(inner, _)| inner)
}

/// `(origin, callback) => callback(null, true)`: a function without a condition that says yes.
fn lets_all_in(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let says_yes = plain.contains("(null,true)") || plain.contains("(null,origin)");
    let decides = ["if(", "?", "&&", "||", ".includes(", ".indexOf(", ".test(", "switch("];
    says_yes && !decides.iter().any(|word| plain.contains(word))
}
