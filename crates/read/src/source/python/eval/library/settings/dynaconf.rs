//! Dynaconf: sections of TOML files by environment, then variables with a prefix.

use std::rc::Rc;

use super::Row;
use crate::source::python::eval::calls::Call;
use crate::source::python::eval::heap::{Body, Dict, DictKey, Object};
use crate::source::python::eval::library::files;
use crate::source::python::eval::library::json::Format;
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::value::{Py, Val};

pub(super) const ROWS: &[Row] = &[
    ("dynaconf.Dynaconf", |m, c| object(m, c)),
    ("dynaconf.LazySettings", |m, c| object(m, c)),
    ("dynaconf.FlaskDynaconf", |m, c| flask(m, c)),
    ("dynaconf.FlaskDynaconf.init_app", |m, c| flask(m, c)),
    ("dynaconf.contrib.FlaskDynaconf", |m, c| flask(m, c)),
];

const FILES: [&str; 4] = ["settings.toml", ".secrets.toml", "settings.json", ".secrets.json"];

/// `Dynaconf(...)`: settings as attributes, in any case.
fn object<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let values = values(m, c, "DYNACONF", false);
    let mut made = Object::new(Body::Instance(Val::external("dynaconf.Dynaconf")));
    for (key, value) in values.entries {
        let Some(name) = key.text() else { continue };
        for spelled in [name.to_owned(), name.to_ascii_uppercase(), name.to_ascii_lowercase()] {
            made.attrs.insert(Rc::from(spelled), value.clone());
        }
    }
    Val::new(Py::Object(m.heap.add(made)))
}

/// `FlaskDynaconf(app)`: settings go into `app.config`.
fn flask<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let given = c.args.iter().chain(c.kwarg("app")).filter_map(Val::object);
    let config = given.into_iter().find_map(|id| m.heap.get(id).attrs.get("config").and_then(Val::object));
    let values = values(m, c, "FLASK", true);
    if let Some(dict) = config.and_then(|id| m.dict_mut(id)) {
        for (key, value) in values.entries {
            let name = key.text().map(str::to_ascii_uppercase).unwrap_or_default();
            dict.entries.insert(DictKey::Str(Rc::from(name)), value);
        }
        dict.open = dict.open.take().or(values.open);
    }
    Val::external("dynaconf.FlaskDynaconf()")
}

fn values<'a>(m: &mut Machine<'a>, c: &Call<'a>, prefix: &str, environments: bool) -> Dict<'a> {
    let layered = environments || c.kwarg("environments").is_some_and(|v| m.truth(v) == Some(true));
    let named = c
        .kwarg("settings_files")
        .or_else(|| c.kwarg("settings_file"))
        .and_then(|v| m.members(v).filter(|_| v.as_str().is_none()).or_else(|| Some(vec![v.clone()])));
    let names = named.unwrap_or_else(|| FILES.map(Val::str).to_vec());
    let environment = environment(m, c);
    let mut all = Dict::default();
    for name in names {
        let Some(file) = files::file_of(m, &name) else { continue };
        let format = if file.path.ends_with(".json") { Format::Json } else { Format::Toml };
        let read = m.read_file(&file.path, &file.text(), format);
        let sections = if layered { vec!["default", environment.as_str(), "global"] } else { Vec::new() };
        merge(m, &mut all, &read, &sections);
    }
    let prefix = match c.kwarg("envvar_prefix") {
        Some(given) => given.as_str().unwrap_or(prefix).to_owned(),
        None => prefix.to_owned(),
    };
    variables(m, c, &mut all, &prefix);
    all
}

fn environment<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> String {
    let switch = c.kwarg("env_switcher").and_then(Val::as_str).unwrap_or("ENV_FOR_DYNACONF").to_owned();
    let given = [switch.as_str(), "FLASK_ENV"]
        .into_iter()
        .find_map(|name| m.read_variable(name, None, c).as_str().map(str::to_owned));
    given
        .or_else(|| c.kwarg("env").and_then(Val::as_str).map(str::to_owned))
        .unwrap_or_else(|| "development".to_owned())
}

fn merge<'a>(m: &Machine<'a>, all: &mut Dict<'a>, read: &Val<'a>, sections: &[&str]) {
    let Some(dict) = m.as_dict(read) else { return };
    if sections.is_empty() {
        all.entries.extend(dict.entries.iter().map(|(k, v)| (k.clone(), v.clone())));
    }
    for section in sections {
        if let Some(inner) = dict.entries.get(&DictKey::Str(Rc::from(*section))).and_then(|v| m.as_dict(v)) {
            all.entries.extend(inner.entries.iter().map(|(k, v)| (k.clone(), v.clone())));
        }
    }
}

/// `PREFIX_NAME=value`, the value read as TOML.
fn variables<'a>(m: &mut Machine<'a>, c: &Call<'a>, all: &mut Dict<'a>, prefix: &str) {
    let environ = Val::new(Py::Object(m.environ));
    let Some(dict) = m.as_dict(&environ).cloned() else { return };
    let start = format!("{prefix}_");
    let names: Vec<String> =
        dict.entries.keys().filter_map(DictKey::text).filter(|n| n.starts_with(&start)).map(str::to_owned).collect();
    for name in names {
        let value = m.read_variable(&name, None, c);
        let parsed = value.map(|v| match v.as_str() {
            Some("true" | "True" | "on") => Val::bool(true),
            Some("false" | "False" | "off") => Val::bool(false),
            Some(text) => text.parse().map_or_else(|_| v.clone(), |n| Val::new(Py::Int(n))),
            None => v.clone(),
        });
        all.entries.insert(DictKey::Str(Rc::from(&name[start.len()..])), parsed);
    }
    all.open = dict.open;
}
