//! One environment, run and told in the model's own terms: nothing of the interpreter is left.

use sneck_model::{EnvironmentId, Handler, Kind, Place, Server, Setting, Step, Subject};

use super::emit::{Emit, Seen};
use super::{Framework, of, server, start};
use crate::hash::Map;
use crate::source::django;
use crate::source::plan::Planned;
use crate::source::python::Project;
use crate::source::python::eval::{Code, LaunchView, Machine, ObjectId, Py, Val, What};

/// Apps that one place of the code makes, of which are told at most so many.
const MOST_OF_ONE_PLACE: usize = 16;

/// What one environment is, as far as its apps go.
pub(super) struct Observed {
    pub settings: Vec<Setting>,
    pub apps: Vec<ObservedApp>,
    pub routes: Vec<ObservedRoute>,
    pub handlers: Vec<Handler>,
    pub server: Server,
    pub exhausted: bool,
    /// The settings module of Django that it loads.
    pub settings_module: Option<String>,
}

/// An app that an environment serves.
pub(super) struct ObservedApp {
    pub framework: sneck_model::Framework,
    pub seen: Seen,
    /// The module of Django's root list of URL patterns.
    pub urls: Option<String>,
    pub subject: Subject,
    pub created: Place,
    pub kind: Kind,
}

/// A route as it is registered on an app.
pub(super) struct ObservedRoute {
    pub app: Subject,
    /// With the prefixes of its blueprints.
    pub path: String,
    /// Where it is declared.
    pub place: Place,
    /// What checks who is asking, for the part of the app that it belongs to.
    pub guarded: Option<Step>,
}

/// Runs an environment and tells what it is. `None` when it serves no app.
pub(super) fn observe(
    project: &Project<'_>,
    planned: &Planned,
    view: &LaunchView,
    id: EnvironmentId,
) -> Option<Observed> {
    let mut observed = Observed {
        settings: Vec::new(),
        apps: Vec::new(),
        routes: Vec::new(),
        handlers: Vec::new(),
        server: planned.command.server,
        exhausted: false,
        settings_module: None,
    };
    // One after the other: what a run leaves behind may be large.
    let left_out = start::run(project, planned, view, &mut |mut ran| {
        let apps = few_of_each_place(&ran.machine, &ran.apps);
        observed.exhausted |= apps.len() < ran.apps.len();
        for app in apps {
            one_app(project, planned, id, &mut ran.machine, app, &mut observed);
        }
        observed.exhausted |= ran.machine.exhausted();
    });
    observed.exhausted |= left_out;
    (!observed.apps.is_empty()).then_some(observed)
}

/// Apps without those of a place that made too many before: a loop, or a factory that is called for each customer.
fn few_of_each_place(machine: &Machine<'_>, apps: &[ObjectId]) -> Vec<ObjectId> {
    let mut made: Map<_, usize> = Map::default();
    let mut fits = |app: &ObjectId| {
        let Some((site, _)) = start::creation(machine, *app) else { return true };
        let count = made.entry((site.file, site.range.start())).or_default();
        *count += 1;
        *count <= MOST_OF_ONE_PLACE
    };
    apps.iter().filter(|app| fits(app)).copied().collect()
}

fn one_app<'a>(
    project: &'a Project<'a>,
    planned: &Planned,
    environment: EnvironmentId,
    machine: &mut Machine<'a>,
    app: ObjectId,
    observed: &mut Observed,
) {
    let Some((site, kind)) = start::creation(machine, app) else { return };
    let framework = of(kind);
    if let Some(why) = machine.unfinished() {
        (framework.open_up)(machine, app, &why);
    }
    let subject = Subject::app((framework.name)(machine, app, site));
    let mut emit = Emit {
        machine,
        project,
        app,
        subject: subject.clone(),
        environment,
        framework,
        planned,
        server: planned.command.server,
        seen: Seen::default(),
        open: None,
        before: observed.settings.len(),
        settings: &mut observed.settings,
    };
    emit.server = server::of(&emit, planned);
    (framework.emit)(&mut emit);
    emit.leave_open();
    server::emit(&mut emit, planned);
    let (serves, seen) = (emit.server, emit.seen);
    if observed.apps.is_empty() || serves != Server::Unknown {
        observed.server = serves;
    }
    observed.settings_module = observed.settings_module.take().or_else(|| django::module_of(machine, app));
    let file = project.file(site.file);
    observed.apps.push(ObservedApp {
        framework: kind,
        seen,
        urls: django::root_urls(machine, app),
        subject: subject.clone(),
        created: file.place(site.range),
        kind: file.kind,
    });
    observed.routes.extend(routes(project, framework, machine, app, &subject));
    observed.handlers.extend(handlers(project, machine, app, &subject));
}

/// Routes of an app and of the blueprints that joined it.
fn routes(
    project: &Project<'_>,
    framework: &Framework,
    machine: &Machine<'_>,
    app: ObjectId,
    subject: &Subject,
) -> Vec<ObservedRoute> {
    let mut found = Vec::new();
    let mut owners = vec![(app, String::new(), (framework.guard)(machine, app))];
    let mut at = 0;
    while at < owners.len() && owners.len() < 512 {
        let (owner, prefix, guarded) = owners[at].clone();
        for event in machine.events.of(owner) {
            match &event.what {
                What::Route(rule, _, _) => found.push(ObservedRoute {
                    app: subject.clone(),
                    path: format!("{prefix}{}", rule.as_str().unwrap_or("?")),
                    place: project.file(event.site.file).place(event.site.range),
                    guarded: guarded.clone(),
                }),
                What::Registered(blueprint, own) => {
                    let own = own.as_str().map_or_else(|| prefix_of(machine, *blueprint), str::to_owned);
                    let guarded = guarded.clone().or_else(|| (framework.guard)(machine, *blueprint));
                    owners.push((*blueprint, format!("{prefix}{}", own.trim_end_matches('/')), guarded));
                }
                _ => {}
            }
        }
        at += 1;
    }
    found
}

fn prefix_of(machine: &Machine<'_>, blueprint: ObjectId) -> String {
    let prefix = machine.events.of(blueprint).find_map(|e| match &e.what {
        What::Blueprint(_, prefix) => prefix.as_str().map(str::to_owned),
        _ => None,
    });
    prefix.unwrap_or_default()
}

fn handlers(project: &Project<'_>, machine: &Machine<'_>, app: ObjectId, subject: &Subject) -> Vec<Handler> {
    let joined = machine.events.of(app).filter_map(|e| match &e.what {
        What::Registered(blueprint, _) => Some(*blueprint),
        _ => None,
    });
    let own: Vec<ObjectId> = std::iter::once(app).chain(joined).collect();
    let handler = |event: &crate::source::python::eval::Event<'_>| match &event.what {
        What::ErrorHandler(catches, function) => Some(Handler {
            app: Some(subject.clone()),
            catches: caught(catches),
            logs: logs(project, function),
            place: project.file(event.site.file).place(event.site.range),
            kind: project.file(event.site.file).kind,
        }),
        _ => None,
    };
    machine.events.of_any(&own).filter_map(handler).collect()
}

/// `500`, `Exception`, `ValueError`.
fn caught(value: &Val<'_>) -> String {
    match &value.py {
        Py::Int(code) => code.to_string(),
        Py::External(name) => name.rsplit('.').next().unwrap_or(name).to_owned(),
        _ => "an exception of the project".to_owned(),
    }
}

/// The function's text calls something that logs.
fn logs(project: &Project<'_>, function: &Val<'_>) -> bool {
    use ruff_text_size::Ranged;
    let Py::Function(function) = &function.py else { return false };
    let Code::Def(def) = function.code else { return false };
    let text = &project.file(function.file).text()[def.range()];
    [".exception(", ".error(", ".critical(", ".warning(", ".log(", "capture_exception(", "print_exc("]
        .iter()
        .any(|call| text.contains(call))
}
