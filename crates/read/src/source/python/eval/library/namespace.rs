//! `globals()`, `locals()`, `vars()`: the names of a module or an object, which can be written to; `exec`.

use std::rc::Rc;

use super::{Row, containers};
use crate::source::python::eval::calls::Call;
use crate::source::python::eval::heap::{Body, Dict, DictKey, Object};
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::value::{Py, Val};

pub(super) const ROWS: &[Row] = &[
    ("builtins.vars", |m, c| namespace(m, c)),
    ("builtins.globals", |m, c| namespace(m, c)),
    ("builtins.locals", |m, c| locals(m, c)),
    ("builtins.dir", |m, c| names(m, c)),
    ("sys.modules:get", |m, _| m.object(Body::Dict(Dict { class: Some(MODULES), ..Dict::default() }))),
    ("sys.modules.__getitem__", |m, c| module(m, c)),
    ("builtins.exec", |m, c| exec(m, c)),
    ("builtins.compile", |_, c| c.args.first().cloned().unwrap_or_else(Val::none)),
    ("builtins.namespace.__setitem__", |m, c| set(m, c)),
    ("builtins.namespace.update", |m, c| update(m, c)),
    ("builtins.namespace.setdefault", |m, c| set_default(m, c)),
];

/// Class of a dict whose entries are the names of something.
const CLASS: &str = "builtins.namespace";
/// Class of the dict of all modules.
const MODULES: &str = "sys.modules";
/// Attribute of such a dict that leads to what has the names.
const OF: &str = "<of>";

fn namespace<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let id = match c.args.first() {
        Some(value) => value.object(),
        None => Some(m.global_scope()),
    };
    let Some(id) = id else { return Val::unknown("names of something unknown") };
    let names = m.heap.get(id).attrs.iter().map(|(name, v)| (DictKey::Str(name.clone()), v.clone())).collect();
    let mut dict = Object::new(Body::Dict(Dict { entries: names, class: Some(CLASS), open: None }));
    dict.attrs.insert(Rc::from(OF), Val::new(Py::Object(id)));
    Val::new(Py::Object(m.heap.add(dict)))
}

/// `dir(module)`: names in alphabetical order.
fn names<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let id = c.args.first().map_or_else(|| Some(m.global_scope()), Val::object);
    let object = id.map(|id| m.heap.get(id));
    let Some(Body::Module(_)) = object.map(|object| &object.body) else {
        return Val::unknown("names of something that is no module");
    };
    let mut names: Vec<Rc<str>> = object.map(|object| object.attrs.keys().cloned().collect()).unwrap_or_default();
    names.sort();
    m.list(names.iter().map(Val::str).collect())
}

/// `sys.modules[__name__]`
fn module<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let known = c.args.first().and_then(Val::as_str).and_then(|name| m.modules.get(name).copied());
    known.map_or_else(|| Val::unknown("which module is meant is not known"), |id| Val::new(Py::Object(id)))
}

/// `locals()`; in the body of a class it can be written to, and then the class has names that are not known.
fn locals<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    if m.may_have_more_names() {
        return Val::unknown("names of a class that its body makes by itself");
    }
    namespace(m, c)
}

/// Writes a name where a name space leads to.
pub fn write<'a>(m: &mut Machine<'a>, space: &Val<'a>, name: &str, value: Val<'a>) {
    let Some(id) = space.object() else { return };
    if let Some(of) = m.heap.get(id).attrs.get(OF).and_then(Val::object) {
        m.heap.change(of).attrs.insert(Rc::from(name), value.clone());
    }
    if let Some(dict) = m.dict_mut(id) {
        dict.entries.insert(DictKey::Str(Rc::from(name)), value);
    }
}

fn set<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let [key, value] = c.args.as_slice() else { return Val::none() };
    let names = key.alternatives();
    for one in names {
        match one.as_str() {
            Some(name) if names.len() == 1 => write(m, &c.on(), name, value.clone()),
            Some(name) => {
                let before = entry(m, &c.on(), name);
                write(m, &c.on(), name, Val::one_of(before.into_iter().chain([value.clone()])));
            }
            None => m.names_may_change(one.why_unknown().map_or("a name is not known", |why| why)),
        }
    }
    Val::none()
}

/// A name of a name space.
pub fn entry<'a>(m: &Machine<'a>, space: &Val<'a>, name: &str) -> Option<Val<'a>> {
    m.as_dict(space)?.entries.get(&DictKey::Str(Rc::from(name))).cloned()
}

fn update<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    for given in &c.args {
        match containers::pairs(m, given) {
            Some((pairs, open)) => {
                let named: Vec<_> = pairs.into_iter().filter_map(|(k, v)| Some((k.text()?.to_owned(), v))).collect();
                named.into_iter().for_each(|(name, value)| write(m, &c.on(), &name, value));
                open.into_iter().for_each(|why| m.names_may_change(&why));
            }
            None => m.names_may_change(given.why_unknown().map_or("a mapping is not known", |why| why)),
        }
    }
    for (name, value) in &c.kwargs {
        write(m, &c.on(), name, value.clone());
    }
    Val::none()
}

fn set_default<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let (Some(name), Some(value)) = (c.args.first().and_then(Val::as_str), c.args.get(1)) else { return Val::none() };
    if let Some(there) = entry(m, &c.on(), name) {
        return there;
    }
    write(m, &c.on(), name, value.clone());
    value.clone()
}

/// `exec(open("more.py").read())` runs a file here; anything else may set every name.
fn exec<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let text = c.args.first().and_then(Val::as_str);
    let file = text.and_then(|text| m.project.ids().find(|(_, file)| file.text() == text).map(|(id, _)| id));
    match file {
        Some(file) => m.run_here(file),
        None => m.names_may_change("exec() may set it"),
    }
    Val::none()
}
