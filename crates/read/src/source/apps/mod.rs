//! Apps of every framework: started as each environment starts them, and told in our vocabulary.
//!
//! `start` runs the program as one environment does, `observe` takes down what a run left behind, `record`
//! adds it to the facts. What differs between frameworks stands in one value each, a [`Framework`].

use sneck_model as model;

use super::python::eval::{Machine, ObjectId, Row, Site};
use super::python::{FileId, Project};

pub(in crate::source) mod answers;
pub(in crate::source) mod backend;
pub(in crate::source) mod default;
pub(in crate::source) mod emit;
mod observe;
mod record;
pub(in crate::source) mod server;
pub(in crate::source) mod start;

pub(in crate::source) use default::Default;
pub(in crate::source) use emit::Emit;
pub(in crate::source) use record::{environment, follow, record};

/// What is particular to one framework.
pub(in crate::source) struct Framework {
    /// Which one.
    pub kind: model::Framework,
    /// Its package, whose release decides the defaults.
    pub package: &'static str,
    /// Files that may create an app, by a cheap look at their text.
    pub candidates: fn(&Project<'_>) -> Vec<FileId>,
    /// How the text of a function that creates an app spells it.
    pub constructors: &'static [&'static str],
    /// The name by which people know an app.
    pub name: fn(&Machine<'_>, ObjectId, Site) -> String,
    /// Opens up the configuration of an app whose program could not be followed to its end, for this reason.
    pub open_up: fn(&mut Machine<'_>, ObjectId, &str),
    /// What checks who is asking before every view of an app or of a part of it.
    pub guard: fn(&Machine<'_>, ObjectId) -> Option<model::Step>,
    /// Tells the settings of an app.
    pub emit: fn(&mut Emit<'_, '_>),
    /// What its calls do: rows of the library.
    pub tables: &'static [&'static [Row]],
}

/// Every framework that is followed.
pub(in crate::source) const FRAMEWORKS: &[&Framework] =
    &[&super::flask::FRAMEWORK, &super::django::FRAMEWORK, &super::fastapi::FRAMEWORK, &super::aiohttp::FRAMEWORK];

/// The framework of an app.
pub(in crate::source) fn of(kind: model::Framework) -> &'static Framework {
    FRAMEWORKS.iter().find(|f| f.kind == kind).expect("every framework that makes apps is listed")
}

/// The import name of the module that creates an app; a second app of one file gets a number.
pub(in crate::source) fn name_of_module(machine: &Machine<'_>, site: Site, constructor: &str) -> String {
    let (_, dotted) = start::import_name(machine.project, site.file);
    let before = &machine.project.file(site.file).text()[..site.range.start().to_usize()];
    match before.matches(constructor).count() {
        0 => dotted,
        n => format!("{dotted}#{}", n + 1),
    }
}

/// What all frameworks add to the library.
pub(in crate::source) fn tables() -> impl Iterator<Item = &'static [Row]> {
    FRAMEWORKS.iter().flat_map(|framework| framework.tables).copied().chain([answers::ROWS])
}
