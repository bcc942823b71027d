//! nginx: what each server would do, with what it includes and inherits.
//!
//! A file is known by what it holds. One with an `http` block is a whole configuration; one with `server` blocks only is
//! part of the configuration that includes it, and where none of the tree does, stands for itself.

use sneck_model::Facts;

use crate::config::served;
use crate::config::stack::Stack;
use crate::tree::{File, Tree};

mod access;
mod context;
mod files;
mod find;
mod front;
mod header;
mod headers;
mod include;
mod lex;
mod origins;
mod parse;
mod proxy;
mod site;
mod status;
#[cfg(test)]
mod tests;
mod tokens;
mod transport;
mod variable;

pub(super) use headers::{header_of, sent_by};

use crate::config::braces::Directive;
use crate::config::served::{Draft, Writer};
use include::{Files, Missing, missing};
use site::Site;

/// What is asked of each server by itself.
type Ask = fn(&Site<'_>) -> Vec<Draft>;

const ASKS: &[Ask] = &[
    headers::settings,
    transport::settings,
    files::settings,
    status::settings,
    proxy::settings,
    access::settings,
    origins::settings,
];

/// Settings of every server of the tree.
pub fn read(tree: &Tree, stack: &Stack, facts: &mut Facts) {
    let candidates = find::candidates(tree);
    let roots: Vec<&File> =
        candidates.iter().copied().filter(|file| find::opens_server(file) && !served::is_spare(tree, file)).collect();
    if roots.is_empty() {
        return;
    }
    let files = Files::new(candidates, stack);
    for configuration in configurations(&files, &roots) {
        configuration.settings(stack, facts);
    }
    facts.unread.extend(files.unread());
}

/// One configuration of nginx.
struct Configuration {
    http: Directive,
    /// Its `http` block is in the tree.
    whole: bool,
}

/// Whole configurations, with the servers of other files that they stand for, and servers that stand for themselves.
fn configurations(files: &Files<'_>, roots: &[&File]) -> Vec<Configuration> {
    let read: Vec<(&File, Vec<Directive>)> = roots.iter().map(|file| (*file, files.whole(file))).collect();
    let (whole, parts): (Vec<_>, Vec<_>) =
        read.into_iter().partition(|(_, directives)| directives.iter().any(|d| d.name == "http"));
    let https = whole.into_iter().flat_map(|(_, directives)| directives).filter(|d| d.name == "http");
    let mut all: Vec<Configuration> = https.map(|http| Configuration { http, whole: true }).collect();
    for (file, directives) in parts.into_iter().filter(|(file, _)| !files.is_included(file)) {
        match all.iter_mut().filter(|known| known.whole && known.adopts(file)).max_by_key(|known| known.http.path.len())
        {
            Some(known) => known.http.block.get_or_insert_default().extend(directives),
            None => all.push(Configuration::of_part(file, directives)),
        }
    }
    all
}

impl Configuration {
    /// Servers of a file that nothing includes; `nginx.conf` is elsewhere.
    fn of_part(file: &File, directives: Vec<Directive>) -> Self {
        let (path, block) = (file.path.clone(), Some(directives));
        Self { http: Directive { name: "http".into(), words: Vec::new(), path, line: 0, block }, whole: false }
    }

    /// It includes sites from folders that are not in the tree, and the file stands beside or below it.
    fn adopts(&self, file: &File) -> bool {
        let home = self.http.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let near = home.is_empty() || file.folder() == home || file.folder().starts_with(&format!("{home}/"));
        near && served::kind_of(&self.http.path) == served::kind_of(&file.path)
            && self.http.all("include").any(|include| missing(include) == Missing::Sites)
    }

    fn settings(&self, stack: &Stack, facts: &mut Facts) {
        let mut sites: Vec<Site<'_>> = self.http.all("server").map(|server| Site::new(&self.http, server)).collect();
        let all = sites.clone();
        sites.iter_mut().for_each(|site| site.find_twin(&all));
        let mut writer = Writer { settings: Vec::new(), kind: served::kind_in(stack, &self.http.path) };
        writer.write(&self.http.path, tokens::settings(&self.http, self.whole, &sites));
        for site in &sites {
            let name = site.name();
            ASKS.iter().for_each(|ask| writer.write(&name, ask(site)));
            writer.write(&name, front::settings(site, &self.http, stack));
        }
        facts.settings.extend(writer.settings);
    }
}
