//! `app.config`: every documented way to fill it.

use std::rc::Rc;

use crate::source::python::eval::library::{self, conversion, files, json::Format, paths};
use crate::source::python::eval::{Body, Call, Dict, DictKey, Machine, ObjectId, Py, Row, Val};

pub(super) const ROWS: &[Row] = &[
    ("flask.Config", |m, c| new(m, c)),
    ("flask.config.Config", |m, c| new(m, c)),
    ("flask.Config.from_object", |m, c| from_object(m, c)),
    ("flask.Config.from_mapping", |m, c| from_mapping(m, c)),
    ("flask.Config.from_pyfile", |m, c| from_pyfile(m, c)),
    ("flask.Config.from_envvar", |m, c| from_envvar(m, c)),
    ("flask.Config.from_prefixed_env", |m, c| from_prefixed_env(m, c)),
    ("flask.Config.from_file", |m, c| from_file(m, c)),
    ("flask.Config.from_json", |m, c| load_file(m, c, Format::Json)),
    ("flask.Config.from_toml", |m, c| load_file(m, c, Format::Toml)),
    ("flask.Config.get_namespace", |_, _| Val::unknown("a namespace of the configuration is not followed")),
    ("flask.Config.root_path:get", |m, c| root_path(m, c)),
];

/// Entry under which a configuration keeps the folder that its files are relative to.
pub(super) const ROOT: &str = "<root>";

fn new<'a>(m: &mut Machine<'a>, _: &Call<'a>) -> Val<'a> {
    m.object(Body::Dict(Dict { class: Some("flask.Config"), ..Dict::default() }))
}

fn is_setting(name: &str) -> bool {
    name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase)
}

/// `from_object(x)`: upper-case attributes of a module, class or instance, or of what a dotted name leads to.
fn from_object<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let (Some(config), Some(given)) = (c.on_object(), c.arg(0, "obj")) else { return Val::none() };
    let mut sources = Vec::new();
    for one in given.alternatives() {
        let source = if one.as_str().is_some() { m.imported(one, c) } else { one.clone() };
        sources.extend(source.alternatives().iter().map(|s| s.clone().because(&one.trace)));
    }
    let found: Vec<Option<Named<'a>>> = sources.iter().map(|s| settings_of(m, s, c)).collect();
    let why_open = sources.iter().find_map(|s| s.why_unknown().cloned());
    if found.iter().any(Option::is_none) {
        open(m, config, why_open.as_deref().unwrap_or(OUTSIDE));
    }
    let unknown = Val::unknown(why_open.as_deref().unwrap_or(OUTSIDE));
    for (name, value) in joined(&found, &unknown) {
        let trace = value.trace.then(c.site.file, c.site.range, "is applied by from_object");
        apply(m, config, &name, value.with(trace), false);
    }
    Val::none()
}

/// Why entries are not known where an object fills the configuration that nobody follows.
const OUTSIDE: &str = "an object outside of the project fills the configuration";

/// What each name is where any one of several objects fills the configuration: not bound by those that leave it out,
/// anything where the object is not known.
fn joined<'a>(found: &[Option<Named<'a>>], unknown: &Val<'a>) -> Named<'a> {
    let mut names: Vec<&Rc<str>> = found.iter().flatten().flatten().map(|(name, _)| name).collect();
    names.sort();
    names.dedup();
    let of = |name: &Rc<str>| {
        let in_one = |all: &Named<'a>| all.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
        let value = |one: &Option<Named<'a>>| match one {
            Some(all) => in_one(all).unwrap_or_else(|| Val::new(Py::Unbound)),
            None => unknown.clone(),
        };
        let values: Vec<Val<'a>> = found.iter().map(value).collect();
        let trace = values.iter().map(|v| &v.trace).find(|trace| !trace.is_empty()).cloned().unwrap_or_default();
        (name.clone(), Val::one_of(values).because(&trace))
    };
    names.into_iter().map(of).collect()
}

/// Names with their values.
type Named<'a> = Vec<(Rc<str>, Val<'a>)>;

/// Upper-case attributes with their values; `None` when the object is not known.
fn settings_of<'a>(m: &mut Machine<'a>, source: &Val<'a>, c: &Call<'a>) -> Option<Named<'a>> {
    let id = source.object()?;
    let names = m.public_names(id)?;
    let names: Vec<_> = names.into_iter().filter(|n| is_setting(n)).collect();
    Some(names.into_iter().map(|n| (n.clone(), m.attribute(source, &n, c.site))).collect())
}

/// Sets an entry; joins with what was there, which may be nothing, when it only may be set.
fn apply<'a>(m: &mut Machine<'a>, config: ObjectId, name: &str, value: Val<'a>, perhaps: bool) {
    let Some(dict) = m.dict_mut(config) else { return };
    let key = DictKey::Str(Rc::from(name));
    let maybe_absent = perhaps || value.alternatives().iter().any(|v| matches!(v.py, Py::Unbound));
    let unbound = || Val::new(Py::Unbound);
    let before = maybe_absent.then(|| dict.entries.get(&key).cloned().unwrap_or_else(unbound));
    let value = Val::one_of(before.into_iter().chain([value.bound()]));
    dict.entries.insert(key, value);
}

fn open(m: &mut Machine<'_>, config: ObjectId, why: &str) {
    if let Some(dict) = m.dict_mut(config) {
        dict.open_up(&Rc::from(why));
    }
}

/// `from_mapping(mapping, **kwargs)`: upper-case keys.
fn from_mapping<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let Some(config) = c.on_object() else { return Val::none() };
    let mut entries: Vec<(Rc<str>, Val<'a>)> = Vec::new();
    for given in c.args.first().into_iter().chain(c.kwarg("mapping")) {
        match library::containers::pairs(m, given) {
            Some((pairs, why)) => {
                entries.extend(pairs.into_iter().filter_map(|(k, v)| Some((Rc::from(k.text()?), v))));
                why.into_iter().for_each(|why| open(m, config, &why));
            }
            None if matches!(given.py, Py::None) => {}
            None => open(m, config, given.why_unknown().map_or("a mapping is not known", |why| why)),
        }
    }
    entries.extend(c.kwargs.iter().cloned());
    for (name, value) in entries.into_iter().filter(|(name, _)| is_setting(name)) {
        apply(m, config, &name, value, false);
    }
    Val::bool(true)
}

/// `from_pyfile(name, silent)`: a Python file, relative to the root or the instance folder.
fn from_pyfile<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let (Some(config), Some(name)) = (c.on_object(), c.arg(0, "filename")) else { return Val::none() };
    let silent = c.arg(1, "silent").is_some_and(|v| m.truth(v) == Some(true));
    let several = name.alternatives().len() > 1;
    let mut found = false;
    for one in name.alternatives() {
        found |= pyfile(m, config, one, silent, several, c);
    }
    Val::bool(found)
}

fn pyfile<'a>(
    m: &mut Machine<'a>,
    config: ObjectId,
    name: &Val<'a>,
    silent: bool,
    several: bool,
    c: &Call<'a>,
) -> bool {
    let Some(text) = paths::text_of(m, name) else {
        open(m, config, name.why_unknown().map_or("the name of a configuration file is not known", |why| why));
        return false;
    };
    let path = relative_to_root(m, config, &text);
    let Some(file) = path.as_deref().and_then(|path| m.project.at(path)) else {
        let why = format!("the configuration file {text} is not in the tree");
        if !silent {
            m.might_raise("FileNotFoundError");
        }
        open(m, config, &why);
        return false;
    };
    let names = m.names_of_file(file);
    for (name, value) in names.into_iter().filter(|(name, _)| is_setting(name)) {
        let trace = value.trace.then(c.site.file, c.site.range, "is applied by from_pyfile");
        apply(m, config, &name, value.with(trace), several);
    }
    true
}

/// Configuration files are looked up in the app's root path, or its instance folder.
fn relative_to_root<'a>(m: &Machine<'a>, config: ObjectId, name: &str) -> Option<String> {
    if name.starts_with('/') {
        return paths::to_tree(name);
    }
    let root = m.heap.get(config).attrs.get(ROOT).and_then(Val::as_str).unwrap_or(paths::ROOT);
    paths::to_tree(&format!("{root}/{name}"))
}

/// `from_envvar(name, silent)`: the variable holds the name of a Python file.
fn from_envvar<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let Some(name) = c.arg(0, "variable_name").and_then(Val::as_str) else { return Val::none() };
    let silent = c.arg(1, "silent").cloned().unwrap_or_else(|| Val::bool(false));
    let file = m.read_variable(name, None, c);
    if m.truth(&file) == Some(false) {
        if m.truth(&silent) != Some(true) {
            // Without the variable the program does not start: it is supplied from outside.
            let why = format!("{name} names a configuration file and is supplied from outside");
            c.on_object().into_iter().for_each(|config| open(m, config, &why));
        }
        return Val::bool(false);
    }
    let given: Vec<_> = file.alternatives().iter().filter(|v| m.truth(v) != Some(false)).cloned().collect();
    let several = given.len() < file.alternatives().len();
    let mut found = false;
    for one in given {
        let config = c.on_object();
        found |= config.is_some_and(|config| pyfile(m, config, &one, true, several, c));
    }
    Val::bool(found)
}

/// `from_prefixed_env(prefix, loads=json.loads)`: `FLASK_X__Y` sets `X["Y"]`.
fn from_prefixed_env<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let Some(config) = c.on_object() else { return Val::none() };
    let prefix = c.arg(0, "prefix").and_then(Val::as_str).unwrap_or("FLASK").to_owned() + "_";
    let environ = Val::new(Py::Object(m.environ));
    let Some(dict) = m.as_dict(&environ).cloned() else { return Val::none() };
    let mut names: Vec<Rc<str>> = dict.entries.keys().filter_map(|k| k.text().map(Rc::from)).collect();
    names.sort();
    m.variables_read.insert(Rc::from(format!("{prefix}*")));
    for name in names.iter().filter(|n| n.starts_with(&prefix)) {
        let value = m.read_variable(name, None, c);
        let parsed = match c.kwarg("loads").cloned() {
            Some(loads) if !matches!(&loads.py, Py::External(name) if &**name == "json.loads") => {
                m.call(&loads, Call { args: vec![value], ..Call::bare(c.site) })
            }
            _ => value.map(|v| parsed_json(m, v)),
        };
        match name[prefix.len()..].split_once("__") {
            None => apply(m, config, &name[prefix.len()..], parsed, false),
            Some((top, rest)) => nested(m, config, top, rest, parsed),
        }
    }
    if let Some(why) = dict.open {
        open(m, config, &why);
    }
    Val::bool(true)
}

/// `json.loads`, or the text when it is no JSON.
fn parsed_json<'a>(m: &mut Machine<'a>, value: &Val<'a>) -> Val<'a> {
    match value.as_str().map(serde_json::from_str::<serde_json::Value>) {
        Some(Ok(json)) => m.json_value(&json, &value.trace),
        _ => value.clone(),
    }
}

fn nested<'a>(m: &mut Machine<'a>, config: ObjectId, top: &str, rest: &str, value: Val<'a>) {
    let key = DictKey::Str(Rc::from(top));
    let known = m.as_dict(&Val::new(Py::Object(config))).and_then(|d| d.entries.get(&key).and_then(Val::object));
    let inner = match known {
        Some(inner) => inner,
        None => {
            let made = m.dict([]);
            apply(m, config, top, made.clone(), false);
            let Some(inner) = made.object() else { return };
            inner
        }
    };
    match rest.split_once("__") {
        Some((next, rest)) => nested(m, inner, next, rest, value),
        None => apply(m, inner, rest, value, false),
    }
}

/// `from_file(name, load=tomllib.load, text=False)`
fn from_file<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let format = match c.arg(1, "load").map(|v| &v.py) {
        Some(Py::External(name)) if name.contains("toml") => Format::Toml,
        Some(Py::External(name)) if name.contains("json") => Format::Json,
        _ => {
            let why = "a configuration file is read by a function that is not followed";
            c.on_object().into_iter().for_each(|config| open(m, config, why));
            return Val::none();
        }
    };
    load_file(m, c, format)
}

fn load_file<'a>(m: &mut Machine<'a>, c: &Call<'a>, format: Format) -> Val<'a> {
    let (Some(config), Some(name)) = (c.on_object(), c.arg(0, "filename")) else { return Val::none() };
    let path = paths::text_of(m, name).and_then(|text| relative_to_root(m, config, &text));
    let file = path.as_deref().and_then(|path| m.project.tree.file(path)).or_else(|| files::file_of(m, name));
    let Some(file) = file else {
        open(m, config, "a configuration file is not in the tree");
        return Val::bool(false);
    };
    let loaded = m.read_file(&file.path, &file.text(), format);
    let given = Call { args: vec![loaded], kwargs: Vec::new(), ..c.clone() };
    from_mapping(m, &given)
}

fn root_path<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let root = c.on_object().and_then(|id| m.heap.get(id).attrs.get(ROOT).cloned());
    root.unwrap_or_else(|| Val::str(paths::ROOT))
}

/// `bool` of a configuration value as Flask's own code takes it.
pub(super) fn truth<'a>(m: &Machine<'a>, value: &Val<'a>) -> Val<'a> {
    value.map(|v| conversion::to_bool(m, v))
}

/// Says of the configuration of an app that it may hold entries that are not known.
pub(super) fn open_up(m: &mut Machine<'_>, app: ObjectId, why: &str) {
    if let Some(config) = m.config_of(app) {
        open(m, config, why);
    }
}
