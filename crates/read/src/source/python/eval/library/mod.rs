//! What the library does, as far as configuration needs: the standard library, and packages that
//! read settings. Frameworks add theirs (`source/apps`).
//!
//! A row is a full dotted name and a function. `x:get` is a constant or a property, `x:set` a
//! property that is written to. A name that is in no table is followed as a name only.

use std::sync::OnceLock;

use super::calls::Call;
use super::machine::Machine;
use super::value::{Py, Val};
use crate::hash::{Map, Set};

pub(in crate::source) mod builtins;
pub(in crate::source) mod containers;
pub(in crate::source) mod conversion;
mod copying;
mod enums;
pub(in crate::source) mod files;
pub(in crate::source) mod json;
mod misc;
pub(in crate::source) mod namespace;
pub(in crate::source) mod os;
pub(in crate::source) mod paths;
mod settings;
mod special;
mod text;

/// A function of the library.
pub type NativeFn = for<'a> fn(&mut Machine<'a>, &Call<'a>) -> Val<'a>;

/// One row of a table.
pub type Row = (&'static str, NativeFn);

/// All tables, found by name.
fn tables() -> &'static Map<&'static str, NativeFn> {
    static TABLES: OnceLock<Map<&'static str, NativeFn>> = OnceLock::new();
    TABLES.get_or_init(|| {
        let ours = [
            builtins::ROWS,
            containers::ROWS,
            conversion::ROWS,
            copying::ROWS,
            files::ROWS,
            json::ROWS,
            misc::ROWS,
            namespace::ROWS,
            os::ROWS,
            paths::ROWS,
            text::ROWS,
        ];
        let all = ours.into_iter().chain(settings::tables()).chain(crate::source::apps::tables());
        all.flatten().copied().collect()
    })
}

/// A package of which any function is known: a file of the project that is called so in some folder is not it.
pub(in crate::source::python) fn knows_package(top: &str) -> bool {
    static TOPS: OnceLock<Set<&'static str>> = OnceLock::new();
    let tops = || tables().keys().filter_map(|name| name.split('.').next()).collect();
    TOPS.get_or_init(tops).contains(top)
}

/// The function behind a full name.
pub fn find(name: &str) -> Option<NativeFn> {
    tables().get(name).copied()
}

/// True when a table has functions of this top-level module, which therefore is a known package.
pub fn knows_module(top: &str) -> bool {
    matches!(top, "flask" | "werkzeug" | "jinja2" | "django" | "fastapi" | "starlette")
}

/// True for names that every module sees.
pub fn is_builtin(name: &str) -> bool {
    find(&format!("builtins.{name}")).is_some()
        || matches!(
            name,
            "Exception" | "ImportError" | "KeyError" | "ValueError" | "RuntimeError" | "object" | "super" | "print"
        )
}

/// The class name under which methods of a plain value are listed.
pub fn type_name(py: &Py<'_>) -> Option<&'static str> {
    match py {
        Py::Str(_) => Some("str"),
        Py::Bytes(_) => Some("bytes"),
        Py::Int(_) | Py::Bool(_) => Some("int"),
        Py::Duration(_) => Some("datetime.timedelta"),
        Py::Tuple(_) => Some("tuple"),
        _ => None,
    }
}
