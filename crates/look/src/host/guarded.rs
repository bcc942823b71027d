//! Files and sockets that not everybody should read: in folders of projects, of keys, of accounts, and where what listens
//! was started.

use std::collections::BTreeSet;
use std::fs::{self, File, Metadata};
use std::io::Read;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use sneck_model::GuardedFile;
use sneck_read::host::accounts::Accounts;
use sneck_read::host::guarded::{FOLDERS, LARGEST, SKIPPED, SOCKETS, holds, is_wanted};

use super::Seen;

/// Entries of folders that are looked at, at most.
const MOST: usize = 60_000;

/// How deep the folder is searched that something which listens was started in.
const DEPTH_OF_A_PROJECT: usize = 3;

struct Search {
    left: usize,
    refused: Vec<PathBuf>,
    found: Vec<GuardedFile>,
    known: BTreeSet<PathBuf>,
    accounts: Accounts,
    groups: Accounts,
}

/// Fills in the files.
pub(super) fn look(seen: &mut Seen) {
    let names = |path: &str| Accounts::of(&fs::read_to_string(path).unwrap_or_default());
    let mut search = Search {
        left: MOST,
        refused: Vec::new(),
        found: Vec::new(),
        known: BTreeSet::new(),
        accounts: names("/etc/passwd"),
        groups: names("/etc/group"),
    };
    for (path, what) in SOCKETS {
        search.socket(Path::new(path), what);
    }
    for name in ["shadow", "shadow-"] {
        search.file(&Path::new("/etc").join(name), name);
    }
    for (folder, depth) in folders(seen) {
        search.folder(&folder, depth);
    }
    search.found.sort_by(|a, b| a.path.cmp(&b.path));
    seen.machine.files = search.found;
    if !search.refused.is_empty() {
        let shown: Vec<_> = search.refused.iter().take(3).map(|path| path.display().to_string()).collect();
        let what = format!("secret files in {} folders ({}, …)", search.refused.len(), shown.join(", "));
        seen.missing(what, "they may be listed by their owners and by root only");
    }
    if search.left == 0 {
        seen.missing("secret files in the rest of the folders", format!("{MOST} entries were looked at"));
    }
}

/// Those that are always looked at, and those in which something was started that listens.
fn folders(seen: &Seen) -> Vec<(PathBuf, usize)> {
    let started = seen.machine.listeners.iter().filter_map(|listener| listener.process).filter_map(|id| {
        let folder = fs::read_link(format!("/proc/{id}/cwd")).ok()?;
        // A folder of the system itself is none of a project's.
        (folder.components().count() > 2).then_some((folder, DEPTH_OF_A_PROJECT))
    });
    FOLDERS.iter().map(|(path, depth)| (PathBuf::from(path), *depth)).chain(started).collect()
}

impl Search {
    fn folder(&mut self, folder: &Path, depth: usize) {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
                self.refused.push(folder.to_owned());
                return;
            }
            Err(_) => return,
        };
        for entry in entries.flatten() {
            if self.left == 0 {
                return;
            }
            self.left -= 1;
            let (name, path) = (entry.file_name().to_string_lossy().into_owned(), entry.path());
            // Links are not followed: what they lead to has a folder of its own.
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && depth > 1 && !SKIPPED.contains(&&*name) => self.folder(&path, depth - 1),
                Ok(kind) if kind.is_file() && is_wanted(&name) => self.file(&path, &name),
                _ => {}
            }
        }
    }

    fn file(&mut self, path: &Path, name: &str) {
        let mut bytes = Vec::new();
        let read = |file: File| file.take(LARGEST).read_to_end(&mut bytes);
        // What this account may not read, strangers may not either.
        if self.known.contains(path) || File::open(path).and_then(read).is_err() {
            return;
        }
        if let (Some(holds), Ok(own)) = (holds(name, &bytes), fs::metadata(path)) {
            self.add(path, &own, holds, false);
        }
    }

    fn socket(&mut self, path: &Path, what: &str) {
        // `/var/run` leads to `/run` on most systems.
        let Ok(real) = fs::canonicalize(path) else { return };
        if let (Ok(own), false) = (fs::metadata(&real), self.known.contains(&real)) {
            self.add(&real, &own, what.to_owned(), true);
        }
    }

    fn add(&mut self, path: &Path, own: &Metadata, holds: String, socket: bool) {
        self.known.insert(path.to_owned());
        self.found.push(GuardedFile {
            path: path.display().to_string(),
            mode: own.mode() & 0o7777,
            owner: self.accounts.name(own.uid()),
            group: self.groups.name(own.gid()),
            enclosed: is_enclosed(path),
            socket,
            holds,
        });
    }
}

/// A folder above that others may not pass through.
fn is_enclosed(path: &Path) -> bool {
    path.ancestors().skip(1).any(|folder| fs::metadata(folder).is_ok_and(|own| own.mode() & 0o001 == 0))
}
