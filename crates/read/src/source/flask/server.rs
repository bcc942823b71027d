//! Servers that Flask code starts, and what the development server adds.

use std::rc::Rc;

use sneck_model::{Key, Scope, Server, Step, Value};

use crate::source::apps::Emit;
use crate::source::apps::server::{Started, started};
use crate::source::python::eval::{Call, Machine, Row, Trace, Val, What, option};

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

/// What Flask's own server adds: the debugger, the console and the reloader follow the debug flag.
pub(super) fn emit(e: &mut Emit<'_, '_>) {
    match (e.server, started(e)) {
        (Server::Script, Some(run)) => by_code(e, &run),
        (Server::FlaskRun, _) => by_flask(e),
        _ => {}
    }
}

/// `app.run(host=, port=, use_debugger=, use_reloader=, use_evalex=)`
fn by_code<'a>(e: &mut Emit<'_, 'a>, run: &Started<'a>) {
    let trace = Trace::default().then(run.site.file, run.site.range, "");
    let debug = e.machine.config_entry(e.app, "DEBUG").unwrap_or_else(|| Val::bool(false));
    let given = |name: &str, default: Val<'a>| option(&run.options, name).cloned().unwrap_or(default).because(&trace);
    let debugger = super::config::truth(e.machine, &given("use_debugger", debug.clone()));
    e.value(Key::DEBUGGER, "use_debugger", &debugger);
    e.value(Key::DEBUGGER_CONSOLE, "use_evalex", &given("use_evalex", Val::bool(true)));
    let reload = super::config::truth(e.machine, &given("use_reloader", debug));
    e.value(Key::SERVER_RELOAD, "use_reloader", &reload);
}

/// `flask run`: the debugger follows the debug flag.
fn by_flask(e: &mut Emit<'_, '_>) {
    let debug = e.machine.config_entry(e.app, "DEBUG").unwrap_or_else(|| Val::bool(false));
    let planned = e.planned;
    let given = |flag: &str| planned.command.options.iter().any(|(name, _)| name == flag);
    let debugger = match (given("--no-debugger"), given("--debugger")) {
        (true, _) => Val::bool(false),
        (_, true) => Val::bool(true),
        _ => debug,
    };
    e.value(Key::DEBUGGER, "flask run", &debugger);
    let because: Vec<Step> = e.command_step().into_iter().collect();
    e.put(Key::DEBUGGER_CONSOLE, "flask run", Value::Bool(true), because.clone(), Scope::default());
    if planned.command.host.is_none() {
        e.put(Key::SERVER_HOST, "host", Value::Text("127.0.0.1".to_owned()), because, Scope::default());
    }
}
