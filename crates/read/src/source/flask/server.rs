//! What serves the app: the command's server, or one that code starts.

use std::rc::Rc;

use sneck_model::{Key, Scope, Server, Step, Value};

use super::emit::Emit;
use super::extensions::option;
use crate::source::plan::Planned;
use crate::source::python::eval::{Call, Machine, Row, Trace, Val, What};

pub(super) const ROWS: &[Row] = &[
    ("waitress.serve", |m, c| serve(m, c, "waitress")),
    ("gevent.pywsgi.WSGIServer", |m, c| serve(m, c, "gevent")),
    ("cheroot.wsgi.Server", |m, c| serve(m, c, "cheroot")),
    ("paste.httpserver.serve", |m, c| serve(m, c, "paste")),
    ("bjoern.run", |m, c| serve(m, c, "bjoern")),
];

/// A server made for production that code starts.
fn serve<'a>(m: &mut Machine<'a>, c: &Call<'a>, name: &'static str) -> Val<'a> {
    let app = c.args.iter().filter_map(Val::object).find(|id| m.heap.get(*id).attrs.contains_key("config"));
    if let Some(app) = app {
        let mut options = c.kwargs.clone();
        let listener = c.args.first().and_then(|v| m.members(v)).and_then(|all| all.first().cloned());
        options.extend(listener.map(|host| (Rc::from("host"), host)));
        m.tell(app, What::Served(name, options), c);
    }
    Val::external(format!("{name}.server"))
}

/// The word for a server in settings.
fn word(server: Server) -> &'static str {
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

/// Which server an app gets in an environment: code that serves by itself knows best.
pub(super) fn of(e: &Emit<'_, '_>, planned: &Planned) -> Server {
    let told = |wanted: fn(&What<'_>) -> bool| e.machine.events.iter().any(|ev| ev.target == e.app && wanted(&ev.what));
    let by_code = matches!(planned.command.server, Server::Script | Server::Unknown);
    match planned.command.server {
        _ if by_code && told(|w| matches!(w, What::Served(..))) => Server::Other,
        _ if by_code && told(|w| matches!(w, What::Run(_))) => Server::Script,
        Server::Script => Server::Unknown,
        other => other,
    }
}

/// Settings of the server.
pub(super) fn emit(e: &mut Emit<'_, '_>, planned: &Planned, server: Server) {
    let command = planned.place.clone().map(|place| Step::new(place, format!("starts it with {}", word(server))));
    let run = e.machine.events.iter().rev().find_map(|ev| match &ev.what {
        What::Run(options) | What::Served(_, options) if ev.target == e.app => Some((options.clone(), ev.site)),
        _ => None,
    });
    let started = run.as_ref().map(|(_, site)| e.step(*site, "starts the server"));
    let because: Vec<Step> = command.iter().cloned().chain(started).collect();
    if server == Server::Unknown || because.is_empty() {
        return;
    }
    e.put(Key::SERVER_KIND, "server", Value::Text(word(server).to_owned()), because.clone(), Scope::default());
    match (&run, &planned.command.host) {
        (Some((options, site)), _) if matches!(server, Server::Script | Server::Other) => {
            by_code(e, options, *site, server)
        }
        (_, Some(host)) => {
            e.put(Key::SERVER_HOST, "host", Value::Text(host.clone()), because.clone(), Scope::default())
        }
        _ => {}
    }
    if planned.command.reload {
        e.put(Key::SERVER_RELOAD, "--reload", Value::Bool(true), because.clone(), Scope::default());
    }
    if server == Server::FlaskRun {
        by_flask(e, planned, because);
    }
    if let Some((_, value)) = planned.command.options.iter().find(|(n, _)| n == "--forwarded-allow-ips") {
        e.put(
            Key::SERVER_TRUSTED_PROXIES,
            "--forwarded-allow-ips",
            Value::Text(value.clone()),
            command.into_iter().collect(),
            Scope::default(),
        );
    }
}

/// `app.run(host=, port=, use_debugger=, use_reloader=, use_evalex=)`
fn by_code<'a>(
    e: &mut Emit<'_, 'a>,
    options: &super::extensions::Options<'a>,
    site: crate::source::python::eval::Site,
    server: Server,
) {
    let trace = Trace::default().then(site.file, site.range, "");
    let host = option(options, "host").cloned().unwrap_or_else(|| Val::str("127.0.0.1")).because(&trace);
    e.value(Key::SERVER_HOST, "host", &host);
    if let Some(port) = option(options, "port") {
        e.value(Key::SERVER_PORT, "port", &port.clone().because(&trace));
    }
    if server != Server::Script {
        return;
    }
    let debug = e.machine.config_entry(e.app, "DEBUG").unwrap_or_else(|| Val::bool(false));
    let debugger = option(options, "use_debugger").cloned().unwrap_or_else(|| debug.clone()).because(&trace);
    let debugger = super::config::truth(e.machine, &debugger);
    e.value(Key::DEBUGGER, "use_debugger", &debugger);
    let console = option(options, "use_evalex").cloned().unwrap_or_else(|| Val::bool(true)).because(&trace);
    e.value(Key::DEBUGGER_CONSOLE, "use_evalex", &console);
    let reload = option(options, "use_reloader").cloned().unwrap_or(debug).because(&trace);
    let reload = super::config::truth(e.machine, &reload);
    e.value(Key::SERVER_RELOAD, "use_reloader", &reload);
}

/// `flask run`: the debugger follows the debug flag.
fn by_flask(e: &mut Emit<'_, '_>, planned: &Planned, because: Vec<Step>) {
    let debug = e.machine.config_entry(e.app, "DEBUG").unwrap_or_else(|| Val::bool(false));
    let given = |flag: &str| planned.command.options.iter().any(|(name, _)| name == flag);
    let debugger = match (given("--no-debugger"), given("--debugger")) {
        (true, _) => Val::bool(false),
        (_, true) => Val::bool(true),
        _ => debug,
    };
    e.value(Key::DEBUGGER, "flask run", &debugger);
    e.put(Key::DEBUGGER_CONSOLE, "flask run", Value::Bool(true), because.clone(), Scope::default());
    if planned.command.host.is_none() {
        e.put(Key::SERVER_HOST, "host", Value::Text("127.0.0.1".to_owned()), because, Scope::default());
    }
}
