//! The objects of a repository: its packs and its loose objects. Those that it borrows from elsewhere are not read: a
//! repository could name any folder of this machine.

use std::path::{Path, PathBuf};

use gix_hash::Kind as Hash;
use rayon::prelude::*;

use super::id::{Number, Short};
use super::loose::Loose;
use super::pack::{Pack, What, Work};
use super::walk::{self, Base};

/// Packs that are read, at most.
const PACKS: usize = 4096;
/// Objects that are read, at most: the largest histories have ten million.
const OBJECTS: usize = 1 << 25;

/// All objects that can be read.
pub(super) struct Store {
    packs: Vec<Pack>,
    loose: Loose,
    hash: Hash,
    most: usize,
    /// What could not be read, as clauses.
    pub broken: Vec<String>,
}

/// What a visitor said of objects, in several parts: joined they would need as much room again.
pub(super) struct Said<S> {
    pub parts: Vec<Vec<S>>,
    /// How many objects were left out.
    pub left_out: u64,
}

impl Store {
    /// Opens all packs and lists all loose objects. Objects larger than `most` bytes are left alone.
    pub(super) fn open(objects: &Path, hash: Hash, most: usize) -> Self {
        let mut store = Self { packs: Vec::new(), loose: Loose::list(objects), hash, most, broken: Vec::new() };
        if objects.join("info/alternates").exists() {
            store.broken.push("it borrows objects from another folder, which is not read".to_owned());
        }
        let mut indexes: Vec<PathBuf> = std::fs::read_dir(objects.join("pack"))
            .map(|entries| entries.filter_map(Result::ok).map(|entry| entry.path()).collect())
            .unwrap_or_default();
        indexes.retain(|path| path.extension().is_some_and(|end| end == "idx"));
        indexes.sort();
        indexes.truncate(PACKS);
        for path in indexes {
            match Pack::open(&path, hash) {
                Ok(pack) if store.len() + pack.len() <= OBJECTS => store.packs.push(pack),
                Ok(_) => store.broken.push(format!("a pack is not read: more than {OBJECTS} objects")),
                Err(why) => store.broken.push(format!("a pack cannot be read: {why}")),
            }
        }
        store
    }

    pub(super) fn hash_length(&self) -> usize {
        self.hash.len_in_bytes()
    }

    /// How many numbers there are.
    pub(super) fn len(&self) -> usize {
        self.packs.iter().map(Pack::len).sum::<usize>() + self.loose.len()
    }

    /// The number of an id.
    pub(super) fn number(&self, id: Short) -> Option<Number> {
        let mut first = 0;
        for pack in &self.packs {
            if let Some(number) = pack.find(id) {
                return Some(first + number);
            }
            first += pack.len() as Number;
        }
        Some(first + self.loose.find(id)?)
    }

    /// The beginning of an object's id.
    pub(super) fn id(&self, number: Number) -> Short {
        match self.at(number) {
            (Some(pack), number) => pack.id(number),
            (None, number) => self.loose.id(number),
        }
    }

    /// One object.
    pub(super) fn object(&self, number: Number) -> Option<Vec<u8>> {
        match self.at(number) {
            (Some(pack), number) => pack.object(number, self.most, &mut Work::default()),
            (None, number) => self.loose.read(number, self.most).map(|(_, bytes)| bytes),
        }
    }

    /// The pack of an object, and its number there; or that of a loose one.
    fn at(&self, mut number: Number) -> (Option<&Pack>, Number) {
        for pack in &self.packs {
            if (number as usize) < pack.len() {
                return (Some(pack), number);
            }
            number -= pack.len() as Number;
        }
        (None, number)
    }

    /// Shows every object of one sort to a visitor, in parallel, and gathers what it says. What it makes of an object is
    /// kept for those that are changes of it.
    pub(super) fn each<T: Send, S: Send>(
        &self,
        what: What,
        visit: impl Fn(Number, &[u8], Option<Base<'_, T>>, &mut Vec<S>) -> T + Sync,
        tell: impl Fn(u64) + Sync,
    ) -> Said<S> {
        let mut all = Said { parts: Vec::new(), left_out: 0 };
        for (at, pack) in self.packs.iter().enumerate() {
            let heads = pack.heads(what);
            let number = |entry| if at == 0 { entry } else { self.number(pack.id(entry)).unwrap_or(entry) };
            let parts = heads.par_chunks(64).map_init(Work::default, |work, heads| {
                let (mut said, mut left_out, mut seen) = (Vec::new(), 0, 0u64);
                for head in heads {
                    left_out += walk::family(pack, *head, self.most, work, |entry, bytes, base| {
                        seen += 1;
                        visit(number(entry), bytes, base, &mut said)
                    });
                }
                tell(seen);
                said.shrink_to_fit();
                (said, left_out)
            });
            for (said, left_out) in parts.collect::<Vec<_>>() {
                all.parts.push(said);
                all.left_out += left_out;
            }
        }
        all.parts.extend(self.each_loose(what, visit, tell));
        all
    }

    fn each_loose<T, S: Send>(
        &self,
        what: What,
        visit: impl Fn(Number, &[u8], Option<Base<'_, T>>, &mut Vec<S>) -> T + Sync,
        tell: impl Fn(u64) + Sync,
    ) -> Vec<Vec<S>> {
        let first = self.packs.iter().map(Pack::len).sum::<usize>() as Number;
        let parts = (0..self.loose.len() as Number).into_par_iter().filter_map(|at| {
            let (is, bytes) = self.loose.read(at, self.most)?;
            let mut said = Vec::new();
            // One that is packed, too, was shown.
            let own = self.number(self.loose.id(at)) == Some(first + at);
            (is == what && own).then(|| visit(first + at, &bytes, None, &mut said))?;
            tell(1);
            Some(said)
        });
        parts.collect()
    }
}
