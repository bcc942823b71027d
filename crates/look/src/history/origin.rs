//! Which commit first brought a blob, and under which path.

use std::collections::{HashMap, HashSet};

use gix_hash::ObjectId;

use super::commits::Commit;
use super::id::{Number, Short, short};
use super::pack::NONE;
use super::store::Store;

/// Folders within folders, and what a hostile tree may make of them.
const DEPTH: usize = 200;

/// What a tree holds, as far as it may lead somewhere.
pub(super) struct Noted {
    tree: Number,
    held: Vec<Short>,
}

/// What is noted of trees, and how.
pub(super) struct Notes<'s> {
    pub store: &'s Store,
    /// Blobs that are to be found.
    pub wanted: &'s HashSet<Short>,
}

impl Notes<'_> {
    /// Takes note of a tree, as the difference to the one that it is kept as a change of: histories have millions of
    /// trees, and most differ from another one in a single entry.
    pub(super) fn take(&self, tree: Number, bytes: &[u8], base: Option<&Noted>, to: &mut Vec<u32>) -> Noted {
        let may_lead = |entry: &Entry<'_>| entry.folder || (entry.file && self.wanted.contains(&short(&entry.id)));
        let entries = entries(bytes, self.store.hash_length());
        let held: Vec<Short> = entries.filter(may_lead).map(|entry| short(&entry.id)).collect();
        if !held.is_empty() {
            let (gone, new) = difference(base.map_or(&[], |base| &base.held), &held);
            let (gone, new) = (self.numbers(&gone), self.numbers(&new));
            to.extend([tree, base.map_or(NONE, |base| base.tree), gone.len() as u32, new.len() as u32]);
            to.extend(gone.into_iter().chain(new));
        }
        Noted { tree, held }
    }

    /// Those that can be read.
    fn numbers(&self, ids: &[Short]) -> Vec<Number> {
        ids.iter().filter_map(|id| self.store.number(*id)).collect()
    }
}

/// What one list has and another has not, both in the order of names: where they part, an entry was put in, taken out
/// or replaced. What is no such step counts as replaced, so that both lists together are always the whole truth.
fn difference(before: &[Short], after: &[Short]) -> (Vec<Short>, Vec<Short>) {
    let (mut gone, mut new) = (Vec::new(), Vec::new());
    let (mut left, mut right) = (before, after);
    while let ([one, before @ ..], [other, after @ ..]) = (left, right) {
        if one == other {
            (left, right) = (before, after);
        } else if before.first() == Some(other) {
            gone.push(*one);
            left = before;
        } else if after.first() == Some(one) {
            new.push(*other);
            right = after;
        } else {
            gone.push(*one);
            new.push(*other);
            (left, right) = (before, after);
        }
    }
    gone.extend(left);
    new.extend(right);
    (gone, new)
}

/// One tree that was noted.
struct Change<'l> {
    tree: Number,
    base: Number,
    gone: &'l [Number],
    new: &'l [Number],
}

/// The trees of such notes. A tree comes after the one that it is a change of.
fn changes(parts: &[Vec<u32>]) -> impl Iterator<Item = Change<'_>> {
    parts.iter().flat_map(|part| {
        let mut list = &part[..];
        std::iter::from_fn(move || {
            let ([tree, base, gone, new], rest) = list.split_first_chunk()?;
            let (gone, rest) = rest.split_at_checked(*gone as usize)?;
            let (new, rest) = rest.split_at_checked(*new as usize)?;
            list = rest;
            Some(Change { tree: *tree, base: *base, gone, new })
        })
    })
}

/// Trees that lead to a wanted blob, with what in them does.
pub(super) struct Leads {
    /// By the number of a tree where in `held` its entries begin; nothing for one that leads nowhere.
    starts: Vec<u32>,
    /// How many entries, and these, tree after tree.
    held: Vec<u32>,
}

impl Leads {
    /// Of everything that trees hold, what leads to a wanted blob. There are so many objects as `count` says.
    pub(super) fn of(notes: &[Vec<u32>], wanted: impl Iterator<Item = Number>, count: usize) -> Self {
        let leading = leading(notes, wanted, count);
        let mut leads = Self { starts: vec![NONE; count], held: Vec::new() };
        let mut held = Vec::new();
        for change in changes(notes) {
            held.clear();
            held.extend(leads.held(change.base).unwrap_or_default());
            for gone in change.gone {
                held.iter().position(|number| number == gone).map(|at| held.remove(at));
            }
            held.extend(change.new.iter().filter(|number| leading[**number as usize]));
            if !held.is_empty() {
                leads.starts[change.tree as usize] = leads.held.len() as u32;
                leads.held.push(held.len() as u32);
                leads.held.extend(&held);
            }
        }
        leads
    }

    fn held(&self, tree: Number) -> Option<&[Number]> {
        let start = *self.starts.get(tree as usize).filter(|start| **start != NONE)?;
        let (length, rest) = self.held.get(start as usize..)?.split_first()?;
        rest.get(..*length as usize)
    }

    /// For each blob the first of the commits that has it, by its place in the order, with what leads there.
    pub(super) fn first(&self, commits: &[Commit]) -> HashMap<Number, (usize, Vec<Number>)> {
        let (mut found, mut seen) = (HashMap::new(), vec![false; self.starts.len()]);
        for (at, commit) in commits.iter().enumerate() {
            self.descend(commit.tree, &mut Vec::new(), at, &mut seen, &mut found);
        }
        found
    }

    fn descend(
        &self,
        number: Number,
        way: &mut Vec<Number>,
        commit: usize,
        seen: &mut [bool],
        found: &mut HashMap<Number, (usize, Vec<Number>)>,
    ) {
        let Some(held) = self.held(number) else {
            if !way.is_empty() {
                found.entry(number).or_insert_with(|| (commit, way.clone()));
            }
            return;
        };
        if way.len() < DEPTH && !std::mem::replace(&mut seen[number as usize], true) {
            for below in held {
                way.push(*below);
                self.descend(*below, way, commit, seen, found);
                way.pop();
            }
        }
    }
}

/// By number, the wanted blobs and all trees in which something leads to one.
fn leading(notes: &[Vec<u32>], wanted: impl Iterator<Item = Number>, count: usize) -> Vec<bool> {
    let (mut leading, mut counts) = (vec![false; count], vec![0u32; count]);
    wanted.for_each(|blob| leading[blob as usize] = true);
    for _ in 0..DEPTH {
        counted(notes, &leading, &mut counts);
        let mut more = false;
        for (leads, count) in leading.iter_mut().zip(&counts) {
            more |= !*leads && *count > 0;
            *leads |= *count > 0;
        }
        if !more {
            break;
        }
    }
    leading
}

/// How many entries of each tree lead on.
fn counted(notes: &[Vec<u32>], leading: &[bool], counts: &mut [u32]) {
    let leads = |numbers: &[Number]| numbers.iter().filter(|number| leading[**number as usize]).count() as u32;
    for change in changes(notes) {
        let of_base = counts.get(change.base as usize).copied().unwrap_or(0);
        counts[change.tree as usize] = (of_base + leads(change.new)).saturating_sub(leads(change.gone));
    }
}

/// The path to a blob, from the top tree down.
pub(super) fn path(store: &Store, tree: Number, way: &[Number]) -> Option<String> {
    let (mut names, mut at) = (Vec::new(), tree);
    for below in way {
        let (bytes, id) = (store.object(at)?, store.id(*below));
        let entry = entries(&bytes, store.hash_length()).find(|entry| short(&entry.id) == id)?;
        names.push(String::from_utf8_lossy(entry.name).into_owned());
        at = *below;
    }
    Some(names.join("/"))
}

/// One entry of a tree.
pub(super) struct Entry<'t> {
    pub name: &'t [u8],
    pub id: ObjectId,
    pub folder: bool,
    pub file: bool,
}

/// The entries of a tree, up to where it is broken.
pub(super) fn entries(tree: &[u8], hash_length: usize) -> impl Iterator<Item = Entry<'_>> {
    let mut rest = tree;
    std::iter::from_fn(move || {
        let space = memchr::memchr(b' ', rest)?;
        let end = space + memchr::memchr(0, rest.get(space..)?)?;
        let (mode, name) = (&rest[..space], &rest[space + 1..end]);
        let id = ObjectId::try_from(rest.get(end + 1..end + 1 + hash_length)?).ok()?;
        rest = &rest[end + 1 + hash_length..];
        Some(Entry { name, id, folder: matches!(mode, b"40000" | b"040000"), file: mode.starts_with(b"100") })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_is_found_through_the_trees_that_lead_to_it() {
        // Tree 1 holds 2 and 3, tree 2 holds blob 9, tree 3 leads nowhere, tree 4 holds itself.
        let one = vec![1, NONE, 0, 2, 2, 3, 2, NONE, 0, 1, 9];
        let two = vec![3, NONE, 0, 1, 8, 4, NONE, 0, 1, 4];
        assert_eq!(held(&[one, two]), [(1, vec![2]), (2, vec![9])]);
    }

    #[test]
    fn a_tree_that_is_kept_as_a_change_leads_where_its_base_does_unless_that_is_gone() {
        // Tree 1 holds 2, which holds blob 9; 5 is 1 with 6 beside; 7 is 5 without 2; 8 is 7 with 2 again.
        let (one, two, five) = ([1, NONE, 0, 1, 2], [2, NONE, 0, 1, 9], [5, 1, 0, 1, 6]);
        let notes = [&one[..], &two, &five, &[7, 5, 1, 0, 2], &[8, 7, 0, 1, 2]].concat();
        assert_eq!(held(&[notes]), [(1, vec![2]), (2, vec![9]), (5, vec![2]), (8, vec![2])]);
    }

    /// What leads to blob 9 of ten objects.
    fn held(notes: &[Vec<u32>]) -> Vec<(Number, Vec<Number>)> {
        let leads = Leads::of(notes, [9].into_iter(), 10);
        (0..10).filter_map(|tree| Some((tree, leads.held(tree)?.to_vec()))).collect()
    }

    #[test]
    fn a_difference_names_each_change_however_far_apart() {
        let table: [[&[Short]; 4]; 6] = [
            [&[1, 2, 3, 5, 6], &[1, 4, 3, 5, 7], &[2, 6], &[4, 7]],
            [&[1, 2, 3], &[1, 3], &[2], &[]],
            [&[1, 3], &[1, 2, 3], &[], &[2]],
            [&[1, 1], &[1], &[1], &[]],
            [&[], &[1], &[], &[1]],
            [&[1, 2], &[1, 2], &[], &[]],
        ];
        for [before, after, gone, new] in table {
            assert_eq!(difference(before, after), (gone.to_vec(), new.to_vec()), "{before:?} {after:?}");
        }
    }

    #[test]
    fn a_broken_tree_ends_where_it_breaks() {
        let whole = [&b"100644 a\0"[..], &[1; 20], b"40000 b\0", &[2; 20]].concat();
        assert_eq!(entries(&whole, 20).count(), 2);
        assert_eq!(entries(&whole[..40], 20).count(), 1);
        assert_eq!(entries(b"100644", 20).count(), 0);
    }
}
