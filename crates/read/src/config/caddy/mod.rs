//! Caddy: what the sites of a Caddyfile would do, with what they import.

mod header;
mod import;
mod lex;
mod matcher;
mod options;
mod parse;
mod settings;
mod site;
#[cfg(test)]
mod tests;

use sneck_model::{Facts, Unread};

use crate::config::braces::Directive;
use crate::config::served::{Writer, kind_of};
use crate::config::stack::Stack;
use crate::tree::{File, Tree};
use import::Files;
use options::{Options, is_options};
use site::Site;

/// Settings of every site of the tree.
pub fn read(tree: &Tree, stack: &Stack, facts: &mut Facts) {
    let named: Vec<&File> = tree.files.iter().filter(|file| is_caddy(file)).collect();
    if named.is_empty() {
        return;
    }
    let files = Files::new(tree);
    let whole: Vec<_> = named.into_iter().map(|file| (file, files.whole(file))).collect();
    for (file, directives) in whole.into_iter().filter(|(file, _)| !files.is_imported(file)) {
        match of_former_release(&directives) {
            Some(line) => facts.unread.push(Unread { path: file.path.to_string(), line, why: FORMER.into() }),
            None => settings(file, sites(directives), stack, facts),
        }
    }
    facts.unread.extend(files.unread());
}

fn is_caddy(file: &File) -> bool {
    let name = file.name().to_ascii_lowercase();
    let by_name = name == "caddyfile" || name.starts_with("caddyfile.") || name.starts_with("caddyfile-");
    (by_name && !name.ends_with(".md")) || [".caddy", ".caddyfile"].iter().any(|end| name.ends_with(end))
}

const FORMER: &str = "Caddy: written for Caddy 1, which is not read";

/// Directives that Caddy 2 does not have.
fn of_former_release(directives: &[Directive]) -> Option<u32> {
    let former = ["proxy", "gzip", "fastcgi", "browse", "errors", "ext", "startup", "websocket"];
    let all = directives.iter().flat_map(|d| std::iter::once(d).chain(d.inner().iter().filter(|_| !d.name.is_empty())));
    all.filter(|d| former.contains(&d.name.as_str())).map(|d| d.line).next()
}

/// The blocks of sites, options first. One site alone may stand without braces: its addresses on the first line.
fn sites(directives: Vec<Directive>) -> Vec<Directive> {
    let mut all: Vec<Directive> = Vec::new();
    let mut bare: Option<Directive> = None;
    let mut unfinished: Option<Directive> = None;
    for mut directive in directives {
        if let Some(mut head) = unfinished.take() {
            head.words.push(std::mem::take(&mut directive.name));
            head.words.append(&mut directive.words);
            head.block = directive.block.take();
            directive = head;
        }
        let ends = directive.every_word().last().is_some_and(|word| word.ends_with(','));
        if let Some(site) = &mut bare {
            site.block.get_or_insert_default().push(directive);
        } else if is_options(&directive) || directive.block.is_some() {
            all.push(directive);
        } else if ends {
            unfinished = Some(directive);
        } else if directive.name != "import" {
            bare = Some(directive);
        }
    }
    all.extend(bare);
    all
}

fn settings(file: &File, blocks: Vec<Directive>, stack: &Stack, facts: &mut Facts) {
    let options = Options::of(&blocks);
    let heads = blocks.iter().filter(|d| !is_options(d) && !d.name.starts_with(['&', '(']));
    let mut sites: Vec<Site<'_>> = heads.map(|block| Site::new(block, &options)).collect();
    let all = sites.clone();
    sites.iter_mut().for_each(|site| site.find_twin(&all));
    let mut writer = Writer { settings: Vec::new(), kind: kind_of(&file.path) };
    writer.write(&file.path, options.settings());
    for site in &sites {
        writer.write(&site.name(), settings::of(site, &options, stack));
    }
    facts.settings.extend(writer.settings);
}
