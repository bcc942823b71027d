//! `Cargo.lock`, and the names of `environment.yml` of conda.

use sneck_model::{Ecosystem, Lockfile};

use super::chains::Edges;
use super::{Packages, Requirement, Role, Row, is_for_developers};
use crate::config::toml::{Document, Node};
use crate::config::yaml;
use crate::tree::{File, Tree};

pub(super) fn read(_tree: &Tree, file: &File, packages: &mut Packages) {
    let text = file.text();
    let document = Document::parse(&text);
    if let Some((line, why)) = document.mistake.clone() {
        packages.cannot_read(file, line, why);
    }
    let mut edges = Edges::default();
    for package in document.at(&["package"]).into_iter().flat_map(Node::list) {
        let (Some(name), Some(version)) = (package.get("name"), package.get("version").and_then(Node::text)) else {
            continue;
        };
        let text = name.text().unwrap_or("").to_owned();
        // `serde 1.0.200` where there are several releases.
        let needs = package.get("dependencies").into_iter().flat_map(Node::list).filter_map(Node::text);
        let needs = needs.filter_map(|text| text.split(' ').next().map(str::to_owned));
        let Some(source) = package.get("source").and_then(Node::text) else {
            edges.direct.extend(needs);
            continue;
        };
        edges.needs.entry(text.clone()).or_default().extend(needs);
        if source.starts_with("registry+") || source.starts_with("sparse+") {
            let requirement = Requirement { name: text, version: version.to_owned(), marker: String::new() };
            let row = Row::new(Ecosystem::Crates, file, name.line, requirement, Role::Locks);
            let hashed = package.get("checksum").is_some();
            packages.rows.push(Row { hashed, production: !is_for_developers(file), ..row });
        }
    }
    packages.lockfiles.push(Lockfile { ecosystem: Ecosystem::Crates, path: file.path.clone(), hashed: true });
    packages.edges.push((file.path.clone(), edges));
}

/// `environment.yml`: packages of conda's channels, and those of PyPI below `pip`.
pub(super) fn read_conda(_tree: &Tree, file: &File, packages: &mut Packages) {
    let documents = yaml::parse(&file.path, &file.text());
    let Some(document) = documents.all.first() else { return };
    for node in document.get("dependencies").map(|list| list.list()).unwrap_or_default() {
        let production = !is_for_developers(file);
        if let Some(requirement) = node.text().and_then(conda) {
            packages.add_of(Ecosystem::Conda, file, node.line, requirement, production);
        }
        for pip in node.get("pip").map(|list| list.list()).unwrap_or_default() {
            if let Some(requirement) = pip.text().and_then(Requirement::parse) {
                packages.add(file, pip.line, requirement, production);
            }
        }
    }
}

/// `numpy=1.21`, `conda-forge::numpy==1.21.0=py39_0`, `numpy>=1.21`
fn conda(text: &str) -> Option<Requirement> {
    let text = text.rsplit("::").next()?.split('[').next()?;
    let end = text.find(['=', '<', '>', '!', ' ', '~']).unwrap_or(text.len());
    let (name, version) = text.split_at(end);
    let (name, version) = (name.to_ascii_lowercase(), version.trim().to_owned());
    // What installs the rest is no part of what runs.
    (!name.is_empty() && name != "pip").then(|| Requirement { name, version, marker: String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(path: &str, text: &str) -> Vec<(String, String, Ecosystem, u32)> {
        let packages = Packages::read(&Tree { files: vec![File::new(path, text)], ..Tree::default() });
        let row = |r: &Row| (r.requirement.name.clone(), r.requirement.version.clone(), r.ecosystem, r.line);
        packages.rows.iter().map(row).collect()
    }

    #[test]
    fn cargo_locks_what_comes_from_the_registry() {
        let text = "[[package]]\nname = \"shop\"\nversion = \"0.1.0\"\ndependencies = [\"time 0.1.0\"]\n\n[[package]]\n\
                    name = \"time\"\nversion = \"0.1.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
        assert_eq!(shown("Cargo.lock", text), [("time".into(), "0.1.0".into(), Ecosystem::Crates, 7)]);
    }

    #[test]
    fn conda_names_packages_of_two_ecosystems() {
        let text = "name: a\ndependencies:\n  - python=3.8\n  - conda-forge::numpy>=1.2\n  - pip\n  - pip:\n    - flask==1.0\n";
        let expected = [
            ("python".into(), "=3.8".into(), Ecosystem::Conda, 3),
            ("numpy".into(), ">=1.2".into(), Ecosystem::Conda, 4),
            ("flask".into(), "==1.0".into(), Ecosystem::Pypi, 7),
        ];
        assert_eq!(shown("environment.yml", text), expected);
    }
}
