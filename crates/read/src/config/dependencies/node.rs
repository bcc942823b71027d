//! `package.json`, and the lock files of npm: `package-lock.json` and `npm-shrinkwrap.json`.

use std::borrow::Cow;

use serde_json::value::RawValue;
use sneck_model::{Ecosystem, Lockfile};

use super::chains::Edges;
use super::{Packages, Requirement, Role, Row, is_for_developers, without_credentials};
use crate::config::json::{self, Entries};
use crate::config::place::Lines;
use crate::tree::{File, Tree};

/// Tables of `package.json`, and whether production installs what they name.
const TABLES: &[(&str, bool)] = &[("dependencies", true), ("optionalDependencies", true), ("devDependencies", false)];

pub(super) fn is_lock(file: &File) -> bool {
    matches!(file.name(), "package-lock.json" | "npm-shrinkwrap.json")
}

pub(super) fn read(_tree: &Tree, file: &File, packages: &mut Packages) {
    let text = file.text();
    let root = match json::entries(&text) {
        Ok(root) => root,
        Err((line, why)) => return packages.cannot_read(file, line, why),
    };
    let lines = Lines::of(&text);
    for (table, production) in TABLES {
        for (name, raw) in json::below(&root, table) {
            let Some(version) = json::text(raw) else { continue };
            let Some(version) = wanted(&version) else { continue };
            let requirement = Requirement { name: name.into_owned(), version, marker: String::new() };
            let line = lines.line(json::offset(&text, raw));
            packages.add_of(Ecosystem::Npm, file, line, requirement, *production && !is_for_developers(file));
        }
    }
}

/// What is asked for; nothing for parts of the project itself. Other addresses are written as for Python: `@ git+…`.
fn wanted(version: &str) -> Option<String> {
    const OWN: &[&str] = &["workspace:", "file:", "link:", "portal:", "catalog:", "patch:"];
    if OWN.iter().any(|own| version.starts_with(own)) {
        return None;
    }
    let version = version.strip_prefix("npm:").and_then(|alias| alias.rsplit_once('@')).map_or(version, |(_, v)| v);
    let address = version.contains('/') || version.contains(':');
    Some(if address { format!("@ {}", without_credentials(version)) } else { version.to_owned() })
}

/// Folders in folders of a lock file of the first form.
const DEEPEST: usize = 64;

pub(super) fn read_lock(_tree: &Tree, file: &File, packages: &mut Packages) {
    let text = file.text();
    let root = match json::entries(&text) {
        Ok(root) => root,
        Err((line, why)) => return packages.cannot_read(file, line, why),
    };
    let mut lock = Lock { file, text: &text, lines: Lines::of(&text), rows: Vec::new(), edges: Edges::default() };
    match json::get(&root, "packages") {
        Some(_) => json::below(&root, "packages").iter().for_each(|(key, raw)| lock.place(key, raw)),
        None => lock.nested(&json::below(&root, "dependencies"), 0),
    }
    let Lock { rows, edges, .. } = lock;
    let hashed = rows.iter().any(|row| row.hashed);
    packages.rows.extend(rows);
    packages.lockfiles.push(Lockfile { ecosystem: Ecosystem::Npm, path: file.path.clone(), hashed });
    packages.edges.push((file.path.clone(), edges));
}

struct Lock<'t> {
    file: &'t File,
    text: &'t str,
    lines: Lines,
    rows: Vec<Row>,
    edges: Edges,
}

impl<'t> Lock<'t> {
    /// The second and third form: `"node_modules/a/node_modules/b": {"version": "1.0.0", …}`.
    fn place(&mut self, key: &str, raw: &'t RawValue) {
        let Ok(entries) = json::entries(raw.get()) else { return };
        if !key.contains("node_modules/") {
            // The project itself, or a part of it.
            for (table, _) in TABLES {
                self.edges.direct.extend(json::below(&entries, table).into_iter().map(|(name, _)| name.into_owned()));
            }
            return;
        }
        let own = json::text_at(&entries, "name").map(Cow::Owned);
        let name = own.unwrap_or_else(|| key.rsplit("node_modules/").next().unwrap_or(key).into());
        if !json::is_true(&entries, "link") {
            let needs = ["dependencies", "optionalDependencies"].map(|table| json::below(&entries, table));
            self.add(&name, &entries, raw, needs.into_iter().flatten());
        }
    }

    /// The first form: `"b": {"version": "1.0.0", "requires": {…}, "dependencies": {…}}`.
    fn nested(&mut self, packages: &Entries<'t>, depth: usize) {
        for (name, raw) in packages {
            let Ok(entries) = json::entries(raw.get()) else { continue };
            self.add(name, &entries, raw, json::below(&entries, "requires").into_iter());
            if depth < DEEPEST {
                self.nested(&json::below(&entries, "dependencies"), depth + 1);
            }
        }
    }

    fn add(
        &mut self,
        name: &str,
        entries: &Entries<'t>,
        raw: &RawValue,
        needs: impl Iterator<Item = (Cow<'t, str>, &'t RawValue)>,
    ) {
        // Anything but a release comes from elsewhere: `git+ssh://…`, `file:…`.
        let Some(version) = json::text_at(entries, "version").filter(|version| !version.contains(':')) else { return };
        self.edges.needs.entry(name.to_owned()).or_default().extend(needs.map(|(name, _)| name.into_owned()));
        let dev = json::is_true(entries, "dev") || json::is_true(entries, "devOptional");
        let requirement = Requirement { name: name.to_owned(), version, marker: String::new() };
        let line = self.lines.line(json::offset(self.text, raw));
        let row = Row::new(Ecosystem::Npm, self.file, line, requirement, Role::Locks);
        let hashed = json::get(entries, "integrity").is_some();
        self.rows.push(Row { hashed, production: !dev && !is_for_developers(self.file), ..row });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(files: &[(&str, &str)]) -> Vec<(String, String, bool, u32)> {
        let mut files: Vec<File> = files.iter().map(|(path, text)| File::new(path, text)).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let packages = Packages::read(&Tree { files, ..Tree::default() });
        let row = |row: &Row| (row.requirement.name.clone(), row.requirement.version.clone(), row.production, row.line);
        packages.rows.iter().map(row).collect()
    }

    fn row(name: &str, version: &str, production: bool, line: u32) -> (String, String, bool, u32) {
        (name.into(), version.into(), production, line)
    }

    #[test]
    fn what_a_project_of_node_asks_for() {
        let text =
            "{\n \"dependencies\": {\n  \"express\": \"^4.17.1\"\n },\n \"devDependencies\": {\"jest\": \"29.0.0\"}\n}";
        let expected = [row("express", "^4.17.1", true, 3), row("jest", "29.0.0", false, 5)];
        assert_eq!(shown(&[("package.json", text)]), expected);
    }

    #[test]
    fn each_form_of_the_lock() {
        let new = "{\"lockfileVersion\": 3, \"packages\": {\n \"\": {\"dependencies\": {\"a\": \"^1\"}},\n \
                   \"node_modules/a\": {\"version\": \"1.2.3\", \"integrity\": \"x\", \"dependencies\": {\"@s/b\": \"*\"}},\n \
                   \"node_modules/a/node_modules/@s/b\": {\"version\": \"2.0.0\", \"dev\": true},\n \
                   \"node_modules/c\": {\"resolved\": \"packages/c\", \"link\": true}\n}}";
        let expected = [row("a", "1.2.3", true, 3), row("@s/b", "2.0.0", false, 4)];
        assert_eq!(shown(&[("package-lock.json", new)]), expected);
        let old = "{\"dependencies\": {\n \"a\": {\"version\": \"1.2.3\", \"requires\": {\"b\": \"1\"},\n  \
                   \"dependencies\": {\n   \"b\": {\"version\": \"1.0.0\"}}},\n \"g\": {\"version\": \"git+ssh://x\"}}}";
        assert_eq!(shown(&[("npm-shrinkwrap.json", old)]), [row("a", "1.2.3", true, 2), row("b", "1.0.0", true, 4)]);
    }

    #[test]
    fn a_lock_says_who_brings_a_package() {
        let ask = File::new("package.json", "{\n\"dependencies\": {\n\"a\": \"^1\"}}");
        let lock = "{\"packages\": {\"node_modules/a\": {\"version\": \"1.0.0\", \"dependencies\": {\"b\": \"1\"}},\
                    \"node_modules/b\": {\"version\": \"1.0.0\", \"dependencies\": {\"c\": \"1\", \"a\": \"1\"}},\
                    \"node_modules/c\": {\"version\": \"1.0.0\"}}}";
        let files = vec![ask, File::new("package-lock.json", lock)];
        let mut facts = sneck_model::Facts::default();
        super::super::items(&Tree { files, ..Tree::default() }, &mut facts);
        let said = |d: &sneck_model::Dependency| d.because.iter().map(|s| format!("{}: {}", s.place, s.says)).collect();
        let said: Vec<Vec<String>> = facts.dependencies.iter().map(said).collect();
        let expected = [
            vec![],
            vec!["package.json:3: asks for a"],
            vec!["package.json:3: asks for a, which brings b"],
            vec!["package.json:3: asks for a, which brings c through b"],
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn a_broken_file_is_unread() {
        for name in ["package.json", "package-lock.json"] {
            let tree = Tree { files: vec![File::new(name, "{\n\"packages\": {]")], ..Tree::default() };
            assert_eq!(Packages::read(&tree).unread[0].line, 2, "{name}");
        }
    }
}
