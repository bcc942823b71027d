//! One pack: its objects in families, each of a whole object and all that are kept as changes of it.

use std::fs::File;
use std::path::Path;

use gix_hash::Kind as Hash;
use gix_pack::data::Entry;
use gix_pack::data::entry::Header;
use gix_pack::index::File as Index;
use gix_zlib::Inflate;

use super::delta;
use super::id::{Short, short};

/// No entry.
pub(super) const NONE: u32 = u32::MAX;
/// A header is never longer: a size, and the id of a base.
const HEADER: usize = 64;
/// Bytes that are read at once to find the headers.
const WINDOW: usize = 4 << 20;
/// Bytes of an entry that are read before its size is known. Most are not longer.
const FIRST: usize = 4096;
/// An index larger than this is not read: ten million objects need about half of it.
const LARGEST_INDEX: u64 = 512 << 20;

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Commit,
    Tree,
    Blob,
    Tag,
}

/// A pack that is open. There may be millions of entries: what is kept of each is two dozen bytes. Their numbers are
/// those of the index, which is sorted by id.
pub(super) struct Pack {
    ids: Vec<Short>,
    /// How many ids there are up to each first byte.
    fan: Vec<u32>,
    spans: Vec<Span>,
    /// The last of an entry's changes.
    children: Vec<u32>,
    /// The change of the same base before this one.
    siblings: Vec<u32>,
    /// Whole objects, by their offset.
    heads: Vec<(What, u32)>,
    file: File,
    end: u64,
    hash: Hash,
}

/// Where an entry begins, in 40 bits, and its length as far as 24 bits tell: longer ones are no text.
#[derive(Clone, Copy)]
struct Span(u64);

impl Span {
    const LONGEST: u64 = (1 << 24) - 1;

    fn new(offset: u64, length: u64) -> Self {
        Self(offset << 24 | length.min(Self::LONGEST))
    }

    fn offset(self) -> u64 {
        self.0 >> 24
    }

    fn length(self) -> u64 {
        self.0 & Self::LONGEST
    }
}

impl Pack {
    /// Opens the pack of an index and reads the headers of its objects.
    pub(super) fn open(path: &Path, hash: Hash) -> Result<Self, String> {
        let size = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
        if size > LARGEST_INDEX {
            return Err(format!("an index larger than {} MiB", LARGEST_INDEX >> 20));
        }
        let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
        let index =
            Index::from_data(bytes, path.to_owned(), hash).map_err(|_| "not a readable index of a pack".to_owned())?;
        let file = File::open(path.with_extension("pack")).map_err(|error| error.to_string())?;
        let length = file.metadata().map_err(|error| error.to_string())?.len();
        let end = length.saturating_sub(hash.len_in_bytes() as u64);
        if end >> 40 > 0 {
            return Err("larger than a TiB".to_owned());
        }
        Ok(Self::listed(&index, file, end, hash))
    }

    fn listed(index: &Index<Vec<u8>>, file: File, end: u64, hash: Hash) -> Self {
        let count = index.num_objects();
        let ids = (0..count).map(|number| short(index.oid_at_index(number))).collect();
        let mut by_offset: Vec<(u64, u32)> =
            (0..count).map(|number| (index.pack_offset_at_index(number).min(end), number)).collect();
        by_offset.sort_unstable();
        let (spans, none) = (spans(&by_offset, end), vec![NONE; count as usize]);
        let (children, siblings, heads) = (none.clone(), none, Vec::new());
        let mut pack = Self { ids, fan: Vec::new(), spans, children, siblings, heads, file, end, hash };
        pack.fan = (0..=255u64).map(|byte| pack.ids.partition_point(|id| id >> 56 <= byte) as u32).collect();
        pack.read_headers(&by_offset);
        pack.heads.shrink_to_fit();
        pack
    }

    /// How many objects.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// One pass over the pack: what each object is, and whose change.
    fn read_headers(&mut self, by_offset: &[(u64, u32)]) {
        let (mut window, mut start) = (Vec::new(), 0u64);
        for (offset, number) in by_offset.iter().copied() {
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
                self.place(number, offset, &entry, by_offset);
            }
        }
    }

    fn place(&mut self, number: u32, offset: u64, entry: &Entry, by_offset: &[(u64, u32)]) {
        let base = match &entry.header {
            Header::OfsDelta { base_distance } => offset.checked_sub(*base_distance).and_then(|at| {
                let found = by_offset.binary_search_by_key(&at, |(offset, _)| *offset).ok()?;
                Some(by_offset[found].1)
            }),
            Header::RefDelta { base_id } => self.find(short(base_id)),
            Header::Commit => return self.heads.push((What::Commit, number)),
            Header::Tree => return self.heads.push((What::Tree, number)),
            Header::Blob => return self.heads.push((What::Blob, number)),
            Header::Tag => return self.heads.push((What::Tag, number)),
        };
        if let Some(base) = base.filter(|base| *base != number) {
            self.siblings[number as usize] = self.children[base as usize];
            self.children[base as usize] = number;
        }
    }

    /// The entry of an id.
    pub(super) fn find(&self, id: Short) -> Option<u32> {
        let byte = (id >> 56) as usize;
        let from = byte.checked_sub(1).map_or(0, |before| self.fan[before]) as usize;
        let found = self.ids.get(from..self.fan[byte] as usize)?.binary_search(&id).ok()?;
        Some((from + found) as u32)
    }

    /// The id of an entry.
    pub(super) fn id(&self, number: u32) -> Short {
        self.ids[number as usize]
    }

    /// Whole objects of one sort: the heads of families.
    pub(super) fn heads(&self, what: What) -> Vec<u32> {
        self.heads.iter().filter(|(is, _)| *is == what).map(|(_, number)| *number).collect()
    }

    pub(super) fn child(&self, number: u32) -> u32 {
        self.children[number as usize]
    }

    pub(super) fn sibling(&self, number: u32) -> u32 {
        self.siblings[number as usize]
    }

    /// What an entry holds: the object, or the change that makes it. Nothing when it is broken or larger than `most`.
    pub(super) fn inflate(&self, number: u32, most: usize, work: &mut Work, out: &mut Vec<u8>) -> Option<()> {
        let span = self.spans[number as usize];
        self.inflate_at(span.offset(), span.length(), most, work, out).map(|_| ())
    }

    fn inflate_at(&self, at: u64, length: u64, most: usize, work: &mut Work, out: &mut Vec<u8>) -> Option<()> {
        let length = usize::try_from(length).ok()?;
        work.compressed.resize(length.min(FIRST), 0);
        read_at(&self.file, &mut work.compressed, at)?;
        let entry = entry(&work.compressed, at, self.hash)?;
        let size = usize::try_from(entry.decompressed_size).ok().filter(|size| *size <= most)?;
        // Compressed bytes may lie about where they end, never about how many are read.
        let bounded = length.min(size.saturating_add(size / 2).saturating_add(2 * HEADER));
        if bounded > FIRST {
            work.compressed.resize(bounded, 0);
            read_at(&self.file, &mut work.compressed, at)?;
        }
        let body = work.compressed.get(entry.header_size()..)?;
        out.clear();
        out.resize(size, 0);
        work.inflate.reset();
        let (_, _, written) = work.inflate.once(body, out).ok()?;
        (written == size).then_some(())
    }

    /// One object by itself, through its chain of bases.
    pub(super) fn object(&self, number: u32, most: usize, work: &mut Work) -> Option<Vec<u8>> {
        let mut chain = vec![self.spans[number as usize].offset()];
        while let Some(base) = self.base(*chain.last()?)? {
            chain.push(base);
            if chain.len() > super::walk::DEPTH {
                return None;
            }
        }
        let (mut object, mut next, mut change) = (Vec::new(), Vec::new(), Vec::new());
        let mut inflate = |at: u64, out: &mut Vec<u8>| self.inflate_at(at, self.end.checked_sub(at)?, most, work, out);
        inflate(chain.pop()?, &mut object)?;
        while let Some(at) = chain.pop() {
            inflate(at, &mut change)?;
            delta::apply(&object, &change, most, &mut next)?;
            std::mem::swap(&mut object, &mut next);
        }
        Some(object)
    }

    /// Where the base of the entry at an offset is, if it is a change.
    fn base(&self, at: u64) -> Option<Option<u64>> {
        let mut header = [0u8; HEADER];
        let reach = usize::try_from(self.end.checked_sub(at)?).map_or(HEADER, |left| left.min(HEADER));
        read_at(&self.file, header.get_mut(..reach)?, at)?;
        Some(match entry(&header[..reach], at, self.hash)?.header {
            Header::OfsDelta { base_distance } => Some(at.checked_sub(base_distance)?),
            Header::RefDelta { base_id } => Some(self.spans[self.find(short(&base_id))? as usize].offset()),
            _ => None,
        })
    }
}

/// Each entry ends where the next one begins.
fn spans(by_offset: &[(u64, u32)], end: u64) -> Vec<Span> {
    let mut spans = vec![Span(0); by_offset.len()];
    let ends = by_offset.iter().skip(1).map(|(offset, _)| *offset).chain([end]);
    for ((offset, number), end) in by_offset.iter().zip(ends) {
        spans[*number as usize] = Span::new(*offset, end.saturating_sub(*offset));
    }
    spans
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
