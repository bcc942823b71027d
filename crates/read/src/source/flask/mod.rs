//! Flask: what its objects do while a program is configured, and the settings that result.
//!
//! `run` starts the program as one environment does; `app`, `config`, `extensions` are what its calls
//! do; `emit` and its neighbours turn what is left behind into settings.

use super::python::eval::Row;

mod answers;
mod app;
mod backend;
mod config;
mod cors;
mod debug;
mod defaults;
mod emit;
mod extensions;
mod features;
mod observe;
mod read;
mod run;
mod server;

pub(in crate::source) use read::read;

/// What Flask and its extensions add to the library.
pub(in crate::source) fn tables() -> impl Iterator<Item = &'static [Row]> {
    [
        app::ROWS,
        app::ENTRIES,
        config::ROWS,
        answers::ROWS,
        extensions::ROWS,
        extensions::WRAPPERS,
        extensions::OTHERS,
        server::ROWS,
    ]
    .into_iter()
}
