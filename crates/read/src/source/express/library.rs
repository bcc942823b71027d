//! What functions of Node and methods of texts give.

use std::rc::Rc;

use super::expression::{number, shown};
use super::value::{Js, Val};

/// Packages whose calls take functions that they keep for later, when a request comes.
pub(super) const MIDDLEWARE: &[&str] = &[
    "cors",
    "helmet",
    "express-session",
    "cookie-session",
    "express.static",
    "express.json",
    "express.urlencoded",
    "express-rate-limit",
    "morgan",
    "multer",
];

/// Words for a value that is chosen anew with every start.
const AT_RANDOM: &str = "it is chosen at random when the program starts";

/// What a function gives; nothing where it is not known.
pub(super) fn function<'t>(name: &str, arguments: &[Val<'t>]) -> Option<Val<'t>> {
    let first = arguments.first();
    let js = match name {
        "parseInt" | "Number" | "parseFloat" | "Number.parseInt" => {
            let known = first.and_then(number).map(Js::Number);
            return Some(known.map_or_else(|| unknown_of(first), Val::new));
        }
        "String" => Js::Text(Rc::from(shown(first?)?)),
        "Boolean" => Js::Bool(first?.truth()?),
        "path.join" | "path.resolve" | "join" | "resolve" => Js::Text(Rc::from(joined(arguments)?)),
        "process.cwd" => Js::Text(Rc::from("")),
        "crypto.randomBytes" | "crypto.randomUUID" | "randomBytes" | "randomUUID" | "Math.random" | "nanoid.nanoid"
        | "uuid.v4" | "Date.now" => Js::Unknown(Rc::from(AT_RANDOM)),
        _ => return None,
    };
    Some(Val::new(js))
}

/// Numbers of what cannot be told are not known for the same reason.
fn unknown_of<'t>(value: Option<&Val<'t>>) -> Val<'t> {
    match value.map(|value| &value.js) {
        Some(Js::Unknown(why)) => Val::new(Js::Unknown(why.clone())),
        Some(Js::Undefined) => Val::new(Js::Number(f64::NAN)),
        _ => Val::unknown("it is a number that is not known"),
    }
}

/// Parts of a path; where a folder is not known, the rest of it.
fn joined(parts: &[Val<'_>]) -> Option<String> {
    let whole = parts.first().and_then(Val::as_text).is_some_and(|first| first.starts_with('/'));
    let parts: Option<Vec<String>> = parts.iter().map(|part| part.as_text().map(str::to_owned)).collect();
    let mut path: Vec<String> = Vec::new();
    for word in parts?.iter().flat_map(|part| part.split('/')) {
        match word {
            "" | "." => {}
            ".." => drop(path.pop()),
            word => path.push(word.to_owned()),
        }
    }
    Some(format!("{}{}", if whole { "/" } else { "" }, path.join("/")))
}

/// What a method of a text or a list gives; nothing where it is not known.
pub(super) fn method<'t>(receiver: &Val<'t>, name: &str, arguments: &[Val<'t>]) -> Option<Val<'t>> {
    let word = || arguments.first().and_then(Val::as_text);
    let js = match (&receiver.js, name) {
        (Js::Unknown(_), _) => return None,
        (Js::Text(text), "trim") => Js::Text(Rc::from(text.trim())),
        (Js::Text(text), "toLowerCase") => Js::Text(Rc::from(text.to_lowercase())),
        (Js::Text(text), "toUpperCase") => Js::Text(Rc::from(text.to_uppercase())),
        (Js::Text(text), "toString") => Js::Text(text.clone()),
        (Js::Text(text), "includes") => Js::Bool(text.contains(word()?)),
        (Js::Text(text), "startsWith") => Js::Bool(text.starts_with(word()?)),
        (Js::Text(text), "split") => {
            let one = |part: &str| Val { js: Js::Text(Rc::from(part)), steps: receiver.steps.clone() };
            Js::Array(Rc::new(text.split(word()?).map(one).collect()))
        }
        (Js::Array(all), "concat") => match &arguments.first()?.js {
            Js::Array(more) => Js::Array(Rc::new(all.iter().chain(more.iter()).cloned().collect())),
            _ => return None,
        },
        (Js::Array(all), "includes") => {
            let wanted = word()?;
            let words: Option<Vec<&str>> = all.iter().map(Val::as_text).collect();
            Js::Bool(words?.contains(&wanted))
        }
        (Js::Array(_), "map" | "filter") if is_trimming(arguments) => receiver.js.clone(),
        (Js::Number(n), "toString") => Js::Text(Rc::from(n.to_string())),
        _ => return None,
    };
    Some(Val { js, steps: receiver.steps.clone() })
}

/// `(s) => s.trim()`, `Boolean`
fn is_trimming(arguments: &[Val<'_>]) -> bool {
    arguments.first().is_some_and(|argument| match &argument.js {
        Js::Outside(name) => &**name == "Boolean",
        Js::Function(own) => own.script.slice(own.node).trim_end_matches(';').ends_with(".trim()"),
        _ => false,
    })
}
