//! Folders that are not entered, and why: they hold nothing that the project's authors wrote.

use std::path::Path;

/// Folders that are known by their name alone.
const BY_NAME: &[(&str, &str)] = &[
    (".git", "git's own data"),
    (".hg", "Mercurial's own data"),
    (".svn", "Subversion's own data"),
    ("node_modules", "installed packages"),
    ("bower_components", "installed packages"),
    ("site-packages", "installed packages"),
    ("dist-packages", "installed packages"),
    ("__pypackages__", "installed packages"),
    ("__pycache__", "compiled Python"),
    (".eggs", "built packages"),
    (".tox", "test environments"),
    (".nox", "test environments"),
    (".mypy_cache", "a tool's cache"),
    (".pytest_cache", "a tool's cache"),
    (".ruff_cache", "a tool's cache"),
    (".hypothesis", "a tool's cache"),
    (".terraform", "a tool's cache"),
];

/// Folders that are known by a file inside of them.
const BY_CONTENT: &[(&str, &str)] =
    &[("pyvenv.cfg", "a virtual environment"), ("CACHEDIR.TAG", "a cache by its own declaration (CACHEDIR.TAG)")];

/// Folders that build tools and package managers fill, known by their name and a file beside them.
const BY_NEIGHBOUR: &[(&str, &[&str], &str)] = &[
    ("vendor", &["go.mod", "Gopkg.toml", "composer.json"], "installed packages"),
    ("target", &["Cargo.toml", "pom.xml"], "build results"),
    ("build", &["setup.py", "setup.cfg", "pyproject.toml", "package.json", "build.gradle"], "build results"),
    ("dist", &["setup.py", "setup.cfg", "pyproject.toml", "package.json"], "build results"),
];

/// Why a folder is not entered; nothing when it is.
pub(crate) fn why(folder: &Path) -> Option<&'static str> {
    let name = folder.file_name()?.to_str()?;
    by_name(name).or_else(|| by_neighbour(folder, name)).or_else(|| by_content(folder))
}

fn by_name(name: &str) -> Option<&'static str> {
    if name.ends_with(".egg-info") || name.ends_with(".dist-info") {
        return Some("package metadata");
    }
    BY_NAME.iter().find(|(known, _)| *known == name).map(|(_, why)| *why)
}

fn by_neighbour(folder: &Path, name: &str) -> Option<&'static str> {
    let (_, neighbours, why) = BY_NEIGHBOUR.iter().find(|(known, ..)| *known == name)?;
    let parent = folder.parent()?;
    neighbours.iter().any(|file| parent.join(file).is_file()).then_some(*why)
}

fn by_content(folder: &Path) -> Option<&'static str> {
    BY_CONTENT.iter().find(|(file, _)| folder.join(file).is_file()).map(|(_, why)| *why)
}
