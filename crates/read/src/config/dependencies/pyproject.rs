//! Dependencies of `pyproject.toml`: the standard tables, and those of Poetry, PDM and uv.

use super::version::pep440_of_poetry;
use super::{Packages, Requirement, is_for_developers, normalise};
use crate::config::naming;
use crate::config::toml::{Document, Node};
use crate::tree::{File, Tree};

/// Lists of PEP 508 texts, and whether production installs them.
const LISTS: &[(&[&str], bool)] = &[(&["project", "dependencies"], true), (&["tool", "uv", "dev-dependencies"], false)];

/// Tables of such lists by group, and whether a group is installed unless its name is one for developers.
const GROUPS: &[(&[&str], bool)] = &[
    (&["project", "optional-dependencies"], true),
    (&["dependency-groups"], false),
    (&["tool", "pdm", "dev-dependencies"], false),
];

/// Tables of Poetry's form, and whether production installs them.
const POETRY: &[(&[&str], bool)] =
    &[(&["tool", "poetry", "dependencies"], true), (&["tool", "poetry", "dev-dependencies"], false)];

pub(super) fn read(_tree: &Tree, file: &File, packages: &mut Packages) {
    let text = file.text();
    let document = Document::parse(&text);
    if let Some((line, why)) = document.mistake.clone() {
        packages.cannot_read(file, line, why);
    }
    let mut found = Found { file, packages, here: !is_for_developers(file) };
    for (path, production) in LISTS {
        document.at(path).into_iter().for_each(|list| found.list(list, *production));
    }
    for (path, production) in GROUPS {
        for (name, list) in document.at(path).map(Node::entries).unwrap_or_default() {
            let named = naming::kind_of(name) == Some(sneck_model::Kind::Production);
            found.list(list, named || (*production && !naming::is_for_developers(name)));
        }
    }
    for (path, production) in POETRY {
        document.at(path).into_iter().for_each(|table| found.poetry(table, *production));
    }
    for (name, group) in document.at(&["tool", "poetry", "group"]).map(Node::entries).unwrap_or_default() {
        let production = !naming::is_for_developers(name) && !group.get("optional").is_some_and(Node::is_true);
        group.get("dependencies").into_iter().for_each(|table| found.poetry(table, production));
    }
}

struct Found<'a> {
    file: &'a File,
    packages: &'a mut Packages,
    here: bool,
}

impl Found<'_> {
    fn list(&mut self, list: Node<'_, '_>, production: bool) {
        for item in list.list() {
            if let Some(requirement) = item.text().and_then(Requirement::parse) {
                self.packages.add(self.file, item.line, requirement, production && self.here);
            }
        }
    }

    fn poetry(&mut self, table: Node<'_, '_>, production: bool) {
        for (name, node) in table.entries() {
            if name != "python" {
                let (requirement, optional) = poetry_requirement(name, node);
                self.packages.add(self.file, node.line, requirement, production && !optional && self.here);
            }
        }
    }
}

/// `name = "^1.2"`, `name = { version = "^1.2", optional = true }`, `name = { git = "…" }`, or a list
/// of such, of which the first counts.
pub(super) fn poetry_requirement(name: &str, node: Node<'_, '_>) -> (Requirement, bool) {
    let node = node.list().next().unwrap_or(node);
    let text = |key: &str| node.get(key).and_then(Node::text);
    let address = ["git", "url"].iter().find_map(|key| text(key));
    let at = text("rev").map(|rev| format!("@{rev}")).unwrap_or_default();
    let version = match address {
        Some(address) => format!("@ {}{at}", super::requirement::without_credentials(address)),
        None => pep440_of_poetry(node.text().or_else(|| text("version")).unwrap_or("")),
    };
    let marker = text("markers").unwrap_or("").to_owned();
    (Requirement { name: normalise(name), version, marker }, node.get("optional").is_some_and(Node::is_true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(String, String, bool, u32)> {
        let tree = Tree { files: vec![File::new("pyproject.toml", text)], ..Tree::default() };
        let packages = Packages::read(&tree);
        assert_eq!(packages.unread, vec![]);
        let row =
            |r: &super::super::Row| (r.requirement.name.clone(), r.requirement.version.clone(), r.production, r.line);
        packages.rows.iter().map(row).collect()
    }

    fn row(name: &str, version: &str, production: bool, line: u32) -> (String, String, bool, u32) {
        (name.into(), version.into(), production, line)
    }

    #[test]
    fn standard_tables() {
        let text = "[project]\ndependencies = [\n  'Flask>=2',\n]\n[project.optional-dependencies]\npg = ['psycopg2']\n\
                    test = ['pytest']\n[dependency-groups]\ndev = ['ruff', {include-group = 'x'}]\n";
        let expected = [
            row("flask", ">=2", true, 3),
            row("psycopg2", "", true, 6),
            row("pytest", "", false, 7),
            row("ruff", "", false, 9),
        ];
        assert_eq!(rows(text), expected);
    }

    #[test]
    fn poetry_tables() {
        let text = "[tool.poetry.dependencies]\npython = '^3.9'\nflask = '^2.1'\n\
                    redis = {version = '4.0', optional = true}\nlib = {git = 'https://h/l.git', rev = 'abc1234'}\n\
                    [tool.poetry.group.dev.dependencies]\npytest = '*'\n";
        let expected = [
            row("flask", ">=2.1,<3", true, 3),
            row("redis", "==4.0", false, 4),
            row("lib", "@ https://h/l.git@abc1234", true, 5),
            row("pytest", "", false, 7),
        ];
        assert_eq!(rows(text), expected);
    }
}
