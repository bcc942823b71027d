//! Files that a program reads while it is configured: those of the tree can be read here too.

use std::rc::Rc;

use super::Row;
use super::paths;
use crate::source::python::eval::calls::Call;
use crate::source::python::eval::heap::{Body, Object};
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::value::{Py, Val};
use crate::source::python::project::{FileId, Project};
use crate::tree::File;

pub(super) const ROWS: &[Row] = &[
    ("builtins.open", |m, c| open(m, c)),
    ("io.open", |m, c| open(m, c)),
    ("<file>.read", |m, c| read_text(m, c)),
    ("<file>.readline", |m, c| {
        read_text(m, c).map(|v| match v.as_str() {
            Some(text) => Val::str(text.split_inclusive('\n').next().unwrap_or("")),
            None => v.clone(),
        })
    }),
    ("<file>.close", |_, _| Val::none()),
];

/// The file of the tree that a path value names.
pub fn file_of<'a>(m: &Machine<'a>, value: &Val<'a>) -> Option<&'a File> {
    let path = paths::to_tree(&paths::text_of(m, value)?)?;
    let tree = m.project.tree;
    tree.file(&path).or_else(|| m.roots.iter().find_map(|root| tree.file(&format!("{root}/{path}"))))
}

fn open<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let Some(value) = c.arg(0, "file") else { return Val::none() };
    let Some(path) = paths::text_of(m, value) else {
        m.might_raise("FileNotFoundError");
        return super::conversion::still_unknown(value);
    };
    if file_of(m, value).is_none() {
        m.might_raise("FileNotFoundError");
        return Val::unknown(format!("{path} is not in the tree"));
    }
    let mut object = Object::new(Body::Instance(Val::external("<file>")));
    object.attrs.insert(Rc::from(paths::PATH), Val::str(path));
    Val::new(Py::Object(m.heap.add(object)))
}

/// The text of the file that the receiver stands for.
pub fn read_text<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    match file_of(m, &c.on()) {
        Some(file) => Val::str(file.text()),
        None => {
            m.might_raise("FileNotFoundError");
            Val::unknown("a file outside of the tree is not read")
        }
    }
}

/// Python files beside a folder whose names fit a pattern with `*`, in the order of their paths.
pub fn matching(project: &Project<'_>, folder: &str, pattern: &str) -> Vec<FileId> {
    let path = crate::source::plan::inside(folder, pattern);
    let Some((before, after)) = path.split_once('*') else { return project.at(&path).into_iter().collect() };
    let fits = |p: &str| {
        let rest = p.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
        rest.is_some_and(|middle| !middle.contains('/'))
    };
    project.ids().filter(|(_, file)| fits(&file.path)).map(|(id, _)| id).collect()
}
