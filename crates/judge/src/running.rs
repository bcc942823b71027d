//! Says which process of this machine is which declared app, in which declared environment.

use std::net::IpAddr;

use sneck_model::{App, Environment, Facts, Kind, Listener, Machine, Process, Running, Transport};

use crate::bind::{port_of, starts};

/// Fills `facts.running`. A process that fits several apps or environments stays unbound.
pub(crate) fn bind(facts: &mut Facts) {
    let Some(machine) = &facts.machine else { return };
    // What does not listen serves nobody.
    let servers = machine.processes.iter().filter(|process| listeners(machine, process).next().is_some());
    let all = servers.filter_map(|process| {
        let held = listeners(machine, process).find_map(|listener| by_origin(facts, process, listener));
        held.or_else(|| by_declaration(facts, process))
    });
    facts.running = all.collect();
}

fn listeners<'m>(machine: &'m Machine, process: &'m Process) -> impl Iterator<Item = &'m Listener> {
    let own = |l: &&Listener| l.process == Some(process.id) && l.at.transport == Transport::Tcp;
    machine.listeners.iter().filter(own)
}

/// The environment of an app that was started for the audit.
const STARTED: &str = "run";

/// It holds the address that answered, which is bound already: the app that was started, or what serves the same as its
/// environment. A web server or a container's proxy holds the address of an app that it is not.
fn by_origin(facts: &Facts, process: &Process, listener: &Listener) -> Option<Running> {
    let at = Some(i64::from(listener.at.port)).filter(|_| listener.network.is_none());
    let bound = facts.bindings.iter().find(|bound| is_here(&bound.origin) && port_of(&bound.origin) == at)?;
    let environment = facts.environment(bound.environment)?;
    if at.is_none() || (environment.name != STARTED && served(environment, process).is_none()) {
        return None;
    }
    let because = format!("it holds {}, where {} answered", listener.at, bound.origin);
    Some(Running { process: process.id, app: bound.app.clone(), environment: bound.environment, because })
}

/// An address of this machine, by its usual names.
fn is_here(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or(rest);
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host).trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// It was started as one environment of production starts its one app, and as no other does.
fn by_declaration(facts: &Facts, process: &Process) -> Option<Running> {
    let fitting = facts.environments.iter().filter_map(|e| Some((e, evidence(e, process)?)));
    let (environment, because) = alone(fitting).filter(|(e, _)| e.kind == Kind::Production)?;
    let app = alone(facts.apps.iter().filter(|app| may_run(facts, app, environment)))?;
    Some(Running { process: process.id, app: app.subject.clone(), environment: environment.id, because })
}

fn may_run(facts: &Facts, app: &App, environment: &Environment) -> bool {
    !matches!(app.kind, Kind::Test | Kind::Example) && starts(facts, app, environment)
}

fn alone<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    all.next().filter(|_| all.next().is_none())
}

/// The unit that started it is the very file that declares the environment, or it serves what that one serves.
fn evidence(environment: &Environment, process: &Process) -> Option<String> {
    let file = environment.name.split('#').next().unwrap_or_default();
    let name = file.rsplit('/').next().unwrap_or(file);
    if let Some(unit) = process.unit.as_deref().filter(|unit| *unit == name) {
        return Some(format!("{unit} started it, which {file} declares"));
    }
    let other_unit = process.unit.is_some() && name.ends_with(".service");
    let fits = environment.container == process.container.is_some() && !other_unit;
    let what = served(environment, process).filter(|_| fits)?;
    Some(format!("it serves {what} as {} does", environment.name))
}

/// What a process serves, as an environment starts it: `shop:app`. gunicorn may write it into its title in brackets.
pub(crate) fn served<'e>(environment: &'e Environment, process: &Process) -> Option<&'e str> {
    let words = environment.launch.command.split_whitespace();
    let what = words.rev().find(|word| word.contains(':') && !word.starts_with('-'))?;
    let is_address = what.starts_with(|c: char| c.is_ascii_digit());
    let same = process.command.split_whitespace().any(|word| word.trim_matches(['[', ']']) == what);
    (same && !is_address).then_some(what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{app, facts, port};
    use sneck_model::{Endpoint, EnvironmentId};

    fn machine(command: &str, unit: Option<&str>) -> Machine {
        let at = Endpoint { transport: Transport::Tcp, address: [127, 0, 0, 1].into(), port: 8000 };
        let process = Process {
            id: 31,
            name: "gunicorn".into(),
            user: "shop".into(),
            unit: unit.map(Into::into),
            container: None,
            command: command.into(),
            variables: None,
            debugging: Vec::new(),
            development: Vec::new(),
            replaced: Vec::new(),
            powers: Vec::new(),
        };
        let listener = Listener { process: Some(31), ..Listener::new(at) };
        Machine { listeners: vec![listener], processes: vec![process], ..Machine::default() }
    }

    fn bound(environments: &[(&str, Kind)], machine: Machine) -> Option<(EnvironmentId, String)> {
        let mut facts = facts(environments);
        facts.apps = vec![app("shop:app", Kind::Production)];
        facts.settings = (0..).zip(environments).map(|(id, _)| port("shop:app", id, 8000)).collect::<Vec<_>>().into();
        facts.machine = Some(machine);
        bind(&mut facts);
        facts.running.first().map(|running| (running.environment, running.because.clone()))
    }

    #[test]
    fn a_process_is_the_environment_that_starts_what_it_serves() {
        let is = bound(&[("Procfile#web", Kind::Production)], machine("/venv/bin/gunicorn shop:app", None));
        assert_eq!(is, Some((EnvironmentId(0), "it serves shop:app as Procfile#web does".into())));
        let titled = bound(&[("Procfile#web", Kind::Production)], machine("gunicorn: master [shop:app]", None));
        assert!(titled.is_some());
        assert_eq!(bound(&[("Procfile#web", Kind::Production)], machine("gunicorn other:app", None)), None);
        assert_eq!(bound(&[("Procfile#web", Kind::Development)], machine("gunicorn shop:app", None)), None);
    }

    #[test]
    fn what_holds_the_address_of_an_app_need_not_be_the_app() {
        let of = |environment: &str, command: &str| {
            let mut facts = facts(&[(environment, Kind::Production)]);
            facts.machine = Some(machine(command, None));
            let (origin, app) = ("http://127.0.0.1:8000".to_owned(), sneck_model::Subject::app("shop:app"));
            let (environment, because) = (EnvironmentId(0), "the test says so".to_owned());
            facts.bindings = vec![sneck_model::Binding { origin, app, environment, because }];
            bind(&mut facts);
            facts.running.len()
        };
        assert_eq!(of("Procfile#web", "nginx: master process"), 0);
        assert_eq!(of("Procfile#web", "gunicorn shop:app"), 1);
        assert_eq!(of("run", "python3 serve.py"), 1, "it was started for this");
    }

    #[test]
    fn of_several_the_unit_decides_or_nothing() {
        let both = [("Procfile#web", Kind::Production), ("deploy/shop.service", Kind::Production)];
        assert_eq!(bound(&both, machine("gunicorn shop:app", None)), None, "it may be either");
        let is = bound(&both[1..], machine("gunicorn: master", Some("shop.service")));
        assert_eq!(is.map(|(_, why)| why), Some("shop.service started it, which deploy/shop.service declares".into()));
        assert_eq!(bound(&both[1..], machine("gunicorn shop:app", Some("other.service"))), None);
    }
}
