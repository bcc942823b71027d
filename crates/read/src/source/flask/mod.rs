//! Flask: what its objects do while a program is configured, and the settings that result.
//!
//! `app`, `config`, `extensions` are what its calls do; `cli` is its command; `emit` and its neighbours turn
//! what is left behind into settings.

use sneck_model as model;

use super::apps::{Framework, name_of_module};
use super::python::{FileId, Mention, Project, PythonFile};

mod answers;
mod app;
pub(in crate::source) mod cli;
mod config;
mod cors;
mod debug;
mod defaults;
mod emit;
mod extensions;
mod features;
mod server;

pub(in crate::source) use app::WRAPPED;

/// Flask.
pub(in crate::source) const FRAMEWORK: Framework = Framework {
    kind: model::Framework::Flask,
    package: "flask",
    candidates,
    constructors: &["Flask("],
    name: |machine, _, site| name_of_module(machine, site, "Flask("),
    open_up: config::open_up,
    guard: |_, _| None,
    emit: emit::emit,
    tables: &[
        app::ROWS,
        app::ENTRIES,
        config::ROWS,
        extensions::ROWS,
        extensions::WRAPPERS,
        extensions::OTHERS,
        server::ROWS,
    ],
};

/// Files that may create an app, by a cheap look at their text.
fn candidates(project: &Project<'_>) -> Vec<FileId> {
    const CREATED: [&str; 7] = ["Flask(", "FlaskApp(", "connexion.App(", "OpenAPI(", "(Flask)", "(Flask,", ".Flask)"];
    let has = |text: &str, mark: &str| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
    let imports = |file: &PythonFile<'_>| {
        (file.mentions(Mention::Flask) || file.mentions(Mention::Connexion)) && has(file.text(), "import")
    };
    let creates = |file: &PythonFile<'_>| imports(file) && CREATED.iter().any(|mark| has(file.text(), mark));
    project.ids().filter(|(_, file)| creates(file)).map(|(id, _)| id).collect()
}
