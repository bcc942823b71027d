//! `json`, `tomllib` and YAML: text to values.

use std::rc::Rc;

use sneck_model::{Layer, Place};

use super::Row;
use super::files;
use crate::source::python::eval::calls::Call;
use crate::source::python::eval::heap::DictKey;
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::trace::Trace;
use crate::source::python::eval::value::{Py, Val};

pub(super) const ROWS: &[Row] = &[
    ("json.loads", |m, c| loads(m, c)),
    ("json.load", |m, c| load(m, c, Format::Json)),
    ("tomllib.load", |m, c| load(m, c, Format::Toml)),
    ("tomli.load", |m, c| load(m, c, Format::Toml)),
    ("toml.load", |m, c| load(m, c, Format::Toml)),
    ("ast.literal_eval", |m, c| literal(m, c)),
];

/// A text format with values in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 8259
    Json,
    /// TOML 1.0
    Toml,
}

pub(super) fn loads<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let Some(value) = c.args.first() else { return Val::none() };
    value.map(|v| {
        let Some(text) = v.as_str() else {
            m.might_raise("JSONDecodeError");
            return super::conversion::still_unknown(v);
        };
        match serde_json::from_str(text) {
            Ok(json) => m.json_value(&json, &v.trace),
            Err(_) => {
                m.might_raise("JSONDecodeError");
                m.raise("JSONDecodeError")
            }
        }
    })
}

fn load<'a>(m: &mut Machine<'a>, c: &Call<'a>, format: Format) -> Val<'a> {
    let value = c.args.first().cloned().unwrap_or_else(Val::none);
    match files::file_of(m, &value) {
        Some(file) => m.read_file(&file.path, &file.text(), format),
        None => super::conversion::still_unknown(&value),
    }
}

fn literal<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let Some(value) = c.args.first() else { return Val::none() };
    value.map(|v| match v.as_str().map(str::trim) {
        Some("True") => Val::bool(true),
        Some("False") => Val::bool(false),
        Some("None") => Val::none(),
        Some(text) => match text.parse::<i64>() {
            Ok(n) => Val::new(Py::Int(n)),
            Err(_) => match serde_json::from_str(&text.replace('\'', "\"")) {
                Ok(json) => m.json_value(&json, &v.trace),
                Err(_) => Val::unknown("a literal in a text is not followed"),
            },
        },
        None => super::conversion::still_unknown(v),
    })
}

impl<'a> Machine<'a> {
    /// Values of a file of the tree, each with its line.
    pub fn read_file(&mut self, path: &str, text: &str, format: Format) -> Val<'a> {
        let json: Option<serde_json::Value> = match format {
            Format::Json => serde_json::from_str(text).ok(),
            Format::Toml => toml::from_str(text).ok(),
        };
        match json {
            Some(json) => self.with_lines(&json, path, text),
            None => Val::unknown(format!("{path} is not well formed")),
        }
    }

    fn with_lines(&mut self, json: &serde_json::Value, path: &str, text: &str) -> Val<'a> {
        let at = |name: Option<&str>| {
            let line = name.and_then(|name| text.lines().position(|line| names_key(line, name)));
            let line = line.map_or(0, |n| u32::try_from(n + 1).unwrap_or(0));
            let place = Place::File { layer: Layer::Code, path: std::sync::Arc::from(path), line, column: 0, width: 0 };
            let says = name.map_or_else(|| "is read".to_owned(), |name| format!("sets {name}"));
            Trace::elsewhere(place, &says)
        };
        match json {
            serde_json::Value::Object(map) => {
                let entries: Vec<_> = map
                    .iter()
                    .map(|(k, v)| (DictKey::Str(Rc::from(k.as_str())), self.json_value(v, &at(Some(k)))))
                    .collect();
                self.dict(entries)
            }
            other => self.json_value(other, &at(None)),
        }
    }

    /// A JSON value as Python sees it.
    pub fn json_value(&mut self, json: &serde_json::Value, trace: &Trace) -> Val<'a> {
        let value = match json {
            serde_json::Value::Null => Val::none(),
            serde_json::Value::Bool(b) => Val::bool(*b),
            serde_json::Value::Number(n) => match n.as_i64() {
                Some(n) => Val::new(Py::Int(n)),
                None => Val::new(Py::Float(n.as_f64().unwrap_or(0.0))),
            },
            serde_json::Value::String(text) => Val::str(text),
            serde_json::Value::Array(all) => {
                let members = all.iter().map(|v| self.json_value(v, trace)).collect();
                self.list(members)
            }
            serde_json::Value::Object(map) => {
                let entries: Vec<_> =
                    map.iter().map(|(k, v)| (DictKey::Str(Rc::from(k.as_str())), self.json_value(v, trace))).collect();
                self.dict(entries)
            }
        };
        value.with(trace.clone())
    }
}

fn names_key(line: &str, name: &str) -> bool {
    let line = line.trim_start().trim_start_matches('"');
    line.strip_prefix(name).is_some_and(|rest| rest.trim_start_matches('"').trim_start().starts_with(['=', ':']))
}
