//! Holds what sneck says of a project against what the real framework says.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value as Json;
use sneck_model::{Environment, Facts, Key, Place, Setting, Value};

use crate::corpus::Start;
use crate::framework::{By, Framework, Row};

/// The tally over all projects.
pub struct Tally {
    /// Whose settings are compared.
    pub framework: &'static Framework,
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
    /// Nothing compared yet.
    pub fn new(framework: &'static Framework) -> Self {
        Self { framework, compared: 0, unknown: Vec::new(), wrong: Vec::new(), first: String::new() }
    }

    /// Compares one way in which a project is started. `title` names both.
    pub fn add(&mut self, title: &str, facts: &Facts, start: &Start, answer: &Json) {
        if let Some(error) = answer.get("error") {
            self.wrong.push(format!("{title}\n    the real framework does not start it: {error}"));
            return;
        }
        let Some(environment) = facts.environments.iter().find(|e| e.name == start.name) else {
            let names: Vec<_> = facts.environments.iter().map(|e| e.name.as_str()).collect();
            self.wrong.push(format!("{title}\n    no such environment is found; there are {names:?}"));
            return;
        };
        let config = [("config", self.framework.config)];
        for (part, rows) in config.iter().chain(self.framework.seen) {
            // What a server was handed and what it answers is not always to be seen; the configuration is.
            let measured = |name: &str| *part == "config" || answer[*part].get(name).is_some();
            for row in rows.iter().filter(|(name, ..)| measured(name)) {
                let found = settings(facts, environment, start, *row);
                self.compare(&format!("{title}, {}", row.0), *row, &found, answer[*part].get(row.0));
            }
        }
    }

    fn compare(&mut self, title: &str, (name, _, by): Row, found: &[&Setting], real: Option<&Json>) {
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
            let default =
                self.framework.silence.iter().find(|(silent, _)| *silent == name).map(|(_, default)| *default);
            if truth(real) && default != Some(&real.to_string()) {
                self.unknown.push(format!("{title}\n    real:  {real}\n    sneck: nothing"));
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
fn settings<'a>(facts: &'a Facts, environment: &Environment, start: &Start, (name, key, _): Row) -> Vec<&'a Setting> {
    let mut found: Vec<_> = facts.settings_of(key).filter(|s| s.standing == environment.id.into()).collect();
    // Of one key an app may have several: what they are called tells them apart.
    let of_many = key == Key::API_DOCS || key.0.starts_with("backend.");
    found.retain(|s| !of_many || [name, "DATABASES[\"default\"]"].contains(&&*s.raw));
    found.sort_by_key(|s| !start.command.contains(&s.component.name));
    found
}

/// Says that code or a variable sets it, as opposed to a default or its absence.
fn is_claimed(setting: &Setting) -> bool {
    let set = setting.because.first().is_some_and(|step| matches!(step.place, Place::File { .. }));
    set && !matches!(setting.value, Value::Unknown(_) | Value::None | Value::OneOf(_))
}

fn line(title: &str, real: &str, setting: &Setting) -> String {
    let mut text = format!("{title}\n    real:  {real}\n    sneck: {:?} of {}", setting.value, setting.component);
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
        (Value::Text(text), By::Policy) => Some(real.as_str().is_some_and(|real| parts(real) == parts(text))),
        (Value::List(all), By::Names) => {
            let real: Vec<_> = real.as_array()?.iter().map(|one| one.as_str().unwrap_or_default()).collect();
            let found: Option<Vec<&str>> = all.iter().map(|one| one.text()?.rsplit('.').next()).collect();
            Some(found? == real)
        }
        (_, By::ValueOrNothing) if !truth(real) => Some(!value.truth()?),
        (_, By::Value | By::ValueOrNothing | By::Policy | By::Names) => same_value(value, real),
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
        // A member that may be there or not leaves it open how long the list is.
        (Value::List(all), Json::Array(_)) if all.iter().any(|one| matches!(one, Value::OneOf(_))) => return None,
        (Value::List(_) | Value::Map(_), _) => false,
    })
}

/// Directives of a policy.
fn parts(policy: &str) -> BTreeSet<&str> {
    policy.split([';', ',']).map(str::trim).filter(|part| !part.is_empty()).collect()
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
