//! Which files make a project, as `docker compose` chooses them.

use std::sync::Arc;

use crate::config::yaml::{Yaml, parse};
use crate::tree::{File, Tree};

/// In the order in which compose looks for them.
const BASES: &[&str] = &["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
/// Put on top of the base without being asked for.
const OVERRIDES: &[&str] =
    &["compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"];
/// Names that hold compose files without saying so; their content has to.
const OTHERS: &[&str] =
    &["local", "dev", "development", "prod", "production", "staging", "test", "ci", "stack", "docker-stack", "swarm"];

/// A project: files that are put on top of each other.
#[derive(Clone, Debug)]
pub struct Project<'t> {
    /// The file that names it.
    pub name: Arc<str>,
    /// In order, the base first.
    pub files: Vec<&'t File>,
}

/// The projects of a tree.
#[must_use]
pub fn projects(tree: &Tree) -> Vec<Project<'_>> {
    let mut all: Vec<Project<'_>> = Vec::new();
    let candidates: Vec<&File> = tree.files.iter().filter(|file| is_one(file)).collect();
    for file in &candidates {
        let beside = |names: &[&str]| {
            let in_folder = |name: &&str| candidates.iter().find(|f| f.folder() == file.folder() && f.name() == *name);
            names.iter().find_map(in_folder).copied()
        };
        let base = beside(BASES);
        let files = match base {
            // A base that is not the first is not used, nor is an override without its base being so.
            Some(base) if BASES.contains(&file.name()) && base.path != file.path => continue,
            Some(base) if base.path == file.path => std::iter::once(*file).chain(beside(OVERRIDES)).collect(),
            Some(_) if OVERRIDES.contains(&file.name()) => continue,
            Some(base) if is_partial(file, base) => vec![base, *file],
            _ => vec![*file],
        };
        all.push(Project { name: file.path.clone(), files });
    }
    all
}

fn is_one(file: &File) -> bool {
    let name = file.name();
    let Some(stem) = name.strip_suffix(".yml").or_else(|| name.strip_suffix(".yaml")) else { return false };
    let named = stem.contains("compose") && !file.path.starts_with(".github/");
    named || (OTHERS.contains(&stem) && memchr::memmem::find(&file.bytes, b"services:").is_some() && has_services(file))
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

/// True for a file that cannot stand alone: a service of it has neither an image nor a build, and is
/// one of the base.
fn is_partial(file: &File, base: &File) -> bool {
    let (Some(root), Some(base)) = (root(file), root(base)) else { return false };
    let (Some(services), Some(of_base)) = (root.get("services"), base.get("services")) else { return false };
    let alone = |service: &Yaml| ["image", "build", "extends"].iter().any(|key| service.get(key).is_some());
    let all = services.entries();
    all.iter().any(|(name, service)| !alone(service) && name.text().is_some_and(|name| of_base.get(name).is_some()))
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
            ("c/production.yml", whole),
            ("c/dev.yml", "other: {}"),
            (".github/workflows/compose.yml", "on: push"),
        ]);
        let shown: Vec<_> =
            projects(&tree).iter().map(|p| p.files.iter().map(|f| &*f.path).collect::<Vec<_>>().join(" + ")).collect();
        let expected = [
            "a/compose.yaml + a/compose.override.yml",
            "a/compose.yaml + a/docker-compose.prod.yml",
            "a/docker-compose.test.yml",
            "b/docker-compose.yml",
            "c/production.yml",
        ];
        assert_eq!(shown, expected);
    }
}
