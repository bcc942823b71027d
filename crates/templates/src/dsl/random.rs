//! Random words for requests, from a seed that `look` gave: the same seed gives the same run.

use std::cell::Cell;

/// A row of numbers (splitmix64). Not for secrets.
#[derive(Debug)]
pub struct Random(Cell<u64>);

impl Random {
    /// From a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Cell::new(seed))
    }

    /// The next number below a limit; 0 where the limit is 0.
    #[must_use]
    pub fn below(&self, limit: usize) -> usize {
        let state = self.0.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.0.set(state);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)).checked_rem(limit as u64).unwrap_or(0) as usize
    }

    /// A word of some characters.
    #[must_use]
    pub fn word(&self, characters: &[u8], length: usize) -> Vec<u8> {
        (0..length).filter_map(|_| characters.get(self.below(characters.len())).copied()).collect()
    }
}
