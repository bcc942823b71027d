//! Lock files: `poetry.lock`, `pdm.lock`, `uv.lock`, `pylock.toml` and `Pipfile.lock`.

use sneck_model::{Ecosystem, Lockfile};

use super::chains::Edges;
use super::{Packages, Requirement, Role, Row, normalise};
use crate::config::place::Lines;
use crate::config::toml::{Document, Node};
use crate::tree::{File, Tree};

pub(super) fn is_toml(file: &File) -> bool {
    let name = file.name();
    matches!(name, "poetry.lock" | "pdm.lock" | "uv.lock") || (name.starts_with("pylock.") && name.ends_with("toml"))
}

/// The four TOML forms agree in a list of packages with names, versions and hashes.
pub(super) fn read_toml(_tree: &Tree, file: &File, packages: &mut Packages) {
    let text = file.text();
    let document = Document::parse(&text);
    if let Some((line, why)) = document.mistake.clone() {
        packages.cannot_read(file, line, why);
    }
    // Poetry before 1.3 keeps the hashes of all packages in one table at the end.
    let old_hashes = document.at(&["metadata", "files"]);
    let before = packages.rows.len();
    let mut edges = Edges::default();
    for list in ["package", "packages"].iter().filter_map(|key| document.at(&[key])) {
        for package in list.list() {
            packages.rows.extend(locked(file, package, old_hashes));
            connect(package, &mut edges);
        }
    }
    packages.edges.push((file.path.clone(), edges));
    let hashed = packages.rows[before..].iter().any(|row| row.hashed);
    packages.lockfiles.push(Lockfile { ecosystem: Ecosystem::Pypi, path: file.path.clone(), hashed });
}

/// What a package needs: a table by name (Poetry), a list of requirements (PDM) or of tables with names (uv, pylock).
fn connect(package: Node<'_, '_>, edges: &mut Edges) {
    let Some(name) = package.get("name").and_then(Node::text) else { return };
    let Some(dependencies) = package.get("dependencies") else { return };
    let named = |node: Node<'_, '_>| match node.text() {
        Some(text) => Requirement::parse(text).map(|requirement| requirement.name),
        None => node.get("name").and_then(Node::text).map(normalise),
    };
    let tables = dependencies.entries().into_iter().map(|(name, _)| normalise(name));
    let needs = tables.chain(dependencies.list().filter_map(named));
    if package.get("source").is_some_and(is_of_project) {
        edges.direct.extend(needs);
    } else {
        edges.needs.entry(normalise(name)).or_default().extend(needs);
    }
}

/// The project itself stands in uv's lock too, without a release from an index.
fn is_of_project(source: Node<'_, '_>) -> bool {
    ["virtual", "editable", "workspace"].iter().any(|key| source.get(key).is_some())
}

fn locked(file: &File, package: Node<'_, '_>, old_hashes: Option<Node<'_, '_>>) -> Option<Row> {
    let name = package.get("name")?;
    if package.get("source").is_some_and(is_of_project) {
        return None;
    }
    let files = [package.get("files"), old_hashes.and_then(|table| table.get(name.text()?)), package.get("wheels")];
    let hashed = files.into_iter().flatten().any(|list| list.list().next().is_some()) || package.get("sdist").is_some();
    let version = package.get("version")?.text()?;
    Some(row(file, name.text()?, &format!("=={version}"), hashed, !is_for_developers(package), name.line))
}

/// Poetry: `category = "dev"` in old files, `groups = ["dev"]` in new ones; PDM has groups too.
fn is_for_developers(package: Node<'_, '_>) -> bool {
    let groups: Vec<_> = package.get("groups").map(|g| g.list().filter_map(Node::text).collect()).unwrap_or_default();
    let named = |group: &&str| crate::config::naming::is_for_developers(group);
    package.get("category").and_then(Node::text) == Some("dev") || (!groups.is_empty() && groups.iter().all(named))
}

pub(super) fn read_pipfile(_tree: &Tree, file: &File, packages: &mut Packages) {
    let text = file.text();
    let document: serde_json::Value = match serde_json::from_str(&text) {
        Ok(document) => document,
        Err(error) => {
            let line = u32::try_from(error.line()).unwrap_or(0);
            return packages.cannot_read(file, line, "not valid JSON".into());
        }
    };
    let lines = Lines::of(&text);
    packages.edges.push((file.path.clone(), Edges::default()));
    let mut any_hashed = false;
    for (section, production) in [("default", true), ("develop", false)] {
        let mut from = text.find(&format!("\"{section}\"")).unwrap_or(0);
        for (name, package) in document.get(section).and_then(|s| s.as_object()).into_iter().flatten() {
            // Values carry no positions: names come in the order of the file, so each is searched after the last.
            from += text[from..].find(&format!("\"{name}\"")).unwrap_or(0);
            let hashed = package.get("hashes").and_then(|h| h.as_array()).is_some_and(|h| !h.is_empty());
            any_hashed |= hashed;
            if let Some(version) = package.get("version").and_then(|v| v.as_str()) {
                packages.rows.push(row(file, name, version, hashed, production, lines.line(from)));
            }
        }
    }
    packages.lockfiles.push(Lockfile { ecosystem: Ecosystem::Pypi, path: file.path.clone(), hashed: any_hashed });
}

fn row(file: &File, name: &str, version: &str, hashed: bool, production: bool, line: u32) -> Row {
    let requirement = Requirement { name: normalise(name), version: version.to_owned(), marker: String::new() };
    let production = production && !super::is_for_developers(file);
    Row { hashed, production, ..Row::new(Ecosystem::Pypi, file, line, requirement, Role::Locks) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(path: &str, text: &str) -> Packages {
        Packages::read(&Tree { files: vec![File::new(path, text)], ..Tree::default() })
    }

    fn shown(packages: &Packages) -> Vec<(&str, &str, bool, bool, u32)> {
        let row = |r: &'_ Row| (r.hashed, r.production, r.line);
        let all = packages.rows.iter();
        all.map(|r| (r.requirement.name.as_str(), r.requirement.version.as_str(), row(r).0, row(r).1, row(r).2))
            .collect()
    }

    #[test]
    fn poetry_old_and_new() {
        let new = "[[package]]\nname = \"flask\"\nversion = \"2.0\"\ngroups = [\"main\"]\nfiles = [{file='a', hash='b'}]\n\
                   [[package]]\nname = \"pytest\"\nversion = \"7.0\"\ngroups = [\"dev\"]\nfiles = []\n";
        let packages = read("poetry.lock", new);
        let expected = [("flask", "==2.0", true, true, 2), ("pytest", "==7.0", false, false, 7)];
        assert_eq!(shown(&packages), expected);
        let old = "[[package]]\nname = \"black\"\nversion = \"1\"\ncategory = \"dev\"\n[metadata.files]\nblack = [{file='a'}]\n";
        assert_eq!(shown(&read("poetry.lock", old)), [("black", "==1", true, false, 2)]);
    }

    #[test]
    fn uv_leaves_the_project_itself_out() {
        let text = "[[package]]\nname = \"shop\"\nversion = \"0\"\nsource = { virtual = \".\" }\n\
                    [[package]]\nname = \"flask\"\nversion = \"3.0\"\nsdist = { hash = 'x' }\n";
        let packages = read("uv.lock", text);
        assert_eq!(shown(&packages), [("flask", "==3.0", true, true, 6)]);
        assert!(packages.lockfiles[0].hashed);
    }

    #[test]
    fn pipfile_lock_knows_its_lines() {
        let text = "{\n \"_meta\": {},\n \"default\": {\n  \"flask\": {\n   \"hashes\": [\"a\"],\n   \"version\": \"==2.0\"\n  }\n },\n \
                    \"develop\": {\n  \"flask\": {\"version\": \"==2.0\"}\n }\n}\n";
        let expected = [("flask", "==2.0", true, true, 4), ("flask", "==2.0", false, false, 10)];
        assert_eq!(shown(&read("Pipfile.lock", text)), expected);
    }

    #[test]
    fn a_broken_lock_file_is_unread() {
        assert_eq!(read("Pipfile.lock", "{\n\"default\": nonsense").unread[0].line, 2);
        assert_eq!(read("uv.lock", "[[package]\n").unread[0].line, 1);
    }
}
