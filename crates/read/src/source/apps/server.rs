//! What serves an app: the command's server, or one that code starts.

use sneck_model::{Key, Scope, Server, Step, Value};

use super::emit::Emit;
use crate::source::plan::Planned;
use crate::source::python::eval::{Options, Py, Site, Trace, Val, What, option};

/// The word for a server in settings.
pub(super) fn word(server: Server) -> &'static str {
    match server {
        Server::Gunicorn => "gunicorn",
        Server::Uwsgi => "uwsgi",
        Server::Waitress => "waitress",
        Server::ModWsgi => "mod-wsgi",
        Server::Uvicorn => "uvicorn",
        Server::Hypercorn => "hypercorn",
        Server::Daphne => "daphne",
        Server::Granian => "granian",
        Server::FlaskRun => "flask-run",
        Server::Script => "script",
        Server::Runserver => "runserver",
        Server::FastapiCli => "fastapi-cli",
        Server::Other => "other",
        Server::Unknown => "unknown",
    }
}

/// Servers that code can start under their own name.
const BY_CODE: &[(&str, Server)] = &[
    ("waitress", Server::Waitress),
    ("uvicorn", Server::Uvicorn),
    ("hypercorn", Server::Hypercorn),
    ("granian", Server::Granian),
];

/// Which server an app gets in an environment: code that serves by itself knows best.
pub(super) fn of(e: &Emit<'_, '_>, planned: &Planned) -> Server {
    let by_code = matches!(planned.command.server, Server::Script | Server::Unknown);
    match started(e) {
        Some(Started { name: Some(name), .. }) if by_code => {
            BY_CODE.iter().find(|(known, _)| *known == name).map_or(Server::Other, |(_, server)| *server)
        }
        Some(_) if by_code => Server::Script,
        _ if planned.command.server == Server::Script => Server::Unknown,
        _ => planned.command.server,
    }
}

/// A server that code starts.
pub(in crate::source) struct Started<'a> {
    /// Its name; none for a framework's own development server.
    pub name: Option<&'static str>,
    pub options: Options<'a>,
    pub site: Site,
}

/// The server that code starts for the app, if any.
pub(in crate::source) fn started<'a>(e: &Emit<'_, 'a>) -> Option<Started<'a>> {
    e.machine.events.of(e.app).rev().find_map(|event| match &event.what {
        What::Run(options) => Some(Started { name: None, options: options.clone(), site: event.site }),
        What::Served(name, options) => Some(Started { name: Some(name), options: options.clone(), site: event.site }),
        _ => None,
    })
}

/// Settings of the server.
pub(super) fn emit(e: &mut Emit<'_, '_>, planned: &Planned) {
    let command = e.command_step();
    let run = started(e);
    let starts = run.as_ref().map(|run| e.step(run.site, "starts the server"));
    let because: Vec<Step> = command.iter().cloned().chain(starts).collect();
    if e.server == Server::Unknown || because.is_empty() {
        return;
    }
    // `fastapi dev` restarts when files change, and `fastapi run` does not.
    let develops = e.server == Server::FastapiCli && planned.command.reload;
    let kind = if develops { "fastapi-dev" } else { word(e.server) };
    e.put(Key::SERVER_KIND, "server", Value::Text(kind.to_owned()), because.clone(), Scope::default());
    match (&run, &planned.command.host) {
        (Some(run), _) if by_code(planned) => told_by_code(e, run),
        (_, Some(host)) => {
            e.put(Key::SERVER_HOST, "host", Value::Text(host.clone()), because.clone(), Scope::default())
        }
        _ => {}
    }
    if planned.command.reload {
        e.put(Key::SERVER_RELOAD, "--reload", Value::Bool(true), because, Scope::default());
    }
    if let Some((_, value)) = planned.command.options.iter().find(|(n, _)| n == "--forwarded-allow-ips") {
        let because = command.into_iter().collect();
        let value = Value::Text(value.clone());
        e.put(Key::SERVER_TRUSTED_PROXIES, "--forwarded-allow-ips", value, because, Scope::default());
    }
}

/// The command runs a file, and leaves the rest to its code.
pub(in crate::source) fn by_code(planned: &Planned) -> bool {
    matches!(planned.command.server, Server::Script | Server::Unknown)
}

/// `run(host=, port=, reload=)`
fn told_by_code<'a>(e: &mut Emit<'_, 'a>, run: &Started<'a>) {
    let trace = Trace::default().then(run.site.file, run.site.range, "");
    let host = option(&run.options, "host").cloned().unwrap_or_else(|| Val::str("127.0.0.1")).because(&trace);
    e.value(Key::SERVER_HOST, "host", &host);
    if let Some(port) = option(&run.options, "port") {
        e.value(Key::SERVER_PORT, "port", &port.clone().because(&trace));
    }
    if let Some(reload) = option(&run.options, "reload") {
        e.value(Key::SERVER_RELOAD, "reload", &reload.clone().because(&trace));
    }
    if let Some(proxies) = option(&run.options, "forwarded_allow_ips").filter(|v| !matches!(v.py, Py::None)) {
        e.value(Key::SERVER_TRUSTED_PROXIES, "forwarded_allow_ips", &proxies.clone().because(&trace));
    }
}
