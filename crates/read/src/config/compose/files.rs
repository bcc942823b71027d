//! Which files make a project, as `docker compose` chooses them.

use std::sync::Arc;

use crate::config::yaml::{Yaml, parse};
use crate::tree::{File, Tree};

/// In the order in which compose looks for them.
const BASES: &[&str] = &["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
/// Put on top of the base without being asked for.
const OVERRIDES: &[&str] =
    &["compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"];
/// A project: files that are put on top of each other.
#[derive(Clone, Debug)]
pub struct Project<'t> {
    /// The file that names it.
    pub name: Arc<str>,
    /// In order, the base first.
    pub files: Vec<&'t File>,
}

impl Project<'_> {
    /// What is put on top unasked declares the services anew that it names; the others are those of the base.
    #[must_use]
    pub fn declares(&self, service: &str) -> bool {
        let Some(file) = self.on_top() else { return true };
        root(file).is_some_and(|root| root.get("services").is_some_and(|services| services.get(service).is_some()))
    }

    /// The file that a service is told by.
    #[must_use]
    pub fn home<'a>(&'a self, path: &'a str) -> &'a str {
        if self.on_top().is_some() { &self.name } else { path }
    }

    fn on_top(&self) -> Option<&File> {
        self.files.last().copied().filter(|file| file.path == self.name && OVERRIDES.contains(&file.name()))
    }
}

/// The projects of a tree.
#[must_use]
pub fn projects(tree: &Tree) -> Vec<Project<'_>> {
    let mut all: Vec<Project<'_>> = Vec::new();
    let found: Vec<&File> = tree.files.iter().filter(|file| is_one(file)).collect();
    let candidates: Vec<&File> = found.iter().filter(|file| !is_part(file, &found)).copied().collect();
    for file in &candidates {
        let beside = |names: &[&str]| {
            let in_folder = |name: &&str| candidates.iter().find(|f| f.folder() == file.folder() && f.name() == *name);
            names.iter().find_map(in_folder).copied()
        };
        let base = beside(BASES);
        let files = match base {
            // A base that is not the first is not used, nor is an override without its base being so.
            Some(base) if BASES.contains(&file.name()) && base.path != file.path => continue,
            // What is put on top unasked is for developers, as Docker's own pages have it; users see the base alone,
            // unless that cannot be started by itself.
            Some(base) if base.path == file.path && stands_alone(file) => vec![*file],
            Some(base) if base.path == file.path => std::iter::once(*file).chain(beside(OVERRIDES)).collect(),
            Some(base) if OVERRIDES.contains(&file.name()) => match beside(OVERRIDES) {
                Some(first) if first.path == file.path && stands_alone(base) => vec![base, *file],
                _ => continue,
            },
            Some(base) if is_partial(file, base) => vec![base, *file],
            _ => vec![*file],
        };
        all.push(Project { name: file.path.clone(), files });
    }
    all
}

/// Another one takes services from it (`extends`, `include`), and its name does not say that it stands for itself.
fn is_part(file: &File, all: &[&File]) -> bool {
    let names = |other: &&&File| memchr::memmem::find(&other.bytes, file.name().as_bytes()).is_some();
    !file.name().contains("compose") && all.iter().filter(|other| other.path != file.path).any(|other| names(&other))
}

fn is_one(file: &File) -> bool {
    let name = file.name();
    let Some(stem) = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml")) else { return false };
    if file.path.starts_with(".github/") {
        return false;
    }
    // Under any other name, the content has to say it: `production.yml`, `docker/default.yml`.
    let says = || file.bytes.starts_with(b"services:") || memchr::memmem::find(&file.bytes, b"\nservices:").is_some();
    stem.contains("compose") || (says() && has_services(file))
}

fn root(file: &File) -> Option<Yaml> {
    parse(&file.path, &file.text()).all.into_iter().next()
}

/// A map of services of which one has an image or is built.
fn has_services(file: &File) -> bool {
    let Some(root) = root(file) else { return false };
    let Some(services) = root.get("services") else { return false };
    services.entries().iter().any(|(_, service)| service.get("image").is_some() || service.get("build").is_some())
}

/// Every service of it has an image, or is built.
fn stands_alone(file: &File) -> bool {
    let root = root(file);
    let services = root.as_ref().and_then(|root| root.get("services"));
    services.is_some_and(|services| services.entries().iter().all(|(_, service)| has_image(service)))
}

fn has_image(service: &Yaml) -> bool {
    ["image", "build", "extends"].iter().any(|key| service.get(key).is_some())
}

/// True for a file that cannot stand alone: a service of it has neither an image nor a build, and is
/// one of the base.
fn is_partial(file: &File, base: &File) -> bool {
    let (Some(root), Some(base)) = (root(file), root(base)) else { return false };
    let (Some(services), Some(of_base)) = (root.get("services"), base.get("services")) else { return false };
    let all = services.entries();
    all.iter().any(|(name, service)| !has_image(service) && name.text().is_some_and(|name| of_base.get(name).is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::tree;

    #[test]
    fn projects_are_chosen_as_compose_does() {
        let whole = "services: {web: {image: x}}";
        let part = "services: {web: {command: y}}";
        let tree = tree(&[
            ("a/compose.yaml", whole),
            ("a/docker-compose.yml", whole),
            ("a/compose.override.yml", part),
            ("a/docker-compose.override.yml", part),
            ("a/docker-compose.prod.yml", part),
            ("a/docker-compose.test.yml", whole),
            ("b/docker-compose.yml", whole),
            ("d/docker-compose.yml", part),
            ("d/docker-compose.override.yml", whole),
            ("c/production.yml", "services:\n  web: {image: x}\n"),
            ("c/dev.yml", "other: {}"),
            ("docker/default.yml", "services:\n  web: {image: x}\n"),
            ("config/services.yml", "services:\n  Shop: {class: Shop}\n"),
            (".github/workflows/compose.yml", "on: push"),
        ]);
        let shown: Vec<_> =
            projects(&tree).iter().map(|p| p.files.iter().map(|f| &*f.path).collect::<Vec<_>>().join(" + ")).collect();
        let expected = [
            "a/compose.yaml + a/compose.override.yml",
            "a/compose.yaml",
            "a/compose.yaml + a/docker-compose.prod.yml",
            "a/docker-compose.test.yml",
            "b/docker-compose.yml",
            "c/production.yml",
            "d/docker-compose.yml + d/docker-compose.override.yml",
            "docker/default.yml",
        ];
        assert_eq!(shown, expected);
    }
}
