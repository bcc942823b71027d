//! An alias without its slash: a file that is served is asked for once more, by way of the folder above its own.

use std::collections::BTreeMap;

use sneck_model::{Ask, Exchange, Facts, Origin, Request, Step};

use crate::live;

/// Folders of one origin that are tried, at most.
const MOST: usize = 8;
/// Letters of a name that no location has.
const LETTERS: usize = 8;

/// Where a server leads that cuts `/static` off and puts a folder there: `/static../static/a.css` is `/static/a.css`. A
/// folder has the name of its location as a rule. The same behind a name that nothing has tells whether names matter.
pub(crate) fn asks(facts: &Facts) -> Vec<Ask> {
    let why = "whether an alias without its slash leads to the folder above";
    let word = facts.nonces.word("exposure/path-traversal", LETTERS);
    let of = |origin: &Origin| {
        let both = files(facts, origin)
            .into_iter()
            .flat_map(|(name, rest)| [format!("/{name}../{name}/{rest}"), format!("/{name}{word}/{name}/{rest}")]);
        both.map(|target| Ask::request(Request::of("GET", origin, target), why)).collect::<Vec<_>>()
    };
    facts.origins.iter().flat_map(of).collect()
}

/// One file of each folder at the top: the folder's name, and the rest of the path.
fn files<'f>(facts: &'f Facts, origin: &Origin) -> Vec<(&'f str, &'f str)> {
    let mut first = BTreeMap::new();
    for seen in facts.exchanges.iter().filter(|seen| seen.origin == *origin && live::is_handed_out(seen)) {
        let Some((name, rest)) = seen.path().strip_prefix('/').and_then(|path| path.split_once('/')) else { continue };
        if !name.is_empty() && !rest.is_empty() && !seen.path().contains("..") && !seen.bytes().is_empty() {
            first.entry(name).or_insert(rest);
        }
    }
    first.into_iter().take(MOST).collect()
}

/// An answer that came by way of the folder above.
pub(crate) fn is_beside(facts: &Facts, answer: &Exchange) -> bool {
    let Some((name, path)) = way(answer.path()) else { return false };
    let others = || facts.exchanges.iter().filter(|other| other.origin == answer.origin && other.method == "GET");
    let same = |other: &Exchange| other.status == 200 && other.bytes() == answer.bytes();
    let is_file = others().any(|file| file.path() == path && same(file));
    let mut elsewhere = others().filter(|other| is_elsewhere(other.path(), name, path));
    let names_matter = elsewhere.next().is_some_and(|other| !same(other)) && !elsewhere.any(same);
    answer.status == 200 && !answer.bytes().is_empty() && is_file && names_matter
}

/// `static` and `/static/a.css` of `/static../static/a.css`.
fn way(path: &str) -> Option<(&str, &str)> {
    let at = path.find("../")?;
    let (name, rest) = (path.get(1..at)?, path.get(at + 2..)?);
    rest.strip_prefix('/')?.strip_prefix(name)?.starts_with('/').then_some((name, rest))
}

/// `/staticqzrtkwpl/static/a.css`: a name that nothing has, and the same path behind it.
fn is_elsewhere(path: &str, name: &str, rest: &str) -> bool {
    let word = path.strip_prefix('/').and_then(|path| path.strip_prefix(name)).and_then(|path| path.strip_suffix(rest));
    word.is_some_and(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Where it was seen.
pub(crate) fn step(answer: &Exchange) -> Step {
    let file = way(answer.path()).map_or("", |(_, rest)| rest);
    live::step(answer, "body", format!("is the file {file}, by way of the folder above it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_round_is_known_by_its_form() {
        assert_eq!(way("/static../static/css/a.css"), Some(("static", "/static/css/a.css")));
        for other in ["/static/a.css", "/static../media/a.css", "/static/../static/a.css", "/../a"] {
            assert_eq!(way(other), None, "{other}");
        }
        assert!(is_elsewhere("/staticqzrt/static/a.css", "static", "/static/a.css"));
        assert!(!is_elsewhere("/static../static/a.css", "static", "/static/a.css"));
        assert!(!is_elsewhere("/static/a.css", "static", "/static/a.css"));
    }
}
