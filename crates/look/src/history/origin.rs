//! Which commit first brought a blob, and under which path.

use std::collections::{HashMap, HashSet};

use gix_hash::ObjectId;

use super::commits::Commit;
use super::store::Store;

/// Folders within folders, and what a hostile tree may make of them.
const DEPTH: usize = 200;

/// The first eight bytes of an id: enough to tell objects apart, and there are millions of them.
pub(super) type Short = u64;

/// The short form of an id.
pub(super) fn short(id: &ObjectId) -> Short {
    id.as_bytes().first_chunk().map_or(0, |bytes| Short::from_be_bytes(*bytes))
}

/// What a tree holds, as far as it may lead somewhere.
pub(super) struct Noted {
    tree: Short,
    held: Vec<Short>,
}

/// Takes note of a tree, as the difference to the one that it is kept as a change of: histories have millions of trees,
/// and most differ from another one in a single entry.
pub(super) fn note(
    tree: &ObjectId,
    bytes: &[u8],
    hash_length: usize,
    wanted: &HashSet<Short>,
    base: Option<&Noted>,
    to: &mut Vec<Short>,
) -> Noted {
    let may_lead = |entry: &Entry<'_>| entry.folder || (entry.file && wanted.contains(&short(&entry.id)));
    let held: Vec<Short> = entries(bytes, hash_length).filter(may_lead).map(|entry| short(&entry.id)).collect();
    let noted = Noted { tree: short(tree), held };
    if !noted.held.is_empty() {
        let before = base.map_or(&[][..], |base| &base.held);
        let (gone, new) = difference(before, &noted.held);
        to.extend([noted.tree, base.map_or(0, |base| base.tree), (gone.len() as Short) << 32 | new.len() as Short]);
        to.extend(gone.into_iter().chain(new));
    }
    noted
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
    tree: Short,
    base: Short,
    gone: &'l [Short],
    new: &'l [Short],
}

/// The trees of such a list. A tree comes after the one that it is a change of.
fn changes(mut list: &[Short]) -> impl Iterator<Item = Change<'_>> {
    std::iter::from_fn(move || {
        let ([tree, base, lengths], rest) = list.split_first_chunk()?;
        let (gone, rest) = rest.split_at_checked(usize::try_from(lengths >> 32).ok()?)?;
        let (new, rest) = rest.split_at_checked(usize::try_from(lengths & 0xFFFF_FFFF).ok()?)?;
        list = rest;
        Some(Change { tree: *tree, base: *base, gone, new })
    })
}

/// Trees that lead to a wanted blob, with what in them does.
pub(super) struct Leads(HashMap<Short, Vec<Short>>);

impl Leads {
    /// Of everything that trees hold, what leads to a wanted blob.
    pub(super) fn of(list: &[Short], wanted: &HashSet<Short>) -> Self {
        let mut leading = wanted.clone();
        for _ in 0..DEPTH {
            let found = counted(list, &leading);
            let before = leading.len();
            leading.extend(found.into_keys());
            if leading.len() == before {
                break;
            }
        }
        let mut leads: HashMap<Short, Vec<Short>> = HashMap::new();
        for change in changes(list) {
            let mut held = leads.get(&change.base).cloned().unwrap_or_default();
            for gone in change.gone {
                held.iter().position(|id| id == gone).map(|at| held.remove(at));
            }
            held.extend(change.new.iter().filter(|id| leading.contains(id)));
            if !held.is_empty() {
                leads.insert(change.tree, held);
            }
        }
        Self(leads)
    }

    /// For each blob the first of the commits that has it, by its place in the order, with what leads there.
    pub(super) fn first(&self, commits: &[Commit]) -> HashMap<Short, (usize, Vec<Short>)> {
        let (mut found, mut seen) = (HashMap::new(), HashSet::new());
        for (at, commit) in commits.iter().enumerate() {
            self.descend(short(&commit.tree), &mut Vec::new(), at, &mut seen, &mut found);
        }
        found
    }

    fn descend(
        &self,
        id: Short,
        way: &mut Vec<Short>,
        commit: usize,
        seen: &mut HashSet<Short>,
        found: &mut HashMap<Short, (usize, Vec<Short>)>,
    ) {
        let Some(held) = self.0.get(&id) else {
            if !way.is_empty() {
                found.entry(id).or_insert_with(|| (commit, way.clone()));
            }
            return;
        };
        if way.len() < DEPTH && seen.insert(id) {
            for below in held {
                way.push(*below);
                self.descend(*below, way, commit, seen, found);
                way.pop();
            }
        }
    }
}

/// How many entries of each tree lead on, for those where some do.
fn counted(list: &[Short], leading: &HashSet<Short>) -> HashMap<Short, usize> {
    let mut counts = HashMap::new();
    let leads = |ids: &[Short]| ids.iter().filter(|id| leading.contains(id)).count();
    for change in changes(list) {
        let of_base = counts.get(&change.base).copied().unwrap_or(0);
        let count = (of_base + leads(change.new)).saturating_sub(leads(change.gone));
        if count > 0 {
            counts.insert(change.tree, count);
        }
    }
    counts
}

/// The path to a blob and its whole id, from the top tree down.
pub(super) fn path(store: &Store, tree: ObjectId, way: &[Short]) -> Option<(String, ObjectId)> {
    let (mut names, mut id) = (Vec::new(), tree);
    for below in way {
        let bytes = store.object(id)?;
        let entry = entries(&bytes, store.hash_length()).find(|entry| short(&entry.id) == *below)?;
        names.push(String::from_utf8_lossy(entry.name).into_owned());
        id = entry.id;
    }
    Some((names.join("/"), id))
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
        let list = [1, 0, 2, 2, 3, 2, 0, 1, 9, 3, 0, 1, 8, 4, 0, 1, 4];
        let leads = Leads::of(&list, &HashSet::from([9]));
        assert_eq!(leads.0, HashMap::from([(1, vec![2]), (2, vec![9])]));
    }

    #[test]
    fn a_tree_that_is_kept_as_a_change_leads_where_its_base_does_unless_that_is_gone() {
        // Tree 1 holds 2, which holds blob 9; 5 is 1 with 6 beside; 7 is 5 without 2; 8 is 7 with 2 again.
        let one_gone = 1 << 32;
        let list = [1, 0, 1, 2, 2, 0, 1, 9, 5, 1, 1, 6, 7, 5, one_gone, 2, 8, 7, 1, 2];
        let leads = Leads::of(&list, &HashSet::from([9]));
        assert_eq!(leads.0, HashMap::from([(1, vec![2]), (2, vec![9]), (5, vec![2]), (8, vec![2])]));
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
