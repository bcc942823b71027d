//! Which entry of a baseline speaks of which finding.
//!
//! By fingerprint first. Then what is left over: a subject that is gone is taken for the one that is new and shares most
//! of its faults; an unsafe default of an app may have been written out, or the other way round; a named literal may
//! have moved to another file. Each entry covers one finding at most, so that of five equal faults where there were
//! four, one is new.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use sneck_model::{Finding, Subject, SubjectKind};

use super::Entry;

/// The most pairs of subjects that are all compared; beyond, a renamed file must have kept the end of its path.
const MOST_PAIRS: usize = 100_000;
/// How many files with the same end of their path are compared then.
const MOST_LIKELY: usize = 16;
/// How deep a path is looked into then.
const MOST_TAILS: usize = 32;

/// What stays the same when a subject gets another name.
type Kin<'a> = (&'a str, SubjectKind, Option<&'a str>);

/// What each subject has, sorted.
type Kinship<'a> = BTreeMap<&'a Subject, Vec<Kin<'a>>>;

/// For each finding the entry that covers it.
pub(super) fn pairs(entries: &[Entry], is_gone: &dyn Fn(&Entry) -> bool, findings: &[Finding]) -> Vec<Option<usize>> {
    let mut pairing = Pairing::exact(entries, findings);
    let renamed = pairing.renamed(is_gone);
    let now = |subject| renamed.get(subject).copied().unwrap_or(subject);
    pairing.pair(|e| Some((of_entry(e), now(&e.subject))), |f| Some((of_finding(f), &f.subject)));
    for unnamed_before in [true, false] {
        let open = |subject: &Subject, is: bool| (subject.kind != SubjectKind::File && is).then_some(());
        pairing.pair(
            |e| open(&e.subject, e.cause.is_none() == unnamed_before).map(|()| (&*e.rule, now(&e.subject))),
            |f| open(&f.subject, f.cause.is_none() != unnamed_before).map(|()| (&*f.rule, &f.subject)),
        );
    }
    let named_literal = |kin: &Kin| kin.1 == SubjectKind::File && kin.2.is_some();
    pairing.pair(|e| Some(of_entry(e)).filter(named_literal), |f| Some(of_finding(f)).filter(named_literal));
    pairing.of_finding
}

struct Pairing<'a> {
    entries: &'a [Entry],
    findings: &'a [Finding],
    used: Vec<bool>,
    of_finding: Vec<Option<usize>>,
}

impl<'a> Pairing<'a> {
    fn exact(entries: &'a [Entry], findings: &'a [Finding]) -> Self {
        let by_name: HashMap<&str, usize> = entries.iter().enumerate().map(|(at, e)| (&*e.fingerprint, at)).collect();
        let of_finding: Vec<_> = findings.iter().map(|f| by_name.get(&*f.fingerprint).copied()).collect();
        let mut used = vec![false; entries.len()];
        of_finding.iter().flatten().for_each(|at: &usize| used[*at] = true);
        Self { entries, findings, used, of_finding }
    }

    fn left_entries(&self) -> impl Iterator<Item = (usize, &'a Entry)> {
        self.entries.iter().enumerate().filter(|(at, _)| !self.used[*at])
    }

    fn left_findings(&self) -> impl Iterator<Item = (usize, &'a Finding)> {
        self.findings.iter().enumerate().filter(|(at, _)| self.of_finding[*at].is_none())
    }

    /// Pairs what is left over and has the same key, one to one, in order. Without a key it stays alone.
    fn pair<K: Ord>(
        &mut self,
        of_entry: impl Fn(&'a Entry) -> Option<K>,
        of_finding: impl Fn(&'a Finding) -> Option<K>,
    ) {
        let mut open: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
        for (at, entry) in self.left_entries() {
            if let Some(key) = of_entry(entry) {
                open.entry(key).or_default().push_back(at);
            }
        }
        let entry_of = |(at, finding)| Some((at, open.get_mut(&of_finding(finding)?)?.pop_front()?));
        let found: Vec<(usize, usize)> = self.left_findings().filter_map(entry_of).collect();
        for (finding, entry) in found {
            self.of_finding[finding] = Some(entry);
            self.used[entry] = true;
        }
    }

    /// Subjects that are gone, each with the new one that it became.
    fn renamed(&self, is_gone: &dyn Fn(&Entry) -> bool) -> BTreeMap<&'a Subject, &'a Subject> {
        let known: BTreeSet<&Subject> = self.entries.iter().map(|e| &e.subject).collect();
        let gone = self.left_entries().map(|(_, e)| e).filter(|e| is_gone(e));
        let new = self.left_findings().map(|(_, f)| f).filter(|f| !known.contains(&f.subject));
        let old = kin_by_subject(gone.map(|e| (&e.subject, of_entry(e))));
        let new = kin_by_subject(new.map(|f| (&f.subject, of_finding(f))));
        one_to_one(ranked(&old, &new))
    }
}

/// Two subjects, with what makes it more likely that the second is the first under another name: the smaller goes first.
type Ranked<'a> = (Reverse<usize>, bool, usize, &'a Subject, &'a Subject);

/// The pair that shares most goes first, then the one that kept the last part of its name, then the one whose names are
/// most alike.
fn ranked<'a>(old: &Kinship<'a>, new: &Kinship<'a>) -> Vec<Ranked<'a>> {
    let few = old.len().saturating_mul(new.len()) <= MOST_PAIRS;
    let ends = if few { Ends::default() } else { ends(new) };
    let mut ranked = Vec::new();
    for (from, had) in old {
        let likely: Vec<&Subject> = if few { new.keys().copied().collect() } else { likely(from, &ends) };
        for to in likely.into_iter().filter(|to| to.kind == from.kind) {
            let shared = new.get(to).map_or(0, |has| shared(had, has));
            if shared > 0 {
                ranked.push((Reverse(shared), !same_end(from, to), unlike(&from.name, &to.name), *from, to));
            }
        }
    }
    ranked.sort();
    ranked
}

/// Subjects by each end of their names that starts after a slash.
type Ends<'a> = HashMap<&'a str, Vec<&'a Subject>>;

fn ends<'a>(new: &Kinship<'a>) -> Ends<'a> {
    let mut ends = Ends::new();
    for (subject, end) in new.keys().flat_map(|subject| tails(&subject.name).map(|end| (*subject, end))) {
        ends.entry(end).or_default().push(subject);
    }
    ends
}

/// Those whose names have the longest end in common with that of a subject; of very many only some.
fn likely<'a>(from: &Subject, ends: &Ends<'a>) -> Vec<&'a Subject> {
    let longest = tails(&from.name).find_map(|end| ends.get(end));
    longest.into_iter().flatten().copied().take(MOST_LIKELY).collect()
}

/// `a/b/c`, `b/c`, `c`
fn tails(name: &str) -> impl Iterator<Item = &str> {
    std::iter::once(name).chain(name.match_indices('/').map(|(at, _)| &name[at + 1..])).take(MOST_TAILS)
}

fn one_to_one<'a>(ranked: Vec<Ranked<'a>>) -> BTreeMap<&'a Subject, &'a Subject> {
    let mut became: BTreeMap<&Subject, &Subject> = BTreeMap::new();
    let mut taken: BTreeSet<&Subject> = BTreeSet::new();
    for (.., from, to) in ranked {
        if !became.contains_key(from) && taken.insert(to) {
            became.insert(from, to);
        }
    }
    became
}

/// How much of two names is neither their common beginning nor their common end.
fn unlike(a: &str, b: &str) -> usize {
    let start = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a.as_bytes()[start..], &b.as_bytes()[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    a.len() + b.len() - 2 * end
}

fn of_entry(entry: &Entry) -> Kin<'_> {
    (&entry.rule, entry.subject.kind, entry.cause.as_deref())
}

fn of_finding(finding: &Finding) -> Kin<'_> {
    (&finding.rule, finding.subject.kind, finding.cause.as_deref())
}

fn kin_by_subject<'a>(all: impl Iterator<Item = (&'a Subject, Kin<'a>)>) -> Kinship<'a> {
    let mut by_subject = Kinship::new();
    for (subject, kin) in all {
        by_subject.entry(subject).or_default().push(kin);
    }
    by_subject.values_mut().for_each(|kin| kin.sort_unstable());
    by_subject
}

/// How many two sorted lists have in common, each as often as both have it.
fn shared(a: &[Kin], b: &[Kin]) -> usize {
    let (mut a, mut b, mut count) = (a.iter().peekable(), b.iter().peekable(), 0);
    while let (Some(one), Some(other)) = (a.peek(), b.peek()) {
        match one.cmp(other) {
            std::cmp::Ordering::Less => drop(a.next()),
            std::cmp::Ordering::Greater => drop(b.next()),
            std::cmp::Ordering::Equal => {
                count += 1;
                a.next();
                b.next();
            }
        }
    }
    count
}

/// Moved to another folder, and not renamed there.
fn same_end(a: &Subject, b: &Subject) -> bool {
    let end = |subject: &Subject| subject.name.rsplit(['/', '.', ':']).next().map(str::to_owned);
    let file = |subject: &Subject| subject.name.rsplit('/').next().map(str::to_owned);
    if a.kind == SubjectKind::File { file(a) == file(b) } else { end(a) == end(b) }
}
