//! One pack: its objects in families, each of a whole object and all that are kept as changes of it.

use std::fs::File;
use std::path::Path;

use gix_hash::{Kind as Hash, ObjectId};
use gix_pack::data::Entry;
use gix_pack::data::entry::Header;
use gix_zlib::Inflate;

use super::delta;

/// No entry.
pub(super) const NONE: u32 = u32::MAX;
/// A header is never longer: a size, and the id of a base.
const HEADER: usize = 64;
/// Bytes that are read at once to find the headers.
const WINDOW: usize = 4 << 20;
/// An index larger than this is not read: five million objects need about half of it.
const LARGEST_INDEX: u64 = 256 << 20;

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Commit,
    Tree,
    Blob,
    Tag,
    /// A change of another object, or broken.
    Other,
}

/// An object's place in the pack and in its family. Numbers are those of entries by their offset.
struct Node {
    offset: u64,
    /// Its number in the index, which is sorted by id.
    position: u32,
    parent: u32,
    child: u32,
    sibling: u32,
    size: u32,
    what: What,
}

/// A pack that is open.
pub(super) struct Pack {
    pub index: gix_pack::index::File<Vec<u8>>,
    file: File,
    end: u64,
    nodes: Vec<Node>,
    /// Entry by position in the index.
    by_position: Vec<u32>,
    hash: Hash,
}

impl Pack {
    /// Opens the pack of an index and reads the headers of its objects.
    pub(super) fn open(path: &Path, hash: Hash) -> Result<Self, String> {
        let size = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
        if size > LARGEST_INDEX {
            return Err("an index larger than 256 MiB".to_owned());
        }
        let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
        let index = gix_pack::index::File::from_data(bytes, path.to_owned(), hash)
            .map_err(|_| "not a readable index of a pack".to_owned())?;
        let file = File::open(path.with_extension("pack")).map_err(|error| error.to_string())?;
        let length = file.metadata().map_err(|error| error.to_string())?.len();
        let end = length.saturating_sub(hash.len_in_bytes() as u64);
        let mut pack = Self { index, file, end, nodes: Vec::new(), by_position: Vec::new(), hash };
        pack.list();
        pack.read_headers();
        Ok(pack)
    }

    /// How many objects.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    fn list(&mut self) {
        let count = self.index.num_objects();
        let node = |position| {
            let offset = self.index.pack_offset_at_index(position);
            let (parent, child, sibling) = (NONE, NONE, NONE);
            Node { offset, position, parent, child, sibling, size: 0, what: What::Other }
        };
        self.nodes = (0..count).map(node).collect();
        self.nodes.sort_unstable_by_key(|node| node.offset);
        self.by_position = vec![NONE; self.nodes.len()];
        for (number, node) in (0u32..).zip(&self.nodes) {
            self.by_position[node.position as usize] = number;
        }
    }

    /// One pass over the pack: what each object is, and whose change.
    fn read_headers(&mut self) {
        let (mut window, mut start) = (Vec::new(), 0u64);
        for number in 0..self.nodes.len() {
            let offset = self.nodes[number].offset;
            let reach = (self.end.saturating_sub(offset)).min(HEADER as u64);
            if offset < start || offset + reach > start + window.len() as u64 {
                start = offset;
                window.resize(usize::try_from(self.end.saturating_sub(offset)).map_or(WINDOW, |n| n.min(WINDOW)), 0);
                if read_at(&self.file, &mut window, offset).is_none() {
                    window.clear();
                    continue;
                }
            }
            let header = usize::try_from(offset - start).ok().and_then(|from| window.get(from..));
            let entry = header.and_then(|bytes| entry(bytes, offset, self.hash));
            if let Some(entry) = entry {
                self.place(number, offset, &entry);
            }
        }
    }

    fn place(&mut self, number: usize, offset: u64, entry: &Entry) {
        self.nodes[number].size = u32::try_from(entry.decompressed_size).unwrap_or(u32::MAX);
        let base = match &entry.header {
            Header::OfsDelta { base_distance } => {
                let at = offset.checked_sub(*base_distance);
                at.and_then(|at| self.nodes.binary_search_by_key(&at, |node| node.offset).ok())
            }
            Header::RefDelta { base_id } => self.find(base_id).map(|number| number as usize),
            whole => {
                self.nodes[number].what = what(whole);
                None
            }
        };
        if let Some(base) = base.filter(|base| *base != number) {
            self.nodes[number].parent = base as u32;
            self.nodes[number].sibling = self.nodes[base].child;
            self.nodes[base].child = number as u32;
        }
    }

    /// The entry of an id.
    pub(super) fn find(&self, id: &ObjectId) -> Option<u32> {
        self.index.lookup(id).map(|position| self.by_position[position as usize])
    }

    /// The id of an entry.
    pub(super) fn id(&self, number: u32) -> ObjectId {
        self.index.oid_at_index(self.nodes[number as usize].position).to_owned()
    }

    /// Whole objects of one sort: the heads of families.
    pub(super) fn heads(&self, what: What) -> Vec<u32> {
        (0u32..).zip(&self.nodes).filter(|(_, node)| node.what == what).map(|(number, _)| number).collect()
    }

    pub(super) fn child(&self, number: u32) -> u32 {
        self.nodes[number as usize].child
    }

    pub(super) fn sibling(&self, number: u32) -> u32 {
        self.nodes[number as usize].sibling
    }

    /// What an entry holds: the object, or the change that makes it. Nothing when it is broken or larger than `most`.
    pub(super) fn inflate(&self, number: u32, most: usize, work: &mut Work, out: &mut Vec<u8>) -> Option<()> {
        let node = &self.nodes[number as usize];
        let size = usize::try_from(node.size).ok().filter(|size| *size <= most)?;
        let next = self.nodes.get(number as usize + 1).map_or(self.end, |node| node.offset);
        let length = usize::try_from(next.checked_sub(node.offset)?).ok()?;
        // Compressed bytes may lie about where they end, never about how many are read.
        let bounded = length.min(size.saturating_add(size / 2).saturating_add(4096));
        work.compressed.resize(bounded, 0);
        read_at(&self.file, &mut work.compressed, node.offset)?;
        let entry = entry(&work.compressed, node.offset, self.hash)?;
        let body = work.compressed.get(entry.header_size()..)?;
        out.clear();
        out.resize(size, 0);
        work.inflate.reset();
        let (_, _, written) = work.inflate.once(body, out).ok()?;
        (written == size).then_some(())
    }

    /// One object by itself, through its chain of bases.
    pub(super) fn object(&self, number: u32, most: usize, work: &mut Work) -> Option<Vec<u8>> {
        let mut chain = vec![number];
        while let Some(base) = self.base(*chain.last()?) {
            chain.push(base);
            if chain.len() > super::walk::DEPTH {
                return None;
            }
        }
        let (mut object, mut next, mut change) = (Vec::new(), Vec::new(), Vec::new());
        self.inflate(chain.pop()?, most, work, &mut object)?;
        while let Some(number) = chain.pop() {
            self.inflate(number, most, work, &mut change)?;
            delta::apply(&object, &change, most, &mut next)?;
            std::mem::swap(&mut object, &mut next);
        }
        Some(object)
    }

    fn base(&self, number: u32) -> Option<u32> {
        Some(self.nodes[number as usize].parent).filter(|base| *base != NONE)
    }
}

/// What is used again and again while entries are read.
#[derive(Default)]
pub(super) struct Work {
    compressed: Vec<u8>,
    inflate: Inflate,
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> Option<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset).ok()
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> Option<()> {
    let mut read = 0;
    while read < buffer.len() {
        let more = std::os::windows::fs::FileExt::seek_read(file, &mut buffer[read..], offset + read as u64).ok()?;
        read += (more > 0).then_some(more)?;
    }
    Some(())
}

fn entry(bytes: &[u8], offset: u64, hash: Hash) -> Option<Entry> {
    Entry::from_bytes(bytes, offset, hash).ok()
}

fn what(header: &Header) -> What {
    match header {
        Header::Commit => What::Commit,
        Header::Tree => What::Tree,
        Header::Blob => What::Blob,
        Header::Tag => What::Tag,
        Header::OfsDelta { .. } | Header::RefDelta { .. } => What::Other,
    }
}
