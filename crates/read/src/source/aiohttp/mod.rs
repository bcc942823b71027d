//! aiohttp.web: its app, sessions, templates and servers.
//!
//! Sources: `aiohttp/web_app.py` and `web.py` of 3.5 and 3.14, `aiohttp_session` 2.12, `aiohttp_jinja2` 1.6,
//! `aiohttp_cors` 0.8.

use sneck_model as model;

use super::apps::{Framework, name_of_module};
use super::python::{FileId, Mention, Project, PythonFile};

mod app;
mod emit;
mod session;

/// aiohttp.
pub(in crate::source) const FRAMEWORK: Framework = Framework {
    kind: model::Framework::Aiohttp,
    package: "aiohttp",
    candidates,
    constructors: &["web.Application("],
    name: |machine, _, site| name_of_module(machine, site, "Application("),
    open_up: app::open_up,
    guard: |_, _| None,
    emit: emit::emit,
    tables: &[app::ROWS, app::ROUTES, session::ROWS, session::STORAGES],
};

/// Files that may create an app, by a cheap look at their text: most files that use aiohttp only ask others.
fn candidates(project: &Project<'_>) -> Vec<FileId> {
    let has = |text: &str, mark: &str| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
    let creates = |file: &PythonFile<'_>| {
        let text = file.text();
        file.mentions(Mention::Aiohttp) && (has(text, "Application(") || has(text, ".Application)")) && has(text, "web")
    };
    project.ids().filter(|(_, file)| creates(file)).map(|(id, _)| id).collect()
}
