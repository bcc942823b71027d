//! A folder, as a tree of files in memory.

use std::fs::File as Open;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use sneck_model::{NotLookedAt, Unread};
use sneck_read::files::searched::is_minified;
use sneck_read::source::express;
use sneck_read::source::literals::past;
use sneck_read::{File, Tree};

use crate::candidates::{Candidate, Left, walk, why};
use crate::{Excludes, Limits};

/// So much of a text shows whether a program packed it.
const HEAD: u64 = 16 << 10;

/// Why a folder could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    /// Nothing there.
    #[error("there is nothing at `{}`", .0.display())]
    Missing(PathBuf),
    /// A file or something else.
    #[error("`{}` is not a folder; name the folder that holds the project", .0.display())]
    NotAFolder(PathBuf),
    /// The system refuses.
    #[error("`{}` cannot be opened: {}", .0.display(), why(.1))]
    Refused(PathBuf, io::Error),
}

/// Reads every file of a folder that some reader wants, once.
pub fn files(root: &Path, limits: &Limits, excludes: &Excludes) -> Result<Tree, LookError> {
    must_be_folder(root)?;
    let walked = walk(root, limits, excludes);
    let mut budget = Budget { files: limits.files, bytes: limits.total_bytes, beyond: 0 };
    let mut gathered = Gathered { names: walked.names, left: walked.left, tree: Tree::default() };
    gathered.tree.unread = walked.unread;
    let mut chosen = Vec::new();
    for candidate in walked.files {
        match choose(&candidate, limits, &mut budget) {
            Ok(()) => chosen.push(candidate),
            Err(refusal) => gathered.refuse(candidate, refusal),
        }
    }
    let homes = homes(&chosen, limits);
    let opened: Vec<_> = chosen.par_iter().map(|candidate| open(candidate, limits, &homes)).collect();
    for (candidate, opened) in chosen.into_iter().zip(opened) {
        match opened {
            Ok(Opened::Kept(bytes)) => gathered.keep(candidate, bytes),
            Ok(Opened::Searched(bytes)) => gathered.pass_by(candidate, bytes),
            Err(refusal) => gathered.refuse(candidate, refusal),
        }
    }
    gathered.tree.not_looked_at.extend(budget.spent());
    let mut tree = gathered.into_tree();
    crate::git::mark(root, &mut tree);
    Ok(tree)
}

/// The tree in the making.
struct Gathered {
    tree: Tree,
    names: Vec<String>,
    left: Left,
}

impl Gathered {
    fn keep(&mut self, candidate: Candidate, bytes: Vec<u8>) {
        self.tree.coverage.files_read += 1;
        self.tree.coverage.bytes_read += bytes.len() as u64;
        self.tree.files.push(File {
            path: Arc::from(candidate.path),
            bytes: Arc::new(bytes),
            tracked: None,
            ignored: None,
        });
    }

    /// A file that was searched and holds no key.
    fn pass_by(&mut self, candidate: Candidate, bytes: usize) {
        self.tree.coverage.files_read += 1;
        self.tree.coverage.bytes_read += bytes as u64;
        self.tree.searched.push(Arc::from(candidate.path.as_str()));
        self.names.push(candidate.path);
    }

    fn refuse(&mut self, candidate: Candidate, Refusal { why, sure }: Refusal) {
        self.left.file(&why);
        if sure {
            self.tree.unread.push(Unread { path: candidate.path.clone(), line: 0, why });
        }
        self.names.push(candidate.path);
    }

    fn into_tree(mut self) -> Tree {
        self.names.sort();
        self.tree.names_only = self.names.into_iter().map(Arc::from).collect();
        self.tree.coverage.skipped = self.left.into_rows();
        self.tree.today = crate::today();
        self.tree
    }
}

fn must_be_folder(root: &Path) -> Result<(), LookError> {
    match std::fs::metadata(root) {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return Err(LookError::NotAFolder(root.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(LookError::Missing(root.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(LookError::Missing(root.to_owned()));
        }
        Err(error) => return Err(LookError::Refused(root.to_owned(), error)),
    }
    std::fs::read_dir(root).map(drop).map_err(|error| LookError::Refused(root.to_owned(), error))
}

/// What may still be read. Spent in the order of paths, so that equal trees give equal reports.
struct Budget {
    files: usize,
    bytes: u64,
    beyond: u64,
}

impl Budget {
    fn take(&mut self, bytes: u64) -> bool {
        let enough = self.files > 0 && self.bytes >= bytes;
        if enough {
            self.files -= 1;
            self.bytes -= bytes;
        } else {
            self.beyond += 1;
        }
        enough
    }

    fn spent(&self) -> Option<NotLookedAt> {
        (self.beyond > 0).then(|| NotLookedAt {
            what: if self.beyond == 1 { "1 file".to_owned() } else { format!("{} files", self.beyond) },
            why: "the limit of files or bytes was reached; audit a smaller folder, or leave folders out with \
                  `exclude` in sneck.toml"
                .to_owned(),
        })
    }
}

/// Why a file is not read, and whether its name promised that it would be.
struct Refusal {
    why: String,
    sure: bool,
}

fn choose(candidate: &Candidate, limits: &Limits, budget: &mut Budget) -> Result<(), Refusal> {
    let want = candidate.want;
    let most = limits.file_bytes.saturating_mul(want.times);
    let bytes = want.head.map_or(candidate.bytes, |head| candidate.bytes.min(head));
    if bytes > most {
        return Err(Refusal { why: too_large(most), sure: want.sure });
    }
    if !budget.take(bytes) {
        return Err(Refusal { why: "beyond the limit of files or bytes".to_owned(), sure: false });
    }
    Ok(())
}

fn too_large(most: u64) -> String {
    if most >= 1 << 20 { format!("larger than {} MiB", most >> 20) } else { format!("larger than {most} bytes") }
}

/// A file that was read.
enum Opened {
    Kept(Vec<u8>),
    /// It was only searched; so many bytes.
    Searched(usize),
}

/// Folders whose `package.json` asks for Express: the whole program is read there, and not only what names it. Each ends
/// with a slash, but for the root.
fn homes(chosen: &[Candidate], limits: &Limits) -> Vec<String> {
    let home = |candidate: &Candidate| {
        let home = candidate.path.strip_suffix("package.json").filter(|home| home.is_empty() || home.ends_with('/'))?;
        let mut bytes = Vec::new();
        Open::open(&candidate.real).ok()?.take(limits.file_bytes).read_to_end(&mut bytes).ok()?;
        express::asks_for_it(&bytes).then(|| home.to_owned())
    };
    chosen.iter().filter_map(home).collect()
}

fn open(candidate: &Candidate, limits: &Limits, homes: &[String]) -> Result<Opened, Refusal> {
    let want = candidate.want;
    let most = limits.file_bytes.saturating_mul(want.times);
    let refuse = |why| Err(Refusal { why, sure: want.sure });
    let mut bytes = Vec::with_capacity(usize::try_from(candidate.bytes).unwrap_or(0).min(1 << 20));
    // One byte more than allowed, in case the file grew since it was measured.
    let length = want.head.unwrap_or(most + 1);
    let read = Open::open(&candidate.real).and_then(|file| {
        let mut file = file.take(length);
        if want.search {
            (&mut file).take(HEAD).read_to_end(&mut bytes)?;
            if is_minified(&bytes) {
                return Ok(false);
            }
        }
        file.read_to_end(&mut bytes).map(|_| true)
    });
    match read {
        Err(error) => refuse(why(&error)),
        Ok(false) => refuse("minified".to_owned()),
        Ok(_) if bytes.len() as u64 > most => refuse(too_large(most)),
        Ok(_) if !want.binary && is_binary(&bytes) => refuse("binary".to_owned()),
        Ok(_) if want.search && !past::holds_key(&bytes) && !express::is_wanted(&candidate.path, &bytes, homes) => {
            Ok(Opened::Searched(bytes.len()))
        }
        Ok(_) => Ok(Opened::Kept(bytes)),
    }
}

/// The first part of a file tells: text has no zero bytes, unless it is UTF-16, which says so itself.
fn is_binary(bytes: &[u8]) -> bool {
    let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    !utf16 && bytes.iter().take(8192).any(|byte| *byte == 0)
}
