//! Runs a program as one environment starts it, and says which apps that makes.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::rc::Rc;

use sneck_model::{Framework, Kind, Server};

use super::FRAMEWORKS;
use crate::hash::Set;
use crate::source::command::Target;
use crate::source::django;
use crate::source::fastapi;
use crate::source::flask::{WRAPPED, cli};
use crate::source::plan::{self, Planned};
use crate::source::python::eval::{Call, Event, LaunchView, Machine, ObjectId, Py, Site, Val, What, environ};
use crate::source::python::{FileId, Project};

/// A finished run: its state, and the apps that this environment serves.
pub(in crate::source) struct Ran<'a> {
    pub machine: Machine<'a>,
    pub apps: Vec<ObjectId>,
}

/// Files that may create an app, of any framework.
pub(super) fn candidates<'p>(project: &'p Project<'_>) -> &'p BTreeSet<FileId> {
    let look = || FRAMEWORKS.iter().flat_map(|f| (f.candidates)(project)).collect();
    project.candidates.get_or_init(look)
}

/// True when some file may create an app.
pub(super) fn has_apps(project: &Project<'_>) -> bool {
    !candidates(project).is_empty()
}

/// After so many programs of one environment that take too long to follow, the next ones get less time, each less than the
/// one before: a framework's own tree has hundreds of samples, each of which runs the framework.
const MOST_ENDLESS: u32 = 2;

/// Runs an environment and hands out each run that makes an app. The default environment may take several runs: each
/// script, then what is left. True when programs were left out because all together take too long.
pub(in crate::source) fn run<'a>(
    project: &'a Project<'a>,
    planned: &Planned,
    view: &LaunchView,
    each: &mut dyn FnMut(Ran<'a>),
) -> bool {
    let start = Start { project, planned, view, endless: Cell::new(0) };
    let ran = match &planned.command.target {
        Target::Unsaid if planned.command.server == Server::Unknown => return start.without_command(each),
        Target::Unsaid => None,
        Target::Import(target) => match planned.command.server {
            Server::FlaskRun => cli::named(&start, target),
            Server::FastapiCli => fastapi::cli::named(&start, target),
            _ => start.imported(target),
        },
        Target::Settings(module) => Some(start.settings(module)),
        Target::Script(path) => start.script(path),
        Target::Module(module) => start.module(module),
        Target::Discovered if planned.command.server == Server::FastapiCli => fastapi::cli::discovered(&start),
        Target::Discovered => cli::discovered(&start),
    };
    ran.filter(|ran| !ran.apps.is_empty()).into_iter().for_each(each);
    false
}

/// One environment, about to be started.
pub(in crate::source) struct Start<'a, 'p> {
    pub project: &'a Project<'a>,
    pub planned: &'p Planned,
    view: &'p LaunchView,
    /// How many programs took too long to follow.
    endless: Cell<u32>,
}

impl<'a> Start<'a, '_> {
    /// A machine with the environment's variables and import paths.
    pub(in crate::source) fn machine(&self, flask_cli: bool) -> Machine<'a> {
        let roots = plan::roots(self.planned);
        let environ = environ(&self.planned.variables, &self.planned.open);
        let view = LaunchView { flask_cli, argv: self.planned.command.argv.clone(), ..self.view.clone() };
        let mut machine = Machine::new(self.project, roots, environ, view);
        machine.hurry(self.endless.get().saturating_sub(MOST_ENDLESS));
        machine
    }

    /// What a machine that is done serves: the given app, or every one that it made.
    pub(in crate::source) fn finish(&self, machine: Machine<'a>, served: Option<ObjectId>) -> Ran<'a> {
        let apps = match served {
            Some(app) => mounted(&machine, &[app]),
            None => created(&machine),
        };
        self.endless.set(self.endless.get() + u32::from(machine.exhausted()));
        Ran { machine, apps }
    }

    /// `module:name`, `module:factory('x')`, `module`, `path/to/module.py`.
    fn imported(&self, target: &str) -> Option<Ran<'a>> {
        let (module, attribute) = target.split_once(':').unwrap_or((target, ""));
        let default = if self.planned.command.server == Server::Uvicorn { "app" } else { "application" };
        self.imported_from(module, if attribute.is_empty() { default } else { attribute })
    }

    /// An attribute of a module.
    pub(in crate::source) fn imported_from(&self, module: &str, attribute: &str) -> Option<Ran<'a>> {
        let mut machine = self.machine(false);
        let site = self.load(&mut machine, module)?;
        let value = self.attribute(&mut machine, module, attribute, site);
        let served = value.and_then(|v| app_behind(&machine, &v));
        Some(self.finish(machine, served))
    }

    /// Runs a module by dotted name or file name; where its first line stands.
    pub(in crate::source) fn load(&self, machine: &mut Machine<'a>, module: &str) -> Option<Site> {
        let dotted = module
            .strip_suffix(".py")
            .map_or_else(|| module.to_owned(), |m| m.trim_start_matches("./").replace('/', "."));
        let file = self.project.module(&machine.roots, &dotted)?;
        machine.module_value(&dotted);
        machine.end();
        Some(Site { file, range: Default::default() })
    }

    /// An attribute of a module that was run; a factory is called.
    pub(in crate::source) fn attribute(
        &self,
        machine: &mut Machine<'a>,
        module: &str,
        attribute: &str,
        site: Site,
    ) -> Option<Val<'a>> {
        let dotted = module
            .strip_suffix(".py")
            .map_or_else(|| module.to_owned(), |m| m.trim_start_matches("./").replace('/', "."));
        let (name, arguments) = match attribute.split_once('(') {
            Some((name, rest)) => (name, Some(rest.trim_end_matches(')'))),
            None => (attribute, None),
        };
        let owner = machine.module_value(&dotted);
        let value = name.split('.').fold(owner, |owner, part| machine.attribute(&owner, part, site));
        machine.end();
        let is_factory = matches!(value.py, Py::Function(_));
        match arguments {
            Some(arguments) => Some(machine.call_later(&value, literals(arguments, site))),
            None if is_factory => Some(machine.call_later(&value, Call::bare(site))),
            None => Some(value),
        }
    }

    /// A settings module of Django, without anything that names it.
    fn settings(&self, module: &str) -> Ran<'a> {
        let mut machine = self.machine(false);
        if let Some((file, _)) = self.project.ids().next() {
            set_up(&mut machine, module, file);
        }
        self.finish(machine, None)
    }

    fn script(&self, path: &str) -> Option<Ran<'a>> {
        let roots = plan::roots(self.planned);
        let file = roots.iter().find_map(|root| self.project.at(&plan::inside(root, path)));
        // A path of the container: the folder that the project was copied to comes before its own.
        let below = path.match_indices('/').filter(|_| path.starts_with('/')).map(|(at, _)| &path[at + 1..]);
        let file = file.or_else(|| below.into_iter().find_map(|path| self.project.at(path)));
        let file = file.or_else(|| self.project.at(path.rsplit('/').next()?))?;
        Some(self.run_script(file))
    }

    fn module(&self, module: &str) -> Option<Ran<'a>> {
        let roots = plan::roots(self.planned);
        let main = format!("{module}.__main__");
        let file = self.project.module(&roots, &main).or_else(|| self.project.module(&roots, module))?;
        Some(self.run_script(file))
    }

    fn run_script(&self, file: FileId) -> Ran<'a> {
        let mut machine = self.machine(false);
        let settings = self.planned.command.options.iter().find(|(name, _)| name == "--settings");
        if let Some((_, module)) = settings {
            machine.set_variable("DJANGO_SETTINGS_MODULE", Val::str(module));
        }
        machine.run_module("__main__", file);
        machine.end();
        self.finish(machine, None)
    }

    /// No command at all: scripts are run, then each file that creates an app which no script made.
    fn without_command(&self, each: &mut dyn FnMut(Ran<'a>)) -> bool {
        let mut made: BTreeSet<(FileId, u32)> = BTreeSet::new();
        for file in scripts(self.project) {
            let ran = self.run_script(file);
            self.keep(ran, &mut made, each);
        }
        for &file in candidates(self.project) {
            let imported = self.by_file(file, &made).filter(|ran| !ran.apps.is_empty());
            let is_script = || self.project.file(file).text().contains("__main__");
            let ran = imported.or_else(|| is_script().then(|| self.run_script(file)));
            ran.into_iter().for_each(|ran| self.keep(ran, &mut made, each));
        }
        if made.is_empty() {
            let settings = django::unnamed_settings(self.project).into_iter();
            settings.for_each(|file| self.keep(self.settings(&import_name(self.project, file).1), &mut made, each));
        }
        self.endless.get() > MOST_ENDLESS
    }

    /// Hands out the apps of a run that no earlier run made.
    fn keep(&self, mut ran: Ran<'a>, made: &mut BTreeSet<(FileId, u32)>, each: &mut dyn FnMut(Ran<'a>)) {
        let site = |app: &ObjectId| creation(&ran.machine, *app).map(|(s, _)| (s.file, s.range.start().to_u32()));
        let fresh: Vec<ObjectId> =
            ran.apps.iter().filter(|a| site(a).is_some_and(|s| !made.contains(&s))).copied().collect();
        made.extend(fresh.iter().filter_map(site));
        ran.apps = fresh;
        if !ran.apps.is_empty() {
            each(ran);
        }
    }

    /// Imports a file that creates an app; its factories are called when importing makes none.
    fn by_file(&self, file: FileId, made: &BTreeSet<(FileId, u32)>) -> Option<Ran<'a>> {
        let mut machine = self.machine(false);
        let (root, dotted) = import_name(self.project, file);
        machine.roots.insert(0, root);
        let module = machine.module_value(&dotted).object()?;
        machine.end();
        if created(&machine).is_empty() && !made.iter().any(|(known, _)| *known == file) {
            self.call_factories(&mut machine, module, file);
        }
        if created(&machine).is_empty() && django::is_settings(self.project.file(file)) {
            set_up(&mut machine, &dotted, file);
        }
        Some(self.finish(machine, None))
    }

    fn call_factories(&self, machine: &mut Machine<'a>, module: ObjectId, file: FileId) {
        let site = Site { file, range: Default::default() };
        let functions: Vec<Val<'a>> =
            machine.heap.get(module).attrs.values().filter(|v| is_factory(self.project, v, file)).cloned().collect();
        for factory in functions {
            machine.call_later(&factory, Call::bare(site));
        }
    }
}

/// Loads a settings module of Django, as if a variable named it.
fn set_up(machine: &mut Machine<'_>, module: &str, file: FileId) {
    machine.set_variable("DJANGO_SETTINGS_MODULE", Val::str(module));
    machine.call_later(&Val::external("django.setup"), Call::bare(Site { file, range: Default::default() }));
}

/// A function of this file whose text creates an app.
fn is_factory(project: &Project<'_>, value: &Val<'_>, file: FileId) -> bool {
    use ruff_text_size::Ranged;
    let Py::Function(function) = &value.py else { return false };
    let crate::source::python::eval::Code::Def(def) = function.code else { return false };
    let by_name = matches!(def.name.as_str(), "create_app" | "make_app" | "create_application");
    let creates = || {
        let text = &project.file(file).text()[def.range()];
        FRAMEWORKS.iter().flat_map(|f| f.constructors).any(|name| text.contains(name))
    };
    function.file == file && (by_name || creates())
}

/// Every app that was created, blueprints left out. Of two that one line made, as a script that names itself to
/// its server makes them, the one that is served counts.
pub(in crate::source) fn created(machine: &Machine<'_>) -> Vec<ObjectId> {
    let served: Set<ObjectId> = machine.events.iter().filter(|e| e.serves()).map(|e| e.target).collect();
    let made = || machine.events.created();
    let places: Set<Site> = made().filter(|e| served.contains(&e.target)).map(|e| e.site).collect();
    let stands_in = |e: &&Event<'_>| !served.contains(&e.target) && places.contains(&e.site);
    let mut apps: Vec<ObjectId> = made().filter(|e| !stands_in(e)).map(|e| e.target).collect();
    apps.dedup();
    apps
}

/// Apps that are mounted inside of others.
fn mounted(machine: &Machine<'_>, apps: &[ObjectId]) -> Vec<ObjectId> {
    let all = created(machine);
    let mut found = apps.to_vec();
    let mut at = 0;
    while at < found.len() && found.len() < 64 {
        let inner = machine.events.of(found[at]).filter_map(|e| match &e.what {
            What::Registered(inner, _) if all.contains(inner) => Some(*inner),
            _ => None,
        });
        let new: Vec<ObjectId> = inner.filter(|id| !found.contains(id)).collect();
        found.extend(new);
        at += 1;
    }
    found
}

/// Where an app was created, and of which framework it is.
pub(in crate::source) fn creation(machine: &Machine<'_>, app: ObjectId) -> Option<(Site, Framework)> {
    machine.events.of(app).find_map(|e| match e.what {
        What::Created(framework) => Some((e.site, framework)),
        _ => None,
    })
}

/// The app that a value is, or wraps.
pub(in crate::source) fn app_behind(machine: &Machine<'_>, value: &Val<'_>) -> Option<ObjectId> {
    let apps = created(machine);
    let mut at = value.alternatives().iter().find_map(Val::object)?;
    for _ in 0..8 {
        if apps.contains(&at) {
            return Some(at);
        }
        let attrs = &machine.heap.get(at).attrs;
        at = ["app", "wsgi_app", WRAPPED].iter().find_map(|name| attrs.get(*name).and_then(Val::object))?;
    }
    None
}

/// Scripts that start a development server when they are run.
fn scripts<'a>(project: &'a Project<'a>) -> Vec<FileId> {
    let kept = |kind: Kind| matches!(kind, Kind::Production | Kind::Development);
    let found = project.ids().filter(|(_, f)| kept(f.kind) && f.text().contains("__main__") && starts_server(f.text()));
    found.map(|(id, _)| id).collect()
}

/// The text calls `run` on something that may be an app.
fn starts_server(text: &str) -> bool {
    const OTHERS: [&str; 10] = ["asyncio", "subprocess", "anyio", "trio", "pytest", "nox", "sp", "cli", "mcp", "web"];
    let receiver =
        |at: usize| text[..at].rsplit(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
    let run = text.match_indices(".run(").any(|(at, _)| !OTHERS.contains(&receiver(at)));
    run || text.contains("run_simple(") || text.contains("run_app(") || text.contains("serve(")
}

/// The folder that imports count from, and the dotted name, of a file: packages are followed upwards.
pub(in crate::source) fn import_name(project: &Project<'_>, file: FileId) -> (String, String) {
    let path = &project.file(file).path;
    let stem = path.strip_suffix(".py").unwrap_or(path);
    let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
    let mut root = stem.rsplit_once('/').map_or("", |(folder, _)| folder);
    while !root.is_empty() && project.at(&format!("{root}/__init__.py")).is_some() {
        root = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    }
    let relative = stem.strip_prefix(root).unwrap_or(stem).trim_start_matches('/');
    (root.to_owned(), crate::source::python::template::filled(relative).replace('/', "."))
}

/// Literal arguments of a factory in a command: `'production', debug=False` as far as they are plain.
fn literals<'a>(arguments: &str, site: Site) -> Call<'a> {
    let mut call = Call::bare(site);
    for part in arguments.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            Some((name, value)) if !name.contains(['"', '\'']) => {
                call.kwargs.push((Rc::from(name.trim()), literal(value.trim())));
            }
            _ => call.args.push(literal(part)),
        }
    }
    call
}

fn literal<'a>(text: &str) -> Val<'a> {
    match text {
        "True" => Val::bool(true),
        "False" => Val::bool(false),
        "None" => Val::none(),
        text if text.starts_with(['"', '\'']) => Val::str(text.trim_matches(['"', '\''])),
        number => number.parse().map_or_else(|_| Val::unknown("an argument of the command"), |n| Val::new(Py::Int(n))),
    }
}

#[cfg(test)]
mod tests {
    use super::starts_server;

    #[test]
    fn a_script_starts_a_server_by_what_it_calls_run_on() {
        assert!(starts_server("application.run(debug=True)"));
        assert!(!starts_server("asyncio.run(main())"));
        assert!(starts_server("\u{fffd}.run(port=1)"), "whatever stands before the call");
    }
}
