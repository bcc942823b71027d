//! How keys get into lanes: key by key first, and then turned, so that a row holds the same word of each.

use super::{LANES, Row};

/// Bytes of a block of SHA-1 and SHA-256.
pub(super) const BLOCK: usize = 64;
/// Groups of keys that are laid out before the first of them is hashed: a row that was just written word by word is slow
/// to read.
pub(super) const BATCH: usize = 4;

/// The words of a block, of every lane.
pub(super) type Block = [Row; 16];

/// Keys that wait for each other, each in so many blocks.
pub(super) struct Batch {
    /// Where they stand among all keys.
    places: Vec<usize>,
    keys: Layout,
    /// The blocks of the first group of lanes, those of the second, …
    rows: Vec<Block>,
}

impl Batch {
    /// Room for keys of so many blocks with the salt in front of them.
    pub(super) fn new(blocks: usize, salt: &[u8]) -> Self {
        let rows = vec![[Row::ZERO; 16]; blocks * BATCH];
        Self { places: Vec::with_capacity(LANES * BATCH), keys: Layout::new(blocks, salt), rows }
    }

    /// Adds a key and says whether that was the last there is room for.
    #[inline]
    pub(super) fn push(&mut self, place: usize) -> bool {
        self.places.push(place);
        self.places.len() == LANES * BATCH
    }

    /// Takes all keys out: `put` lays one into its lane, `done` is given the places of some and their blocks.
    pub(super) fn empty(&mut self, put: impl Fn(&mut Layout, usize, usize), mut done: impl FnMut(&[usize], &[Block])) {
        let blocks = self.keys.blocks;
        for (some, rows) in self.places.chunks(LANES).zip(self.rows.chunks_mut(blocks)) {
            self.keys.clear();
            some.iter().enumerate().for_each(|(lane, place)| put(&mut self.keys, lane, *place));
            rows.iter_mut().enumerate().for_each(|(block, rows)| self.keys.turn(block, rows));
        }
        self.places.chunks(LANES).zip(self.rows.chunks(blocks)).for_each(|(some, rows)| done(some, rows));
        self.places.clear();
    }
}

/// Keys of all lanes.
pub(super) struct Layout {
    /// Blocks of each.
    blocks: usize,
    /// What stands in front of every key, of all lanes.
    fronts: Vec<[u8; BLOCK]>,
    /// Bytes of it in a lane.
    salt: usize,
    /// The blocks of the first lane, those of the second, …
    bytes: Vec<[u8; BLOCK]>,
    /// Bytes that the longest key fills.
    filled: usize,
}

impl Layout {
    fn new(blocks: usize, salt: &[u8]) -> Self {
        let mut front = vec![[0; BLOCK]; blocks];
        front.as_flattened_mut()[..salt.len()].copy_from_slice(salt);
        let fronts = front.repeat(LANES);
        Self { blocks, bytes: fronts.clone(), fronts, salt: salt.len(), filled: 0 }
    }

    /// Takes the keys out again.
    fn clear(&mut self) {
        self.bytes.copy_from_slice(&self.fronts);
        self.filled = 0;
    }

    /// Puts a key into a lane.
    #[inline]
    pub(super) fn put(&mut self, lane: usize, key: &[u8]) {
        let salt = self.salt;
        copy(key, &mut self.lane(lane)[salt..]);
        self.filled = self.filled.max(salt + key.len());
    }

    /// Puts a key into a lane that is the whole message, and what ends one.
    #[inline]
    pub(super) fn put_ended(&mut self, lane: usize, key: &[u8]) {
        let length = self.salt + key.len();
        self.put(lane, key);
        self.filled = self.filled.max(length + 1);
        let lane = self.lane(lane);
        lane[length] = 0x80;
        if let Some(end) = lane.last_chunk_mut() {
            *end = (length as u64 * 8).to_be_bytes();
        }
    }

    #[inline]
    fn lane(&mut self, lane: usize) -> &mut [u8] {
        self.bytes[lane * self.blocks..][..self.blocks].as_flattened_mut()
    }

    /// One of the blocks: its words, each a row of all lanes.
    fn turn(&self, block: usize, rows: &mut Block) {
        let used = self.filled.saturating_sub(block * BLOCK).div_ceil(4).min(16);
        rows[used..].fill(Row::ZERO);
        for (lane, key) in self.bytes.chunks_exact(self.blocks).enumerate().take(LANES) {
            let (words, _) = key[block].as_chunks::<4>();
            rows[..used].iter_mut().zip(words).for_each(|(row, word)| row.0[lane] = u32::from_be_bytes(*word));
            // A message ends with its length, which no key needs more than one word for.
            rows[15].0[lane] = u32::from_be_bytes(words[15]);
        }
    }
}

/// Copies without a call what has the length of most keys: its start and its end, which may overlap.
#[inline]
fn copy(from: &[u8], to: &mut [u8]) {
    let to = &mut to[..from.len()];
    match from.len() {
        8..=16 => ends::<8>(from, to),
        17..=32 => ends::<16>(from, to),
        4..8 => ends::<4>(from, to),
        _ => to.copy_from_slice(from),
    }
}

#[inline]
fn ends<const N: usize>(from: &[u8], to: &mut [u8]) {
    if let (Some(from), Some(to)) = (from.first_chunk::<N>(), to.first_chunk_mut()) {
        *to = *from;
    }
    if let (Some(from), Some(to)) = (from.last_chunk::<N>(), to.last_chunk_mut()) {
        *to = *from;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_every_length_stand_in_their_lanes() {
        let text: Vec<u8> = (1..=64).collect();
        for length in 0..=64 {
            let mut keys = Layout::new(1, b"");
            (0..LANES).for_each(|lane| keys.put(lane, &text[..length]));
            let mut block = [Row::splat(7); 16];
            keys.turn(0, &mut block);
            let written: Vec<u8> = block.iter().flat_map(|row| row.0[LANES - 1].to_be_bytes()).collect();
            assert!(written[..length] == text[..length] && written[length..].iter().all(|byte| *byte == 0), "{length}");
        }
    }

    #[test]
    fn a_message_ends_with_its_length() {
        let mut keys = Layout::new(2, &[b'a'; 20]);
        keys.put_ended(3, &[b'b'; 50]);
        let words = |at: usize| {
            let mut block = [Row::splat(7); 16];
            keys.turn(at, &mut block);
            block.map(|row| row.0[3].to_be_bytes()).concat()
        };
        assert_eq!([words(0), words(1)].concat()[..71], [&[b'a'; 20][..], &[b'b'; 50], &[0x80]].concat());
        assert_eq!(words(1)[56..], 560u64.to_be_bytes());
    }
}
