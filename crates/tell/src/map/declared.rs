//! What files say that there is.

use sneck_model::{App, Environment, Facts, Key, Kind, Setting, Standing, Subject, SubjectKind, Value};

use super::graph::{Graph, Sort, key_of};

/// Settings of an app that the map shows, with the words for on and off.
const SHOWN: &[(Key, &str)] = &[
    (Key::DEBUG, "debug mode"),
    (Key::SESSION_COOKIE_SECURE, "session cookie Secure"),
    (Key::SESSION_COOKIE_HTTPONLY, "session cookie HttpOnly"),
    (Key::CSRF_PROTECTION, "CSRF protection"),
    (Key::HTTPS_REDIRECT, "redirect to HTTPS"),
];

/// Apps of production with their routes, and what they reach.
pub(super) fn apps(facts: &Facts, graph: &mut Graph) {
    let production: Vec<&Environment> = facts.environments.iter().filter(|e| e.kind == Kind::Production).collect();
    for app in facts.apps.iter().filter(|app| !matches!(app.kind, Kind::Test | Kind::Example)) {
        let node = graph.subject(Sort::App, &app.subject);
        graph.say(node, app.framework.name());
        routes(facts, app, node, graph);
        for environment in &production {
            settings(facts, app, environment, node, graph);
            backends(facts, app, environment, node, graph);
        }
    }
}

fn routes(facts: &Facts, app: &App, node: usize, graph: &mut Graph) {
    let own: Vec<_> = facts.routes.iter().filter(|route| route.app.as_ref() == Some(&app.subject)).collect();
    let writes = own.iter().filter(|route| route.writes).count();
    let guarded = own.iter().filter(|route| route.guarded.is_some()).count();
    if !own.is_empty() {
        graph.say(node, format!("{} routes: {guarded} guarded, {writes} writing", own.len()));
    }
}

fn settings(facts: &Facts, app: &App, environment: &Environment, node: usize, graph: &mut Graph) {
    for (key, words) in SHOWN {
        let value = facts.setting(&app.subject, environment.id, *key).map(|setting| &setting.value);
        if let Some(truth) = value.and_then(Value::truth) {
            graph.say(node, format!("{words}: {}", if truth { "on" } else { "off" }));
        }
    }
}

/// A database or cache by its host: the service of that name, or one that no file of the project declares.
fn backends(facts: &Facts, app: &App, environment: &Environment, node: usize, graph: &mut Graph) {
    let of = |key| facts.settings.at(&app.subject, environment.id.into(), key).filter_map(|s| s.value.text());
    let schemes: Vec<&str> = of(Key::BACKEND_SCHEME).collect();
    for (at, host) in of(Key::BACKEND_HOST).enumerate() {
        let scheme = schemes.get(at).or(schemes.first()).copied().unwrap_or("a service");
        let declared = services_of(facts).into_iter().find(|subject| subject.name.ends_with(&format!("#{host}")));
        let service = match declared {
            Some(subject) => graph.subject(Sort::Service, &subject),
            None if host.is_empty() => {
                graph.node(Sort::Service, &format!("backend {scheme}"), format!("{scheme}, in a file"))
            }
            None => graph.node(Sort::Service, &format!("backend {scheme} {host}"), format!("{scheme} at {host}")),
        };
        graph.way(node, service, scheme, false);
    }
    if let Some(host) = of(Key::MAIL_HOST).next() {
        let mail = graph.node(Sort::Service, &format!("mail {host}"), format!("mail at {host}"));
        graph.way(node, mail, "mail", false);
    }
}

fn services_of(facts: &Facts) -> Vec<Subject> {
    let mut all: Vec<Subject> = Vec::new();
    let kept = [SubjectKind::Service, SubjectKind::Container];
    for setting in facts.settings.iter().filter(|s| kept.contains(&s.component.kind) && counts(facts, s)) {
        if !all.contains(&setting.component) {
            all.push(setting.component.clone());
        }
    }
    all
}

fn counts(facts: &Facts, setting: &Setting) -> bool {
    facts.kind(setting.standing) == Kind::Production
}

/// Services that files declare.
pub(super) fn services(facts: &Facts, graph: &mut Graph) {
    for setting in facts.settings.iter().filter(|s| s.component.kind == SubjectKind::Service && counts(facts, s)) {
        let node = graph.subject(Sort::Service, &setting.component);
        graph.belongs(node, &Subject::new(SubjectKind::Container, setting.component.name.clone()));
        match (setting.key, &setting.value) {
            (Key::SERVICE_KIND, Value::Text(product)) => graph.say(node, product.clone()),
            (Key::SERVICE_AUTHENTICATION, value) => {
                let says = match value.truth() {
                    Some(true) => "asks for a login",
                    Some(false) => "asks for no login",
                    None => continue,
                };
                graph.say(node, says);
            }
            _ => {}
        }
    }
}

/// Web servers and published ports: how one comes in.
pub(super) fn doors(facts: &Facts, graph: &mut Graph) {
    let shown = |setting: &&Setting| counts(facts, setting);
    for setting in facts.settings.iter().filter(shown) {
        match (setting.key, &setting.value) {
            (Key::CONTAINER_PUBLISHED, Value::Text(at)) => published(facts, setting, at, graph),
            (Key::PROXY_FRONT_OF, Value::Text(environment)) => {
                let server = front(setting, graph);
                for app in started_in(facts, environment) {
                    let app = graph.subject(Sort::App, &app);
                    graph.way(server, app, "hands requests on", false);
                }
            }
            (Key::PROXY_TARGET, Value::Text(target)) => {
                let server = front(setting, graph);
                graph.say(server, format!("hands on to {target}"));
                for app in behind(facts, target) {
                    let app = graph.subject(Sort::App, &app);
                    graph.way(server, app, "hands requests on", false);
                }
            }
            _ => {}
        }
    }
}

/// `http://web:8000`: the apps of the environment whose service goes by that name.
fn behind(facts: &Facts, target: &str) -> Vec<Subject> {
    let rest = target.split_once("://").map_or(target, |(_, rest)| rest);
    let host = rest.split([':', '/']).next().unwrap_or_default();
    let named = |e: &&Environment| e.kind == Kind::Production && e.name.ends_with(&format!("#{host}"));
    facts.environments.iter().filter(named).flat_map(|e| started_in(facts, &e.name)).collect()
}

fn front(setting: &Setting, graph: &mut Graph) -> usize {
    let everybody = graph.everybody();
    let server = graph.subject(Sort::Door, &setting.component);
    graph.way(everybody, server, "asks", false);
    server
}

/// A port of the machine that leads into a container: to the app or the service in it, or to the container itself.
fn published(facts: &Facts, setting: &Setting, at: &str, graph: &mut Graph) {
    let everybody = graph.everybody();
    let name = &setting.component.name;
    let apps = started_in(facts, name);
    let targets: Vec<usize> = match graph.find(&key_of(&Subject::new(SubjectKind::Service, name.clone()))) {
        Some(service) => vec![service],
        None if apps.is_empty() => vec![container(facts, &setting.component, graph)],
        None => apps.iter().map(|app| graph.subject(Sort::App, app)).collect(),
    };
    let door = graph.node(Sort::Door, &format!("published {at} {name}"), format!("port {at}"));
    graph.say(door, format!("of {name}"));
    graph.belongs(door, &setting.component);
    graph.way(everybody, door, "connects", false);
    for target in targets {
        graph.way(door, target, "is published", false);
    }
}

/// A container of which no more is known than what it is built of.
fn container(facts: &Facts, subject: &Subject, graph: &mut Graph) -> usize {
    let node = graph.subject(Sort::Service, subject);
    let image = facts.settings.iter().find(|s| &s.component == subject && s.key == Key::CONTAINER_IMAGE);
    if let Some(Value::Text(image)) = image.map(|setting| &setting.value) {
        graph.say(node, image.clone());
    }
    node
}

/// Apps that have settings in the environment of that name.
fn started_in(facts: &Facts, environment: &str) -> Vec<Subject> {
    let Some(environment) = facts.environments.iter().find(|e| e.name == environment) else { return Vec::new() };
    let set = |app: &&App| {
        facts.settings.iter().any(|s| s.component == app.subject && s.standing == Standing::Environment(environment.id))
    };
    facts.apps.iter().filter(set).map(|app| app.subject.clone()).collect()
}
