//! Puts in what `Include` and `IncludeOptional` name, as far as it stands in the tree.
//!
//! Source: core of httpd 2.4: a path is relative to `ServerRoot`, a folder stands for all of its files, patterns are those
//! of the shell. In a project, `ServerRoot` is the folder of the main file or the one above it (`conf/httpd.conf`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sneck_model::Unread;

use super::parse::{Directive, parse};
use crate::config::place::join;
use crate::config::wildcard::matches;
use crate::tree::{File, Tree};

/// Files in files.
const DEPTH: usize = 8;

/// Directives of one configuration with everything that it includes.
const MOST: usize = 50_000;

/// Where Apache is installed to.
const HOMES: &[&str] = &[
    "/etc/apache2/",
    "/etc/httpd/",
    "/usr/local/apache2/",
    "/usr/local/etc/apache24/",
    "/opt/bitnami/apache/",
    "/opt/bitnami/apache2/",
];

/// Folders of Debian that hold links to files of others, in a project only those others.
const LINKED: &[(&str, &str)] =
    &[("sites-enabled", "sites-available"), ("conf-enabled", "conf-available"), ("mods-enabled", "mods-available")];

/// Files that come with Apache, Debian or certbot and say nothing that is judged here.
const KNOWN: &[&str] =
    &["options-ssl-apache.conf", "ports.conf", "envvars", "mime.types", "magic", "httpd-mpm.conf", "php.conf"];

/// The files of a tree, read when they are included.
pub(super) struct Files<'t> {
    tree: &'t Tree,
    parsed: BTreeMap<Arc<str>, Directive>,
    included: BTreeSet<Arc<str>>,
    unread: Vec<Unread>,
}

impl<'t> Files<'t> {
    pub(super) fn new(tree: &'t Tree) -> Self {
        Self { tree, parsed: BTreeMap::new(), included: BTreeSet::new(), unread: Vec::new() }
    }

    /// What stands in a file, with what it includes. A line whose files are not in the tree stays.
    pub(super) fn whole(&mut self, file: &File) -> Directive {
        let mut left = MOST;
        let directive = self.parsed(file);
        self.expand(directive, file.folder(), DEPTH, &mut left)
    }

    fn parsed(&mut self, file: &File) -> Directive {
        if let Some(known) = self.parsed.get(&file.path) {
            return known.clone();
        }
        let (directives, mistakes) = parse(&file.path, &file.text());
        let row = |(line, why): (u32, &str)| Unread { path: file.path.to_string(), line, why: why.into() };
        self.unread.extend(mistakes.into_iter().map(row));
        self.parsed.insert(file.path.clone(), directives.clone());
        directives
    }

    fn expand(&mut self, mut around: Directive, home: &str, depth: usize, left: &mut usize) -> Directive {
        let mut all = Vec::new();
        for directive in std::mem::take(&mut around.inner) {
            *left = left.saturating_sub(1);
            if *left == 0 {
                break;
            }
            let files = if is_include(&directive) && depth > 0 { self.named(&directive, home) } else { Vec::new() };
            if files.is_empty() {
                all.push(self.expand(directive, home, depth, left));
                continue;
            }
            for file in files {
                self.included.insert(file.path.clone());
                let parsed = self.parsed(file);
                all.extend(self.expand(parsed, home, depth - 1, left).inner);
            }
        }
        around.inner = all;
        around
    }

    fn named(&self, include: &Directive, home: &str) -> Vec<&'t File> {
        let pattern = include.word(0);
        let rest = HOMES.iter().find_map(|home| pattern.strip_prefix(home)).unwrap_or(pattern);
        let above = home.rsplit_once('/').map_or("", |(above, _)| above);
        let mut patterns: Vec<String> = [home, above].iter().filter_map(|folder| join(folder, rest)).collect();
        for (linked, own) in LINKED {
            patterns.extend(rest.contains(linked).then(|| join(home, &rest.replace(linked, own))).flatten());
        }
        patterns.extend(pattern.starts_with('/').then(|| format!("**{pattern}")));
        patterns.iter().map(|pattern| self.matching(pattern, include)).find(|all| !all.is_empty()).unwrap_or_default()
    }

    fn matching(&self, pattern: &str, include: &Directive) -> Vec<&'t File> {
        let pattern = pattern.trim_end_matches('/');
        let inside = format!("{pattern}/*");
        let fits =
            |file: &&File| file.path != include.path && (matches(pattern, &file.path) || matches(&inside, &file.path));
        self.tree.files.iter().filter(fits).collect()
    }

    /// True when some other file includes it.
    pub(super) fn is_included(&self, path: &Arc<str>) -> bool {
        self.included.contains(path)
    }

    /// What could not be read.
    pub(super) fn unread(self) -> Vec<Unread> {
        self.unread
    }
}

fn is_include(directive: &Directive) -> bool {
    matches!(directive.name.as_str(), "include" | "includeoptional")
}

/// A line that includes something that is not in the tree and may say anything.
pub(super) fn hidden(around: &Directive) -> Option<&Directive> {
    ["include", "includeoptional", "use"].into_iter().flat_map(|name| around.all(name)).find(|line| !is_known(line))
}

fn is_known(line: &Directive) -> bool {
    let name = line.word(0).rsplit('/').next().unwrap_or_default();
    name.contains('*') || KNOWN.contains(&name)
}
