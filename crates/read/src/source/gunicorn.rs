//! What completes gunicorn's command line: `--env`, `GUNICORN_CMD_ARGS`, its settings file.
//!
//! Source: gunicorn's documentation, *Configuration Overview*: the command line wins over the variable, and the
//! variable over the file. `gunicorn.conf.py` is read without being named.

use std::rc::Rc;

use sneck_model::{Layer, Place, Server};

use super::command::{self, Command, Target};
use super::plan::{self, Planned};
use super::python::Project;
use super::python::eval::{LaunchView, Machine, Val, environ};
use crate::declared::{DeclaredVariable, Supplied};

/// The environment with everything that gunicorn is told elsewhere. Other servers' stay as they are.
pub(super) fn completed(project: &Project<'_>, planned: &Planned, view: &LaunchView) -> Planned {
    let mut planned = planned.clone();
    if planned.command.server == Server::Gunicorn {
        by_variable(&mut planned);
        by_file(project, &mut planned, view);
        by_options(&mut planned);
    }
    planned
}

/// `GUNICORN_CMD_ARGS="--bind=0.0.0.0:80 --reload"`
fn by_variable(planned: &mut Planned) {
    let set = planned.variables.iter().rev().find(|v| v.name == "GUNICORN_CMD_ARGS");
    let Some(Supplied::Text(line)) = set.map(|v| v.value.clone()) else { return };
    let mut words = vec!["gunicorn".to_owned()];
    words.extend(crate::config::words(&line, &[]));
    if let Some(more) = command::read(&words) {
        complete(&mut planned.command, more);
    }
}

/// Fills in what a command leaves out.
fn complete(command: &mut Command, more: Command) {
    command.host = command.host.take().or(more.host);
    command.chdir = command.chdir.take().or(more.chdir);
    command.config = command.config.take().or(more.config);
    command.reload |= more.reload;
    command.options.extend(more.options);
    if command.target == Target::Unsaid {
        command.target = more.target;
    }
}

/// `gunicorn.conf.py`, or the file that `--config` names.
fn by_file(project: &Project<'_>, planned: &mut Planned, view: &LaunchView) {
    let name = planned.command.config.as_deref().unwrap_or("gunicorn.conf.py");
    let path = plan::inside(&planned.folder, name.trim_start_matches("python:"));
    let Some(file) = project.at(&path) else { return };
    let environ = environ(&planned.variables, &planned.open);
    let mut machine = Machine::new(project, plan::roots(planned), environ, view.clone());
    let names = machine.names_of_file(file);
    let file = Settings { machine: &machine, names };
    complete(&mut planned.command, file.command());
    let place = Place::File { layer: Layer::Deploy, path: path.into(), line: 0, column: 0, width: 0 };
    planned.variables.extend(file.texts("raw_env").iter().filter_map(|line| variable(line, &place)));
}

/// What a settings file defines.
struct Settings<'m, 'a> {
    machine: &'m Machine<'a>,
    names: Vec<(Rc<str>, Val<'a>)>,
}

impl Settings<'_, '_> {
    /// As if the command line said it.
    fn command(&self) -> Command {
        let reload = self.names.iter().find(|(name, _)| &**name == "reload");
        let options =
            self.texts("forwarded_allow_ips").into_iter().map(|ips| ("--forwarded-allow-ips".to_owned(), ips));
        Command {
            server: Server::Gunicorn,
            target: self.text("wsgi_app").map_or(Target::Unsaid, Target::Import),
            host: self.text("bind").map(|address| command::host_of(&address)),
            reload: reload.and_then(|(_, value)| self.machine.truth(value)).unwrap_or(false),
            debug: None,
            chdir: self.text("chdir"),
            config: None,
            options: options.collect(),
            argv: Vec::new(),
        }
    }

    fn text(&self, name: &str) -> Option<String> {
        self.texts(name).into_iter().next()
    }

    /// A text, or the texts in a list.
    fn texts(&self, name: &str) -> Vec<String> {
        let Some((_, value)) = self.names.iter().find(|(known, _)| &**known == name) else { return Vec::new() };
        match value.as_str() {
            Some(text) => vec![text.to_owned()],
            None => self
                .machine
                .members(value)
                .unwrap_or_default()
                .iter()
                .filter_map(|v| v.as_str().map(str::to_owned))
                .collect(),
        }
    }
}

/// `-e NAME=value`
fn by_options(planned: &mut Planned) {
    let Some(place) = planned.place.clone() else { return };
    let given = planned.command.options.iter().filter(|(name, _)| matches!(name.as_str(), "-e" | "--env"));
    planned.variables.extend(given.filter_map(|(_, line)| variable(line, &place)));
}

fn variable(line: &str, place: &Place) -> Option<DeclaredVariable> {
    let (name, value) = line.split_once('=')?;
    Some(DeclaredVariable { name: name.to_owned(), value: Supplied::Text(value.to_owned()), place: place.clone() })
}
