//! The configuration of a daemon of Docker that runs.

use std::fs;
use std::io::ErrorKind;

use sneck_model::{Machine, Process};
use sneck_read::File;

use super::Seen;

/// Where it stands without `--config-file`.
const PATH: &str = "/etc/docker/daemon.json";

/// Reads it where a daemon runs. Without a file, everything is as Docker delivers it.
pub(super) fn look(seen: &mut Seen) {
    let Some(path) = path(&seen.machine) else { return };
    tell_forwarded(seen, &path);
    match fs::read_to_string(&path) {
        Ok(text) => seen.files.push(File::new(&path, &text)),
        Err(error) if error.kind() == ErrorKind::NotFound => seen.files.push(File::new(&path, "{}")),
        Err(_) => seen.missing(format!("how Docker is configured ({path})"), "only root may read that file here"),
    }
    seen.files.sort_by(|a, b| a.path.cmp(&b.path));
}

/// Without its program for each published port, there are rules alone, and no listener that could be asked.
fn tell_forwarded(seen: &mut Seen, path: &str) {
    let text = fs::read_to_string(path).unwrap_or_default().replace(char::is_whitespace, "");
    let told = |process: &Process| process.name == "dockerd" && process.command.contains("--userland-proxy=false");
    if text.contains("\"userland-proxy\":false") || seen.machine.processes.iter().any(told) {
        let why = "`userland-proxy` is off, so that rules of the firewall forward them, which are not followed";
        seen.missing("ports of containers that Docker publishes", why);
    }
}

/// `dockerd --config-file /srv/docker/daemon.json`
fn path(machine: &Machine) -> Option<String> {
    let daemon = machine.processes.iter().find(|process| process.name == "dockerd" && process.container.is_none())?;
    let mut words = daemon.command.split(' ');
    let given = words.find_map(|word| {
        let rest = word.strip_prefix("--config-file")?;
        rest.strip_prefix('=').map(str::to_owned).or(Some(String::new()))
    });
    Some(match given {
        Some(path) if path.is_empty() => words.next().unwrap_or(PATH).to_owned(),
        Some(path) => path,
        None => PATH.to_owned(),
    })
}
