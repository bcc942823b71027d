//! A service as one of the declared containers.

use std::sync::Arc;

use sneck_model::{Kind, Place, Subject, SubjectKind};

use super::configs;
use super::files::Project;
use super::load::{Loaded, Service};
use super::merge::as_map;
use super::service::Made;
use super::volumes;
use crate::config::stack::{Built, Family, Limits, Member, Right, Said, published};
use crate::config::yaml::{Node, Value, Yaml};
use crate::declared::Supplied;

/// The container of a service.
pub(super) fn member(
    project: &Project<'_>,
    loaded: &Loaded,
    service: &Service,
    made: &Made,
    kind: Option<Kind>,
) -> Member {
    let node = &service.node;
    let container = &made.container;
    let built = made.stage.and_then(|stage| Built::of(container, stage));
    let image = node.get("image").filter(|_| node.get("build").is_none()).map(|image| text(image));
    let variables = container.image.variables.iter().chain(&container.variables).cloned().collect();
    Member {
        subject: Subject::new(SubjectKind::Container, format!("{}#{}", project.home(&service.key.path), service.name)),
        family: Family::Compose,
        kind: kind.unwrap_or(Kind::Production),
        named: kind.is_some(),
        project: project.files.first().map_or_else(|| project.name.clone(), |file| file.path.clone()),
        names: names(service),
        pod: pod(service),
        ports: Vec::new(),
        environment: made.is_app.then(|| format!("{}#{}", project.name, service.name)),
        place: service.key.place(),
        image,
        built,
        command: container.command(),
        variables,
        open: container.open.clone(),
        mounts: volumes::of(loaded, node).into_iter().chain(configs::of(loaded, node)).collect(),
        published: published(node),
        networks: networks(node),
        user: node.get("user").map(|user| text(user)),
        rights: rights(node),
        limits: limits(node),
        labels: labels(node),
    }
}

/// A scalar that may not be known in full.
fn text(node: &Node) -> Said<Supplied> {
    let is = match &node.value {
        Value::Scalar(_, Some(why)) => Supplied::Unknown(why.clone()),
        Value::Scalar(text, None) => Supplied::Text(text.clone()),
        _ => Supplied::Text(String::new()),
    };
    Said { is, place: node.place() }
}

/// A map, or a list of `NAME=value`; those for services of a swarm stand below `deploy`.
fn labels(node: &Node) -> Vec<Said<(String, String)>> {
    let all = [node.get("labels"), node.at(&["deploy", "labels"])].into_iter().flatten();
    let mut said = Vec::new();
    for labels in all.map(as_map) {
        for (name, value) in labels.entries() {
            let is = (name.text().unwrap_or_default().to_owned(), value.text().unwrap_or_default().to_owned());
            said.push(Said { is, place: name.place() });
        }
    }
    said
}

/// Its own name, the one of its container, and aliases.
fn names(service: &Service) -> Vec<String> {
    let node = &service.node;
    let own = [Some(service.name.as_str()), node.text_at(&["container_name"]), node.text_at(&["hostname"])];
    let mut all: Vec<String> = own.into_iter().flatten().map(str::to_owned).collect();
    for (_, network) in node.get("networks").map(|all| all.entries()).unwrap_or_default() {
        let aliases = network.get("aliases").map(|all| all.list()).unwrap_or_default();
        all.extend(aliases.iter().filter_map(|alias| alias.text().map(str::to_owned)));
    }
    all.dedup();
    all
}

/// `network_mode: service:NAME` shares the address of another one.
fn pod(service: &Service) -> Arc<str> {
    let mode = service.node.text_at(&["network_mode"]).unwrap_or_default();
    let name = mode.strip_prefix("service:").unwrap_or(&service.name);
    format!("{}#{name}", service.key.path).into()
}

/// A list of names, or a map with options of each.
fn networks(node: &Node) -> Vec<String> {
    let Some(networks) = node.get("networks") else { return Vec::new() };
    let names: Vec<&str> = match networks.is_map() {
        true => networks.entries().iter().filter_map(|(key, _)| key.text()).collect(),
        false => networks.list().iter().filter_map(|node| node.text()).collect(),
    };
    names.into_iter().map(str::to_owned).collect()
}

/// Keys that give a name space of the machine, when they are `host`.
const NAMESPACES: &[(&str, &str)] =
    &[("network_mode", "network"), ("pid", "pid"), ("ipc", "ipc"), ("uts", "uts"), ("userns_mode", "user")];

fn rights(node: &Node) -> Vec<Said<Right>> {
    let mut all = Vec::new();
    if let Some(at) = node.get("privileged") {
        all.extend(truth(at).map(|on| Said { is: Right::Privileged(on), place: at.place() }));
    }
    for (key, space) in NAMESPACES {
        let host = node.get(key).filter(|value| value.text() == Some("host"));
        all.extend(host.map(|at| Said { is: Right::Namespace(space), place: at.place() }));
    }
    for capability in node.get("cap_add").map(|all| all.list()).unwrap_or_default() {
        let name = capability.text().unwrap_or_default().to_ascii_uppercase();
        let name = name.strip_prefix("CAP_").unwrap_or(&name).to_owned();
        all.push(Said { is: Right::Capability(name), place: capability.place() });
    }
    for option in node.get("security_opt").map(|all| all.list()).unwrap_or_default() {
        let right = option.text().and_then(security_option);
        all.extend(right.map(|is| Said { is, place: option.place() }));
    }
    all
}

/// `seccomp:unconfined`, `label=disable`, `no-new-privileges:true`.
fn security_option(text: &str) -> Option<Right> {
    let (name, value) = text.split_once([':', '=']).unwrap_or((text, ""));
    match (name, value) {
        ("no-new-privileges", value) => Some(Right::Escalation(value == "false")),
        (name, "unconfined" | "disable") => Some(Right::Unconfined(name.to_owned())),
        _ => None,
    }
}

pub(super) fn truth(node: &Yaml) -> Option<bool> {
    match node.text()?.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "y" => Some(true),
        "false" | "no" | "off" | "n" => Some(false),
        _ => None,
    }
}

/// Those of `deploy`, and the older ones beside the image.
fn limits(node: &Node) -> Limits {
    let of = |keys: &[&[&str]]| {
        let found = keys.iter().find_map(|key| node.at(key))?;
        let place: Place = found.place();
        found.text().map(|text| Said { is: text.to_owned(), place })
    };
    Limits {
        memory: of(&[&["deploy", "resources", "limits", "memory"], &["mem_limit"]]),
        cpu: of(&[&["deploy", "resources", "limits", "cpus"], &["cpus"], &["cpu_quota"], &["cpuset"]]),
    }
}
