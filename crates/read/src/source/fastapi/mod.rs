//! FastAPI and Starlette: what their objects do while a program is configured, and the settings that result.
//!
//! `app`, `routes`, `middleware`, `server` are what their calls do; `cli` is the `fastapi` command; `emit` and its
//! neighbours turn what is left behind into settings. Sources: `fastapi/applications.py` of releases 0.60, 0.95,
//! 0.115 and 0.165, `starlette/applications.py` and `starlette/middleware` of 0.13 and 1.0.

use sneck_model as model;

use super::apps::{Framework, name_of_module};
use super::python::{FileId, Mention, Project, PythonFile};

mod answers;
mod app;
pub(in crate::source) mod cli;
mod cors;
mod emit;
mod guards;
mod keys;
mod middleware;
mod routes;
mod server;

/// FastAPI, and Starlette alone.
pub(in crate::source) const FRAMEWORK: Framework = Framework {
    kind: model::Framework::Fastapi,
    package: "fastapi",
    candidates,
    constructors: CONSTRUCTORS,
    name: |machine, _, site| name_of_module(machine, site, constructor(machine.project, site.file)),
    open_up: app::open_up,
    guard: guards::of,
    emit: emit::emit,
    tables: &[
        app::FASTAPI,
        app::FASTAPI_APPLICATIONS,
        app::STARLETTE,
        app::ROUTER,
        app::ROUTER_ROUTING,
        app::STARLETTE_ROUTER,
        routes::ROWS,
        middleware::ROWS,
        middleware::WRAPPERS,
        answers::ROWS,
        server::ROWS,
    ],
};

const CONSTRUCTORS: &[&str] = &["FastAPI(", "Starlette("];

/// How a file spells the creation of its app.
fn constructor(project: &Project<'_>, file: FileId) -> &'static str {
    let text = project.file(file).text();
    CONSTRUCTORS.iter().copied().find(|name| text.contains(name)).unwrap_or("FastAPI(")
}

/// Files that may create an app, by a cheap look at their text.
fn candidates(project: &Project<'_>) -> Vec<FileId> {
    const CREATED: [&str; 8] =
        ["FastAPI(", "Starlette(", "(FastAPI)", "(FastAPI,", ".FastAPI)", "(Starlette)", "(Starlette,", ".Starlette)"];
    let has = |text: &str, mark: &str| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
    let imports = |file: &PythonFile<'_>| {
        (file.mentions(Mention::Fastapi) || file.mentions(Mention::Starlette)) && has(file.text(), "import")
    };
    let creates = |file: &PythonFile<'_>| imports(file) && CREATED.iter().any(|mark| has(file.text(), mark));
    project.ids().filter(|(_, file)| creates(file)).map(|(id, _)| id).collect()
}
