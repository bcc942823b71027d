//! Folders and addresses: listings, pages about the server, methods that write.

use sneck_model::{Key, Value};

use super::host::Host;
use super::merge::{Place, applied, is_closed, is_within, listing, lists, sections};
use super::parse::Directive;
use super::step;
use crate::config::served::Draft;

/// Settings of every section of a file, and of the file itself where it is a folder's `.htaccess`.
pub(super) fn settings(file: &Directive, hosts: &[Host<'_>]) -> Vec<Draft> {
    let mut all = listings(file, hosts);
    all.extend(of_section(file, &[]));
    for section in file.every().into_iter().filter(|d| d.name.starts_with('<')) {
        all.extend(of_section(section, &around(file, hosts, section)));
    }
    all.extend(file.every().into_iter().filter_map(switch));
    all
}

/// The virtual host that a section stands in, and the file.
fn around<'d>(file: &'d Directive, hosts: &[Host<'d>], section: &Directive) -> Vec<&'d Directive> {
    let inside = hosts.iter().find(|host| host.section.every().iter().any(|inner| std::ptr::eq(*inner, section)));
    std::iter::once(file).chain(inside.map(|host| host.section)).collect()
}

/// A folder that is looked at: where it stands, and under which address.
struct Folder<'d> {
    levels: Vec<&'d Directive>,
    path: &'d str,
    address: Option<&'d str>,
    /// The section that names it.
    section: Option<&'d Directive>,
}

/// Listings of every folder that is served or that a section is about, each as it is in the end.
fn listings<'d>(file: &'d Directive, hosts: &[Host<'d>]) -> Vec<Draft> {
    let mut blocks: Vec<(Vec<&'d Directive>, &'d Directive)> = vec![(vec![file], file)];
    blocks.extend(hosts.iter().map(|host| (vec![file, host.section], host.section)));
    let mut folders: Vec<Folder<'d>> = Vec::new();
    for (levels, block) in &blocks {
        let of = |(path, address)| Folder { levels: levels.clone(), path, address, section: None };
        folders.extend(roots(block).into_iter().map(of));
    }
    let served: Vec<&str> = folders.iter().map(|folder| folder.path).collect();
    for (levels, block) in &blocks {
        folders.extend(named(block, levels, &served));
    }
    folders.iter().filter_map(of_folder).collect()
}

/// `DocumentRoot`, `Alias`
fn roots(block: &Directive) -> Vec<(&str, Option<&str>)> {
    let root = block.last("documentroot").map(|root| (root.word(0), Some("/")));
    let aliases = block.all("alias").map(|alias| (alias.word(1), Some(alias.word(0))));
    root.into_iter().chain(aliases).filter(|(path, _)| !path.contains('$')).collect()
}

/// Folders that sections with options are about, but those that only stand above what is served.
fn named<'d>(block: &'d Directive, levels: &[&'d Directive], served: &[&'d str]) -> Vec<Folder<'d>> {
    let above = |path: &str| served.iter().any(|root| is_within(path, root) && !is_within(root, path));
    let mut all = Vec::new();
    for section in sections(block).into_iter().filter(|s| s.last("options").is_some()) {
        let word = section.words.last().map_or("", String::as_str);
        let (path, address) = match section.name.as_str() {
            "<location" | "<locationmatch" => (served.first().copied().unwrap_or("/"), Some(word)),
            _ if above(word) => continue,
            _ => (word, None),
        };
        all.push(Folder { levels: levels.to_vec(), path, address, section: Some(section) });
    }
    all
}

fn of_folder(folder: &Folder<'_>) -> Option<Draft> {
    let place = Place { folder: folder.path, file: "", address: folder.address };
    let mut applied = applied(&folder.levels, place);
    // A pattern does not cover itself.
    let own = folder.section.filter(|own| !applied.iter().any(|section| std::ptr::eq(*section, *own)));
    applied.extend(own);
    let (line, lists) = listing(&applied)?;
    let head = applied.iter().find(|section| section.every().iter().any(|inner| std::ptr::eq(*inner, line)));
    let head = applied.iter().rev().find(|section| section.all("options").any(|o| std::ptr::eq(o, line))).or(head);
    let scope = head.filter(|s| s.name.starts_with('<') && s.name != "<virtualhost").map(|s| section_head(s));
    let value = Value::Bool(lists && !is_closed(&applied));
    let because = vec![step(line, format!("says Options {}", line.words.join(" ")))];
    Some(Draft::new(Key::SERVER_LISTING, "Options", value, because).within(&scope.unwrap_or_default()))
}

fn of_section(section: &Directive, levels: &[&Directive]) -> Vec<Draft> {
    let own = |name: &'static str| section.inner.iter().rev().find(move |d| d.name == name);
    let around: Vec<&Directive> = levels.iter().copied().chain([section]).collect();
    let closed = is_closed(&around);
    let scope = if section.name.is_empty() { String::new() } else { section_head(section) };
    let mut all = Vec::new();
    // A folder's own file: whatever holds around it, this is what it adds.
    let htaccess = section.name.is_empty() && section.path.ends_with(".htaccess");
    if let Some((options, lists)) = own("options").filter(|_| htaccess).and_then(|o| Some((o, lists(o)?))) {
        let because = vec![step(options, format!("says Options {}", options.words.join(" ")))];
        all.push(Draft::new(Key::SERVER_LISTING, "Options", Value::Bool(lists && !closed), because));
    }
    let pages = ["server-status", "server-info", "balancer-manager"];
    if let Some(page) = own("sethandler").filter(|handler| pages.contains(&handler.word(0))) {
        let because = vec![step(page, "answers with a page about the server")];
        all.push(Draft::new(Key::SERVER_STATUS_PAGE, "SetHandler", Value::Bool(!closed), because).within(&scope));
    }
    if let Some(dav) = own("dav").filter(|dav| !dav.word(0).eq_ignore_ascii_case("off")) {
        let limited = section.every().iter().any(|d| d.name.starts_with("<limit") && is_closed(&[*d]));
        let open = !closed && !limited;
        let methods = if open { vec![Value::Text("PUT".into()), Value::Text("DELETE".into())] } else { Vec::new() };
        let because = vec![step(dav, "lets files be written")];
        all.push(Draft::new(Key::SERVER_DAV_METHODS, "Dav", Value::List(methods), because).within(&scope));
    }
    all
}

fn section_head(section: &Directive) -> String {
    let words = std::iter::once(section.name.as_str()).chain(section.words.iter().map(String::as_str));
    format!("{}>", words.collect::<Vec<_>>().join(" "))
}

/// `TraceEnable On`, `SecRuleEngine Off`
fn switch(d: &Directive) -> Option<Draft> {
    let word = d.word(0).to_ascii_lowercase();
    let (key, raw, on) = match d.name.as_str() {
        "traceenable" => (Key::SERVER_TRACE, "TraceEnable", word != "off"),
        "secruleengine" => (Key::SERVER_WAF, "SecRuleEngine", word == "on"),
        _ => return None,
    };
    Some(Draft::new(key, raw, Value::Bool(on), vec![step(d, format!("sets {raw} to {}", d.word(0)))]))
}
