//! `yarn.lock` of every release of yarn, and `pnpm-lock.yaml`.
//!
//! Both are written by programs in one shape only, so lines and their indentation are enough: parsing a long one as
//! YAML would cost more than the rest of an audit.

use sneck_model::{Ecosystem, Lockfile};

use super::chains::Edges;
use super::{Packages, Requirement, Role, Row, is_for_developers};
use crate::tree::{File, Tree};

/// A line: how far it is indented, its number from 1, its text.
struct Line<'t> {
    indent: usize,
    number: u32,
    text: &'t str,
}

fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    (1u32..).zip(text.lines()).filter_map(|(number, line)| {
        let text = line.trim_start_matches(' ');
        let indent = line.len() - text.len();
        let text = text.trim_end();
        (!text.is_empty() && !text.starts_with('#')).then_some(Line { indent, number, text })
    })
}

/// `key: value`, `key "value"`, with or without quotes.
fn pair(text: &str) -> Option<(&str, &str)> {
    let (key, value) = match text.strip_prefix(['"', '\'']) {
        Some(rest) => {
            let end = rest.find(['"', '\''])?;
            (&rest[..end], &rest[end + 1..])
        }
        None => {
            let end = text.find([':', ' '])?;
            (&text[..end], &text[end..])
        }
    };
    let value = value.trim_start_matches(':').trim();
    Some((key, value.trim_matches(['"', '\''])))
}

/// `"@babel/core@^7.0.0, @babel/core@^7.1.0"` names `@babel/core`.
fn name_of(descriptors: &str) -> Option<&str> {
    let first = descriptors.trim_end_matches(':').split(',').next()?.trim().trim_matches(['"', '\'']);
    let at = first.get(1..)?.find('@')? + 1;
    first.get(..at)
}

struct Open {
    name: String,
    line: u32,
    version: Option<String>,
    hashed: bool,
    needs: Vec<String>,
    /// A part of the project itself.
    own: bool,
}

pub(super) fn read_yarn(_tree: &Tree, file: &File, packages: &mut Packages) {
    let text = file.text();
    let mut found = Found::new(file);
    let mut open: Option<Open> = None;
    let mut within = String::new();
    for Line { indent, number, text } in lines(&text) {
        if indent == 0 {
            found.close(open.take());
            let own = text.contains("@workspace:");
            open = name_of(text).filter(|name| *name != "__metadata").map(|name| Open {
                name: name.to_owned(),
                line: number,
                version: None,
                hashed: false,
                needs: Vec::new(),
                own,
            });
            continue;
        }
        let (Some(open), Some((key, value))) = (open.as_mut(), pair(text)) else { continue };
        match (indent, key) {
            (2, "version") => open.version = Some(value.to_owned()),
            (2, "integrity" | "checksum") => open.hashed = true,
            (2, _) => key.clone_into(&mut within),
            (_, _) if matches!(within.as_str(), "dependencies" | "optionalDependencies") => {
                open.needs.push(key.to_owned())
            }
            _ => {}
        }
    }
    found.close(open);
    found.give(packages);
}

pub(super) fn read_pnpm(_tree: &Tree, file: &File, packages: &mut Packages) {
    let text = file.text();
    let mut found = Found::new(file);
    let mut section = String::new();
    let mut open: Option<Open> = None;
    let mut dev = false;
    for Line { indent, number, text } in lines(&text) {
        match (indent, section.as_str()) {
            (0, _) => {
                found.close_of(open.take(), dev);
                pair(text).map_or("", |(key, _)| key).clone_into(&mut section);
            }
            (2, "packages") => {
                found.close_of(open.take(), dev);
                dev = false;
                open = pair(text).and_then(|(key, _)| of_pnpm(key, number));
            }
            (4, "packages") => {
                let Some(open) = open.as_mut() else { continue };
                match pair(text) {
                    Some(("resolution", value)) => open.hashed = value.contains("integrity"),
                    Some(("dev", value)) => dev = value == "true",
                    _ => {}
                }
            }
            _ => {}
        }
    }
    found.close_of(open, dev);
    found.give(packages);
}

/// `/@scope/a/1.0.0`, `/a@1.0.0(peer@2)`, `a@1.0.0`
fn of_pnpm(key: &str, line: u32) -> Option<Open> {
    let key = key.split('(').next()?.trim_start_matches('/');
    // Older releases write peers behind an underscore.
    let old = key.rsplit_once('/').and_then(|(name, rest)| Some((name, rest.split('_').next()?)));
    let old = old.filter(|(_, version)| semver::Version::parse(version).is_ok());
    let new = || key.get(1..)?.rfind('@').map(|at| (&key[..=at], &key[at + 2..]));
    let (name, version) = old.or_else(new)?;
    let release = version.starts_with(|c: char| c.is_ascii_digit());
    release.then(|| Open {
        name: name.to_owned(),
        line,
        version: Some(version.to_owned()),
        hashed: false,
        needs: Vec::new(),
        own: false,
    })
}

struct Found<'t> {
    file: &'t File,
    rows: Vec<Row>,
    edges: Edges,
}

impl<'t> Found<'t> {
    fn new(file: &'t File) -> Self {
        Self { file, rows: Vec::new(), edges: Edges::default() }
    }

    fn close(&mut self, open: Option<Open>) {
        self.close_of(open, false);
    }

    fn close_of(&mut self, open: Option<Open>, dev: bool) {
        let Some(Open { name, line, version: Some(version), hashed, needs, own }) = open else { return };
        if own {
            return self.edges.direct.extend(needs);
        }
        self.edges.needs.entry(name.clone()).or_default().extend(needs);
        let requirement = Requirement { name, version, marker: String::new() };
        let row = Row::new(Ecosystem::Npm, self.file, line, requirement, Role::Locks);
        self.rows.push(Row { hashed, production: !dev && !is_for_developers(self.file), ..row });
    }

    fn give(self, packages: &mut Packages) {
        let hashed = self.rows.iter().any(|row| row.hashed);
        packages.rows.extend(self.rows);
        packages.lockfiles.push(Lockfile { ecosystem: Ecosystem::Npm, path: self.file.path.clone(), hashed });
        packages.edges.push((self.file.path.clone(), self.edges));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(path: &str, text: &str) -> Vec<(String, String, bool, bool, u32)> {
        let packages = Packages::read(&Tree { files: vec![File::new(path, text)], ..Tree::default() });
        let row = |r: &Row| (r.requirement.name.clone(), r.requirement.version.clone(), r.hashed, r.production, r.line);
        packages.rows.iter().map(row).collect()
    }

    fn row(name: &str, version: &str, hashed: bool, production: bool, line: u32) -> (String, String, bool, bool, u32) {
        (name.into(), version.into(), hashed, production, line)
    }

    #[test]
    fn yarn_old_and_new() {
        let old = "# yarn lockfile v1\n\n\"@babel/core@^7.0.0\", \"@babel/core@^7.1.0\":\n  version \"7.2.0\"\n  resolved \"x\"\n  \
                   integrity sha512-x\n  dependencies:\n    debug \"^4\"\n\ndebug@^4, debug@^4.1:\n  version \"4.1.0\"\n";
        assert_eq!(
            shown("yarn.lock", old),
            [row("@babel/core", "7.2.0", true, true, 3), row("debug", "4.1.0", false, true, 10)]
        );
        let new = "__metadata:\n  version: 6\n\n\"debug@npm:^4, debug@npm:^4.1\":\n  version: 4.1.0\n  resolution: \"debug@npm:4.1.0\"\n  \
                   checksum: x\n\n\"shop@workspace:.\":\n  version: 0.0.0-use.local\n  dependencies:\n    debug: ^4\n";
        assert_eq!(shown("yarn.lock", new), [row("debug", "4.1.0", true, true, 4)]);
    }

    #[test]
    fn pnpm_old_and_new() {
        let text = "lockfileVersion: '6.0'\n\npackages:\n\n  /@a/b@1.0.0(react@17.0.0):\n    resolution: {integrity: sha512-x}\n    dev: true\n\n  \
                    /c/2.0.0_react@17:\n    resolution: {integrity: sha512-y}\n\n  d@3.0.0:\n    engines: {node: '>=4'}\n\nsnapshots:\n\n  d@9.9.9: {}\n";
        let expected = [
            row("@a/b", "1.0.0", true, false, 5),
            row("c", "2.0.0", true, true, 9),
            row("d", "3.0.0", false, true, 12),
        ];
        assert_eq!(shown("pnpm-lock.yaml", text), expected);
    }
}
