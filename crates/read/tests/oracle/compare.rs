//! Holds what sneck says of a project against what the real Flask says.

use std::fmt::Write as _;

use serde_json::Value as Json;
use sneck_model::{Environment, Facts, Key, Place, Setting, Value};

use super::corpus::Start;

/// How values of a setting are compared.
#[derive(Clone, Copy)]
enum By {
    /// Python's truth, which is all that Flask asks of them.
    Truth,
    /// Python's truth, and none apart from it.
    TruthOrNone,
    /// The same value; for secrets, the same bytes.
    Value,
}

/// Names in `app.config` and the keys that they are read into.
const CONFIG: &[(&str, Key, By)] = &[
    ("DEBUG", Key::DEBUG, By::Truth),
    ("TESTING", Key::TESTING, By::Truth),
    ("PROPAGATE_EXCEPTIONS", Key::PROPAGATE_EXCEPTIONS, By::TruthOrNone),
    ("TRAP_HTTP_EXCEPTIONS", Key::TRAP_HTTP_EXCEPTIONS, By::Truth),
    ("TRAP_BAD_REQUEST_ERRORS", Key::TRAP_BAD_REQUEST_ERRORS, By::TruthOrNone),
    ("EXPLAIN_TEMPLATE_LOADING", Key::EXPLAIN_TEMPLATE_LOADING, By::Truth),
    ("SECRET_KEY", Key::SECRET_KEY, By::Value),
    ("SECRET_KEY_FALLBACKS", Key::SECRET_KEY_FALLBACKS, By::Value),
    ("TRUSTED_HOSTS", Key::TRUSTED_HOSTS, By::Value),
    ("MAX_CONTENT_LENGTH", Key::MAX_BODY, By::Value),
    ("PREFERRED_URL_SCHEME", Key::URL_SCHEME, By::Value),
    ("PERMANENT_SESSION_LIFETIME", Key::SESSION_LIFETIME, By::Value),
    ("SESSION_COOKIE_NAME", Key::SESSION_COOKIE_NAME, By::Value),
    ("SESSION_COOKIE_SECURE", Key::SESSION_COOKIE_SECURE, By::Truth),
    ("SESSION_COOKIE_HTTPONLY", Key::SESSION_COOKIE_HTTPONLY, By::Truth),
    ("SESSION_COOKIE_SAMESITE", Key::SESSION_COOKIE_SAMESITE, By::Value),
    ("SESSION_COOKIE_DOMAIN", Key::SESSION_COOKIE_DOMAIN, By::Value),
    ("SESSION_COOKIE_PATH", Key::SESSION_COOKIE_PATH, By::Value),
    ("REMEMBER_COOKIE_SECURE", Key::REMEMBER_COOKIE_SECURE, By::Truth),
    ("REMEMBER_COOKIE_HTTPONLY", Key::REMEMBER_COOKIE_HTTPONLY, By::Truth),
    ("REMEMBER_COOKIE_SAMESITE", Key::REMEMBER_COOKIE_SAMESITE, By::Value),
    ("REMEMBER_COOKIE_DURATION", Key::REMEMBER_LIFETIME, By::Value),
    ("WTF_CSRF_ENABLED", Key::CSRF_FORMS, By::Truth),
    ("JWT_SECRET_KEY", Key::TOKEN_KEY, By::Value),
    ("JWT_COOKIE_SECURE", Key::TOKEN_COOKIE_SECURE, By::Truth),
    ("JWT_COOKIE_CSRF_PROTECT", Key::TOKEN_COOKIE_CSRF, By::Truth),
    ("JWT_ACCESS_TOKEN_EXPIRES", Key::TOKEN_LIFETIME, By::Value),
    ("JWT_ALGORITHM", Key::TOKEN_ALGORITHM, By::Value),
    ("DEBUG_TB_ENABLED", Key::DEBUG_TOOLBAR, By::Truth),
    ("SQLALCHEMY_DATABASE_URI", Key::BACKEND_URL, By::Value),
    ("SQLALCHEMY_ECHO", Key::SQL_ECHO, By::Truth),
    ("MAIL_SERVER", Key::MAIL_HOST, By::Value),
    ("MAIL_USE_TLS", Key::MAIL_TLS, By::Truth),
];

/// What the server was handed.
const SERVER: &[(&str, Key, By)] = &[
    ("host", Key::SERVER_HOST, By::Value),
    ("use_debugger", Key::DEBUGGER, By::Truth),
    ("use_evalex", Key::DEBUGGER_CONSOLE, By::Truth),
    ("use_reloader", Key::SERVER_RELOAD, By::Truth),
];

/// Headers of an answer.
const HEADERS: &[(&str, Key, By)] = &[
    ("Strict-Transport-Security", Key::HEADER_HSTS, By::Value),
    ("Content-Security-Policy", Key::HEADER_CSP, By::Value),
    ("X-Frame-Options", Key::HEADER_FRAME_OPTIONS, By::Value),
    ("X-Content-Type-Options", Key::HEADER_CONTENT_TYPE_OPTIONS, By::Value),
    ("Referrer-Policy", Key::HEADER_REFERRER_POLICY, By::Value),
    ("Permissions-Policy", Key::HEADER_PERMISSIONS_POLICY, By::Value),
];

/// What it means that sneck does not speak of a setting, in JSON: the default, which no rule has to judge.
const SILENCE: &[(&str, &str)] = &[("host", "\"127.0.0.1\""), ("use_evalex", "true"), ("JWT_ALGORITHM", "\"HS256\"")];

/// The tally over all projects.
#[derive(Default)]
pub struct Tally {
    /// Values that were compared.
    pub compared: usize,
    /// Values that sneck does not claim to know, a line each.
    pub unknown: Vec<String>,
    /// Values that sneck has wrong, a line each.
    pub wrong: Vec<String>,
    /// The first project with a wrong value, whole.
    pub first: String,
}

impl Tally {
    /// Compares one way in which a project is started. `title` names both.
    pub fn add(&mut self, title: &str, facts: &Facts, start: &Start, answer: &Json) {
        if let Some(error) = answer.get("error") {
            self.wrong.push(format!("{title}\n    the real Flask does not start it: {error}"));
            return;
        }
        let Some(environment) = facts.environments.iter().find(|e| e.name == start.name) else {
            let names: Vec<_> = facts.environments.iter().map(|e| e.name.as_str()).collect();
            self.wrong.push(format!("{title}\n    no such environment is found; there are {names:?}"));
            return;
        };
        for (part, table) in [("config", CONFIG), ("server", SERVER), ("headers", HEADERS)] {
            // What a server was handed and what it answers is not always to be seen; the configuration is.
            let measured = |name: &str| part == "config" || answer[part].get(name).is_some();
            for (name, key, by) in table.iter().filter(|(name, ..)| measured(name)) {
                let found = settings(facts, environment, start, *key, name);
                self.compare(&format!("{title}, {name}"), name, &found, answer[part].get(name), *by);
            }
        }
    }

    fn compare(&mut self, title: &str, name: &str, found: &[&Setting], real: Option<&Json>, by: By) {
        let Some(real) = real else {
            let claimed =
                found.iter().find(|s| is_claimed(s) && !(matches!(by, By::Truth) && s.value.truth() == Some(false)));
            self.wrong.extend(claimed.map(|s| line(title, "it is not set", s)));
            return;
        };
        if real.get("type").is_some() {
            return; // an object of the project's own, which has no counterpart
        }
        self.compared += 1;
        let Some(setting) = found.first() else {
            let default = SILENCE.iter().find(|(silent, _)| *silent == name).map(|(_, default)| *default);
            if truth(real) && default != Some(&real.to_string()) {
                self.unknown.push(format!("{title}\n    Flask: {real}\n    sneck: nothing"));
            }
            return;
        };
        match same(&setting.value, real, by) {
            Some(true) => {}
            Some(false) => self.wrong.push(line(title, &real.to_string(), setting)),
            None => self.unknown.push(line(title, &real.to_string(), setting)),
        }
    }
}

/// The settings of the started app. Where several apps have one, the command says which is meant.
fn settings<'a>(facts: &'a Facts, environment: &Environment, start: &Start, key: Key, name: &str) -> Vec<&'a Setting> {
    let mut found: Vec<_> = facts.settings_of(key).filter(|s| s.environment == environment.id).collect();
    found.retain(|s| key != Key::BACKEND_URL || s.raw == name);
    found.sort_by_key(|s| !start.command.contains(&s.component.name));
    found
}

/// Says that code or a variable sets it, as opposed to a default or its absence.
fn is_claimed(setting: &Setting) -> bool {
    let set = setting.because.first().is_some_and(|step| matches!(step.place, Place::File { .. }));
    set && !matches!(setting.value, Value::Unknown(_) | Value::None | Value::OneOf(_))
}

fn line(title: &str, real: &str, setting: &Setting) -> String {
    let mut text = format!("{title}\n    Flask: {real}\n    sneck: {:?} of {}", setting.value, setting.component);
    for step in &setting.because {
        let _ = write!(text, "\n        {} {}", step.place, step.says);
    }
    text
}

/// Whether both are the same; none when sneck does not claim to know.
fn same(value: &Value, real: &Json, by: By) -> Option<bool> {
    if let Value::OneOf(all) = value {
        let each: Vec<_> = all.iter().map(|one| same(one, real, by)).collect();
        return match (each.contains(&Some(true)), each.contains(&Some(false)), each.contains(&None)) {
            (true, false, false) => Some(true),
            (false, _, false) => Some(false),
            _ => None,
        };
    }
    match (value, by) {
        (Value::Unknown(_), _) => None,
        (_, By::Truth) => Some(value.truth()? == truth(real)),
        (_, By::TruthOrNone) if real.is_null() => Some(*value == Value::None),
        (_, By::TruthOrNone) => Some(*value != Value::None && value.truth()? == truth(real)),
        (_, By::Value) => same_value(value, real),
    }
}

fn same_value(value: &Value, real: &Json) -> Option<bool> {
    Some(match (value, real) {
        (Value::Unknown(_) | Value::OneOf(_), _) => return None,
        (Value::None, _) => real.is_null(),
        (Value::Bool(b), _) => real.as_bool() == Some(*b),
        (Value::Int(n), _) => real.as_f64() == Some(*n as f64),
        (Value::Float(n), _) => real.as_f64() == Some(*n),
        (Value::Text(text), _) => real.as_str() == Some(text),
        (Value::Secret(secret), _) => secret.attempt(|bytes| spelt(real).as_bytes() == bytes),
        (Value::List(all), Json::Array(real)) if all.len() == real.len() => {
            return all.iter().zip(real).map(|(one, real)| same_value(one, real)).try_fold(true, |a, b| Some(a && b?));
        }
        (Value::List(_) | Value::Map(_), _) => false,
    })
}

fn spelt(real: &Json) -> String {
    real.as_str().map_or_else(|| real.to_string(), ToOwned::to_owned)
}

fn truth(real: &Json) -> bool {
    match real {
        Json::Null => false,
        Json::Bool(b) => *b,
        Json::Number(n) => n.as_f64() != Some(0.0),
        Json::String(text) => !text.is_empty(),
        Json::Array(all) => !all.is_empty(),
        Json::Object(all) => !all.is_empty(),
    }
}
