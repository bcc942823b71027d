//! Packages that read settings from the environment and from files, one file each.

use std::rc::Rc;

use super::Row;
use crate::source::python::eval::calls::Call;
use crate::source::python::eval::heap::{Body, Object, ObjectId};
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::value::{Py, Val};

mod database_url;
mod decouple;
mod dotenv;
mod dynaconf;
mod env;
mod lookup;
mod pydantic;
mod validators;

/// Attribute of a field marker that holds its factory.
pub(super) const FACTORY: &str = "<factory>";

/// The tables of all packages.
pub(super) fn tables() -> [&'static [Row]; 10] {
    [
        database_url::ROWS,
        dotenv::ROWS,
        decouple::ROWS,
        dynaconf::ROWS,
        env::ENVIRONS,
        env::DJANGO,
        env::OTHERS,
        pydantic::ROWS,
        validators::ROWS,
        FIELDS,
    ]
}

const FIELDS: &[Row] = &[("dataclasses.field", |m, c| field(m, c))];

/// Makes an instance of a class of the project that derives from a settings class of a package.
pub(super) type Maker = for<'a> fn(&mut Machine<'a>, ObjectId, &Call<'a>) -> Val<'a>;

/// Base classes with their makers.
const MAKERS: &[(&str, Maker)] = &[
    ("pydantic_settings.BaseSettings", |m, class, c| pydantic::make(m, class, c)),
    ("pydantic.BaseSettings", |m, class, c| pydantic::make(m, class, c)),
];

/// The maker for a class with these external bases.
pub(super) fn maker(bases: &[Rc<str>]) -> Option<Maker> {
    MAKERS.iter().find(|(base, _)| bases.iter().any(|b| &**b == *base)).map(|(_, maker)| *maker)
}

fn field<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    if let Some(default) = c.kwarg("default") {
        return default.clone();
    }
    let Some(factory) = c.kwarg("default_factory") else { return Val::unknown("the field has no default") };
    let mut marker = Object::new(Body::Instance(Val::external("dataclasses.Field")));
    marker.attrs.insert(Rc::from(FACTORY), factory.clone());
    Val::new(Py::Object(m.heap.add(marker)))
}
