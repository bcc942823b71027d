//! The files of a project in JavaScript, and how they name each other.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::syntax::Script;
use crate::tree::{File, Tree};

/// Endings of names.
const ENDINGS: &[&str] = &[".js", ".cjs", ".mjs", ".jsx", ".ts", ".cts", ".mts", ".tsx"];

/// What may stand behind the name of a module, in the order in which Node and compilers look.
const TRIED: &[&str] =
    &["", ".js", ".cjs", ".mjs", ".ts", ".cts", ".mts", ".tsx", ".jsx", "/index.js", "/index.ts", "/index.mjs"];

/// Folders that a compiler fills from the one with the sources.
const BUILT: &[&str] = &["dist", "build", "lib", "out"];

/// Files, parsed when they are first asked for.
pub(super) struct Scripts {
    all: BTreeMap<Arc<str>, (File, OnceCell<Option<Script>>)>,
}

impl Scripts {
    pub(super) fn of(tree: &Tree) -> Self {
        let own = tree.files.iter().filter(|file| is_script(&file.path));
        Self { all: own.map(|file| (file.path.clone(), (file.clone(), OnceCell::new()))).collect() }
    }

    /// The file at a path.
    pub(super) fn get(&self, path: &str) -> Option<&Script> {
        let (file, script) = self.all.get(path)?;
        script.get_or_init(|| Script::parse(file)).as_ref()
    }

    /// Files that may make an app, by a cheap look at their text.
    pub(super) fn candidates(&self) -> Vec<Arc<str>> {
        let has = |file: &File, mark: &str| memchr::memmem::find(&file.bytes, mark.as_bytes()).is_some();
        let asks = |file: &File| has(file, "\"express\"") || has(file, "'express'") || has(file, "`express`");
        let makes = |file: &File| has(file, "express()") || (has(file, ")()") && asks(file));
        self.all.iter().filter(|(_, (file, _))| makes(file)).map(|(path, _)| path.clone()).collect()
    }

    /// The file that `require("./x")` of another one means.
    pub(super) fn resolve(&self, from: &str, name: &str) -> Option<Arc<str>> {
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        self.find(&join(folder, name)?)
    }

    /// The file that a command means, from its folder on: as it is named, as a module, or what it was compiled from.
    pub(super) fn started(&self, folder: &str, name: &str) -> Option<Arc<str>> {
        let whole = join(folder, name.trim_start_matches('/'))?;
        let parts: Vec<&str> = whole.split('/').collect();
        // Of a path of the container, the end is one of the tree.
        let ends = (0..parts.len()).map(|from| parts[from..].join("/"));
        let mut ends: Vec<String> = ends.map(|end| join(folder, &end).unwrap_or(end)).collect();
        ends.insert(0, whole.clone());
        ends.iter().find_map(|path| self.find(path).or_else(|| self.source_of(path)))
    }

    fn find(&self, path: &str) -> Option<Arc<str>> {
        let plain = TRIED.iter().find_map(|end| self.all.get_key_value(&*format!("{path}{end}")));
        // TypeScript names the file that it will be compiled to.
        let typed = || self.all.get_key_value(&*format!("{}.ts", path.strip_suffix(".js")?));
        plain.or_else(typed).map(|(path, _)| path.clone())
    }

    /// `dist/server.js` was `src/server.ts` or `server.ts`.
    fn source_of(&self, path: &str) -> Option<Arc<str>> {
        let mut parts: Vec<&str> = path.split('/').collect();
        let at = parts.iter().position(|part| BUILT.contains(part))?;
        parts[at] = "src";
        let inner = parts.join("/");
        parts.remove(at);
        [inner, parts.join("/")].iter().find_map(|path| self.find(path))
    }

    /// Which of these files no other one of them needs: the ones that programs begin with.
    pub(super) fn beginnings(&self, makers: &[Arc<str>]) -> Vec<Arc<str>> {
        let needed = self.needed();
        let mut begun: Vec<Arc<str>> = Vec::new();
        for maker in makers {
            let mut seen = vec![maker.clone()];
            let above = |top: &Arc<str>, seen: &[Arc<str>]| {
                needed.get(top).into_iter().flatten().find(|path| !seen.contains(path)).cloned()
            };
            // Each turn goes to another file, so this ends.
            while let Some(next) = seen.last().and_then(|top| above(top, &seen)) {
                seen.push(next);
            }
            begun.extend(seen.pop().filter(|top| !begun.contains(top)));
        }
        begun
    }

    /// Each file with those that ask for it.
    fn needed(&self) -> BTreeMap<Arc<str>, Vec<Arc<str>>> {
        let mut needed: BTreeMap<Arc<str>, Vec<Arc<str>>> = BTreeMap::new();
        let for_users = |path: &str| crate::kind::of_path(path) != sneck_model::Kind::Test;
        for (path, (file, _)) in self.all.iter().filter(|(path, _)| for_users(path)) {
            let text = file.text();
            for target in names(&text).filter_map(|name| self.resolve(path, name)) {
                needed.entry(target).or_default().push(path.clone());
            }
        }
        needed
    }
}

/// Names in quotes that lead to files of the project: `./app`, `../routes/index.js`.
fn names(text: &str) -> impl Iterator<Item = &str> {
    /// A name that is longer is none.
    const LONGEST: usize = 256;
    let of_quote = move |quote: char| {
        text.match_indices(quote).filter_map(move |(at, _)| {
            let rest = &text[at + 1..];
            let end = rest.find([quote, '\n']).filter(|end| *end <= LONGEST)?;
            let name = &rest[..end];
            (name.starts_with("./") || name.starts_with("../") || name == "." || name == "..").then_some(name)
        })
    };
    ['"', '\''].into_iter().flat_map(of_quote)
}

/// A path with its `.` and `..` resolved; nothing where it leads out of the tree.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A source in JavaScript or TypeScript, by its name.
pub(super) fn is_script(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    ENDINGS.iter().any(|end| lower.ends_with(end)) && !lower.ends_with(".min.js") && !lower.ends_with(".d.ts")
}

/// Whether a text of that name is read, as opposed to only searched for keys. `homes` are the folders whose packages
/// use Express.
#[must_use]
pub fn is_wanted(path: &str, bytes: &[u8], homes: &[String]) -> bool {
    let has = |mark: &[u8]| memchr::memmem::find(bytes, mark).is_some();
    let at_home = || homes.iter().any(|home| path.strip_prefix(home.as_str()).is_some());
    // The word alone stands in most front ends: in "expression".
    let names_it = || has(b"\"express") || has(b"'express") || has(b"`express");
    is_script(path) && (at_home() || names_it() || has(b"process.env"))
}

/// A `package.json` that asks for Express.
#[must_use]
pub fn asks_for_it(package: &[u8]) -> bool {
    memchr::memmem::find(package, b"\"express\"").is_some()
}
