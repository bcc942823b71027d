//! Where in a text some key may start: every byte of every file is looked at for this, so that it has to be cheap.
//!
//! Three bytes in a row are looked up in a table of bits that stays in the nearest cache. An automaton of that many words
//! is larger, and each of its steps waits for the one before.

use std::ops::Range;

use crate::hash::Map;

/// How many bytes of a start are looked up.
const WIDTH: usize = 3;

/// So many bytes are looked up for each eight that are loaded at once.
const STEP: usize = 8 + 1 - WIDTH;

/// Words of 64 bits; a power of two.
const WORDS: usize = 1024;

/// Starts of formats, to be found in texts.
pub(super) struct Starts {
    /// Which sums of three bytes some start has.
    sums: Box<[u64; WORDS]>,
    /// Starts by their first three bytes, each with its format.
    all: Map<u32, Vec<(&'static [u8], usize)>>,
}

impl Starts {
    /// Starts of at least two bytes, each with the number of its format. No key ends with its start.
    pub(super) fn new(starts: impl Iterator<Item = (&'static str, usize)>) -> Self {
        let mut made = Self { sums: Box::new([0; WORDS]), all: Map::default() };
        for (start, format) in starts {
            match *start.as_bytes() {
                [a, b, c, ..] => made.add([a, b, c], start, format),
                [a, b] => (0..=u8::MAX).for_each(|c| made.add([a, b, c], start, format)),
                _ => {}
            }
        }
        made
    }

    fn add(&mut self, three: [u8; WIDTH], start: &'static str, format: usize) {
        let key = key(&three);
        let (word, bit) = sum(key);
        self.sums[word] |= bit;
        self.all.entry(key).or_default().push((start.as_bytes(), format));
    }

    /// Every start that lies in a part of a text: where it begins, where it ends, and the number of its format.
    pub(super) fn each(&self, bytes: &[u8], part: Range<usize>, mut found: impl FnMut(usize, usize, usize)) {
        // A start of two bytes at the end of the part is looked up with the byte behind it.
        let looked_at = part.start..bytes.len().min(part.end.saturating_add(WIDTH - 2));
        let (Some(looked_at), Some(inside)) = (bytes.get(looked_at), bytes.get(..part.end)) else { return };
        let mut look = |at: usize, key: u32| {
            for (start, format) in self.all.get(&key).into_iter().flatten() {
                if inside[at..].starts_with(start) {
                    found(at, at + start.len(), *format);
                }
            }
        };
        let mut at = part.start;
        for eight in looked_at.windows(8).step_by(STEP).filter_map(|eight| eight.first_chunk()) {
            let eight = u64::from_le_bytes(*eight);
            for offset in (0..STEP).filter(|offset| self.may_start(three_of(eight, *offset))) {
                look(at + offset, three_of(eight, offset));
            }
            at += STEP;
        }
        for three in bytes.get(at..part.start + looked_at.len()).unwrap_or_default().windows(WIDTH) {
            let key = key(three);
            if self.may_start(key) {
                look(at, key);
            }
            at += 1;
        }
    }

    fn may_start(&self, key: u32) -> bool {
        let (word, bit) = sum(key);
        self.sums[word] & bit != 0
    }
}

/// The key of the three bytes from an offset on.
fn three_of(eight: u64, offset: usize) -> u32 {
    (eight >> (8 * offset)) as u32 & 0x00FF_FFFF
}

fn key(three: &[u8]) -> u32 {
    u32::from(three[0]) | u32::from(three[1]) << 8 | u32::from(three[2]) << 16
}

/// The place of a key in the table: Fibonacci hashing to sixteen bits.
fn sum(key: u32) -> (usize, u64) {
    let hash = key.wrapping_mul(0x9E37_79B1) >> 16;
    ((hash >> 6) as usize % WORDS, 1 << (hash & 63))
}

#[cfg(test)]
mod tests {
    use super::Starts;

    #[test]
    fn all_starts_are_found_also_inside_each_other_and_at_the_ends() {
        let starts = Starts::new(["sk-", "sk-ant-", "ant", "AKIA", "SK"].into_iter().zip(0..));
        let found_in = |text: &str, part| {
            let mut all = Vec::new();
            starts.each(text.as_bytes(), part, |from, to, format| all.push((from, to, format)));
            all
        };
        let found = |text: &str| found_in(text, 0..text.len());
        assert_eq!(found("sk-ant-x"), [(0, 3, 0), (0, 7, 1), (3, 6, 2)]);
        assert_eq!(found("x = AKIA"), [(4, 8, 3)]);
        assert_eq!(found("SK1"), [(0, 2, 4)]);
        assert_eq!(found("AKI"), []);
        assert_eq!(found(""), []);
        assert_eq!(found_in("sk-ant-x", 1..7), [(3, 6, 2)]);
        assert_eq!(found_in("xSK1", 0..3), [(1, 3, 4)]);
        assert_eq!(found_in("xSK1", 0..2), []);
    }
}
