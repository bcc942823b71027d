//! Puts in what `import` names: snippets of the file, and other files of the tree.
//!
//! Source: *import* of Caddy's documentation: a snippet or a pattern beside the file; arguments are put in for
//! `{args[0]}` (and `{args.0}` in older releases), all of them for `{args[:]}`.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sneck_model::Unread;

use super::parse::parse;
use crate::config::braces::Directive;
use crate::config::place::join;
use crate::config::wildcard::matches;
use crate::tree::{File, Tree};

/// Files and snippets in each other.
const DEPTH: usize = 8;

/// Directives of one configuration with everything that it imports.
const MOST: usize = 50_000;

/// Where a Caddyfile is installed to.
const HOMES: &[&str] = &["/etc/caddy/", "/config/caddy/"];

/// The files of a tree, read when they are imported.
pub(super) struct Files<'t> {
    tree: &'t Tree,
    parsed: RefCell<BTreeMap<Arc<str>, Vec<Directive>>>,
    imported: RefCell<BTreeSet<Arc<str>>>,
    unread: RefCell<Vec<Unread>>,
    left: RefCell<usize>,
}

type Snippets = BTreeMap<String, Vec<Directive>>;

impl<'t> Files<'t> {
    pub(super) fn new(tree: &'t Tree) -> Self {
        let (parsed, imported, unread) = Default::default();
        Self { tree, parsed, imported, unread, left: RefCell::new(MOST) }
    }

    /// What stands in a file, with what it imports. An `import` of something that is not in the tree stays.
    pub(super) fn whole(&self, file: &File) -> Vec<Directive> {
        *self.left.borrow_mut() = MOST;
        let mut snippets = Snippets::new();
        self.expand(self.parsed(file), &mut snippets, DEPTH)
    }

    fn parsed(&self, file: &File) -> Vec<Directive> {
        if let Some(known) = self.parsed.borrow().get(&file.path) {
            return known.clone();
        }
        let directives = self.read(file);
        self.parsed.borrow_mut().insert(file.path.clone(), directives.clone());
        directives
    }

    fn read(&self, file: &File) -> Vec<Directive> {
        let text = file.text();
        if text.contains("{%") || text.contains("<%") {
            self.row(&file.path, 0, "Caddy: parts of it are chosen when a template is filled in");
            return Vec::new();
        }
        let parsed = parse(&file.path, &text);
        parsed.mistakes.iter().for_each(|(line, why)| self.row(&file.path, *line, why));
        parsed.directives
    }

    fn row(&self, path: &Arc<str>, line: u32, why: &str) {
        let row = Unread { path: path.to_string(), line, why: why.into() };
        let mut unread = self.unread.borrow_mut();
        if !unread.contains(&row) {
            unread.push(row);
        }
    }

    fn expand(&self, directives: Vec<Directive>, snippets: &mut Snippets, depth: usize) -> Vec<Directive> {
        let mut all = Vec::new();
        for mut directive in directives {
            if !self.takes_one() {
                break;
            }
            if let Some(name) = snippet(&directive) {
                snippets.insert(name.to_owned(), directive.block.take().unwrap_or_default());
            } else if directive.name == "import" && depth > 0 {
                all.extend(self.import(directive, snippets, depth - 1));
            } else {
                let block = directive.block.take();
                directive.block = block.map(|inner| self.expand(inner, snippets, depth));
                all.push(directive);
            }
        }
        all
    }

    fn takes_one(&self) -> bool {
        let mut left = self.left.borrow_mut();
        *left = left.saturating_sub(1);
        *left > 0
    }

    fn import(&self, import: Directive, snippets: &mut Snippets, depth: usize) -> Vec<Directive> {
        let arguments = import.words.get(1..).unwrap_or_default();
        if let Some(snippet) = snippets.get(import.word(0)) {
            let filled = snippet.iter().map(|directive| with(directive, arguments)).collect();
            return self.expand(filled, snippets, depth);
        }
        let files = self.named(&import);
        if files.is_empty() {
            return vec![import];
        }
        let mut all = Vec::new();
        for file in files {
            self.imported.borrow_mut().insert(file.path.clone());
            let filled = self.parsed(file).iter().map(|directive| with(directive, arguments)).collect();
            all.extend(self.expand(filled, snippets, depth));
        }
        all
    }

    fn named(&self, import: &Directive) -> Vec<&'t File> {
        let home = import.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let pattern = import.word(0);
        let rest = HOMES.iter().find_map(|home| pattern.strip_prefix(home)).unwrap_or(pattern);
        let beside = join(home, rest);
        let patterns = beside.into_iter().chain(pattern.starts_with('/').then(|| format!("**{pattern}")));
        let fits = |pattern: &str| -> Vec<&'t File> {
            let others = self.tree.files.iter().filter(|file| file.path != import.path);
            others.filter(|file| matches(pattern, &file.path)).collect()
        };
        patterns.map(|pattern| fits(&pattern)).find(|files| !files.is_empty()).unwrap_or_default()
    }

    /// True when some other file imports it.
    pub(super) fn is_imported(&self, file: &File) -> bool {
        self.imported.borrow().contains(&file.path)
    }

    /// What could not be read.
    pub(super) fn unread(self) -> Vec<Unread> {
        self.unread.into_inner()
    }
}

/// `(name) { … }`
fn snippet(directive: &Directive) -> Option<&str> {
    let name = directive.name.strip_prefix('(')?.strip_suffix(')')?;
    (directive.words.is_empty() && directive.block.is_some()).then_some(name)
}

/// A directive with the arguments of its import.
fn with(directive: &Directive, arguments: &[String]) -> Directive {
    let mut filled = directive.clone();
    if arguments.is_empty() {
        return filled;
    }
    filled.name = put(&directive.name, arguments);
    filled.words = directive.words.iter().flat_map(|word| words(word, arguments)).collect();
    filled.block = directive.block.as_ref().map(|inner| inner.iter().map(|d| with(d, arguments)).collect());
    filled
}

fn words(word: &str, arguments: &[String]) -> Vec<String> {
    match word {
        "{args[:]}" | "{args.*}" => arguments.to_vec(),
        _ => vec![put(word, arguments)],
    }
}

fn put(word: &str, arguments: &[String]) -> String {
    if !word.contains("{args") {
        return word.to_owned();
    }
    let put = |text: String, (at, argument): (usize, &String)| {
        text.replace(&format!("{{args[{at}]}}"), argument).replace(&format!("{{args.{at}}}"), argument)
    };
    arguments.iter().take(16).enumerate().fold(word.to_owned(), put)
}
