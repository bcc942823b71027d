//! What a server hands out of its folders: listings, files beside the folder, files with a dot.

use regex::Regex;
use sneck_model::{Key, Value};

use super::context::Context;
use super::header::step;
use super::site::{Answers, Serves, Site};
use super::status::is_restricted;
use crate::config::braces::Directive;
use crate::config::served::{Draft, is_built};

/// Settings of each place that serves files.
pub(super) fn settings(site: &Site<'_>) -> Vec<Draft> {
    let files = site.places.iter().filter(|place| matches!(place.serves, Serves::Files | Serves::Assets));
    let mut all: Vec<Draft> = files.flat_map(|place| [listing(place), escape(place)]).flatten().collect();
    all.extend(dotfiles(site));
    all
}

/// `autoindex on;`
fn listing(place: &Answers<'_>) -> Option<Draft> {
    let line = place.context.last("autoindex")?;
    let value = match line.word(0) {
        "on" => Value::Bool(!is_restricted(&place.context)),
        word if word.contains('$') => Value::Unknown(format!("`{word}` is filled in later")),
        _ => Value::Bool(false),
    };
    let says = format!("sets autoindex to {}", line.word(0));
    let mut because = vec![step(line, &says)];
    because.extend(
        place.context.block().filter(|block| block.line != line.line).map(|block| step(block, "is what is listed")),
    );
    Some(Draft::new(Key::SERVER_LISTING, "autoindex", value, because).within(&place.scope))
}

/// `location /static { alias /srv/static/; }`: `/static../` is taken for `/srv/static/../`.
fn escape(place: &Answers<'_>) -> Option<Draft> {
    let (location, alias) = (place.context.block()?, place.context.own("alias").next()?);
    let target = alias.word(0);
    let value = match location.words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [prefix] | ["^~", prefix] => !prefix.ends_with('/') && target.ends_with('/'),
        ["~" | "~*", pattern] => captures_dots(pattern, target),
        _ => false,
    };
    let because = vec![step(location, "begins the address"), step(alias, "is put in its place")];
    Some(Draft::new(Key::SERVER_ALIAS_ESCAPE, "alias", Value::Bool(value), because).within(&place.scope))
}

/// `location ~ ^/static(.*)$ { alias /srv/static/$1; }`: no slash stands between the name and what is taken over.
fn captures_dots(pattern: &str, target: &str) -> bool {
    let first = pattern.find('(').filter(|at| !pattern[..*at].ends_with(['/', '\\']));
    let anything = first.is_some_and(|at| ["(.*", "(.+"].iter().any(|any| pattern[at..].starts_with(any)));
    let named = first.is_some_and(|at| pattern[..at].ends_with(|c: char| c.is_ascii_alphanumeric()));
    anything && named && target.contains("/$1")
}

/// Names that would give something away.
const DOTFILES: &[&str] = &["/.env", "/.git/config"];

/// Whether names with a dot are refused where whole folders are served.
fn dotfiles(site: &Site<'_>) -> Option<Draft> {
    let place = site
        .places
        .iter()
        .find(|place| place.serves == Serves::Files && place.context.own("alias").next().is_none())?;
    let root = place.context.last("root")?;
    let refusal = refusals(site).find(|d| DOTFILES.iter().all(|name| covers(d, name)));
    if let Some(refusal) = refusal {
        let because = vec![step(refusal, "refuses names that begin with a dot")];
        return Some(Draft::new(Key::SERVER_DOTFILES, "location", Value::Bool(false), because));
    }
    if is_built(root.word(0)) || root.word(0).contains('$') || is_restricted(&place.context) {
        return None;
    }
    let unknown = Value::Unknown(format!("`{}` is not in the tree", root.word(0)));
    let value = Value::OneOf(vec![Value::Bool(true), unknown]);
    Some(Draft::new(Key::SERVER_DOTFILES, "location", value, vec![step(root, "serves the whole folder")]))
}

/// Locations and conditions that answer with a refusal.
fn refusals<'d>(site: &Site<'d>) -> impl Iterator<Item = &'d Directive> + use<'d> {
    let server = site.server();
    let all = |name: &'static str| server.into_iter().flat_map(move |server| server.all(name));
    let refuses = |d: &&Directive| {
        let inner = Context(vec![*d]);
        let denied = inner.last("deny").is_some_and(|deny| deny.word(0) == "all");
        denied || inner.last("return").is_some_and(|answer| matches!(answer.word(0), "403" | "404" | "410" | "444"))
    };
    all("location").chain(all("if")).filter(refuses)
}

/// Whether a location or a condition is about an address.
fn covers(d: &Directive, address: &str) -> bool {
    // `if ($uri ~ "/\.")`: behind a quoted word, the bracket is a word of its own.
    let words = d.words.iter().map(String::as_str).filter(|word| *word != ")");
    match words.collect::<Vec<_>>()[..] {
        ["~" | "~*", pattern] => fits(pattern, address),
        [_, "~" | "~*", pattern] => fits(pattern.trim_end_matches(')'), address),
        [prefix] | ["^~", prefix] => address.starts_with(prefix) && prefix.len() > 1,
        _ => false,
    }
}

/// A pattern as nginx takes it. What a pattern looks ahead for is left out: it makes exceptions
/// (`/\.(?!well-known)`).
fn fits(pattern: &str, address: &str) -> bool {
    let mut plain = pattern.to_owned();
    while let Some((at, end)) = plain.find("(?!").and_then(|at| Some((at, at + plain[at..].find(')')?))) {
        plain.replace_range(at..=end, "");
    }
    regex::RegexBuilder::new(&plain).size_limit(1 << 18).build().is_ok_and(|pattern: Regex| pattern.is_match(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_refuse_dotfiles() {
        for pattern in ["/\\.", "/\\.(?!well-known).*", "(^|/)\\.", "/\\.(git|env|ht)", "^/\\..*$"] {
            assert!(DOTFILES.iter().all(|name| fits(pattern, name)), "{pattern}");
        }
        assert!(!fits("/\\.ht", "/.env") && !fits("\\.php$", "/.env") && !fits("(", "/.env"));
    }

    #[test]
    fn what_a_pattern_takes_over_may_begin_with_dots() {
        assert!(captures_dots("^/static(.*)$", "/srv/static/$1"));
        assert!(!captures_dots("^/static/(.*)$", "/srv/static/$1"));
        assert!(!captures_dots("^/static(.*)$", "/srv/static$1"));
    }
}
