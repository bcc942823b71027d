//! The objects of a repository: its packs and its loose objects. Those that it borrows from elsewhere are not read: a
//! repository could name any folder of this machine.

use std::path::{Path, PathBuf};

use gix_hash::{Kind as Hash, ObjectId};
use rayon::prelude::*;

use super::loose;
use super::pack::{Pack, What, Work};
use super::walk::{self, Base};

/// Packs that are read, at most.
const PACKS: usize = 4096;

/// All objects that can be read.
pub(super) struct Store {
    packs: Vec<Pack>,
    loose: Vec<(ObjectId, PathBuf)>,
    hash: Hash,
    most: usize,
    /// What could not be read, as clauses.
    pub broken: Vec<String>,
}

impl Store {
    /// Opens all packs and lists all loose objects. Objects larger than `most` bytes are left alone.
    pub(super) fn open(objects: &Path, hash: Hash, most: usize) -> Self {
        let mut broken = Vec::new();
        if objects.join("info/alternates").exists() {
            broken.push("it borrows objects from another folder, which is not read".to_owned());
        }
        let mut indexes: Vec<PathBuf> = std::fs::read_dir(objects.join("pack"))
            .map(|entries| entries.filter_map(Result::ok).map(|entry| entry.path()).collect())
            .unwrap_or_default();
        indexes.retain(|path| path.extension().is_some_and(|end| end == "idx"));
        indexes.sort();
        indexes.truncate(PACKS);
        let mut packs = Vec::new();
        for path in indexes {
            match Pack::open(&path, hash) {
                Ok(pack) => packs.push(pack),
                Err(why) => broken.push(format!("a pack cannot be read: {why}")),
            }
        }
        Self { packs, loose: loose::list(objects), hash, most, broken }
    }

    pub(super) fn hash_length(&self) -> usize {
        self.hash.len_in_bytes()
    }

    /// How many objects there are.
    pub(super) fn len(&self) -> u64 {
        self.packs.iter().map(|pack| pack.len() as u64).sum::<u64>() + self.loose.len() as u64
    }

    /// One object by its id.
    pub(super) fn object(&self, id: ObjectId) -> Option<Vec<u8>> {
        let packed = self.packs.iter().find_map(|pack| {
            let number = pack.find(&id)?;
            pack.object(number, self.most, &mut Work::default())
        });
        packed.or_else(|| {
            let at = self.loose.binary_search_by(|(known, _)| known.cmp(&id)).ok()?;
            loose::read(&self.loose[at].1, self.most).map(|(_, bytes)| bytes)
        })
    }

    /// Shows every object of one sort to a visitor, once and in parallel, and gathers what it says. What it makes of an
    /// object is kept for those that are changes of it. The second of the pair is how many were left out.
    pub(super) fn each<T: Send, S: Send>(
        &self,
        what: What,
        visit: impl Fn(ObjectId, &[u8], Option<Base<'_, T>>, &mut Vec<S>) -> T + Sync,
        tell: impl Fn(u64) + Sync,
    ) -> (Vec<S>, u64) {
        let (mut said, mut left_out) = (Vec::new(), 0);
        for pack in &self.packs {
            let heads = pack.heads(what);
            let parts = heads.par_chunks(64).map_init(Work::default, |work, heads| {
                let (mut said, mut left_out, mut seen) = (Vec::new(), 0, 0u64);
                for head in heads {
                    left_out += walk::family(pack, *head, self.most, work, |number, bytes, base| {
                        seen += 1;
                        visit(pack.id(number), bytes, base, &mut said)
                    });
                }
                tell(seen);
                said.shrink_to_fit();
                (said, left_out)
            });
            let parts: Vec<(Vec<S>, u64)> = parts.collect();
            // There may be millions: room that doubles would be room for twice as many.
            said.reserve_exact(parts.iter().map(|(more, _)| more.len()).sum());
            for (more, left) in parts {
                said.extend(more);
                left_out += left;
            }
        }
        let loose = self.loose.par_iter().filter_map(|(id, path)| {
            let (is, bytes) = loose::read(path, self.most)?;
            let mut said = Vec::new();
            (is == what).then(|| visit(*id, &bytes, None, &mut said))?;
            tell(1);
            Some(said)
        });
        said.extend(loose.collect::<Vec<_>>().into_iter().flatten());
        (said, left_out)
    }
}
