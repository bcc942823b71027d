//! What git says of files, from its index and its ignore files. git itself is never run: a repository's
//! configuration may name programs that git would run.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use gix_index::hash::Kind as Hash;
use sneck_model::Unread;
use sneck_read::Tree;

use crate::ignored::Ignores;

/// Bytes that an index may ask for at once: two million paths need about this much.
const LARGEST_INDEX: usize = 256 << 20;

/// A repository as seen from the audited folder.
pub(crate) struct Repository {
    /// Folder that holds `.git`.
    pub worktree: PathBuf,
    /// The repository's own folder: `.git`, or that of a linked worktree.
    pub own: PathBuf,
    /// What linked worktrees share: names and objects.
    pub common: PathBuf,
    /// Where the index is.
    index: PathBuf,
    /// Patterns of this clone alone.
    pub exclude: PathBuf,
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
