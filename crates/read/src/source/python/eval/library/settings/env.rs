//! environs, django-environ and Starlette's `Config`: an object whose methods read typed variables.

use std::rc::Rc;

use super::Row;
use super::lookup::{self, DJANGO_ENVIRON, STARLETTE, WORDS, Words};
use crate::source::python::eval::calls::Call;
use crate::source::python::eval::heap::DictKey;
use crate::source::python::eval::library::{files, json};
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::value::{Py, Val};

/// Methods of an `Env` class under its full name.
macro_rules! env_class {
    ($class:literal, $words:expr) => {
        &[
            ($class, |m, c| new(m, c, $class)),
            (concat!($class, ".__call__"), |m, c| plain(m, c, &$words)),
            (concat!($class, ".str"), |m, c| read(m, c)),
            (concat!($class, ".url"), |m, c| read(m, c)),
            (concat!($class, ".bool"), |m, c| boolean(m, c, &$words)),
            (concat!($class, ".int"), |m, c| integer(m, c)),
            (concat!($class, ".float"), |m, c| integer(m, c)),
            (concat!($class, ".list"), |m, c| listed(m, c)),
            (concat!($class, ".json"), |m, c| structured(m, c)),
            (concat!($class, ".timedelta"), |m, c| duration(m, c)),
            (concat!($class, ".read_env"), |m, c| read_env(m, c)),
            (concat!($class, ".prefixed"), |m, c| prefixed(m, c)),
            (concat!($class, ".seal"), |_, _| Val::none()),
        ]
    };
}

pub(super) const ENVIRONS: &[Row] = env_class!("environs.Env", WORDS);
pub(super) const DJANGO: &[Row] = env_class!("environ.Env", DJANGO_ENVIRON);

pub(super) const OTHERS: &[Row] = &[
    ("environs.env:get", |m, _| Val::new(Py::Object(m.instance("environs.Env")))),
    ("environ.Env.read_env", |m, c| read_env(m, c)),
    ("starlette.config.Config", |m, c| starlette(m, c)),
    ("starlette.config.Config.__call__", |m, c| starlette_read(m, c)),
    ("starlette.config.Config.get", |m, c| starlette_read(m, c)),
];

/// Attribute that keeps casts and defaults that the constructor was given.
const SCHEME: &str = "<scheme>";
/// Attribute that keeps the prefix.
const PREFIX: &str = "<prefix>";
/// Attribute that keeps the values of a file.
const VALUES: &str = "<values>";

fn new<'a>(m: &mut Machine<'a>, c: &Call<'a>, class: &str) -> Val<'a> {
    let id = m.instance(class);
    let scheme = m.dict(c.kwargs.iter().map(|(n, v)| (DictKey::Str(n.clone()), v.clone())).collect::<Vec<_>>());
    m.heap.change(id).attrs.insert(Rc::from(SCHEME), scheme);
    Val::new(Py::Object(id))
}

/// `env("X")`: a scheme of the constructor gives cast and default.
fn plain<'a>(m: &mut Machine<'a>, c: &Call<'a>, words: &Words) -> Val<'a> {
    let key = c.args.first().and_then(DictKey::of);
    let scheme = c.on_object().and_then(|id| m.heap.get(id).attrs.get(SCHEME).cloned());
    let given = scheme.and_then(|s| m.as_dict(&s)?.entries.get(&key?).cloned());
    let (with, default) = match given.as_ref().map(|v| &v.py) {
        Some(Py::Tuple(pair)) => (pair.first().cloned(), pair.get(1).cloned()),
        Some(_) => (given.clone(), None),
        None => (c.kwarg("cast").cloned(), None),
    };
    let default = default_of(c).or(default);
    let found = named(m, c, default);
    match &with {
        Some(cast) if is_list(m, cast) => lookup::list(m, &found),
        with => lookup::cast(m, c, found, with.as_ref(), words),
    }
}

/// django-environ takes `list` and `[str]` for parts between commas.
fn is_list<'a>(m: &Machine<'a>, cast: &Val<'a>) -> bool {
    match &cast.py {
        Py::External(name) => matches!(&**name, "builtins.list" | "builtins.tuple"),
        _ => m.members(cast).is_some_and(
            |of| matches!(of.as_slice(), [one] if matches!(&one.py, Py::External(name) if &**name == "builtins.str")),
        ),
    }
}

fn default_of<'a>(c: &Call<'a>) -> Option<Val<'a>> {
    c.arg(1, "default").cloned()
}

fn named<'a>(m: &mut Machine<'a>, c: &Call<'a>, default: Option<Val<'a>>) -> Val<'a> {
    let Some(name) = c.arg(0, "name").or_else(|| c.kwarg("var")).and_then(Val::as_str) else {
        return Val::unknown("the name of a setting is not known");
    };
    let prefix = c.on_object().and_then(|id| m.heap.get(id).attrs.get(PREFIX).and_then(Val::as_str).map(str::to_owned));
    lookup::setting(m, c, &format!("{}{name}", prefix.unwrap_or_default()), None, default)
}

fn read<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    named(m, c, default_of(c))
}

fn boolean<'a>(m: &mut Machine<'a>, c: &Call<'a>, words: &Words) -> Val<'a> {
    let value = read(m, c);
    lookup::truth(m, &value, words)
}

fn integer<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let value = read(m, c);
    lookup::number(m, &value)
}

fn listed<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let value = read(m, c);
    lookup::list(m, &value)
}

fn duration<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let value = integer(m, c);
    value.map(|v| match v.py {
        Py::Int(n) => Val::new(Py::Duration(n as f64)),
        _ => v.clone(),
    })
}

fn structured<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let value = read(m, c);
    let call = Call { args: vec![value], ..Call::bare(c.site) };
    json::loads(m, &call)
}

/// `env.read_env(path)`: the lines of a file go into the environment.
fn read_env<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let named = c.args.first().filter(|v| v.as_str() != Some("")).cloned();
    let file = match &named {
        Some(path) => files::file_of(m, path),
        None => m.nearest(".env", c),
    };
    match file {
        Some(file) => m.load_variables(file, false),
        None => m.open_environment("a .env file that is not in the tree may set it"),
    }
    Val::none()
}

/// `with env.prefixed("X_"):` the same object; the prefix holds from here on in the block.
fn prefixed<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let Some(prefix) = c.args.first() else { return c.on() };
    let id = m.instance("environs.Env");
    m.heap.change(id).attrs.insert(Rc::from(PREFIX), prefix.clone());
    if let Some(outer) = c.on_object() {
        m.heap.change(outer).attrs.insert(Rc::from(PREFIX), prefix.clone());
    }
    Val::new(Py::Object(id))
}

fn starlette<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let id = m.instance("starlette.config.Config");
    if let Some(path) = c.arg(0, "env_file") {
        match files::file_of(m, path).map(lookup::simple_lines) {
            Some(values) => {
                let values = m.object(crate::source::python::eval::heap::Body::Dict(values));
                m.heap.change(id).attrs.insert(Rc::from(VALUES), values);
            }
            None if matches!(path.py, Py::None) => {}
            None => m.open_environment("a .env file that is not in the tree may set it"),
        }
    }
    if let Some(prefix) = c.kwarg("env_prefix") {
        m.heap.change(id).attrs.insert(Rc::from(PREFIX), prefix.clone());
    }
    Val::new(Py::Object(id))
}

fn starlette_read<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let Some(name) = c.arg(0, "key").and_then(Val::as_str) else {
        return Val::unknown("the name of a setting is not known");
    };
    let attr = |name: &str| c.on_object().and_then(|id| m.heap.get(id).attrs.get(name).cloned());
    let values = attr(VALUES).and_then(|v| m.as_dict(&v).cloned());
    let prefix = attr(PREFIX).and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    let found = lookup::setting(m, c, &format!("{prefix}{name}"), values.as_ref(), c.arg(2, "default").cloned());
    lookup::cast(m, c, found, c.arg(1, "cast"), &STARLETTE)
}
