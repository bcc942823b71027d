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

/// What a tree holds, as far as it may lead somewhere, appended to a list: the tree, how many follow, those.
pub(super) fn note(tree: &ObjectId, bytes: &[u8], hash_length: usize, wanted: &HashSet<Short>, to: &mut Vec<Short>) {
    let at = to.len();
    to.extend([short(tree), 0]);
    let may_lead = |entry: &Entry<'_>| entry.folder || (entry.file && wanted.contains(&short(&entry.id)));
    to.extend(entries(bytes, hash_length).filter(may_lead).map(|entry| short(&entry.id)));
    let count = to.len() - at - 2;
    if count == 0 {
        to.truncate(at);
    } else {
        to[at + 1] = count as Short;
    }
}

/// The entries of such a list.
fn noted(mut list: &[Short]) -> impl Iterator<Item = (Short, &[Short])> {
    std::iter::from_fn(move || {
        let ([tree, count], rest) = list.split_first_chunk()?;
        let (held, rest) = rest.split_at_checked(usize::try_from(*count).ok()?)?;
        list = rest;
        Some((*tree, held))
    })
}

/// Trees that lead to a wanted blob, with what in them does.
pub(super) struct Leads(HashMap<Short, Vec<Short>>);

impl Leads {
    /// Of everything that trees hold, what leads to a wanted blob.
    pub(super) fn of(list: &[Short], wanted: &HashSet<Short>) -> Self {
        let mut leading = wanted.clone();
        for _ in 0..DEPTH {
            let before = leading.len();
            for (tree, held) in noted(list) {
                if held.iter().any(|id| leading.contains(id)) {
                    leading.insert(tree);
                }
            }
            if leading.len() == before {
                break;
            }
        }
        let lead = |held: &[Short]| held.iter().copied().filter(|id| leading.contains(id)).collect::<Vec<_>>();
        Self(noted(list).map(|(tree, held)| (tree, lead(held))).filter(|(_, held)| !held.is_empty()).collect())
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
        let list = [1, 2, 2, 3, 2, 1, 9, 3, 1, 8, 4, 1, 4];
        let leads = Leads::of(&list, &HashSet::from([9]));
        assert_eq!(leads.0, HashMap::from([(1, vec![2]), (2, vec![9])]));
    }

    #[test]
    fn a_broken_tree_ends_where_it_breaks() {
        let whole = [&b"100644 a\0"[..], &[1; 20], b"40000 b\0", &[2; 20]].concat();
        assert_eq!(entries(&whole, 20).count(), 2);
        assert_eq!(entries(&whole[..40], 20).count(), 1);
        assert_eq!(entries(b"100644", 20).count(), 0);
    }
}
