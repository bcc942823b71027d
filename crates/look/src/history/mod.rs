//! What a repository's history holds that its files no longer do.
//!
//! Only the objects and the names that point at them are read, as the files that they are: no configuration, no hook,
//! no program, nothing outside of the repository's own folder. Every blob is looked at once.

mod commits;
mod delta;
mod id;
mod loose;
mod origin;
mod pack;
mod refs;
mod store;
mod walk;

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use gix_hash::{Kind as Hash, ObjectId};
use sneck_model::{NotLookedAt, Unread, day};
use sneck_read::Tree;
use sneck_read::source::literals::past;
use sneck_read::tree::Former;

use crate::git;
use commits::Commit;
use id::{Number, Short, short};
use origin::{Leads, Noted, Notes};
use pack::What;
use store::Store;
use walk::Base;

/// Bytes of one object: larger ones are data.
const LARGEST: usize = 8 << 20;
/// Secrets that are followed to their commits.
const MOST: usize = 10_000;
/// On both sides of a change the beginning of a key is looked for so far.
const MARGIN: usize = 1024;
/// The first part of a file tells whether it is text.
const HEAD: usize = 8192;

/// Looks through the history of the repository that a folder belongs to, and keeps of it what holds a secret. The
/// callback is told how many objects are done, of how many.
pub fn history(root: &Path, tree: &mut Tree, tell: &(dyn Fn(u64, u64) + Sync)) {
    let unread = |why: &str| Unread { path: ".git".to_owned(), line: 0, why: why.to_owned() };
    let Some(repository) = root.canonicalize().ok().and_then(|home| git::find(&home)) else {
        let (what, why) = ("the history".to_owned(), "the folder is in no git repository".to_owned());
        tree.not_looked_at.push(NotLookedAt { what, why });
        return;
    };
    if repository.common.join("reftable").exists() {
        tree.unread.push(unread("its names are kept in a reftable, which is not read: the history is not looked at"));
        return;
    }
    if repository.common.join("shallow").exists() {
        tree.unread.push(unread("a shallow clone: older commits are not there to be looked at"));
    }
    let tips = refs::tips(&repository.own, &repository.common);
    let hash = tips.first().map_or(Hash::Sha1, |id| id.kind());
    let store = Store::open(&repository.common.join("objects"), hash, LARGEST);
    tree.unread.extend(store.broken.iter().map(|why| unread(why)));
    let present = git::tracked_blobs(&repository).iter().filter_map(|id| store.number(short(id))).collect();
    let past = Past { store: &store, tips, present, prefix: &repository.prefix };
    let left_out = past.look(tree, tell);
    if left_out > 0 {
        let why = format!("broken, or larger than {} MiB", LARGEST >> 20);
        tree.not_looked_at.push(NotLookedAt { what: format!("{left_out} versions of files in the history"), why });
    }
}

struct Past<'s> {
    store: &'s Store,
    tips: Vec<ObjectId>,
    /// Versions that are the present ones: what they hold is no history.
    present: HashSet<Number>,
    /// The audited folder below the worktree.
    prefix: &'s str,
}

/// A secret in a blob.
struct Hit {
    blob: Number,
    /// Of this run alone: equal for equal secrets.
    secret: u64,
}

/// A secret, and where it stands.
type Spot = (u64, Range<usize>);

impl Past<'_> {
    fn look(&self, tree: &mut Tree, tell: &(dyn Fn(u64, u64) + Sync)) -> u64 {
        let (done, total) = (AtomicU64::new(0), self.store.len());
        let count = |more: u64| tell(done.fetch_add(more, Ordering::Relaxed) + more, total as u64);
        let state = RandomState::new();
        let scan = |blob: Number, bytes: &[u8], base: Option<Base<'_, Vec<Spot>>>, hits: &mut Vec<Hit>| {
            let spots = spots(bytes, base, &state);
            hits.extend(spots.iter().map(|(secret, _)| Hit { blob, secret: *secret }));
            spots
        };
        let said = self.store.each(What::Blob, scan, count);
        let hits = || said.parts.iter().flatten();
        let still: HashSet<u64> = hits().filter(|hit| self.present.contains(&hit.blob)).map(|hit| hit.secret).collect();
        let gone: Vec<&Hit> = hits().filter(|hit| !still.contains(&hit.secret)).collect();
        if !gone.is_empty() {
            self.follow(&gone, tree, &count);
        }
        said.left_out
    }

    /// For each secret the first commit that brought it.
    fn follow(&self, hits: &[&Hit], tree: &mut Tree, count: &(dyn Fn(u64) + Sync)) {
        let wanted: HashSet<Number> = hits.iter().map(|hit| hit.blob).collect();
        // What trees hold is dropped as soon as it is known which of them lead to a secret.
        let leads = Leads::of(&self.trees(&wanted, count), wanted.iter().copied(), self.store.len());
        let commits = self.commits(count);
        let first = leads.first(&commits);
        let mut oldest: HashMap<u64, (usize, Number)> = HashMap::new();
        for hit in hits {
            let Some((commit, _)) = first.get(&hit.blob) else { continue };
            let known = oldest.entry(hit.secret).or_insert((*commit, hit.blob));
            *known = (*known).min((*commit, hit.blob));
        }
        let mut blobs: Vec<(usize, Number)> = oldest.into_values().collect();
        blobs.sort_unstable();
        blobs.dedup();
        if blobs.len() > MOST {
            let what = format!("{} of the versions of files in the history that hold secrets", blobs.len() - MOST);
            tree.not_looked_at.push(NotLookedAt { what, why: format!("only the first {MOST} are followed") });
        }
        let former = blobs.into_iter().take(MOST).filter_map(|(commit, blob)| {
            let (_, way) = first.get(&blob)?;
            self.former(&commits[commit], way)
        });
        tree.former.extend(former);
    }

    fn former(&self, commit: &Commit, way: &[Number]) -> Option<Former> {
        let path = origin::path(self.store, commit.tree, way)?;
        let path = path.strip_prefix(self.prefix)?;
        Some(Former {
            // Ten digits, as git shows them.
            commit: Arc::from(format!("{:010x}", self.store.id(commit.number) >> 24)),
            date: Arc::from(day::write(i32::try_from(commit.time.div_euclid(86_400)).unwrap_or_default())),
            path: Arc::from(path),
            bytes: Arc::from(self.store.object(*way.last()?)?),
        })
    }

    fn commits(&self, count: &(dyn Fn(u64) + Sync)) -> Vec<Commit> {
        let number = |id: &ObjectId| self.store.number(short(id));
        let read = |commit: Number, bytes: &[u8], _: Option<Base<'_, ()>>, said: &mut Vec<Commit>| {
            said.extend(Commit::read(commit, bytes, number));
        };
        let said = self.store.each(What::Commit, read, count);
        let mut tips: Vec<Number> = self.tips.iter().filter_map(number).collect();
        // An annotated tag may stand for another one.
        for _ in 0..4 {
            let tagged = |tip: &Number| number(&commits::tagged(&self.store.object(*tip)?)?);
            let tagged: Vec<Number> = tips.iter().filter_map(tagged).collect();
            if tagged.is_empty() {
                break;
            }
            tips.extend(tagged);
            tips.sort_unstable();
            tips.dedup();
        }
        commits::in_order(said.parts.into_iter().flatten().collect(), &tips)
    }

    fn trees(&self, wanted: &HashSet<Number>, count: &(dyn Fn(u64) + Sync)) -> Vec<Vec<u32>> {
        let wanted: HashSet<Short> = wanted.iter().map(|blob| self.store.id(*blob)).collect();
        let notes = Notes { store: self.store, wanted: &wanted };
        let read = |tree: Number, bytes: &[u8], base: Option<Base<'_, Noted>>, said: &mut Vec<u32>| {
            notes.take(tree, bytes, base.map(|base| base.made), said)
        };
        self.store.each(What::Tree, read, count).parts
    }
}

/// The secrets of a blob. Where it is a change of another one, only what changed is searched: what it shares with that
/// one was.
fn spots(bytes: &[u8], base: Option<Base<'_, Vec<Spot>>>, state: &RandomState) -> Vec<Spot> {
    if bytes[..bytes.len().min(HEAD)].contains(&0) {
        return Vec::new();
    }
    let found = |range: Range<usize>| {
        let spot = |at: Range<usize>| (state.hash_one(&bytes[at.clone()]), at);
        past::keys(bytes, range).into_iter().map(spot)
    };
    let Some(base) = base else { return found(0..bytes.len()).collect() };
    let mut spots: Vec<Spot> = changed(&base, bytes.len()).into_iter().flat_map(found).collect();
    for copied in base.copied {
        let inside = |at: &Range<usize>| at.start >= copied.from && at.end <= copied.from + copied.length;
        let moved = base.made.iter().filter(|(_, at)| inside(at));
        spots.extend(moved.map(|(key, at)| {
            let start = at.start - copied.from + copied.to;
            (*key, start..start + at.len())
        }));
    }
    spots.sort_unstable_by_key(|(_, at)| at.start);
    spots.dedup();
    spots
}

/// What lies between copied parts, with a margin; parts that touch are one.
fn changed(base: &Base<'_, Vec<Spot>>, length: usize) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut add = |from: usize, to: usize| {
        let range = from.saturating_sub(MARGIN)..(to + MARGIN).min(length);
        match ranges.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => ranges.push(range),
        }
    };
    let mut end = 0;
    for copied in base.copied {
        // The very start of both has nothing before it that could have changed.
        if !(copied.to == 0 && copied.from == 0) {
            add(end, copied.to);
        }
        end = copied.to + copied.length;
    }
    if end < length {
        add(end, length);
    }
    ranges
}
