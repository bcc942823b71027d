//! What rules share when they ask something running.

use std::collections::BTreeSet;

use sneck_model::{Ask, Exchange, Facts, Origin, Request};

/// Addresses of one origin that a rule asks about, at most: a crawl of a thousand pages shows no more kinds of them.
const PAGES: usize = 24;

/// `GET` of targets of each origin, at the root and where an app begins, compared with random names.
pub(crate) fn for_targets(facts: &Facts, targets: &[&str], why: &str) -> Vec<Ask> {
    let each = |(origin, base): (&Origin, &str)| {
        targets.iter().map(|target| Ask::get(origin, format!("{base}{target}"), why)).collect::<Vec<_>>()
    };
    places(facts).flat_map(each).collect()
}

/// Each origin with each folder in which something of an app may stand; nothing stands for the root.
pub(crate) fn places(facts: &Facts) -> impl Iterator<Item = (&Origin, &str)> {
    facts.origins.iter().flat_map(|origin| facts.places_of(origin).into_iter().map(move |base| (origin, base)))
}

/// Requests that are sent to each origin as they are.
pub(crate) fn to_each(facts: &Facts, why: &str, request: impl Fn(&Origin) -> Request) -> Vec<Ask> {
    facts.origins.iter().map(|origin| Ask::request(request(origin), why)).collect()
}

/// What an origin answered with when its pages were followed: one answer for each path, the first ones.
pub(crate) fn pages<'f>(facts: &'f Facts, origin: &Origin) -> Vec<&'f Exchange> {
    let mut seen = BTreeSet::new();
    let pages = followed(facts, origin).filter(|e| e.status < 400 && e.is_own() && seen.insert(e.path()));
    pages.take(PAGES).collect()
}

/// The same, with what only somebody who is logged in gets to see, and the address that the user named whatever it
/// answers: what holds for all of an app shows there, too.
pub(crate) fn guarded_pages<'f>(facts: &'f Facts, origin: &Origin) -> Vec<&'f Exchange> {
    let mut seen = BTreeSet::new();
    let first = followed(facts, origin).next();
    let there = |e: &&Exchange| (e.status < 400 || matches!(e.status, 401 | 403)) && e.is_own();
    let pages = first.into_iter().chain(followed(facts, origin).filter(there));
    pages.filter(|e| seen.insert(e.path())).take(PAGES).collect()
}

/// What was read by following links.
fn followed<'f>(facts: &'f Facts, origin: &Origin) -> impl Iterator<Item = &'f Exchange> {
    facts.exchanges.iter().filter(move |e| e.origin == *origin && e.method == "GET" && e.asked_by.is_none())
}

/// Folders of what an origin answered with: `/`, `/static/`, `/static/css/`.
pub(crate) fn folders(facts: &Facts, origin: &Origin) -> BTreeSet<String> {
    let paths = facts.exchanges.iter().filter(|e| e.origin == *origin && e.status < 400).map(Exchange::path);
    let above = |path: &str| path.match_indices('/').map(|(at, _)| path[..=at].to_owned()).collect::<Vec<_>>();
    paths.flat_map(above).take(PAGES * 4).collect()
}

/// The host of an origin, with its port.
pub(crate) fn host(origin: &Origin) -> &str {
    origin.url.split_once("://").map_or("", |(_, host)| host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::Kind;

    fn origin() -> Origin {
        Origin { url: "http://app.test".into(), kind: Kind::Production, name: None }
    }

    #[test]
    fn folders_are_those_above_what_was_seen() {
        let seen = |path: &str| Exchange::new(origin(), "GET", format!("http://app.test{path}"), 200);
        let facts = Facts { exchanges: vec![seen("/static/css/a.css"), seen("/about")], ..Facts::default() };
        let found: Vec<_> = folders(&facts, &origin()).into_iter().collect();
        assert_eq!(found, ["/", "/static/", "/static/css/"]);
    }

    #[test]
    fn a_page_is_asked_about_once() {
        let seen = |path: &str| Exchange::new(origin(), "GET", format!("http://app.test{path}"), 200);
        let facts = Facts { exchanges: vec![seen("/a?x=1"), seen("/a?x=2"), seen("/b")], ..Facts::default() };
        assert_eq!(pages(&facts, &origin()).len(), 2);
    }

    #[test]
    fn what_is_guarded_and_the_named_address_are_asked_about_as_well() {
        let seen = |path: &str, status| Exchange::new(origin(), "GET", format!("http://app.test{path}"), status);
        let exchanges = vec![seen("/", 404), seen("/api/me", 401), seen("/about", 200), seen("/nowhere", 404)];
        let facts = Facts { exchanges, ..Facts::default() };
        let targets: Vec<_> = guarded_pages(&facts, &origin()).into_iter().map(Exchange::path).collect();
        assert_eq!(targets, ["/", "/api/me", "/about"]);
        assert_eq!(pages(&facts, &origin()).len(), 1);
    }
}
