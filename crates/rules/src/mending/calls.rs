//! Edits of calls that a finding names.

use sneck_model::{Call, Edit, Facts, Finding, PartKind};

use super::Page;

/// The calls of the finding that are `wanted`, each with its file and its number in the outline.
pub(crate) fn named<'f>(
    facts: &'f Facts,
    finding: &'f Finding,
    wanted: impl Fn(&Call) -> bool + 'f,
) -> impl Iterator<Item = (&'f Call, Page<'f>, usize)> {
    let calls = facts.calls.iter().filter(move |call| wanted(call));
    let named = calls.filter(|call| finding.places.iter().any(|step| step.place == call.place));
    named.filter_map(|call| {
        let page = Page::of(facts, &call.place)?;
        Some((call, page, number(&page, call)?))
    })
}

/// The call in the outline. Of several that begin at one byte (`requests.get(…).json()`) it is the one whose function is
/// called so.
fn number(page: &Page<'_>, call: &Call) -> Option<usize> {
    let at = page.at(&call.place)?;
    let last = |name: &str| name.rsplit('.').next().unwrap_or(name).to_owned();
    let calls: Vec<_> = page.outline.starting(at).filter(|(_, part)| part.kind == PartKind::Call).collect();
    let same = calls.iter().find(|(_, part)| last(&part.name) == last(&call.function));
    same.or_else(|| calls.last()).map(|(number, _)| *number)
}

/// Gives an argument of the finding's calls another value.
pub(crate) fn with_keyword(
    facts: &Facts,
    finding: &Finding,
    wanted: impl Fn(&Call) -> bool,
    name: &str,
    code: &str,
) -> Vec<Edit> {
    named(facts, finding, wanted).filter_map(|(_, page, call)| page.with_keyword(call, name, code)).collect()
}
