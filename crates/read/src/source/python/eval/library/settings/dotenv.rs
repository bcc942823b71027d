//! python-dotenv: `load_dotenv` puts the lines of a file into `os.environ`.

use std::rc::Rc;

use sneck_model::{Layer, Place};

use super::Row;
use crate::config::dotenv;
use crate::declared::Supplied;
use crate::source::python::eval::calls::Call;
use crate::source::python::eval::heap::DictKey;
use crate::source::python::eval::library::{files, paths};
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::trace::Trace;
use crate::source::python::eval::value::{Py, Val};
use crate::tree::File;

pub(super) const ROWS: &[Row] = &[
    ("dotenv.load_dotenv", |m, c| load(m, c)),
    ("dotenv.main.load_dotenv", |m, c| load(m, c)),
    ("dotenv.find_dotenv", |m, c| find(m, c)),
    ("dotenv.dotenv_values", |m, c| values(m, c)),
];

fn find<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let name = c.arg(0, "filename").and_then(Val::as_str).unwrap_or(".env");
    let found = m.nearest(name, c).map(|file| paths::in_tree(&file.path));
    found.map_or_else(|| Val::str(""), Val::str)
}

/// The file that a call names, or the nearest `.env` above the calling file.
fn chosen<'a>(m: &Machine<'a>, c: &Call<'a>) -> Result<Option<&'a File>, Rc<str>> {
    match c.arg(0, "dotenv_path") {
        None => Ok(m.nearest(".env", c)),
        Some(Val { py: Py::None, .. }) => Ok(m.nearest(".env", c)),
        Some(value) => match (paths::text_of(m, value), value.why_unknown()) {
            (Some(text), _) if text.is_empty() => Ok(m.nearest(".env", c)),
            (Some(_), _) => Ok(files::file_of(m, value)),
            (None, why) => Err(why.cloned().unwrap_or_else(|| Rc::from("the name of a .env file is not known"))),
        },
    }
}

fn load<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let wins = c.arg(4, "override").is_some_and(|v| m.truth(v) == Some(true));
    match chosen(m, c) {
        Ok(Some(file)) => {
            m.load_variables(file, wins);
            Val::bool(true)
        }
        Ok(None) => {
            m.open_environment("a .env file that is not in the tree may set it");
            Val::unknown("whether a .env file is there is not known")
        }
        Err(why) => {
            m.open_environment(&why);
            Val::new(Py::Unknown(why))
        }
    }
}

fn values<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let made = m.dict([]);
    let Some(id) = made.object() else { return made };
    match chosen(m, c) {
        Ok(Some(file)) => {
            let entries = entries(m, file, dotenv::First::File);
            m.dict_mut(id).into_iter().for_each(|d| d.entries.extend(entries.clone()));
        }
        _ => m.dict_mut(id).into_iter().for_each(|d| d.open = Some(Rc::from("a .env file is not in the tree"))),
    }
    made
}

fn entries<'a>(m: &Machine<'a>, file: &File, first: dotenv::First) -> Vec<(DictKey, Val<'a>)> {
    let environ = Val::new(Py::Object(m.environ));
    let outside = |name: &str| {
        let dict = m.as_dict(&environ)?;
        dict.entries.get(&DictKey::Str(Rc::from(name))).map(|v| match v.as_str() {
            Some(text) => Supplied::Text(text.to_owned()),
            None => Supplied::Unknown(format!("{name} is not known")),
        })
    };
    let values = dotenv::values(&file.text(), &outside, first);
    values.into_iter().map(|e| entry(file, &e.name, e.value, e.line as usize)).collect()
}

/// A variable that a line of a file sets.
pub(super) fn entry<'a>(file: &File, name: &str, supplied: Supplied, line: usize) -> (DictKey, Val<'a>) {
    let line = u32::try_from(line).unwrap_or(0);
    let place = Place::File { layer: Layer::Deploy, path: file.path.clone(), line, column: 0, width: 0 };
    let says = crate::source::python::eval::machine::sets(name, &supplied);
    let value = match supplied {
        Supplied::Text(text) => Val::str(text),
        Supplied::Unknown(why) => Val::unknown(why),
    };
    (DictKey::Str(Rc::from(name)), value.with(Trace::elsewhere(place, &says)))
}

impl<'a> Machine<'a> {
    /// The file of this name in the folder of the calling file, or the nearest one above.
    pub(super) fn nearest(&self, name: &str, c: &Call<'a>) -> Option<&'a File> {
        let mut folder: &str = &self.project.file(c.site.file).path;
        loop {
            folder = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
            let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
            match self.project.tree.file(&path) {
                Some(file) => return Some(file),
                None if folder.is_empty() => return None,
                None => {}
            }
        }
    }

    /// Puts the lines of a file into the environment; what is there already stays unless `wins`.
    pub fn load_variables(&mut self, file: &File, wins: bool) {
        let first = if wins { dotenv::First::File } else { dotenv::First::Environment };
        let added = entries(self, file, first);
        let environ = self.environ;
        let Some(dict) = self.dict_mut(environ) else { return };
        for (name, value) in added {
            if wins || !dict.entries.contains_key(&name) {
                dict.entries.insert(name, value);
            }
        }
    }

    /// Says that variables may be set by something that could not be read.
    pub(super) fn open_environment(&mut self, why: &str) {
        let environ = self.environ;
        let Some(dict) = self.dict_mut(environ) else { return };
        dict.open.get_or_insert_with(|| Rc::from(why));
    }
}
