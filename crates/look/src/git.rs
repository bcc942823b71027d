//! What git says of files, from its index and its ignore files. git itself is never run: a repository's
//! configuration may name programs that git would run.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gix_index::hash::Kind as Hash;
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use sneck_model::Unread;
use sneck_read::Tree;

/// Bytes that an index may ask for at once: two million paths need about this much.
const LARGEST_INDEX: usize = 256 << 20;

/// A repository as seen from the audited folder.
pub(crate) struct Repository {
    /// Folder that holds `.git`.
    worktree: PathBuf,
    /// The repository's own folder: `.git`, or that of a linked worktree.
    pub own: PathBuf,
    /// What linked worktrees share: names and objects.
    pub common: PathBuf,
    /// Where the index is.
    index: PathBuf,
    /// Patterns of this clone alone.
    exclude: PathBuf,
    /// The audited folder below the worktree, with a slash at its end; empty when it is the worktree.
    pub prefix: String,
}

/// Marks every file of a tree as tracked or not, ignored or not; leaves them unmarked outside of a repository.
/// The user's global ignore file does not count: it protects one machine, not the project.
pub(crate) fn mark(root: &Path, tree: &mut Tree) {
    let Some(repository) = root.canonicalize().ok().and_then(|home| find(&home)) else { return };
    let tracked = match tracked(&repository) {
        Ok(tracked) => tracked,
        Err(why) => {
            tree.unread.push(Unread { path: ".git/index".to_owned(), line: 0, why });
            return;
        }
    };
    let mut ignores = Ignores::new(&repository, tree);
    for at in 0..tree.files.len() {
        let path = format!("{}{}", repository.prefix, tree.files[at].path);
        let is_tracked = tracked.contains(path.as_bytes());
        let is_ignored = !is_tracked && ignores.ignored(tree, &path);
        tree.files[at].tracked = Some(is_tracked);
        tree.files[at].ignored = Some(is_ignored);
    }
}

/// The repository that a folder belongs to.
pub(crate) fn find(home: &Path) -> Option<Repository> {
    home.ancestors().find_map(|worktree| {
        let own = git_folder(&worktree.join(".git"))?;
        let common = common_folder(&own);
        let below = crate::candidates::relative(worktree, home);
        let prefix = if below.is_empty() { below } else { format!("{below}/") };
        let (index, exclude) = (own.join("index"), common.join("info/exclude"));
        Some(Repository { worktree: worktree.to_owned(), own, common, index, exclude, prefix })
    })
}

/// `.git` is a folder, or in linked worktrees and submodules a file that names one.
fn git_folder(dot_git: &Path) -> Option<PathBuf> {
    let folder = if dot_git.is_dir() {
        dot_git.to_owned()
    } else {
        let text = crate::own::text(dot_git, 4096).ok()?;
        dot_git.parent()?.join(text.strip_prefix("gitdir:")?.trim())
    };
    folder.join("HEAD").is_file().then_some(folder)
}

/// Linked worktrees share all but the index with the folder that `commondir` names.
fn common_folder(own: &Path) -> PathBuf {
    match crate::own::text(&own.join("commondir"), 4096) {
        Ok(text) => own.join(text.trim()),
        Err(_) => own.to_owned(),
    }
}

/// Paths in the index, as bytes. A repository without an index has nothing tracked yet.
fn tracked(repository: &Repository) -> Result<HashSet<Vec<u8>>, String> {
    let index = index(repository)?;
    Ok(index.iter().flat_map(|index| index.entries().iter().map(|entry| entry.path(index).to_vec())).collect())
}

/// The blobs of what is tracked.
pub(crate) fn tracked_blobs(repository: &Repository) -> Vec<gix_hash::ObjectId> {
    let index = index(repository).ok().flatten();
    index.iter().flat_map(|index| index.entries().iter().map(|entry| entry.id)).collect()
}

fn index(repository: &Repository) -> Result<Option<gix_index::File>, String> {
    if !repository.index.is_file() {
        return Ok(None);
    }
    let options = gix_index::decode::Options { alloc_limit_bytes: Some(LARGEST_INDEX), ..Default::default() };
    let read = |hash| gix_index::File::at(&repository.index, hash, true, options);
    // Which hash a repository uses stands in its configuration; the wrong one does not decode.
    let index = read(Hash::Sha1).or_else(|_| read(Hash::Sha256)).map_err(|_| "not a readable index".to_owned())?;
    if index.is_sparse() {
        return Err("a sparse index, which leaves files out".to_owned());
    }
    Ok(Some(index))
}

/// What holds inside of one folder.
struct Level {
    /// Ignore files that speak for it, each with the folder it stands in, the nearest last.
    rules: Vec<(Arc<Gitignore>, usize)>,
    /// The folder itself is ignored, and then everything in it is.
    ignored: bool,
}

/// The ignore rules of a repository, folder by folder.
struct Ignores<'a> {
    repository: &'a Repository,
    levels: HashMap<String, Arc<Level>>,
}

impl<'a> Ignores<'a> {
    fn new(repository: &'a Repository, tree: &Tree) -> Self {
        let mut rules = Vec::new();
        let exclude = crate::own::text(&repository.exclude, 1 << 20).unwrap_or_default();
        rules.push((compile(&exclude), 0));
        let mut ignores = Self { repository, levels: HashMap::new() };
        rules.extend(ignores.ignore_file(tree, "").map(|file| (file, 0)));
        ignores.levels.insert(String::new(), Arc::new(Level { rules, ignored: false }));
        ignores
    }

    fn ignored(&mut self, tree: &Tree, path: &str) -> bool {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let level = self.level(tree, folder);
        level.ignored || decide(&level.rules, path, false)
    }

    fn level(&mut self, tree: &Tree, folder: &str) -> Arc<Level> {
        if let Some(known) = self.levels.get(folder) {
            return Arc::clone(known);
        }
        let above = self.level(tree, folder.rsplit_once('/').map_or("", |(above, _)| above));
        let ignored = above.ignored || decide(&above.rules, folder, true);
        let mut rules = above.rules.clone();
        rules.extend(self.ignore_file(tree, folder).map(|file| (file, folder.len() + 1)));
        let level = Arc::new(Level { rules, ignored });
        self.levels.insert(folder.to_owned(), Arc::clone(&level));
        level
    }

    /// The `.gitignore` of a folder: from the tree when it lies inside, from the disk when it lies above.
    fn ignore_file(&self, tree: &Tree, folder: &str) -> Option<Arc<Gitignore>> {
        let path = if folder.is_empty() { ".gitignore".to_owned() } else { format!("{folder}/.gitignore") };
        let text = match path.strip_prefix(&self.repository.prefix) {
            Some(inside) => tree.file(inside)?.text().into_owned(),
            None => crate::own::text(&self.repository.worktree.join(&path), 1 << 20).ok()?,
        };
        Some(compile(&text))
    }
}

/// A line that is not well formed matches nothing, as in git.
/// Whether a `.gitignore` of this text names a file, by its path from there on, or a folder above it.
#[must_use]
pub fn ignores(text: &str, path: &str) -> bool {
    let rules = [(compile(text), 0)];
    let folders = path.match_indices('/').map(|(end, _)| &path[..end]);
    decide(&rules, path, false) || folders.into_iter().any(|folder| decide(&rules, folder, true))
}

fn compile(text: &str) -> Arc<Gitignore> {
    let mut builder = GitignoreBuilder::new("");
    for line in text.lines() {
        drop(builder.add_line(None, line));
    }
    Arc::new(builder.build().unwrap_or_else(|_| Gitignore::empty()))
}

/// The nearest ignore file that says something decides, by its last line that fits.
fn decide(rules: &[(Arc<Gitignore>, usize)], path: &str, folder: bool) -> bool {
    let said = |(rules, from): &(Arc<Gitignore>, usize)| match rules.matched(&path[*from..], folder) {
        Match::None => None,
        Match::Ignore(_) => Some(true),
        Match::Whitelist(_) => Some(false),
    };
    rules.iter().rev().find_map(said).unwrap_or(false)
}
