//! python-decouple: `config(name, default=, cast=)`; the environment, then `settings.ini` or `.env`.

use super::Row;
use super::lookup::{self, WORDS};
use crate::source::python::eval::calls::Call;
use crate::source::python::eval::heap::Dict;
use crate::source::python::eval::library::files;
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::value::Val;

pub(super) const ROWS: &[Row] = &[
    ("decouple.config", |m, c| config(m, c)),
    ("decouple.AutoConfig()", |m, c| config(m, c)),
    ("decouple.Csv()", |m, c| lookup::list(m, c.args.first().unwrap_or(&Val::none()))),
    ("decouple.RepositoryEnv", |m, c| repository(m, c)),
    ("decouple.Config", |_, c| c.args.first().cloned().unwrap_or_else(Val::none)),
    ("decouple.RepositoryEnv.__call__", |m, c| from_repository(m, c)),
    ("decouple.RepositoryEnv.get", |m, c| from_repository(m, c)),
];

fn config<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let file = ["settings.ini", ".env"].into_iter().find_map(|name| m.nearest(name, c));
    let values = file.map(lookup::simple_lines);
    if values.is_none() {
        m.open_environment("a .env file that is not in the tree may set it");
    }
    read(m, c, values.as_ref())
}

fn read<'a>(m: &mut Machine<'a>, c: &Call<'a>, values: Option<&Dict<'a>>) -> Val<'a> {
    let Some(name) = c.arg(0, "option").and_then(Val::as_str) else {
        return Val::unknown("the name of a setting is not known");
    };
    let found = lookup::setting(m, c, name, values, c.arg(1, "default").cloned());
    lookup::cast(m, c, found, c.arg(2, "cast"), &WORDS)
}

/// `Config(RepositoryEnv(path))`: the values of one file.
fn repository<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let id = m.instance("decouple.RepositoryEnv");
    let file = c.args.first().and_then(|v| files::file_of(m, v));
    let values = file.map(lookup::simple_lines).unwrap_or_default();
    let values = m.object(crate::source::python::eval::heap::Body::Dict(values));
    m.heap.change(id).attrs.insert("<values>".into(), values);
    Val::new(crate::source::python::eval::value::Py::Object(id))
}

fn from_repository<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let values = c.on_object().and_then(|id| m.heap.get(id).attrs.get("<values>").cloned());
    let values = values.and_then(|v| m.as_dict(&v).cloned());
    read(m, c, values.as_ref())
}
