//! Puts in what `include` names, as far as it stands in the tree.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sneck_model::Unread;

use super::find::text_of;
use super::parse::parse;
use crate::config::braces::{Directive, Parsed};
use crate::config::launch::{Mounts, absolute};
use crate::config::place::join;
use crate::config::stack::{Member, Stack};
use crate::config::wildcard::matches;
use crate::tree::File;

/// Files in files.
const DEPTH: usize = 8;

/// Directives of one configuration with everything that it includes.
const MOST: usize = 50_000;

/// Where nginx is installed to; what is included from there stands beside `nginx.conf`.
const HOMES: &[&str] =
    &["/etc/nginx/", "/usr/local/nginx/conf/", "/usr/local/openresty/nginx/conf/", "/opt/nginx/conf/", "/nginx/"];

/// Files that come with nginx, Debian or certbot and say nothing that is judged here.
const KNOWN: &[&str] = &[
    "mime.types",
    "fastcgi_params",
    "fastcgi.conf",
    "fastcgi-php.conf",
    "uwsgi_params",
    "scgi_params",
    "proxy_params",
    "options-ssl-nginx.conf",
    "koi-utf",
    "koi-win",
    "win-utf",
];

/// Files that may be included, read when they are.
pub(super) struct Files<'t> {
    candidates: Vec<&'t File>,
    /// Files as the containers see them that see any.
    containers: Vec<Mounts>,
    parsed: RefCell<BTreeMap<Arc<str>, Parsed>>,
    included: RefCell<BTreeSet<Arc<str>>>,
    unread: RefCell<Vec<Unread>>,
}

impl<'t> Files<'t> {
    pub(super) fn new(candidates: Vec<&'t File>, stack: &Stack) -> Self {
        let containers = stack.members.iter().map(Member::files).filter(|files| *files != Mounts::default()).collect();
        let (parsed, included, unread) = (RefCell::default(), RefCell::default(), RefCell::default());
        Self { candidates, containers, parsed, included, unread }
    }

    /// What stands in a file, without what it includes.
    fn parsed(&self, file: &File) -> Parsed {
        if let Some(known) = self.parsed.borrow().get(&file.path) {
            return known.clone();
        }
        let parsed = text_of(file).map(|text| parse(&file.path, &text)).unwrap_or_else(|why| {
            self.unread.borrow_mut().push(Unread { path: file.path.to_string(), line: 0, why: why.into() });
            Parsed::default()
        });
        let row =
            |(line, why): &(u32, &'static str)| Unread { path: file.path.to_string(), line: *line, why: (*why).into() };
        self.unread.borrow_mut().extend(parsed.mistakes.iter().map(row));
        self.parsed.borrow_mut().insert(file.path.clone(), parsed.clone());
        parsed
    }

    /// What stands in a file, with what it includes. An `include` whose files are not in the tree stays.
    pub(super) fn whole(&self, file: &File) -> Vec<Directive> {
        let mut left = MOST;
        let home = file.folder();
        self.expand(self.parsed(file).directives, home, DEPTH, &mut left)
    }

    fn expand(&self, directives: Vec<Directive>, home: &str, depth: usize, left: &mut usize) -> Vec<Directive> {
        let mut all = Vec::new();
        for mut directive in directives {
            if *left == 0 {
                break;
            }
            *left -= 1;
            if directive.name == "include" && depth > 0 {
                let files = self.named(&directive, home);
                if files.is_empty() {
                    all.push(directive);
                }
                for file in files {
                    self.included.borrow_mut().insert(file.path.clone());
                    all.extend(self.expand(self.parsed(file).directives, home, depth - 1, left));
                }
            } else {
                let block = directive.block.take();
                directive.block = block.map(|inner| self.expand(inner, home, depth, left));
                all.push(directive);
            }
        }
        all
    }

    /// Files that an `include` names: beside `nginx.conf`, beside the file that includes, or by their whole path.
    fn named(&self, include: &Directive, home: &str) -> Vec<&'t File> {
        let pattern = include.word(0);
        if let Some(mounted) = self.mounted(include) {
            return mounted;
        }
        let here = include.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let rest = HOMES.iter().find_map(|home| pattern.strip_prefix(home)).unwrap_or(pattern);
        let whole = pattern.trim_start_matches('/');
        let mut patterns: Vec<String> = [home, here].iter().filter_map(|folder| join(folder, rest)).collect();
        patterns.extend(other_folders(rest).into_iter().filter_map(|rest| join(home, &rest)));
        patterns.push(format!("**/{whole}"));
        let found = patterns.iter().map(|pattern| self.matching(pattern, include)).find(|files| !files.is_empty());
        found.or_else(|| self.only_one(pattern, include)).unwrap_or_default()
    }

    /// Those that stand where it points in a container that gets to see the file which includes.
    fn mounted(&self, include: &Directive) -> Option<Vec<&'t File>> {
        let of_container = |files: &Mounts| {
            let inside = files.inside(&include.path)?;
            let home = HOMES.iter().find_map(|home| inside.starts_with(home).then_some(*home))?;
            let pattern = absolute(home, include.word(0));
            let there = |file: &&&File| {
                file.path != include.path && files.inside(&file.path).is_some_and(|path| matches(&pattern, &path))
            };
            let found: Vec<&File> = self.candidates.iter().filter(there).copied().collect();
            (!found.is_empty()).then_some(found)
        };
        self.containers.iter().find_map(of_container)
    }

    fn matching(&self, pattern: &str, include: &Directive) -> Vec<&'t File> {
        let fits = |file: &&&File| file.path != include.path && matches(pattern, &file.path);
        self.candidates.iter().filter(fits).copied().collect()
    }

    /// A path of the machine: the only file of the tree that has its name.
    fn only_one(&self, pattern: &str, include: &Directive) -> Option<Vec<&'t File>> {
        let name = pattern.rsplit('/').next().filter(|name| !name.contains('*'))?;
        let mut named = self.candidates.iter().filter(|file| file.name() == name && file.path != include.path);
        let first = named.next()?;
        named.next().is_none().then(|| vec![*first])
    }

    /// True when some other file includes it.
    pub(super) fn is_included(&self, file: &File) -> bool {
        self.included.borrow().contains(&file.path)
    }

    /// What could not be read.
    pub(super) fn unread(self) -> Vec<Unread> {
        self.unread.into_inner()
    }
}

/// Where files stand in a project before they stand in `conf.d` and `sites-enabled`.
fn other_folders(pattern: &str) -> Vec<String> {
    match pattern.split_once('/') {
        Some(("sites-enabled", name)) => vec![format!("sites-available/{name}")],
        Some(("conf.d", name)) => vec![format!("templates/{name}.template"), format!("conf.d/{name}.template")],
        _ => Vec::new(),
    }
}

/// What an `include` that was not found may hold: nothing that is judged, sites, or anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    Known,
    Sites,
    Anything,
}

/// What is known of the files behind an `include` that was not found.
pub(super) fn missing(include: &Directive) -> Missing {
    let name = include.word(0).rsplit('/').next().unwrap_or_default();
    let folder = include.word(0).rsplit('/').nth(1).unwrap_or_default();
    if KNOWN.contains(&name) || folder == "modules-enabled" {
        Missing::Known
    } else if name.contains('*') {
        Missing::Sites
    } else {
        Missing::Anything
    }
}
