//! What answers at a route is what its view does: the same weakness in an answer and in the view's own lines is one.

use sneck_model::{Facts, Kind, Outcome, Place, Route, SubjectKind, Verdict};

use crate::cause::add_steps;

/// Joins failures that were only seen at a route with the failure of the same rule that stands in the route's view.
pub(crate) fn join(facts: &Facts, mut verdicts: Vec<Verdict>) -> Vec<Verdict> {
    let seen: Vec<usize> = (0..verdicts.len()).filter(|at| is_only_seen(&verdicts[*at])).collect();
    let mut gone = vec![false; verdicts.len()];
    for at in seen {
        if let Some(written) = written(facts, &verdicts, at) {
            let places = verdicts[at].places.clone();
            add_steps(&mut verdicts[written].places, &places);
            gone[at] = true;
        }
    }
    verdicts.into_iter().zip(gone).filter(|(_, gone)| !gone).map(|(verdict, _)| verdict).collect()
}

fn is_only_seen(verdict: &Verdict) -> bool {
    let live = |place: &Place| matches!(place, Place::Reply { .. });
    fails(verdict) && verdict.subject.kind == SubjectKind::App && verdict.places.iter().all(|step| live(&step.place))
}

fn fails(verdict: &Verdict) -> bool {
    matches!(verdict.outcome, Outcome::Fails(_))
}

/// The failure in the lines of the view that answered, or in the only handler of errors, when the answer is an error.
fn written(facts: &Facts, verdicts: &[Verdict], seen: usize) -> Option<usize> {
    let urls = || {
        verdicts[seen].places.iter().filter_map(|step| match &step.place {
            Place::Reply { url, .. } => Some(url.as_str()),
            _ => None,
        })
    };
    let is_file = |verdict: &Verdict| {
        let production = facts.kind(verdict.standing) == Kind::Production;
        fails(verdict) && verdict.rule == verdicts[seen].rule && verdict.subject.kind == SubjectKind::File && production
    };
    let files = || (0..verdicts.len()).filter(|at| is_file(&verdicts[*at]));
    let in_view = urls().filter_map(|url| route(facts, url)).find_map(|route| {
        files().find(|at| verdicts[*at].places.first().is_some_and(|step| is_within(facts, route, &step.place)))
    });
    in_view.or_else(|| {
        let error = urls().any(|url| facts.exchanges.iter().any(|e| e.url == url && e.status >= 500));
        let mut handlers =
            files().filter(|at| verdicts[*at].places.first().is_some_and(|s| is_handler(facts, &s.place)));
        handlers.next().filter(|_| error && handlers.next().is_none())
    })
}

/// The route that serves an address, in production.
fn route<'f>(facts: &'f Facts, url: &str) -> Option<&'f Route> {
    let path = facts.exchanges.iter().find(|exchange| exchange.url == url)?.path();
    let all = facts.routes.iter().filter(|route| route.kind == Kind::Production && fits(&route.path, path));
    // A rule without variable parts goes before one with them.
    all.min_by_key(|route| route.path.matches(['<', '{', ':', '*']).count())
}

/// `/books/<int:id>` fits `/books/7`; `<path:…>` fits the rest.
fn fits(rule: &str, path: &str) -> bool {
    let (mut rules, mut parts) = (rule.split('/'), path.split('/'));
    loop {
        match (rules.next(), parts.next()) {
            (None, None) => return true,
            (Some(rule), Some(_))
                if rule.starts_with("<path:") || rule.ends_with(":path}") || rule.starts_with('*') =>
            {
                return true;
            }
            (Some(rule), Some(part)) if is_variable(rule) && !part.is_empty() => {}
            (Some(rule), Some(part)) if rule == part => {}
            _ => return false,
        }
    }
}

fn is_variable(part: &str) -> bool {
    (part.starts_with('<') && part.ends_with('>'))
        || (part.starts_with('{') && part.ends_with('}'))
        || part.starts_with(':')
}

/// From the route's own line to that of the next one in its file.
fn is_within(facts: &Facts, route: &Route, place: &Place) -> bool {
    let (Some((file, from)), Some((path, line))) = (route.place.file(), place.file()) else { return false };
    let lines = facts.routes.iter().filter_map(|other| other.place.file()).filter(|(other, _)| *other == file);
    let end = lines.map(|(_, line)| line).filter(|line| *line > from).min().unwrap_or(u32::MAX);
    file == path && (from..end).contains(&line)
}

fn is_handler(facts: &Facts, place: &Place) -> bool {
    let path = place.file().map(|(path, _)| path);
    facts.handlers.iter().any(|handler| handler.place.file().map(|(path, _)| path) == path && path.is_some())
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn a_rule_fits_the_paths_that_it_serves() {
        for (rule, path) in
            [("/", "/"), ("/books/<int:id>", "/books/7"), ("/f/{name}", "/f/a"), ("/s/<path:p>", "/s/a/b")]
        {
            assert!(fits(rule, path), "{rule} {path}");
        }
        for (rule, path) in
            [("/", "/a"), ("/books/<int:id>", "/books/"), ("/books", "/books/7"), ("/f/{name}", "/f/a/b")]
        {
            assert!(!fits(rule, path), "{rule} {path}");
        }
    }
}
