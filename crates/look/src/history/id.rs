//! How an object is named: by the beginning of its id, and by its number among all that can be read.

use gix_hash::oid;

/// The first eight bytes of an id: enough to tell objects apart, and there are millions of them.
pub(super) type Short = u64;

/// An object's number: those of the first pack, of the second and so on, then loose ones. An object that is kept
/// more than once has the first of them.
pub(super) type Number = u32;

/// The short form of an id.
pub(super) fn short(id: &oid) -> Short {
    id.as_bytes().first_chunk().map_or(0, |bytes| Short::from_be_bytes(*bytes))
}
