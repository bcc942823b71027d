//! Paths: `os.path`, `pathlib`, `__file__`. Everything is seen from the audited directory.

use std::rc::Rc;

use super::Row;
use crate::source::python::eval::calls::Call;
use crate::source::python::eval::heap::{Body, Object};
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::value::{Py, Val};

/// What stands for the audited directory in absolute paths.
pub(in crate::source) const ROOT: &str = "/<project>";
/// Attribute of a `pathlib.Path` that holds its text.
pub(in crate::source) const PATH: &str = "<path>";

pub(super) const ROWS: &[Row] = &[
    ("os.path.join", |m, c| join_call(m, c)),
    ("os.path.dirname", |m, c| on_text(m, c, |p| parent(p).to_owned())),
    ("os.path.basename", |m, c| on_text(m, c, |p| p.rsplit('/').next().unwrap_or(p).to_owned())),
    ("os.path.abspath", |m, c| on_text(m, c, absolute)),
    ("os.path.realpath", |m, c| on_text(m, c, absolute)),
    ("os.path.normpath", |m, c| on_text(m, c, normal)),
    ("os.path.expanduser", |m, c| on_text(m, c, str::to_owned)),
    ("os.path.exists", |m, c| exists(m, c)),
    ("os.path.isfile", |m, c| exists(m, c)),
    ("os.path.isdir", |_, _| Val::unknown("whether a folder exists is not followed")),
    ("os.path.pardir:get", |_, _| Val::str("..")),
    ("os.sep:get", |_, _| Val::str("/")),
    ("pathlib.Path", |m, c| new_path(m, c)),
    ("pathlib.PurePath", |m, c| new_path(m, c)),
    ("pathlib.Path.cwd", |m, _| path(m, ROOT)),
    ("pathlib.Path.resolve", |m, c| change(m, c, absolute)),
    ("pathlib.Path.absolute", |m, c| change(m, c, absolute)),
    ("pathlib.Path.expanduser", |m, c| change(m, c, str::to_owned)),
    ("pathlib.Path.parent:get", |m, c| change(m, c, |p| parent(p).to_owned())),
    ("pathlib.Path.parents:get", |m, c| parents(m, c)),
    ("pathlib.Path.joinpath", |m, c| join_paths(m, c)),
    ("pathlib.Path.with_name", |m, c| beside(m, c)),
    ("pathlib.Path.name:get", |m, c| on_own_text(m, c, |p| p.rsplit('/').next().unwrap_or(p).to_owned())),
    ("pathlib.Path.exists", |m, c| exists(m, c)),
    ("pathlib.Path.is_file", |m, c| exists(m, c)),
    ("pathlib.Path.read_text", |m, c| super::files::read_text(m, c)),
    ("pathlib.Path.as_posix", |m, c| on_own_text(m, c, str::to_owned)),
    ("pathlib.Path.open", |_, c| c.on()),
];

/// A path of the tree as Python sees it.
pub fn in_tree(path: &str) -> String {
    format!("{ROOT}/{path}")
}

/// Back to a path of the tree; relative ones count from the audited directory.
pub fn to_tree(path: &str) -> Option<String> {
    let normal = normal(path);
    match normal.strip_prefix(ROOT) {
        Some(rest) => Some(rest.trim_start_matches('/').to_owned()),
        None if normal.starts_with('/') => None,
        None => Some(normal),
    }
}

/// The text of a path, whether it is text or a `Path`.
pub fn text_of<'a>(m: &Machine<'a>, value: &Val<'a>) -> Option<Rc<str>> {
    match &value.py {
        Py::Str(text) => Some(text.clone()),
        Py::Object(id) => m.heap.get(*id).attrs.get(PATH).and_then(Val::as_str).map(Rc::from),
        _ => None,
    }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

fn absolute(path: &str) -> String {
    if path.starts_with('/') { normal(path) } else { normal(&format!("{ROOT}/{path}")) }
}

fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|p| *p != "..") => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    let joined = parts.join("/");
    if path.starts_with('/') { format!("/{joined}") } else { joined }
}

fn join(base: &str, part: &str) -> String {
    if part.starts_with('/') || base.is_empty() {
        part.to_owned()
    } else {
        format!("{}/{part}", base.trim_end_matches('/'))
    }
}

fn join_call<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let parts: Option<Vec<Rc<str>>> = c.args.iter().map(|v| text_of(m, v)).collect();
    match parts {
        Some(parts) => Val::str(parts.iter().fold(String::new(), |base, part| join(&base, part))),
        None => {
            let why = c.args.iter().find_map(|v| v.why_unknown().cloned());
            Val::unknown(why.as_deref().unwrap_or("a part of a path is not known"))
        }
    }
}

fn on_text<'a>(m: &mut Machine<'a>, c: &Call<'a>, f: impl Fn(&str) -> String) -> Val<'a> {
    let Some(value) = c.args.first() else { return Val::none() };
    value.map(|v| text_of(m, v).map_or_else(|| super::conversion::still_unknown(v), |text| Val::str(f(&text))))
}

fn on_own_text<'a>(m: &mut Machine<'a>, c: &Call<'a>, f: impl Fn(&str) -> String) -> Val<'a> {
    text_of(m, &c.on()).map_or_else(|| Val::unknown("a path is not known"), |text| Val::str(f(&text)))
}

fn path<'a>(m: &mut Machine<'a>, text: &str) -> Val<'a> {
    let mut object = Object::new(Body::Instance(Val::external("pathlib.Path")));
    object.attrs.insert(Rc::from(PATH), Val::str(text));
    Val::new(Py::Object(m.heap.add(object)))
}

fn new_path<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let joined = join_call(m, c);
    match joined.as_str() {
        Some(text) => path(m, text),
        None => joined,
    }
}

fn change<'a>(m: &mut Machine<'a>, c: &Call<'a>, f: fn(&str) -> String) -> Val<'a> {
    match text_of(m, &c.on()) {
        Some(text) => path(m, &f(&text)),
        None => Val::unknown("a path is not known"),
    }
}

fn parents<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let Some(text) = text_of(m, &c.on()) else { return Val::unknown("a path is not known") };
    let mut all = Vec::new();
    let mut at: &str = &text;
    while !at.is_empty() && all.len() < 32 {
        at = parent(at);
        all.push(path(m, at));
    }
    m.list(all)
}

fn join_paths<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let mut made = c.on();
    for part in &c.args {
        made = m.join_path(&made, part);
    }
    made
}

/// `path.with_name("other.py")`
fn beside<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let folder = change(m, c, |p| parent(p).to_owned());
    let name = c.arg(0, "name").cloned().unwrap_or_else(Val::none);
    m.join_path(&folder, &name)
}

impl<'a> Machine<'a> {
    /// `path / part`
    pub(in crate::source::python::eval) fn join_path(&mut self, base: &Val<'a>, part: &Val<'a>) -> Val<'a> {
        match (text_of(self, base), text_of(self, part)) {
            (Some(base), Some(part)) => path(self, &join(&base, &part)),
            _ => Val::unknown("a part of a path is not known"),
        }
    }
}

/// Files of the tree exist; others may.
fn exists<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let value = c.args.first().cloned().unwrap_or_else(|| c.on());
    let Some(path) = text_of(m, &value).and_then(|text| to_tree(&text)) else {
        return Val::unknown("whether a file outside of the tree exists is not known");
    };
    if m.project.tree.file(&path).is_some() {
        Val::bool(true)
    } else {
        Val::unknown(format!("{path} is not in the tree"))
    }
}
