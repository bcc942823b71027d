//! Two reports beside each other: what is new, what is fixed, what moved, and what drifted.

mod read;
mod write;

use std::collections::BTreeMap;

use read::{Found, Item};
pub use read::{Old, OldError};
pub use write::{diff_json, diff_markdown, diff_text};

/// A finding that both reports have, in another state.
#[derive(Debug)]
struct Drift<'r> {
    found: &'r Found,
    /// What changed, as clauses.
    says: Vec<String>,
}

/// What came of comparing.
#[derive(Debug, Default)]
struct Difference<'r> {
    new: Vec<&'r Found>,
    fixed: Vec<&'r Found>,
    /// The same at another place: where it was, and as it is now.
    moved: Vec<(&'r str, &'r Found)>,
    drift: Vec<Drift<'r>>,
    /// Items of the checklist whose state is another one.
    items: Vec<(&'r Item, &'r str)>,
    /// Findings that are as they were.
    unchanged: usize,
}

impl Difference<'_> {
    fn is_empty(&self) -> bool {
        let Self { new, fixed, moved, drift, items, .. } = self;
        new.is_empty() && fixed.is_empty() && moved.is_empty() && drift.is_empty() && items.is_empty()
    }
}

/// Whether something that counts is new, or became worse.
#[must_use]
pub fn diff_is_worse(old: &Old, new: &Old) -> bool {
    let difference = compare(old, new);
    let before: BTreeMap<&str, &Found> = by_name(&old.findings);
    let worse = |drift: &&Drift| {
        let was = before.get(&*drift.found.fingerprint);
        was.is_some_and(|was| drift.found.counts && (!was.counts || drift.found.weight() > was.weight()))
    };
    difference.new.iter().any(|found| found.counts) || difference.drift.iter().any(|drift| worse(&drift))
}

fn compare<'r>(old: &'r Old, new: &'r Old) -> Difference<'r> {
    let (before, after) = (by_name(&old.findings), by_name(&new.findings));
    let mut difference = Difference::default();
    let mut gone: Vec<&Found> = old.findings.iter().filter(|found| !after.contains_key(&*found.fingerprint)).collect();
    for found in &new.findings {
        match before.get(&*found.fingerprint) {
            Some(was) => beside(was, found, &mut difference),
            None => match renamed(&mut gone, found) {
                Some(was) => difference.moved.push((&was.place, found)),
                None => difference.new.push(found),
            },
        }
    }
    difference.fixed = gone;
    difference.items = items(old, new);
    difference
}

fn by_name(findings: &[Found]) -> BTreeMap<&str, &Found> {
    findings.iter().map(|found| (&*found.fingerprint, found)).collect()
}

fn beside<'r>(was: &'r Found, found: &'r Found, difference: &mut Difference<'r>) {
    let says = found.changes(was);
    if !says.is_empty() {
        difference.drift.push(Drift { found, says });
    } else if was.place != found.place {
        difference.moved.push((&was.place, found));
    } else {
        difference.unchanged += 1;
    }
}

/// The same weakness with the same words, whose file has another name now.
fn renamed<'r>(gone: &mut Vec<&'r Found>, found: &Found) -> Option<&'r Found> {
    let same = |was: &&Found| was.rule == found.rule && was.title == found.title && was.message == found.message;
    let at = gone.iter().position(same)?;
    Some(gone.remove(at))
}

fn items<'r>(old: &'r Old, new: &'r Old) -> Vec<(&'r Item, &'r str)> {
    let before: BTreeMap<&str, &str> = old.items.iter().map(|item| (&*item.item, &*item.state)).collect();
    let changed = |item: &'r Item| before.get(&*item.item).filter(|was| **was != item.state).map(|was| (item, *was));
    new.items.iter().filter_map(changed).collect()
}

#[cfg(test)]
mod tests;
