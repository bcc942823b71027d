//! Edits, round by round: what was edited is audited again, and an edit that did not help is taken back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sneck_model::Edit;

use crate::patch::{overlap, patch};

/// Texts of files by their paths.
pub type Texts = BTreeMap<Arc<str>, Arc<str>>;

/// What an audit saw of texts.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// What could be changed.
    pub proposals: Vec<Proposal>,
    /// What is wrong, by its name: in how many places.
    pub wrong: BTreeMap<String, usize>,
    /// Files that are not read in full.
    pub unread: BTreeSet<String>,
    /// What was found to be there at all: an edit that makes it vanish has hidden it, not mended it.
    pub there: BTreeSet<String>,
}

/// Edits that belong together: all of them are applied, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// What they mend: a name of [`Seen::wrong`].
    pub mends: String,
    /// The edits.
    pub edits: Vec<Edit>,
}

impl Proposal {
    /// None of its edits needs to be asked for.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        self.edits.iter().all(|edit| edit.safe)
    }
}

/// How it ended.
#[derive(Clone, Debug, Default)]
pub struct Mended {
    /// The texts as they should be; only those that were changed.
    pub texts: Texts,
    /// What was mended.
    pub done: BTreeSet<String>,
    /// What was tried and taken back, and why.
    pub refused: BTreeMap<String, &'static str>,
}

const BREAKS: &str = "afterwards the file could not be read any more";
const HIDES: &str = "afterwards the app was not recognised any more";
const STAYS: &str = "it did not help";
const UNFIT: &str = "it did not fit the text";

/// So many rounds are enough for every project that gets better with each.
const MOST_ROUNDS: usize = 200;

/// Applies proposals until none is left that helps. `audit` says of changed texts what is wrong with them.
pub fn mend(
    unsafe_too: bool,
    mut audit: impl FnMut(&Texts) -> Seen,
    texts: impl Fn(&str) -> Option<Arc<str>>,
) -> Mended {
    let mut mended = Mended::default();
    let mut seen = audit(&mended.texts);
    let mut singly = false;
    for _ in 0..MOST_ROUNDS {
        let chosen = chosen(&seen, &mended, unsafe_too, singly);
        if chosen.is_empty() {
            break;
        }
        let Some(patched) = patched(&mended.texts, &chosen, unsafe_too, &texts) else {
            refuse(&mut mended, &chosen, UNFIT, &mut singly);
            continue;
        };
        let after = audit(&patched);
        if let Some(why) = harm(&seen, &after) {
            refuse(&mut mended, &chosen, why, &mut singly);
            continue;
        }
        let useless: Vec<&Proposal> = chosen.iter().copied().filter(|p| !helped(p, &seen, &after)).collect();
        if useless.is_empty() {
            mended.done.extend(chosen.iter().map(|proposal| proposal.mends.clone()));
            mended.texts = patched;
            seen = after;
            singly = false;
        } else {
            mended.refused.extend(useless.iter().map(|proposal| (proposal.mends.clone(), STAYS)));
        }
    }
    mended.done.retain(|name| !seen.wrong.contains_key(name));
    mended
}

/// Proposals that do not get into each other's way; one alone when several together did harm.
fn chosen<'s>(seen: &'s Seen, mended: &Mended, unsafe_too: bool, singly: bool) -> Vec<&'s Proposal> {
    let mut taken: Vec<&Edit> = Vec::new();
    let mut chosen = Vec::new();
    for proposal in &seen.proposals {
        let open = !proposal.edits.is_empty() && !mended.refused.contains_key(&proposal.mends);
        if !open || !(unsafe_too || proposal.is_safe()) || singly && !chosen.is_empty() {
            continue;
        }
        if proposal.edits.iter().all(|edit| taken.iter().all(|other| *other == edit || apart(other, edit))) {
            taken.extend(&proposal.edits);
            chosen.push(proposal);
        }
    }
    chosen
}

fn apart(a: &Edit, b: &Edit) -> bool {
    let (first, second) = if (a.range.start, a.range.end) <= (b.range.start, b.range.end) { (a, b) } else { (b, a) };
    a.path != b.path || !overlap(first, second)
}

fn patched(
    changed: &Texts,
    chosen: &[&Proposal],
    unsafe_too: bool,
    texts: &impl Fn(&str) -> Option<Arc<str>>,
) -> Option<Texts> {
    let mut by_path: BTreeMap<Arc<str>, Vec<Edit>> = BTreeMap::new();
    for edit in chosen.iter().flat_map(|proposal| &proposal.edits) {
        by_path.entry(edit.path.clone()).or_default().push(edit.clone());
    }
    let mut new = changed.clone();
    for (path, edits) in by_path {
        let text = changed.get(&path).cloned().or_else(|| texts(&path))?;
        let patched = patch(&text, &edits, unsafe_too);
        if !patched.refused.is_empty() {
            return None;
        }
        new.insert(path, patched.text.into());
    }
    Some(new)
}

/// One proposal is to blame by itself; of several, each is tried alone.
fn refuse(mended: &mut Mended, chosen: &[&Proposal], why: &'static str, singly: &mut bool) {
    match chosen {
        [one] => {
            mended.refused.insert(one.mends.clone(), why);
        }
        _ => *singly = true,
    }
}

fn harm(before: &Seen, after: &Seen) -> Option<&'static str> {
    if !after.unread.is_subset(&before.unread) {
        return Some(BREAKS);
    }
    (!before.there.is_subset(&after.there)).then_some(HIDES)
}

fn helped(proposal: &Proposal, before: &Seen, after: &Seen) -> bool {
    let times = |seen: &Seen| seen.wrong.get(&proposal.mends).copied().unwrap_or(0);
    times(after) < times(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "a.txt";

    /// Each `x` is wrong, and would be mended by `good`; `(` is no text at all.
    fn audit(text: &str, good: &str) -> Seen {
        let at: Vec<usize> = text.match_indices('x').map(|(at, _)| at).collect();
        let edit = |at: usize| Edit { path: PATH.into(), range: at..at + 1, replacement: good.into(), safe: true };
        Seen {
            proposals: at.iter().map(|at| Proposal { mends: format!("x{at}"), edits: vec![edit(*at)] }).collect(),
            wrong: at.iter().map(|at| (format!("x{at}"), 1)).collect(),
            unread: text.contains('(').then(|| PATH.to_owned()).into_iter().collect(),
            there: text.contains('t').then(|| "t".to_owned()).into_iter().collect(),
        }
    }

    fn mended(text: &str, good: &str) -> Mended {
        let first: Arc<str> = text.into();
        let read = |texts: &Texts| texts.get(PATH).cloned().unwrap_or_else(|| first.clone());
        mend(false, |texts| audit(&read(texts), good), |_| Some(first.clone()))
    }

    #[test]
    fn everything_that_helps_is_applied() {
        let end = mended("t x x", "o");
        assert_eq!(end.texts.get(PATH).map(|t| &**t), Some("t o o"));
        assert_eq!(end.done.len(), 2);
        assert!(end.refused.is_empty());
    }

    #[test]
    fn what_does_not_help_breaks_or_hides_is_taken_back() {
        for (good, why) in [("x", STAYS), ("(", BREAKS)] {
            let end = mended("t x x", good);
            assert!(end.texts.is_empty(), "{good}");
            assert!(end.refused.len() == 2 && end.refused.values().all(|said| *said == why), "{good}");
        }
        let whole: Arc<str> = "t x".into();
        let hides = |texts: &Texts| {
            let mut seen = audit(texts.get(PATH).unwrap_or(&whole), "o");
            seen.proposals.iter_mut().for_each(|p| p.edits[0].range = 0..3);
            seen
        };
        assert_eq!(mend(false, hides, |_| Some("t x".into())).refused.values().next(), Some(&HIDES));
    }

    #[test]
    fn unsafe_proposals_wait() {
        let unsafe_ones = |_: &Texts| {
            let mut seen = audit("x", "o");
            seen.proposals[0].edits[0].safe = false;
            seen
        };
        assert!(mend(false, unsafe_ones, |_| Some("x".into())).texts.is_empty());
    }
}
