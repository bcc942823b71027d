//! Commits in the order in which history happened: parents first, and of those that could come next the oldest.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use gix_hash::ObjectId;

/// What counts of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Commit {
    pub id: ObjectId,
    pub tree: ObjectId,
    parents: Vec<ObjectId>,
    /// When it was made, in seconds since 1970-01-01.
    pub time: i64,
}

impl Commit {
    /// Reads the head lines of a commit.
    pub(super) fn read(id: ObjectId, bytes: &[u8]) -> Option<Self> {
        let mut commit = Self { id, tree: id, parents: Vec::new(), time: 0 };
        let mut has_tree = false;
        for line in bytes.split(|b| *b == b'\n').take_while(|line| !line.is_empty()) {
            if let Some(hex) = line.strip_prefix(b"tree ").filter(|_| !has_tree) {
                commit.tree = ObjectId::from_hex(hex).ok()?;
                has_tree = true;
            } else if let Some(hex) = line.strip_prefix(b"parent ") {
                commit.parents.push(ObjectId::from_hex(hex).ok()?);
            } else if let Some(who) = line.strip_prefix(b"committer ") {
                commit.time = time(who).unwrap_or_default();
                break;
            }
        }
        has_tree.then_some(commit)
    }
}

/// `Ada <ada@shop.example> 1700000000 +0100`
fn time(who: &[u8]) -> Option<i64> {
    let mut words = who.rsplit(|b| *b == b' ');
    std::str::from_utf8(words.nth(1)?).ok()?.parse().ok()
}

/// The object that an annotated tag points at.
pub(super) fn tagged(bytes: &[u8]) -> Option<ObjectId> {
    ObjectId::from_hex(bytes.strip_prefix(b"object ")?.split(|b| *b == b'\n').next()?).ok()
}

/// The commits that the tips lead to, parents first. Parents that are not there (a shallow clone) are left out.
pub(super) fn in_order(commits: Vec<Commit>, tips: &[ObjectId]) -> Vec<Commit> {
    let by_id: HashMap<ObjectId, usize> = commits.iter().enumerate().map(|(at, commit)| (commit.id, at)).collect();
    let reached = reached(&commits, &by_id, tips);
    let parents = |at: usize| commits[at].parents.iter().filter_map(|id| by_id.get(id).copied());
    let mut waits: Vec<u32> = (0..commits.len()).map(|at| u32::try_from(parents(at).count()).unwrap_or(0)).collect();
    let mut children: Vec<Vec<u32>> = vec![Vec::new(); commits.len()];
    for at in (0..commits.len()).filter(|at| reached[*at]) {
        parents(at).for_each(|parent| children[parent].push(at as u32));
    }
    let ready = (0..commits.len()).filter(|at| reached[*at] && waits[*at] == 0);
    let mut heap: BinaryHeap<Reverse<(i64, usize)>> = ready.map(|at| Reverse((commits[at].time, at))).collect();
    let mut order = Vec::new();
    while let Some(Reverse((_, at))) = heap.pop() {
        order.push(at);
        for child in std::mem::take(&mut children[at]).into_iter().map(|child| child as usize) {
            waits[child] -= 1;
            if waits[child] == 0 {
                heap.push(Reverse((commits[child].time, child)));
            }
        }
    }
    let mut commits: Vec<Option<Commit>> = commits.into_iter().map(Some).collect();
    order.into_iter().filter_map(|at| commits[at].take()).collect()
}

fn reached(commits: &[Commit], by_id: &HashMap<ObjectId, usize>, tips: &[ObjectId]) -> Vec<bool> {
    let mut reached = vec![false; commits.len()];
    let mut open: Vec<usize> = tips.iter().filter_map(|id| by_id.get(id).copied()).collect();
    while let Some(at) = open.pop() {
        if !std::mem::replace(&mut reached[at], true) {
            open.extend(commits[at].parents.iter().filter_map(|id| by_id.get(id).copied()));
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(byte: u8) -> ObjectId {
        ObjectId::from_bytes_or_panic(&[byte; 20])
    }

    fn commit(byte: u8, parents: &[u8], time: i64) -> Commit {
        Commit { id: id(byte), tree: id(100), parents: parents.iter().map(|p| id(*p)).collect(), time }
    }

    #[test]
    fn parents_come_first_whatever_their_clocks_say() {
        let commits = vec![commit(3, &[2], 10), commit(2, &[1], 90), commit(1, &[], 50), commit(9, &[], 1)];
        let order = in_order(commits, &[id(3)]);
        assert_eq!(order.iter().map(|c| c.id).collect::<Vec<_>>(), [id(1), id(2), id(3)]);
    }

    #[test]
    fn a_circle_and_a_missing_parent_end_nothing() {
        assert_eq!(in_order(vec![commit(1, &[2], 1), commit(2, &[1], 2)], &[id(1)]), []);
        assert_eq!(in_order(vec![commit(1, &[7], 1)], &[id(1)]).len(), 1);
    }

    #[test]
    fn the_head_lines_of_a_commit() {
        let hex = |n: &str| n.repeat(40);
        let text =
            format!("tree {}\nparent {}\nauthor A <a@b> 5 +0000\ncommitter A <a@b> 7 +0000\n\nx", hex("1"), hex("2"));
        let read = Commit::read(id(1), text.as_bytes()).expect("a commit");
        assert_eq!((read.time, read.parents.len()), (7, 1));
        assert_eq!(Commit::read(id(1), b"tree 12\n"), None);
    }
}
