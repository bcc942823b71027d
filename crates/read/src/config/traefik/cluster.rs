//! Traefik in Kubernetes: routes, middlewares and options of TLS as objects of their own.
//!
//! Source: the reference of Traefik 3.1, "Kubernetes CRD".

use sneck_model::{Key, Setting, Step, Value};

use super::labels::GUARDS;
use super::options::Options;
use super::{DASHBOARD, dynamic};
use crate::config::kubernetes::{Door, Object};
use crate::config::served::Draft;
use crate::config::stack::Stack;
use crate::config::yaml::{Node, Yaml};

/// Kinds of objects that hold options of the dynamic configuration, and above which they stand there.
const KINDS: &[(&str, &str)] =
    &[("Middleware", "http.middlewares"), ("TLSOption", "tls.options"), ("ServersTransport", "http.serverstransports")];

/// Settings of every object of Traefik.
pub(in crate::config) fn of_cluster(objects: &[Object], stack: &Stack) -> Vec<Setting> {
    let own: Vec<&Object> = objects.iter().filter(|object| is_own(object)).collect();
    let all = known(objects);
    let mut settings = Vec::new();
    for object in own {
        let door = Door { object, stack };
        match object.kind.as_str() {
            "IngressRoute" => settings.extend(door.settings(route(&door, &all))),
            _ => settings.extend(door.settings(dynamic::settings(&options(object)))),
        }
    }
    settings
}

/// What the middlewares add that an Ingress names in its annotation.
pub(in crate::config) fn of_ingress(door: &Door<'_>, objects: &[Object]) -> Vec<Draft> {
    let Some(named) = door.annotation("traefik.ingress.kubernetes.io/router.middlewares") else { return Vec::new() };
    let all = known(objects);
    let words = named.text().unwrap_or_default().split(',');
    // `NAMESPACE-NAME@kubernetescrd`
    let names = words.filter_map(|word| word.trim().strip_suffix("@kubernetescrd")).filter_map(|word| {
        let known = all.names("http.middlewares").into_iter().map(str::to_owned);
        known.filter(|name| word.to_lowercase().ends_with(&format!("-{name}"))).max_by_key(String::len)
    });
    added(&all, &names.collect::<Vec<_>>())
}

fn is_own(object: &Object) -> bool {
    let group = object.node.text_at(&["apiVersion"]).unwrap_or_default();
    group.starts_with("traefik.io/") || group.starts_with("traefik.containo.us/")
}

/// The options of all objects.
fn known(objects: &[Object]) -> Options {
    Options(objects.iter().filter(|object| is_own(object)).flat_map(|object| options(object).0).collect())
}

fn options(object: &Object) -> Options {
    let mut own = Options::default();
    let above = KINDS.iter().find(|(kind, _)| *kind == object.kind);
    if let (Some((_, above)), Some(spec)) = (above, object.node.get("spec")) {
        own.add_node(&format!("{above}.{}", object.name), spec);
    }
    own
}

/// Headers that several middlewares send; of two that send the same one, the first is the outermost.
fn added(all: &Options, names: &[String]) -> Vec<Draft> {
    let mut sent: Vec<Draft> = Vec::new();
    for draft in names.iter().flat_map(|name| dynamic::headers(all, name)) {
        if sent.iter().all(|known| known.key != draft.key) {
            sent.push(draft);
        }
    }
    sent
}

/// An IngressRoute: each of its routes with whom it leads to and what is added.
fn route(door: &Door<'_>, all: &Options) -> Vec<Draft> {
    let routes = door.object.node.at(&["spec", "routes"]).map(|routes| routes.list()).unwrap_or_default();
    let mut drafts = Vec::new();
    for (number, route) in routes.iter().enumerate() {
        let scope = route.text_at(&["match"]).map_or_else(|| format!("route {number}"), str::to_owned);
        let names: Vec<String> = middlewares(route);
        let mut own: Vec<Draft> = added(all, &names);
        for service in route.get("services").map(|services| services.list()).unwrap_or_default() {
            let Some(name) = service.get("name") else { continue };
            match name.text() {
                Some("api@internal") => drafts.extend(dashboard(door, name, all, &names)),
                _ => own.extend(door.backend(name, service.text_at(&["port"]))),
            }
        }
        own.extend(moved(route, all, &names));
        let scope = if routes.len() > 1 { scope } else { String::new() };
        drafts.extend(own.into_iter().map(|draft| draft.within(&scope)));
    }
    drafts
}

fn middlewares(route: &Node) -> Vec<String> {
    let named = route.get("middlewares").map(|all| all.list()).unwrap_or_default();
    named.iter().filter_map(|one| one.text_at(&["name"])).map(str::to_lowercase).collect()
}

/// A middleware of the route sends plain HTTP to HTTPS.
fn moved(route: &Node, all: &Options, names: &[String]) -> Option<Draft> {
    let redirects = |name: &&String| all.has(&format!("http.middlewares.{name}.redirectscheme"));
    names.iter().find(redirects)?;
    let because = vec![Step::new(route.get("middlewares")?.place(), "sends plain HTTP to HTTPS")];
    Some(Draft::new(Key::HTTPS_REDIRECT, "redirectScheme", Value::Bool(true), because))
}

/// Points of entry that only the cluster reaches, as the chart of Traefik has it.
const INSIDE: &[&str] = &["traefik", "metrics", "ping"];

/// The dashboard: who reaches it, and whether a middleware asks who is there.
fn dashboard(door: &Door<'_>, name: &Yaml, all: &Options, names: &[String]) -> Option<Draft> {
    let spec = door.object.node.get("spec")?;
    let points = spec.get("entryPoints").map(|points| points.list()).unwrap_or_default();
    let points: Vec<&str> = points.iter().filter_map(|point| point.text()).collect();
    if !points.is_empty() && points.iter().all(|point| INSIDE.contains(point)) {
        return None;
    }
    let has = |name: &String, kind: &str| all.has(&format!("http.middlewares.{name}{kind}"));
    let guarded = names.iter().any(|name| GUARDS.iter().any(|kind| has(name, &format!(".{kind}"))));
    let value = match guarded {
        true => Value::None,
        false if !names.iter().all(|name| has(name, "")) => {
            Value::Unknown("who is let in is decided by a middleware that is not in the tree".to_owned())
        }
        false if spec.get("tls").is_some() => Value::Text("0.0.0.0:443".to_owned()),
        false => Value::Text("0.0.0.0:80".to_owned()),
    };
    let because = vec![Step::new(name.place(), "leads to the dashboard")];
    Some(Draft::new(Key::CONTAINER_ADMIN_TOOL, DASHBOARD, value, because))
}
