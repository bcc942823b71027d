//! Ingress: which Services it hands requests to, and what its controller does with them by its annotations.

mod controller;
#[cfg(test)]
mod tests;

use sneck_model::Setting;

use super::door::Door;
use super::objects::Object;
use crate::config::served::Draft;
use crate::config::stack::Stack;
use crate::config::traefik;
use crate::config::yaml::Node;

/// Settings of every Ingress, and of what Traefik knows in its place.
pub(super) fn settings(objects: &[Object], stack: &Stack) -> Vec<Setting> {
    let doors = objects.iter().map(|object| Door { object, stack });
    let ingresses = doors.filter(|door| door.object.kind == "Ingress" && door.object.node.get("spec").is_some());
    let of_one = |door: Door<'_>| {
        let drafts: Vec<Draft> = backends(&door).into_iter().chain(controller::settings(&door, objects)).collect();
        door.settings(drafts)
    };
    ingresses.flat_map(of_one).chain(traefik::of_cluster(objects, stack)).collect()
}

/// The Services behind it; both forms of the object are in use.
fn backends(door: &Door<'_>) -> Vec<Draft> {
    let Some(spec) = door.object.node.get("spec") else { return Vec::new() };
    let rules = spec.get("rules").map(|all| all.list()).unwrap_or_default();
    let paths = rules.iter().filter_map(|rule| rule.at(&["http", "paths"])).flat_map(|paths| paths.list());
    let of_paths = paths.filter_map(|path| path.get("backend"));
    let default = [spec.get("defaultBackend"), spec.get("backend")].into_iter().flatten();
    default.chain(of_paths).flat_map(|backend| of_backend(door, backend)).collect()
}

fn of_backend(door: &Door<'_>, backend: &Node) -> Vec<Draft> {
    let port = || backend.at(&["service", "port"]).and_then(|p| p.text_at(&["number"]).or(p.text_at(&["name"])));
    match (backend.at(&["service", "name"]), backend.get("serviceName")) {
        (Some(name), _) => door.backend(name, port()),
        (None, Some(name)) => door.backend(name, backend.text_at(&["servicePort"])),
        (None, None) => Vec::new(),
    }
}
