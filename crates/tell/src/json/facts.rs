//! What was understood of a project, for machines: described in `docs/facts.md`.

use std::io::{self, Write};

use serde_json::{Value as Json, json};
use sneck_model::{App, Dependency, Environment, Facts, Place, Route, Setting, Variable, Version};

use super::step::{place, steps};
use super::value::plain;

/// Writes environments, apps, settings and routes as JSON, in a stable order. Secrets are shown by
/// length and class only.
pub fn facts_json(facts: &Facts, to: &mut dyn Write) -> io::Result<()> {
    super::write(&document(facts), to)
}

fn document(facts: &Facts) -> Json {
    json!({
        "schema": "sneck/facts/1",
        "environments": facts.environments.iter().map(environment).collect::<Json>(),
        "apps": facts.apps.iter().map(app).collect::<Json>(),
        "settings": crate::order::settings(facts).into_iter().map(|s| setting(facts, s)).collect::<Json>(),
        "routes": facts.routes.iter().map(route).collect::<Json>(),
        "dependencies": facts.dependencies.iter().map(dependency).collect::<Json>(),
        "tls": facts.tls,
        "bindings": facts.bindings,
        "not_looked_at": facts.not_looked_at,
        "unread": facts.unread,
    })
}

fn environment(environment: &Environment) -> Json {
    json!({
        "name": environment.name,
        "kind": environment.kind,
        "because": environment.kind_because,
        "launch": {
            "server": environment.launch.server,
            "command": environment.launch.command,
            "place": environment.launch.place.as_ref().map(at),
        },
        "container": environment.container,
        "variables": environment.variables.iter().map(variable).collect::<Json>(),
        "open": environment.open,
    })
}

fn variable(variable: &Variable) -> Json {
    json!({"name": variable.name, "value": plain(&variable.value), "place": at(&variable.place)})
}

fn app(app: &App) -> Json {
    json!({
        "name": app.subject.name,
        "framework": app.framework,
        "version": version(&app.version),
        "kind": app.kind,
        "created": at(&app.created),
    })
}

fn version(version: &Version) -> Json {
    match version {
        Version::Exact(release) => json!({"exact": release}),
        Version::Range(lowest, highest) => json!({"range": [lowest, highest]}),
        Version::Newest => json!("newest"),
    }
}

fn setting(facts: &Facts, setting: &Setting) -> Json {
    let environment = facts.environment_of(setting);
    let kind = facts.kind(setting.standing);
    json!({
        "component": setting.component,
        "scope": setting.scope,
        "key": setting.key,
        "raw": setting.raw,
        "value": plain(&setting.value),
        "environment": environment.map(|e| &e.name),
        "environment_kind": kind,
        "because": steps(&setting.because),
    })
}

fn route(route: &Route) -> Json {
    json!({
        "app": route.app.as_ref().map(|a| &a.name),
        "path": route.path,
        "methods": route.methods,
        "view": route.view,
        "guarded": route.guarded.is_some(),
        "writes": route.writes,
        "kind": route.kind,
        "place": at(&route.place),
    })
}

fn dependency(dependency: &Dependency) -> Json {
    json!({
        "ecosystem": dependency.ecosystem,
        "name": dependency.name,
        "version": dependency.version,
        "requirement": dependency.requirement,
        "pinned": dependency.pinned,
        "production": dependency.production,
        "place": at(&dependency.place),
    })
}

fn at(where_: &Place) -> Json {
    Json::Object(place(where_))
}
