//! Entries that keep secrets out of git and out of images.

use super::{Change, Project};

/// A line to have, and lines that say as much.
const GIT: &[(&str, &[&str])] = &[
    (".env", &["/.env", "**/.env", ".env*", "*.env"]),
    (".env.*", &[".env*"]),
    ("!.env.example", &[]),
    ("*.pem", &[]),
    ("*.key", &[]),
];

const DOCKER: &[(&str, &[&str])] = &[
    (".git", &["/.git", "**/.git", ".*"]),
    (".env", &["**/.env", ".env*", ".*"]),
    (".env.*", &[".env*", ".*"]),
    ("*.pem", &["**/*.pem"]),
    ("*.key", &["**/*.key"]),
];

/// For git.
pub(super) fn git(project: &Project) -> Option<Change> {
    added(project, ".gitignore", GIT, "keeps environment files and keys out of git")
}

/// For images, where one is built.
pub(super) fn docker(project: &Project) -> Option<Change> {
    let builds = ["Dockerfile", "Containerfile"].iter().any(|name| (project.text)(name).is_some());
    builds.then(|| added(project, ".dockerignore", DOCKER, "keeps the repository and secrets out of images")).flatten()
}

fn added(project: &Project, path: &str, wanted: &[(&str, &[&str])], why: &'static str) -> Option<Change> {
    let before = (project.text)(path);
    let old = before.clone().unwrap_or_default();
    let has = |line: &str| old.lines().any(|known| known.trim() == line);
    let missing: Vec<&str> = wanted
        .iter()
        .filter(|(line, same)| !has(line) && !same.iter().any(|other| has(other)))
        .map(|(line, _)| *line)
        .collect();
    // An exception alone says nothing.
    if missing.iter().all(|line| line.starts_with('!')) {
        return None;
    }
    let line_end = if old.is_empty() || old.ends_with('\n') { "" } else { "\n" };
    let after = format!("{old}{line_end}{}\n", missing.join("\n"));
    Some(Change { path: path.to_owned(), before, after, why })
}
