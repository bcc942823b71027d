//! All Python files of a tree, and how import names lead to them.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, OnceLock};

use super::PythonFile;
use super::eval::library;
use crate::hash::Map;
use crate::tree::Tree;

/// Names a file of the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(u32);

/// The Python side of a tree.
pub struct Project<'t> {
    /// The whole tree, for files that Python reads (`config.toml`, `.env`).
    pub tree: &'t Tree,
    files: Vec<PythonFile<'t>>,
    by_path: Map<Arc<str>, FileId>,
    /// Files by the last part of the name that they are imported by.
    by_last: Map<String, Vec<FileId>>,
    /// Files that may create an app, once they were looked for.
    pub candidates: OnceLock<BTreeSet<FileId>>,
    folders: HashSet<String>,
    /// Frameworks whose own source this is: what they do is known, and is not followed through that source.
    frameworks: Vec<&'static str>,
}

/// Frameworks that are known by what they do, each with a file that only its own source has.
const FRAMEWORKS: &[(&str, &str)] = &[
    ("fastapi", "fastapi/applications.py"),
    ("starlette", "starlette/applications.py"),
    ("aiohttp", "aiohttp/web_app.py"),
    ("pydantic", "pydantic/main.py"),
    ("uvicorn", "uvicorn/main.py"),
];

/// The frameworks that a tree holds the source of.
fn frameworks(files: &[PythonFile<'_>]) -> Vec<&'static str> {
    let has =
        |own: &str| files.iter().any(|f| &*f.path == own || f.path.strip_suffix(own).is_some_and(|p| p.ends_with('/')));
    FRAMEWORKS.iter().filter(|(_, own)| has(own)).map(|(name, _)| *name).collect()
}

impl<'t> Project<'t> {
    /// Takes in the Python files of a tree. Nothing is parsed yet.
    #[must_use]
    pub fn new(tree: &'t Tree) -> Self {
        let python =
            |f: &&crate::tree::File| f.path.ends_with(".py") || f.path.ends_with(".pyw") || is_python_config(f);
        let files: Vec<_> = tree.files.iter().filter(python).map(PythonFile::new).collect();
        let by_path = files.iter().enumerate().map(|(at, f)| (importable(&f.path), id(at))).collect();
        let folders = files.iter().flat_map(|f| parents(&f.path)).map(|f| importable(f).to_string()).collect();
        let mut by_last: Map<String, Vec<FileId>> = Map::default();
        for (at, file) in files.iter().enumerate() {
            by_last.entry(last_part(&file.path).to_owned()).or_default().push(id(at));
        }
        let frameworks = frameworks(&files);
        Self { tree, files, by_path, by_last, folders, frameworks, candidates: OnceLock::new() }
    }

    /// All files, in the order of their paths.
    #[must_use]
    pub fn files(&self) -> &[PythonFile<'t>] {
        &self.files
    }

    /// All files with their names.
    pub fn ids(&self) -> impl Iterator<Item = (FileId, &PythonFile<'t>)> {
        self.files.iter().enumerate().map(|(at, file)| (id(at), file))
    }

    /// The file behind a name.
    #[must_use]
    pub fn file(&self, id: FileId) -> &PythonFile<'t> {
        &self.files[id.0 as usize]
    }

    /// The file at a path.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<FileId> {
        self.by_path.get(&*importable(path)).copied()
    }

    /// Finds a module below one of the roots: `a.b` is `a/b.py` or `a/b/__init__.py`. When no root
    /// has it, any folder of the tree that does (the one nearest to the top) stands in: the real
    /// search path may be set in ways that no file shows.
    #[must_use]
    pub fn module(&self, roots: &[String], dotted: &str) -> Option<FileId> {
        if self.is_framework(dotted) {
            return None;
        }
        let relative = dotted.replace('.', "/");
        roots.iter().find_map(|root| self.below(root, &relative)).or_else(|| self.anywhere(&relative))
    }

    /// True for a folder that holds Python files but no `__init__.py`: a namespace package.
    #[must_use]
    pub fn is_namespace(&self, roots: &[String], dotted: &str) -> bool {
        let relative = dotted.replace('.', "/");
        !self.is_framework(dotted) && roots.iter().any(|root| self.folders.contains(&join(root, &relative)))
    }

    /// The module belongs to a framework whose own source this is.
    fn is_framework(&self, dotted: &str) -> bool {
        !self.frameworks.is_empty() && dotted.split('.').next().is_some_and(|top| self.frameworks.contains(&top))
    }

    /// True for a package of the project that one of the roots has; one that stands deeper may share its name
    /// with a package of the index.
    #[must_use]
    pub fn has_package(&self, roots: &[String], top: &str) -> bool {
        roots.iter().any(|root| self.at(&format!("{}/__init__.py", join(root, top))).is_some())
    }

    fn below(&self, root: &str, relative: &str) -> Option<FileId> {
        let base = join(root, relative);
        self.at(&format!("{base}.py")).or_else(|| self.at(&format!("{base}/__init__.py")))
    }

    fn anywhere(&self, relative: &str) -> Option<FileId> {
        let top = relative.split('/').next().unwrap_or(relative);
        if is_standard(top) || library::knows_package(top) {
            return None;
        }
        let named = self.by_last.get(relative.rsplit('/').next().unwrap_or(relative))?;
        let endings = [format!("/{relative}.py"), format!("/{relative}/__init__.py")];
        let path = |id: &FileId| &*self.file(*id).path;
        let found = named.iter().filter(|id| endings.iter().any(|e| path(id).ends_with(e.as_str())));
        let found = found.filter(|id| self.file(**id).kind == sneck_model::Kind::Production);
        found.min_by_key(|id| path(id).matches('/').count()).copied()
    }
}

/// True for a top-level module of the standard library that configuration code imports.
#[must_use]
pub fn is_standard(top: &str) -> bool {
    STANDARD_LIBRARY.binary_search(&top).is_ok()
}

/// In the order of the alphabet: every import of something that is not the project's asks.
const STANDARD_LIBRARY: &[&str] = &[
    "__future__",
    "abc",
    "argparse",
    "ast",
    "asyncio",
    "base64",
    "binascii",
    "calendar",
    "collections",
    "configparser",
    "contextlib",
    "copy",
    "csv",
    "dataclasses",
    "datetime",
    "decimal",
    "distutils",
    "email",
    "enum",
    "fcntl",
    "functools",
    "getpass",
    "glob",
    "hashlib",
    "hmac",
    "html",
    "http",
    "importlib",
    "inspect",
    "io",
    "itertools",
    "json",
    "locale",
    "logging",
    "math",
    "mimetypes",
    "multiprocessing",
    "operator",
    "os",
    "pathlib",
    "pickle",
    "pkgutil",
    "platform",
    "pprint",
    "queue",
    "random",
    "re",
    "secrets",
    "shutil",
    "signal",
    "smtplib",
    "socket",
    "sqlite3",
    "ssl",
    "stat",
    "string",
    "struct",
    "subprocess",
    "sys",
    "tempfile",
    "textwrap",
    "threading",
    "time",
    "tomllib",
    "traceback",
    "types",
    "typing",
    "unittest",
    "urllib",
    "uuid",
    "warnings",
    "weakref",
    "xml",
    "zipfile",
    "zlib",
];

/// `.cfg` files that Flask's documentation has people read with `from_pyfile` are Python too; those
/// with sections are not.
fn is_python_config(file: &crate::tree::File) -> bool {
    let section = |line: &&[u8]| line.trim_ascii_start().starts_with(b"[");
    file.path.ends_with(".cfg") && !file.bytes.split(|b| *b == b'\n').any(|line| section(&line))
}

/// The path under which a file is imported: placeholders of a project template stand for names.
fn importable(path: &str) -> Arc<str> {
    Arc::from(&*super::template::filled(path))
}

/// `c` of `a/b/c.py` and of `a/b/c/__init__.py`.
fn last_part(path: &str) -> &str {
    let stem = path.strip_suffix(".py").unwrap_or(path);
    let stem = stem.strip_suffix("/__init__").unwrap_or(stem);
    stem.rsplit('/').next().unwrap_or(stem)
}

fn id(at: usize) -> FileId {
    FileId(u32::try_from(at).unwrap_or(u32::MAX))
}

fn join(root: &str, relative: &str) -> String {
    if root.is_empty() { relative.to_owned() } else { format!("{root}/{relative}") }
}

fn parents(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

#[cfg(test)]
mod tests {
    use super::{STANDARD_LIBRARY, is_standard};

    #[test]
    fn modules_of_the_standard_library_are_found_in_a_sorted_list() {
        assert!(STANDARD_LIBRARY.is_sorted());
        assert!(is_standard("os") && is_standard("zlib") && !is_standard("flask"));
    }
}
