//! All environments of all apps of a project.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use sneck_model::{
    App, AppId, Environment, EnvironmentId, Facts, Handler, Kind, Launch, NotLookedAt, Server, Subject, Value,
    Variable, Version,
};

use super::observe::{Observed, ObservedApp, ObservedRoute, observe};
use super::{FRAMEWORKS, of, start};
use crate::declared::{DeclaredVariable, Supplied};
use crate::hash::{Map, Set};
use crate::source::plan::{self, Planned};
use crate::source::python::Project;
use crate::source::python::eval::LaunchView;
use crate::source::{django, gunicorn, literals};

/// Apps of Django with the modules of their root lists of URL patterns.
type Roots = BTreeSet<(Subject, String)>;

/// The release of each framework's package, and the same as numbers.
type Versions = BTreeMap<&'static str, (Version, Vec<u32>)>;

/// Packages beside the frameworks whose releases differ in what they do.
const RELEASES_MATTER: [&str; 1] = ["django-csp"];

/// The environments of a project's apps, each followed as far as it goes.
pub(in crate::source) struct Followed {
    planned: Vec<Planned>,
    observed: Vec<Option<Observed>>,
    versions: Versions,
}

/// Runs every environment of the project's apps. What that parses is there for the scan of the files.
pub(in crate::source) fn follow(project: &Project<'_>, planned: &[Planned], facts: &Facts) -> Option<Followed> {
    if !start::has_apps(project) {
        return None;
    }
    let dependencies: BTreeSet<String> = facts.dependencies.iter().map(|d| d.name.clone()).collect();
    let packages = FRAMEWORKS.iter().map(|f| f.package).chain(RELEASES_MATTER);
    let versions = plan::releases(project.tree, packages);
    let releases = versions.iter().map(|(package, (_, numbers))| (*package, numbers.clone())).collect();
    let view = LaunchView { releases, flask_cli: false, dependencies, argv: Vec::new() };
    let mut planned: Vec<Planned> = planned.iter().map(|p| gunicorn::completed(project, p, &view)).collect();
    let mut observed = observe_all(project, &planned, &view);
    let more = beside(project, &observed);
    observed.extend(observe_all(project, &more, &view));
    planned.extend(more);
    decide_kinds(&mut planned, &observed);
    Some(Followed { planned, observed, versions })
}

/// Adds what was followed to the facts, which hold the routes of the scan already.
pub(in crate::source) fn record(project: &Project<'_>, followed: Option<Followed>, facts: &mut Facts) -> Roots {
    let mut roots = Roots::new();
    let Some(Followed { planned, observed, versions }) = followed else { return roots };
    for (planned, observed) in planned.iter().zip(observed) {
        let apps = observed.iter().flat_map(|o| &o.apps);
        roots.extend(apps.filter_map(|app| Some((app.subject.clone(), app.urls.clone()?))));
        match observed {
            Some(observed) => add(planned, observed, &versions, facts),
            None if planned.name != plan::DEFAULT => facts.not_looked_at.push(NotLookedAt {
                what: format!("the app that {} starts", planned.name),
                why: format!("`{}` leads to no app that could be followed", planned.line),
            }),
            None => {}
        }
    }
    if facts.environments.is_empty() {
        facts.not_looked_at.extend(unfollowed(project));
    }
    roots
}

/// Files that should make an app, when none came of running them.
fn unfollowed(project: &Project<'_>) -> Vec<NotLookedAt> {
    const MOST: usize = 5;
    let files = start::candidates(project).iter().map(|id| project.file(*id));
    let told = files.filter(|file| file.kind == Kind::Production).map(|file| NotLookedAt {
        what: format!("the app that {} makes", file.path),
        why: "no app came of following it: what it imports, or the settings that it names, are not in the tree"
            .to_owned(),
    });
    told.take(MOST).collect()
}

fn observe_all(project: &Project<'_>, planned: &[Planned], view: &LaunchView) -> Vec<Option<Observed>> {
    planned.par_iter().map(|planned| observe(project, planned, view, EnvironmentId(0))).collect()
}

/// Settings modules that no environment loads: each is an environment of the kind that its name says.
fn beside(project: &Project<'_>, observed: &[Option<Observed>]) -> Vec<Planned> {
    let loaded = observed.iter().flatten().filter_map(|o| o.settings_module.clone()).collect();
    let others = django::others(project, &loaded);
    others.into_iter().map(|(module, kind)| Planned::of_settings(&module, kind)).collect()
}

/// The name of a settings module says what an environment is for, where nothing else does; but the
/// one that is started must be production when no other is.
fn decide_kinds(planned: &mut [Planned], observed: &[Option<Observed>]) {
    let mut serving: Vec<(&mut Planned, Option<Kind>)> = Vec::new();
    for (planned, observed) in planned.iter_mut().zip(observed) {
        let Some(observed) = observed else { continue };
        serving.push((planned, observed.settings_module.as_deref().and_then(django::kind_of)));
    }
    let is_production = |(p, by_name): &(&mut Planned, Option<Kind>)| p.kind.or(*by_name) == Some(Kind::Production);
    let known = serving.iter().any(is_production);
    for (planned, by_name) in &mut serving {
        let named = by_name.filter(|kind| known || *kind == Kind::Production);
        if let (None, Some(kind)) = (planned.kind, named) {
            planned.decide((kind, "the name of its settings module says so"));
        }
    }
    plan::decide_kinds(&mut serving.into_iter().map(|(planned, _)| planned).collect::<Vec<_>>());
}

fn add(planned: &Planned, observed: Observed, versions: &Versions, facts: &mut Facts) {
    let id = EnvironmentId(u32::try_from(facts.environments.len()).unwrap_or(u32::MAX));
    if observed.exhausted {
        let what = format!("parts of the configuration in {}", planned.name);
        facts.not_looked_at.push(NotLookedAt { what, why: "the program takes too long to follow".to_owned() });
    }
    facts.environments.push(environment(planned, id, observed.server));
    facts.settings.extend(observed.settings.into_iter().map(|mut setting| {
        setting.standing = id.into();
        setting
    }));
    for app in observed.apps {
        add_app(app, versions, facts);
    }
    bind_routes(&observed.routes, facts);
    let known = |handler: &Handler| (handler.place.clone(), handler.app.clone());
    let mut seen: Set<_> = facts.handlers.iter().map(known).collect();
    facts.handlers.extend(observed.handlers.into_iter().filter(|handler| seen.insert(known(handler))));
}

/// An environment as it is told.
pub(in crate::source) fn environment(planned: &Planned, id: EnvironmentId, server: Server) -> Environment {
    let launch = Launch { server, command: planned.line.clone(), place: planned.place.clone() };
    let mut variables: Vec<Variable> = Vec::new();
    for declared in &planned.variables {
        variables.retain(|v| v.name != declared.name);
        variables.push(variable(declared));
    }
    variables.sort_by(|a, b| a.name.cmp(&b.name));
    Environment {
        id,
        name: planned.name.clone(),
        kind: planned.kind.unwrap_or(sneck_model::Kind::Production),
        kind_because: planned.because.clone(),
        launch,
        container: planned.container,
        variables,
        open: planned.open.clone(),
    }
}

/// A variable for people: what may be secret is a handle.
fn variable(declared: &DeclaredVariable) -> Variable {
    let upper = declared.name.to_ascii_uppercase();
    let private = ["KEY", "SECRET", "PASS", "TOKEN", "AUTH", "CRED", "SALT", "DSN", "URL", "URI"]
        .iter()
        .any(|w| upper.contains(w));
    let value = match &declared.value {
        Supplied::Unknown(why) => Value::Unknown(why.clone()),
        // `NODE_TLS_REJECT_UNAUTHORIZED=0` is a switch, whatever its name holds.
        Supplied::Text(text) if (private && !is_switch(text)) || text.contains("://") => {
            Value::Secret(literals::secret(text))
        }
        Supplied::Text(text) => Value::Text(text.clone()),
    };
    Variable { name: declared.name.clone(), value, place: declared.place.clone() }
}

fn is_switch(text: &str) -> bool {
    matches!(text.to_ascii_lowercase().as_str(), "0" | "1" | "true" | "false" | "yes" | "no" | "on" | "off" | "")
}

fn add_app(app: ObservedApp, versions: &Versions, facts: &mut Facts) {
    if facts.apps.iter().any(|known| known.subject == app.subject) {
        return;
    }
    facts.apps.push(App {
        id: AppId(u32::try_from(facts.apps.len()).unwrap_or(u32::MAX)),
        subject: app.subject,
        framework: app.framework,
        version: versions.get(of(app.framework).package).map_or(Version::Newest, |(version, _)| version.clone()),
        kind: app.kind,
        created: app.created,
        uses_sessions: app.seen.uses_sessions,
        renders_html: app.seen.renders_html,
        reads_uploads: None,
        takes_forms: None,
        configures_logging: app.seen.configures_logging,
    });
}

/// Tells each scanned route which app it belongs to, and its whole path: the first app that has a route there.
fn bind_routes(observed: &[ObservedRoute], facts: &mut Facts) {
    let mut by_place: Map<_, &ObservedRoute> = Map::default();
    for route in observed {
        by_place.entry(route.place.file()).or_insert(route);
    }
    for known in facts.routes.iter_mut().filter(|known| known.app.is_none()) {
        if let Some(route) = by_place.get(&known.place.file()) {
            known.app = Some(route.app.clone());
            known.path.clone_from(&route.path);
            known.guarded = known.guarded.take().or_else(|| route.guarded.clone());
        }
    }
}
