//! The walk: which files there are. Nothing is opened here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::Sender;

use ignore::{DirEntry, WalkBuilder, WalkState};
use sneck_model::Unread;

use crate::wanted::{Want, wanted};
use crate::{Excludes, Limits, pruned};

/// A file that exists, not yet opened.
#[derive(Debug)]
pub(crate) struct Candidate {
    /// Relative to the root, `/` as separator.
    pub path: String,
    /// As the system knows it.
    pub real: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// Who wants to read it.
    pub want: Want,
}

/// Why most files are left out. The system is not even asked how large they are.
const NO_READER: &str = "no reader for it";

/// One thing that the walk met.
pub(crate) enum Met {
    File(Candidate),
    Left { path: String, why: &'static str, folder: bool },
    Unread(Unread),
}

/// What the walk found, in the order of paths.
#[derive(Debug, Default)]
pub(crate) struct Walked {
    pub files: Vec<Candidate>,
    /// Names of things beside the walk (sockets, links), which are not read.
    pub names: Vec<String>,
    pub left: Left,
    pub unread: Vec<Unread>,
}

/// How many files and folders were left out, by reason.
#[derive(Debug, Default)]
pub(crate) struct Left(BTreeMap<String, (u64, u64)>);

impl Left {
    pub(crate) fn file(&mut self, why: &str) {
        self.0.entry(why.to_owned()).or_default().0 += 1;
    }

    pub(crate) fn folder(&mut self, why: &str) {
        self.0.entry(why.to_owned()).or_default().1 += 1;
    }

    pub(crate) fn into_rows(self) -> Vec<sneck_model::Skipped> {
        self.0.into_iter().map(|(why, (files, folders))| sneck_model::Skipped { why, files, folders }).collect()
    }
}

/// Walks a folder. Symbolic links are not followed into folders, so there are no loops, and not out of the root.
pub(crate) fn walk(root: &Path, limits: &Limits, excludes: &Excludes) -> Walked {
    let (send, receive) = std::sync::mpsc::channel();
    let home = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let shared = Mutex::new(send);
    WalkBuilder::new(root).standard_filters(false).max_depth(Some(limits.depth)).build_parallel().run(|| {
        let send = shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        let visit = Visit { root, home: &home, excludes, send };
        Box::new(move |entry| visit.meet(entry))
    });
    drop(shared);
    gather(receive.into_iter())
}

fn gather(met: impl Iterator<Item = Met>) -> Walked {
    let mut walked = Walked::default();
    for one in met {
        match one {
            Met::File(candidate) => walked.files.push(candidate),
            Met::Unread(unread) => walked.unread.push(unread),
            Met::Left { why, folder: true, .. } => walked.left.folder(why),
            Met::Left { path, why, folder: false } => {
                walked.left.file(why);
                walked.names.push(path);
            }
        }
    }
    walked.files.sort_by(|a, b| a.path.cmp(&b.path));
    walked.files.dedup_by(|a, b| a.path == b.path);
    walked.unread.sort();
    walked
}

struct Visit<'a> {
    root: &'a Path,
    home: &'a Path,
    excludes: &'a Excludes,
    send: Sender<Met>,
}

impl Visit<'_> {
    fn meet(&self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return self.say(Met::Unread(self.unreadable(&error))),
        };
        if entry.depth() == 0 {
            return WalkState::Continue;
        }
        match entry.file_type() {
            Some(kind) if kind.is_dir() => self.folder(&entry),
            Some(kind) if kind.is_file() => self.file(&entry),
            Some(kind) if kind.is_symlink() => self.link(&entry),
            _ => self.left(&entry, "not a regular file", false),
        }
    }

    fn folder(&self, entry: &DirEntry) -> WalkState {
        let path = self.relative(entry.path());
        let why = match pruned::why(entry.path()) {
            None if self.excludes.leave_out(&path, true) => Some("excluded by the project's configuration"),
            other => other,
        };
        match why {
            Some(why) => self.left(entry, why, true),
            None => WalkState::Continue,
        }
    }

    fn file(&self, entry: &DirEntry) -> WalkState {
        let path = self.relative(entry.path());
        if self.excludes.leave_out(&path, false) {
            return self.left(entry, "excluded by the project's configuration", false);
        }
        let Some(want) = wanted(&path) else { return self.left(entry, NO_READER, false) };
        match entry.metadata() {
            Ok(metadata) => {
                self.say(Met::File(Candidate { path, real: entry.path().to_owned(), bytes: metadata.len(), want }))
            }
            Err(error) => self.say(Met::Unread(Unread { path, line: 0, why: plain(&error) })),
        }
    }

    /// A link to a file inside the root is read under its own name, because programs import it by that name.
    fn link(&self, entry: &DirEntry) -> WalkState {
        let Ok(target) = entry.path().canonicalize() else {
            return self.left(entry, "symbolic links that lead nowhere", false);
        };
        if !target.starts_with(self.home) {
            return self.left(entry, "symbolic links that leave the folder", false);
        }
        match target.metadata() {
            Ok(metadata) if metadata.is_file() && !self.in_pruned(&target) => {
                let path = self.relative(entry.path());
                let Some(want) = wanted(&path) else { return self.left(entry, NO_READER, false) };
                self.say(Met::File(Candidate { path, real: target, bytes: metadata.len(), want }))
            }
            Ok(metadata) if metadata.is_dir() => self.left(entry, "symbolic links to folders", false),
            _ => self.left(entry, "not a regular file", false),
        }
    }

    fn in_pruned(&self, target: &Path) -> bool {
        let above = target.ancestors().skip(1).take_while(|folder| *folder != self.home);
        above.into_iter().any(|folder| pruned::why(folder).is_some())
    }

    fn left(&self, entry: &DirEntry, why: &'static str, folder: bool) -> WalkState {
        self.say(Met::Left { path: self.relative(entry.path()), why, folder });
        if folder { WalkState::Skip } else { WalkState::Continue }
    }

    fn say(&self, met: Met) -> WalkState {
        // The receiver outlives the walk; should it be gone there is nobody left to walk for.
        if self.send.send(met).is_ok() { WalkState::Continue } else { WalkState::Quit }
    }

    fn relative(&self, path: &Path) -> String {
        relative(self.root, path)
    }

    fn unreadable(&self, error: &ignore::Error) -> Unread {
        let path = path_of(error).map_or_else(String::new, |path| self.relative(path));
        Unread { path, line: 0, why: plain(error) }
    }
}

/// A path below the root, as reports write it.
pub(crate) fn relative(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}

fn plain(error: &ignore::Error) -> String {
    error.io_error().map_or_else(|| "could not be listed".to_owned(), why)
}

/// An error of the system in plain words.
pub(crate) fn why(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        std::io::ErrorKind::NotFound => "vanished while it was read".to_owned(),
        kind => kind.to_string(),
    }
}
