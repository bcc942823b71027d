//! Objects that stand in files of their own, as git writes them before it packs.

use std::path::{Path, PathBuf};

use gix_hash::ObjectId;
use gix_zlib::Inflate;

use super::id::{Number, Short, short};
use super::pack::What;

/// Files that are listed, at most.
const MOST: usize = 1_000_000;
/// A kind and a size.
const HEADER: usize = 32;

/// Loose objects, in the order of ids.
pub(super) struct Loose {
    folder: PathBuf,
    ids: Vec<ObjectId>,
}

impl Loose {
    pub(super) fn list(objects: &Path) -> Self {
        let mut ids = Vec::new();
        for folder in (0..=255u8).map(|byte| format!("{byte:02x}")) {
            let Ok(entries) = std::fs::read_dir(objects.join(&folder)) else { continue };
            for entry in entries.filter_map(Result::ok).take(MOST.saturating_sub(ids.len())) {
                let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
                let name = format!("{folder}{}", entry.file_name().to_string_lossy());
                ids.extend(ObjectId::from_hex(name.as_bytes()).ok().filter(|_| is_file));
            }
        }
        ids.sort();
        Self { folder: objects.to_owned(), ids }
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn find(&self, id: Short) -> Option<Number> {
        self.ids.binary_search_by_key(&id, |known| short(known)).ok().and_then(|at| Number::try_from(at).ok())
    }

    pub(super) fn id(&self, number: Number) -> Short {
        short(&self.ids[number as usize])
    }

    /// What an object is, and its bytes. Nothing when it is broken or larger than `most`.
    pub(super) fn read(&self, number: Number, most: usize) -> Option<(What, Vec<u8>)> {
        let name = self.ids[number as usize].to_string();
        let (folder, file) = name.split_at(2);
        read(&self.folder.join(folder).join(file), most)
    }
}

fn read(path: &Path, most: usize) -> Option<(What, Vec<u8>)> {
    let size = std::fs::metadata(path).ok()?.len();
    let compressed = (size <= most as u64 + 4096).then(|| std::fs::read(path).ok())??;
    let (mut inflate, mut start) = (Inflate::default(), [0u8; HEADER]);
    let (_, _, read) = inflate.once(&compressed, &mut start).ok()?;
    let end = memchr::memchr(0, &start[..read])?;
    let (what, length) = header(&start[..end])?;
    let total = length.checked_add(end + 1).filter(|_| length <= most)?;
    let mut bytes = vec![0u8; total];
    inflate.reset();
    let (_, _, written) = inflate.once(&compressed, &mut bytes).ok()?;
    (written == total).then(|| (what, bytes.split_off(end + 1)))
}

/// `blob 12`
fn header(bytes: &[u8]) -> Option<(What, usize)> {
    let (name, size) = std::str::from_utf8(bytes).ok()?.split_once(' ')?;
    let what = match name {
        "commit" => What::Commit,
        "tree" => What::Tree,
        "blob" => What::Blob,
        "tag" => What::Tag,
        _ => return None,
    };
    Some((what, size.parse().ok()?))
}
