//! Folders and addresses: listings, pages about the server, methods that write.

use sneck_model::{Key, Value};

use super::parse::Directive;
use super::step;
use crate::config::served::Draft;

/// Settings of every section of a file, and of the file itself where it is a folder's `.htaccess`.
pub(super) fn settings(file: &Directive) -> Vec<Draft> {
    let mut all = of_section(file);
    for section in file.every().into_iter().filter(|d| d.name.starts_with('<')) {
        all.extend(of_section(section));
    }
    let switches = file.every().into_iter().filter_map(switch);
    all.extend(switches);
    all
}

fn of_section(section: &Directive) -> Vec<Draft> {
    let scope = if section.name.is_empty() { String::new() } else { format!("{}>", section_head(section)) };
    let own = |name: &'static str| section.inner.iter().rev().find(move |d| d.name == name);
    let closed = is_restricted(section);
    let mut all = Vec::new();
    if let Some((options, lists)) = own("options").and_then(|options| Some((options, lists(options)?))) {
        let because = vec![step(options, format!("says Options {}", options.words.join(" ")))];
        all.push(Draft::new(Key::SERVER_LISTING, "Options", Value::Bool(lists && !closed), because).within(&scope));
    }
    let pages = ["server-status", "server-info", "balancer-manager"];
    if let Some(page) = own("sethandler").filter(|handler| pages.contains(&handler.word(0))) {
        let because = vec![step(page, "answers with a page about the server")];
        all.push(Draft::new(Key::SERVER_STATUS_PAGE, "SetHandler", Value::Bool(!closed), because).within(&scope));
    }
    if let Some(dav) = own("dav").filter(|dav| !dav.word(0).eq_ignore_ascii_case("off")) {
        let methods = if closed { Vec::new() } else { vec![Value::Text("PUT".into()), Value::Text("DELETE".into())] };
        let because = vec![step(dav, "lets files be written")];
        all.push(Draft::new(Key::SERVER_DAV_METHODS, "Dav", Value::List(methods), because).within(&scope));
    }
    all
}

fn section_head(section: &Directive) -> String {
    std::iter::once(section.name.as_str()).chain(section.words.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")
}

/// Whether a list of options lists folders; none where it only changes others. Source: core of httpd 2.4: words with
/// signs change what holds around, words without replace it.
fn lists(options: &Directive) -> Option<bool> {
    let is = |word: &str, name: &str| word.eq_ignore_ascii_case(name);
    let named = options.words.iter().rev().find(|word| is(word.trim_start_matches(['+', '-']), "Indexes"));
    let all = options.words.iter().any(|word| is(word.trim_start_matches('+'), "All"));
    let replaces = options.words.iter().any(|word| !word.starts_with(['+', '-']));
    match named {
        Some(word) => Some(!word.starts_with('-')),
        None if all => Some(true),
        None => replaces.then_some(false),
    }
}

/// Not everybody is let in.
fn is_restricted(section: &Directive) -> bool {
    let mut every = section.every().into_iter();
    every.any(|d| match d.name.as_str() {
        "require" => !(d.word(0).eq_ignore_ascii_case("all") && d.word(1).eq_ignore_ascii_case("granted")),
        "deny" => d.words.iter().any(|word| word.eq_ignore_ascii_case("all")),
        _ => false,
    })
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
