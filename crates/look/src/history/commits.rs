//! Commits in the order in which history happened: parents first, and of those that could come next the oldest.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use gix_hash::ObjectId;

use super::id::Number;

/// What counts of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Commit {
    pub number: Number,
    /// The commit itself where the tree cannot be read.
    pub tree: Number,
    /// Those that can be read: of a shallow clone some cannot.
    parents: Vec<Number>,
    /// When it was made, in seconds since 1970-01-01.
    pub time: i64,
}

impl Commit {
    /// Reads the head lines of a commit.
    pub(super) fn read(number: Number, bytes: &[u8], of: impl Fn(&ObjectId) -> Option<Number>) -> Option<Self> {
        let mut commit = Self { number, tree: number, parents: Vec::new(), time: 0 };
        let mut has_tree = false;
        for line in bytes.split(|b| *b == b'\n').take_while(|line| !line.is_empty()) {
            if let Some(hex) = line.strip_prefix(b"tree ").filter(|_| !has_tree) {
                commit.tree = of(&ObjectId::from_hex(hex).ok()?).unwrap_or(number);
                has_tree = true;
            } else if let Some(hex) = line.strip_prefix(b"parent ") {
                commit.parents.extend(of(&ObjectId::from_hex(hex).ok()?));
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

/// The commits that the tips lead to, parents first.
pub(super) fn in_order(commits: Vec<Commit>, tips: &[Number]) -> Vec<Commit> {
    let places: HashMap<Number, usize> = commits.iter().enumerate().map(|(at, commit)| (commit.number, at)).collect();
    let reached = reached(&commits, &places, tips);
    let parents = |at: usize| commits[at].parents.iter().filter_map(|number| places.get(number).copied());
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

fn reached(commits: &[Commit], places: &HashMap<Number, usize>, tips: &[Number]) -> Vec<bool> {
    let mut reached = vec![false; commits.len()];
    let mut open: Vec<usize> = tips.iter().filter_map(|tip| places.get(tip).copied()).collect();
    while let Some(at) = open.pop() {
        if !std::mem::replace(&mut reached[at], true) {
            open.extend(commits[at].parents.iter().filter_map(|number| places.get(number).copied()));
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit(number: Number, parents: &[Number], time: i64) -> Commit {
        Commit { number, tree: 100, parents: parents.to_vec(), time }
    }

    #[test]
    fn parents_come_first_whatever_their_clocks_say() {
        let commits = vec![commit(3, &[2], 10), commit(2, &[1], 90), commit(1, &[], 50), commit(9, &[], 1)];
        let order = in_order(commits, &[3]);
        assert_eq!(order.iter().map(|c| c.number).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn a_circle_and_a_missing_parent_end_nothing() {
        assert_eq!(in_order(vec![commit(1, &[2], 1), commit(2, &[1], 2)], &[1]), []);
        assert_eq!(in_order(vec![commit(1, &[7], 1)], &[1]).len(), 1);
    }

    #[test]
    fn the_head_lines_of_a_commit() {
        let hex = |n: &str| n.repeat(40);
        let text =
            format!("tree {}\nparent {}\nauthor A <a@b> 5 +0000\ncommitter A <a@b> 7 +0000\n\nx", hex("1"), hex("2"));
        let read = Commit::read(1, text.as_bytes(), |id| Some(id.first_byte().into())).expect("a commit");
        assert_eq!(read, Commit { number: 1, tree: 0x11, parents: vec![0x22], time: 7 });
        assert_eq!(Commit::read(1, b"tree 12\n", |_| Some(2)), None);
    }
}
