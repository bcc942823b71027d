//! The configuration of a daemon of SSH that runs: its file, and those that it takes in.

use std::fs;
use std::path::Path;

use sneck_model::Machine;
use sneck_read::File;

use super::Seen;

/// Where it stands without `-f`; some systems keep the delivered one apart from the owner's.
const PATHS: &[&str] = &["/etc/ssh/sshd_config", "/usr/etc/ssh/sshd_config"];

/// Files that one may take in, at most.
const MOST: usize = 200;

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
            let folder = Path::new(path).parent().unwrap_or(Path::new("/etc/ssh"));
            seen.files.extend(taken_in(&folder.join("sshd_config.d")));
            seen.files.push(File::new(path, &text));
            tell_others(&text, seen);
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

fn taken_in(folder: &Path) -> Vec<File> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().take(MOST);
    let read = |entry: fs::DirEntry| {
        let path = entry.path();
        let text = fs::read_to_string(&path).ok()?;
        Some(File::new(path.to_str()?, &text))
    };
    entries.filter_map(read).collect()
}

/// What it takes in from elsewhere is not followed.
fn tell_others(text: &str, seen: &mut Seen) {
    let taken = text.lines().filter_map(|line| {
        let mut words = line.split_ascii_whitespace();
        words.next().filter(|word| word.eq_ignore_ascii_case("include"))?;
        Some(words.map(str::to_owned).collect::<Vec<_>>())
    });
    let elsewhere = |path: &String| !path.contains("sshd_config.d/");
    for path in taken.flatten().filter(elsewhere).collect::<Vec<_>>() {
        seen.missing(format!("{path}, which sshd takes in"), "only files of sshd_config.d are followed");
    }
}
