//! What debug mode of each framework does, in words: that depends on who serves.

use sneck_model::{Environment, Facts, Framework, Key, Server, Setting, Value};

use crate::common::value_beside;
use crate::django;

/// What debug mode does here: that depends on who serves.
pub(crate) fn effect(facts: &Facts, setting: &Setting) -> String {
    if django::is_app(facts, &setting.component) {
        return format!("{IN_DJANGO}{}", django::named("W018"));
    }
    match facts.framework_of(&setting.component) {
        Some(Framework::Fastapi) => return IN_STARLETTE.into(),
        Some(Framework::Aiohttp) => return IN_AIOHTTP.into(),
        Some(Framework::Express) => return IN_EXPRESS.into(),
        _ => {}
    }
    let environment = facts.environment_of(setting);
    let debugger_off = value_beside(facts, setting, Key::DEBUGGER).is_some_and(|v| v.truth() == Some(false));
    let console = console(environment);
    match own_server(facts, setting, environment) {
        Served::Elsewhere => ELSEWHERE.into(),
        Served::Unsaid => format!("Started with `app.run()`, every error opens Werkzeug's debugger: {console}."),
        Served::Own(how) if debugger_off => {
            format!(
                "{how} restarts when files change and errors pass by the app's own error pages; its debugger is off."
            )
        }
        Served::Own(how) => format!("{how} answers every error with Werkzeug's debugger: {console}."),
    }
}

/// What Flask does in debug mode under a server that is not Werkzeug's (`Flask.handle_exception`,
/// `Flask.trap_http_exception`).
const ELSEWHERE: &str = "A server made for production does not start Werkzeug's debugger, but errors pass by the app's \
                         own error pages, answers name what was missing in a request, and extensions that ask for debug \
                         mode (toolbars, verbose errors) open up. Started with `app.run()`, the same setting lets \
                         visitors run code.";

/// `django/views/debug.py`; `connection.queries_log` is kept in debug mode only.
const IN_DJANGO: &str = "Every error is answered with a page that shows source code, local variables and settings, and \
                         every unknown address with the list of all addresses; each SQL statement is kept in memory.";

/// `starlette/middleware/errors.py`, `ServerErrorMiddleware.generate_html`.
const IN_STARLETTE: &str = "Every error is answered with its traceback and the source code around each of its lines.";

/// `aiohttp/web_protocol.py`, `RequestHandler.handle_error`.
const IN_AIOHTTP: &str = "Every error is answered with its traceback.";

/// `finalhandler/index.js`, `errorhandler/index.js`.
const IN_EXPRESS: &str = "An error that nothing else answers is sent to the visitor with its trace: files, lines and \
                          packages of the server.";

/// Who serves the app.
enum Served {
    /// Werkzeug's own server, started so.
    Own(&'static str),
    /// Another.
    Elsewhere,
    /// No file says who.
    Unsaid,
}

/// The setting knows what a script starts; the command is all there is otherwise.
fn own_server(facts: &Facts, setting: &Setting, environment: Option<&Environment>) -> Served {
    let by_command = environment.map_or(Server::Unknown, |e| e.launch.server);
    match value_beside(facts, setting, Key::SERVER_KIND).and_then(Value::text) {
        Some("flask-run") => Served::Own("`flask run`"),
        Some("script") => Served::Own("`app.run()`"),
        Some("unknown") => Served::Unsaid,
        Some(_) => Served::Elsewhere,
        None if matches!(by_command, Server::Unknown | Server::Script) => Served::Unsaid,
        None if by_command == Server::FlaskRun => Served::Own("`flask run`"),
        None => Served::Elsewhere,
    }
}

/// Whether a PIN stands before the console: Werkzeug asks for none when `WERKZEUG_DEBUG_PIN` is `off`.
fn console(environment: Option<&Environment>) -> &'static str {
    let pin = environment.and_then(|e| e.variables.iter().find(|v| v.name == "WERKZEUG_DEBUG_PIN"));
    match pin {
        Some(pin) if pin.value.text() == Some("off") => {
            "visitors run Python code on the server, and no PIN is asked for, because WERKZEUG_DEBUG_PIN is off"
        }
        _ => "visitors read source code, and whoever learns or computes its PIN runs Python code on the server",
    }
}
