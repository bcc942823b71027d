//! What an app is declared to answer: by the document of its API, and by the routes of its source.

use std::collections::BTreeSet;

use sneck_model::{Exchange, Facts, Kind, Origin, Route};

use crate::asking;

/// Patterns of one origin that are compared, at most.
const MOST: usize = 2_000;

/// A path and the methods that are declared for it; none where any method reaches the view.
pub(crate) struct Declared<'f> {
    /// The folder in which the app begins; nothing for the root.
    base: &'f str,
    pub(crate) path: &'f str,
    pub(crate) methods: &'f [String],
}

/// All of one origin: of the document that it serves, and of the source of the app that it is known to be.
pub(crate) fn declared<'f>(facts: &'f Facts, origin: &Origin) -> Vec<Declared<'f>> {
    let listed = facts.operations.iter().filter(|operation| operation.origin == *origin);
    let listed = listed.map(|one| Declared { base: "", path: &one.path, methods: &one.methods });
    let bound = facts.bindings.iter().find(|binding| binding.origin == origin.url);
    let of_app = facts.routes.iter().filter(|route| {
        let counts = !matches!(route.kind, Kind::Test | Kind::Example);
        counts && bound.is_some_and(|bound| route.app.as_ref().is_none_or(|app| *app == bound.app))
    });
    let bases = facts.places_of(origin);
    let below = |one: &'f Route| bases.iter().map(|base| Declared { base, path: &one.path, methods: &one.methods });
    let written = of_app.flat_map(below).collect::<Vec<_>>();
    listed.chain(written).take(MOST).collect()
}

/// Those that a path may be of.
pub(crate) fn of_path<'d, 'f>(declared: &'d [Declared<'f>], path: &str) -> Vec<&'d Declared<'f>> {
    let below = |one: &Declared<'_>| path.strip_prefix(one.base).is_some_and(|rest| fits(one.path, rest));
    declared.iter().filter(|one| below(one)).collect()
}

/// The methods that are declared for a path. None where nothing is declared for it, or nothing of methods.
pub(crate) fn methods<'f>(declared: &[Declared<'f>], path: &str) -> Option<BTreeSet<&'f str>> {
    let fitting = of_path(declared, path);
    let all = fitting.iter().all(|one| !one.methods.is_empty());
    let methods = fitting.iter().flat_map(|one| one.methods).map(String::as_str);
    (all && !fitting.is_empty()).then(|| methods.collect())
}

/// Pages of an origin for which methods are declared, each with them.
pub(crate) fn known_pages<'f>(facts: &'f Facts, origin: &Origin) -> Vec<(&'f Exchange, BTreeSet<&'f str>)> {
    let declared = declared(facts, origin);
    if declared.is_empty() {
        return Vec::new();
    }
    let pages = asking::pages(facts, origin).into_iter();
    pages.filter_map(|page| Some((page, methods(&declared, page.path())?))).collect()
}

/// Whether a path is one of a pattern: a part in brackets stands for one part, a path in brackets for the rest.
fn fits(pattern: &str, path: &str) -> bool {
    let parts = |text: &str| text.trim_matches('/').split('/').map(str::to_owned).collect::<Vec<_>>();
    let (pattern, path) = (parts(pattern), parts(path));
    let is_rest = |part: &String| {
        part.starts_with("<path:") || part.ends_with(":path}") || part.starts_with('*') || part.ends_with('*')
    };
    let rest = pattern.iter().position(is_rest);
    let open = |part: &String| part.contains(['<', '{', '(', ':', '*']);
    let long_enough = rest.map_or(pattern.len() == path.len(), |at| path.len() > at);
    let same =
        pattern.iter().zip(&path).take(rest.unwrap_or(usize::MAX)).all(|(wanted, part)| open(wanted) || wanted == part);
    long_enough && same
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_fits_its_pattern_in_every_framework() {
        for pattern in ["/books/<int:id>", "/books/{id}", "/books/:id", "/books/{id:int}/"] {
            assert!(fits(pattern, "/books/7"), "{pattern}");
            assert!(!fits(pattern, "/books") && !fits(pattern, "/books/7/pages"), "{pattern}");
        }
        assert!(fits("/static/<path:name>", "/static/css/a.css") && fits("/files/{rest:path}", "/files/a/b"));
        assert!(fits("/", "/") && !fits("/", "/books") && !fits("/static/<path:name>", "/media/a.css"));
    }
}
