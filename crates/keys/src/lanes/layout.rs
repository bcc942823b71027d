//! How keys get into lanes: key by key first, and then turned, so that a row holds the same word of each.

use super::{LANES, Row};

/// Bytes of a block of SHA-1 and SHA-256.
pub(super) const BLOCK: usize = 64;
/// Groups of keys that are laid out before the first of them is hashed: a row that was just written word by word is slow
/// to read.
pub(super) const BATCH: usize = 4;

/// The words of a block, of every lane.
pub(super) type Block = [Row; 16];

/// Keys of all lanes, each in so many blocks.
pub(super) struct Layout {
    /// What stands in front of every key.
    front: Vec<[u8; BLOCK]>,
    /// Bytes of it.
    salt: usize,
    /// The blocks of the first lane, those of the second, …
    bytes: Vec<[u8; BLOCK]>,
    /// Bytes that the longest key fills.
    filled: usize,
}

impl Layout {
    /// Room for keys of so many blocks with the salt in front of them.
    pub(super) fn new(blocks: usize, salt: &[u8]) -> Self {
        let mut front = vec![[0; BLOCK]; blocks];
        front.as_flattened_mut()[..salt.len()].copy_from_slice(salt);
        let mut all = Self { bytes: Vec::with_capacity(blocks * LANES), front, salt: salt.len(), filled: 0 };
        all.clear();
        all
    }

    /// Blocks of a key.
    pub(super) fn blocks(&self) -> usize {
        self.front.len()
    }

    /// Takes the keys out again.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        (0..LANES).for_each(|_| self.bytes.extend_from_slice(&self.front));
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
        let blocks = self.front.len();
        self.bytes[lane * blocks..][..blocks].as_flattened_mut()
    }

    /// One of the blocks.
    pub(super) fn block(&self, block: usize) -> Block {
        let used = self.filled.saturating_sub(block * BLOCK).div_ceil(4).min(16);
        let mut rows = [Row::ZERO; 16];
        for (lane, key) in self.bytes.chunks(self.front.len()).enumerate().take(LANES) {
            let (words, _) = key[block].as_chunks::<4>();
            rows[..used].iter_mut().zip(words).for_each(|(row, word)| row.0[lane] = u32::from_be_bytes(*word));
            // A message ends with its length, which no key needs more than one word for.
            rows[15].0[lane] = u32::from_be_bytes(words[15]);
        }
        rows
    }
}

/// Copies without a call what has the length of most keys: in parts that may overlap.
#[inline]
fn copy(from: &[u8], to: &mut [u8]) {
    let to = &mut to[..from.len()];
    match from.len() {
        8..=32 => {
            let last = from.len() - 8;
            [0, last.min(8), last.min(16), last].into_iter().for_each(|at| part::<8>(&from[at..], &mut to[at..]));
        }
        4..8 => [0, from.len() - 4].into_iter().for_each(|at| part::<4>(&from[at..], &mut to[at..])),
        _ => to.copy_from_slice(from),
    }
}

#[inline]
fn part<const N: usize>(from: &[u8], to: &mut [u8]) {
    if let (Some(from), Some(to)) = (from.first_chunk::<N>(), to.first_chunk_mut()) {
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
            let block = keys.block(0);
            let written: Vec<u8> = block.iter().flat_map(|row| row.0[LANES - 1].to_be_bytes()).collect();
            assert!(written[..length] == text[..length] && written[length..].iter().all(|byte| *byte == 0), "{length}");
        }
    }

    #[test]
    fn a_message_ends_with_its_length() {
        let mut keys = Layout::new(2, &[b'a'; 20]);
        keys.put_ended(3, &[b'b'; 50]);
        let words = |at: usize| keys.block(at).map(|row| row.0[3].to_be_bytes()).concat();
        assert_eq!([words(0), words(1)].concat()[..71], [&[b'a'; 20][..], &[b'b'; 50], &[0x80]].concat());
        assert_eq!(words(1)[56..], 560u64.to_be_bytes());
    }
}
