//! Paths of the machine that a container sees.

use sneck_model::{Key, Step, Value};

use super::About;
use crate::config::stack::{Member, Mount, Source};

/// The settings of a container's mounts; that it sees nothing of the machine is a setting, too.
pub(super) fn read(member: &Member, about: &mut About<'_>) {
    let of_host = member.mounts.iter().filter_map(|mount| Some((mount, host_path(mount)?)));
    let of_host: Vec<(&Mount, String)> = of_host.collect();
    for (mount, path) in &of_host {
        let part = format!("mount {}", mount.target);
        let step = Step::new(mount.place.clone(), format!("mounts {path} of the machine"));
        about.set_in(&part, Key::CONTAINER_HOST_PATH, "volumes", Value::Text(path.clone()), vec![step.clone()]);
        about.set_in(&part, Key::CONTAINER_HOST_PATH_READ_ONLY, "volumes", Value::Bool(mount.read_only), vec![step]);
    }
    if of_host.is_empty() {
        let step = Step::new(member.place.clone(), "mounts nothing of the machine");
        about.set(Key::CONTAINER_HOST_PATH, "volumes", Value::None, vec![step]);
    }
}

/// An absolute path without what changes nothing (`//var/run/`, `/.`).
fn host_path(mount: &Mount) -> Option<String> {
    let Source::Host(path) = &mount.source else { return None };
    let parts = path.split('/').filter(|part| !part.is_empty() && *part != ".");
    path.starts_with('/').then(|| format!("/{}", parts.collect::<Vec<_>>().join("/")))
}
