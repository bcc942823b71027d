//! Words that nobody can have foreseen, from one seed that `look` draws.

/// Random words and numbers, each by its purpose: the same purpose gives the same word during one audit, so that rules
/// stay pure. Not for secrets: whoever sees one word may compute the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nonces(u64);

impl Nonces {
    /// From a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A word of lower-case letters.
    #[must_use]
    pub fn word(&self, purpose: &str, length: usize) -> String {
        let mut state = self.state(purpose);
        (0..length).map(|_| char::from(b'a' + (next(&mut state) % 26) as u8)).collect()
    }

    /// A number below a limit; 0 when the limit is 0.
    #[must_use]
    pub fn number(&self, purpose: &str, below: u64) -> u64 {
        next(&mut self.state(purpose)).checked_rem(below).unwrap_or(0)
    }

    /// FNV-1a over the purpose, begun at the seed.
    fn state(&self, purpose: &str) -> u64 {
        let start = self.0 ^ 0xcbf2_9ce4_8422_2325;
        purpose.bytes().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
    }
}

/// Splitmix64.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_has_one_word_and_another_seed_gives_another() {
        let nonces = Nonces::new(7);
        assert_eq!(nonces.word("a", 12), nonces.word("a", 12));
        assert_ne!(nonces.word("a", 12), nonces.word("b", 12));
        assert_ne!(nonces.word("a", 12), Nonces::new(8).word("a", 12));
        assert_eq!((nonces.word("a", 12).len(), nonces.number("a", 0)), (12, 0));
        assert!(nonces.number("a", 10) < 10);
    }
}
