//! Servers for development that run: they answer by their name, or hold a socket of this machine.

use sneck_model::{Exchange, Facts, Severity, Step, Strength, Subject, SubjectKind, Verdicts};

use crate::common::Fault;
use crate::live::{self, Seen};
use crate::machine::{PRODUCTION, reach};
use crate::services::Reach;

/// All that are seen.
pub(crate) fn seen(facts: &Facts, out: &mut Verdicts) {
    for seen in live::seen(facts, |answer| names_itself(answer).is_some()) {
        observed(out, &seen);
    }
    running(facts, out);
}

/// Servers of this machine that were started by such a command.
fn running(facts: &Facts, out: &mut Verdicts) {
    let Some(machine) = &facts.machine else { return };
    for process in &machine.processes {
        let Some(command) = process.development.iter().find(|part| !part.starts_with('-')) else { continue };
        let own = machine.listeners.iter().filter(|listener| listener.process == Some(process.id));
        let Some(listener) = own.max_by_key(|listener| reach(listener)) else { continue };
        let subject = Subject::new(SubjectKind::Host, format!("{} on {}", process.name, listener.at));
        let says = format!(
            "`{command}` runs on this machine (process {}) and listens on {}: it is made for a developer's machine.",
            process.id, listener.at
        );
        let severity = if reach(listener) >= Reach::Private { Severity::High } else { Severity::Medium };
        let places =
            vec![Step::new(process.place(), format!("runs `{command}`")), Step::new(listener.place(), "is its socket")];
        Fault::new(says).severity(severity).at(out, &subject, PRODUCTION, Strength::Proves, places);
    }
}

/// What the servers for development of the frameworks call themselves in `Server`: `werkzeug/serving.py`,
/// `wsgiref/simple_server.py` (Django's `runserver`), `http/server.py`, `webrick/config.rb`.
const NAMES: &[(&str, &str)] = &[
    ("Werkzeug/", "Werkzeug's server, which `flask run` and `app.run()` start"),
    ("WSGIServer/", "the server of `wsgiref`, which `manage.py runserver` starts"),
    ("SimpleHTTP/", "the server of Python's `http.server`"),
    ("WEBrick/", "WEBrick, the server that Ruby brings for development"),
];

fn names_itself(answer: &Exchange) -> Option<&'static str> {
    if is_of_php(answer) {
        return Some("the server that `php -S` starts");
    }
    let server = answer.header("server").next()?;
    NAMES.iter().find(|(start, _)| server.starts_with(start)).map(|(_, what)| *what)
}

/// It names itself nowhere, but repeats the request's `Host` in its head and closes each connection
/// (`sapi/cli/php_cli_server.c`), as PHP says who it is.
fn is_of_php(answer: &Exchange) -> bool {
    let asked = answer.url.split_once("://").and_then(|(_, rest)| rest.split('/').next());
    let has = |name: &str, of: &dyn Fn(&str) -> bool| answer.header(name).any(of);
    has("host", &|host| Some(host) == asked)
        && has("connection", &|how| how.eq_ignore_ascii_case("close"))
        && has("x-powered-by", &|who| who.starts_with("PHP/"))
}

fn observed(out: &mut Verdicts, seen: &Seen<'_>) {
    let Some((first, what)) = seen.answers.iter().find_map(|answer| Some((*answer, names_itself(answer)?))) else {
        return;
    };
    let says = format!("{} is answered by {what}: it is made for a developer's machine, not for visitors.", first.url);
    let header = |answer: &Exchange| if is_of_php(answer) { "host" } else { "server" };
    let places = seen.answers.iter().map(|answer| live::header_step(answer, header(answer), format!("names {what}")));
    Fault::new(says).at(out, &seen.subject, seen.standing, Strength::Proves, live::few(places.collect()));
}
