//! The configuration of a daemon of SSH that runs: its file, and those that it takes in.

use std::fs;
use std::path::{Path, PathBuf};

use sneck_model::Machine;
use sneck_read::File;

use super::Seen;
use crate::wildcards::Wildcards;

/// Where it stands without `-f`; some systems keep the delivered one apart from the owner's.
const PATHS: &[&str] = &["/etc/ssh/sshd_config", "/usr/etc/ssh/sshd_config"];

/// Files that one may take in, at most.
const MOST: usize = 200;

/// Files that take in each other, at most (`SERVCONF_MAX_DEPTH`).
const DEEPEST: usize = 16;

/// Reads it where a daemon runs: what does not run lets nobody in.
pub(super) fn look(seen: &mut Seen) {
    if !runs(&seen.machine) {
        return;
    }
    let named = named(&seen.machine);
    let paths = named.as_deref().map_or_else(|| PATHS.to_vec(), |path| vec![path]);
    let read = paths.iter().find_map(|path| Some((*path, fs::read_to_string(path).ok()?)));
    match read {
        Some((path, text)) => {
            take_in(&text, seen, 0);
            seen.files.push(File::new(path, &text));
            seen.files.sort_by(|a, b| a.path.cmp(&b.path));
        }
        None => seen.missing(format!("how sshd is configured ({})", paths.join(", ")), "that file cannot be read here"),
    }
}

fn runs(machine: &Machine) -> bool {
    let is = |name: &str| name == "sshd" || name == "sshd-session";
    machine.listeners.iter().any(|l| l.program.as_deref().is_some_and(is) || (l.process.is_none() && l.at.port == 22))
        || machine.processes.iter().any(|process| is(&process.name) && process.command.contains("[listener]"))
}

/// `sshd -D -f /srv/sshd_config`
fn named(machine: &Machine) -> Option<String> {
    let listening = machine.listeners.iter().filter(|l| l.program.as_deref() == Some("sshd")).filter_map(|l| l.process);
    let own = listening.filter_map(|id| machine.processes.iter().find(|process| process.id == id));
    let path = |command: &str| {
        let mut words = command.split(' ');
        words.find(|word| *word == "-f")?;
        words.next().map(str::to_owned)
    };
    own.map(|process| process.command.as_str()).find_map(path)
}

/// The files that `Include` names, and those that they name (sshd_config(5)): a path without a slash in front is one below
/// `/etc/ssh`, and its last part may have wildcards.
fn take_in(text: &str, seen: &mut Seen, depth: usize) {
    for pattern in text.lines().filter_map(included) {
        let paths = matching(&pattern);
        if paths.is_empty() && !pattern.contains(['*', '?']) {
            seen.missing(format!("{pattern}, which sshd takes in"), "there is no such file, or it cannot be read here");
        }
        for path in paths {
            let known = seen.files.iter().any(|file| Path::new(&*file.path) == path);
            if known || depth > DEEPEST || seen.files.len() > MOST {
                continue;
            }
            match fs::read_to_string(&path) {
                Ok(text) => {
                    take_in(&text, seen, depth + 1);
                    seen.files.push(File::new(&path.to_string_lossy(), &text));
                }
                Err(_) => seen.missing(format!("{}, which sshd takes in", path.display()), "it cannot be read here"),
            }
        }
    }
}

fn included(line: &str) -> Option<String> {
    let line = line.trim_start().replacen('=', " ", 1);
    let mut words = line.split_ascii_whitespace();
    words.next().filter(|word| word.eq_ignore_ascii_case("include"))?;
    let path = words.next()?.trim_matches('"');
    Some(if path.starts_with('/') { path.to_owned() } else { format!("/etc/ssh/{path}") })
}

fn matching(pattern: &str) -> Vec<PathBuf> {
    let (folder, name) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    let fits = Wildcards::new(name.as_bytes());
    let entries = fs::read_dir(if folder.is_empty() { "/" } else { folder }).into_iter().flatten().flatten();
    let own = entries.filter(|entry| fits.fit(entry.file_name().as_encoded_bytes())).map(|entry| entry.path());
    // A name with a point in front is no match of a star.
    let mut all: Vec<PathBuf> = own.filter(|path| !is_hidden(path) || name.starts_with('.')).take(MOST).collect();
    all.sort();
    all
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}
