//! Tries the lines of a word list.

use rayon::prelude::*;

use crate::candidates;
use crate::search::Search;

/// Bytes of lines that one thread tries at a time.
const SHARE: usize = 1 << 16;

/// What came of some lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    /// Lines, empty ones among them.
    pub lines: u64,
    /// Keys that they stand for.
    pub keys: u64,
    /// The first text that a key fits, and the number of the key's line, from 0.
    pub hit: Option<(usize, u64)>,
}

impl Tried {
    /// These lines, and others behind them.
    #[must_use]
    pub fn and(self, later: Self) -> Self {
        let hit = self.hit.or(later.hit.map(|(text, line)| (text, self.lines + line)));
        Self { lines: self.lines + later.lines, keys: self.keys + later.keys, hit }
    }
}

impl Search {
    /// Tries every spelling of every line, on all processors. Bytes that are no text are tried as they stand.
    #[must_use]
    pub fn attempt_lines(&self, block: &[u8]) -> Tried {
        let shares = shares(block);
        let tried: Vec<Tried> = shares.par_iter().map(|share| self.share_of_lines(share)).collect();
        tried.into_iter().fold(Tried::default(), Tried::and)
    }

    fn share_of_lines(&self, share: &[u8]) -> Tried {
        let lines: Vec<&[u8]> = lines(share).collect();
        // Few lines have more than one spelling; those are kept here.
        let others: Vec<(usize, Vec<Vec<u8>>)> = lines
            .iter()
            .enumerate()
            .filter(|(_, line)| !candidates::is_plain(line))
            .map(|(at, line)| (at, candidates::spellings_of_word(line)))
            .collect();
        let spelt = others.iter().flat_map(|(at, all)| all.iter().skip(1).map(move |one| (*at, &one[..])));
        let plain = lines.iter().copied().enumerate().filter(|(_, line)| !line.is_empty());
        let (places, words): (Vec<usize>, Vec<&[u8]>) = plain.chain(spelt).unzip();
        let first = self.attempt(&words).into_iter().min_by_key(|hit| places[hit.word]);
        Tried {
            lines: lines.len() as u64,
            keys: words.len() as u64,
            hit: first.map(|hit| (hit.text, places[hit.word] as u64)),
        }
    }
}

/// Lines without their ends.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    text.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// Cuts behind ends of lines.
fn shares(mut block: &[u8]) -> Vec<&[u8]> {
    let mut shares = Vec::new();
    while block.len() > SHARE {
        let end = block[SHARE..].iter().position(|byte| *byte == b'\n').map_or(block.len(), |at| SHARE + at + 1);
        let (share, rest) = block.split_at(end);
        shares.push(share);
        block = rest;
    }
    if !block.is_empty() {
        shares.push(block);
    }
    shares
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::signed::Input;

    /// What Flask 3.1 signed with the key of its own documentation.
    const COOKIE: &[u8] = b"eyJ1c2VyIjo3fQ.awvoPQ.eUqaosL0XdEIGY-kdKSCvtqOj1o";

    fn tried(list: &[u8]) -> Tried {
        Search::new(&crate::read(&Input { value: COOKIE, ..Input::default() })).attempt_lines(list)
    }

    #[test]
    fn the_line_of_the_key_is_told_in_a_long_list() {
        let mut list: Vec<u8> = (0..60_000).flat_map(|n| format!("word{n}\r\n").into_bytes()).collect();
        list.extend(b"'_5#y2L\"F4Q8z\\n\\xec]/'\nlast");
        let tried = tried(&list);
        assert_eq!(tried.hit.map(|(_, line)| line), Some(60_000));
        assert_eq!(tried.lines, 60_002);
    }

    #[test]
    fn an_empty_list_has_no_keys() {
        assert_eq!(tried(b""), Tried::default());
        assert_eq!(tried(b"\n\n\r\n").keys, 0);
    }

    proptest! {
        #[test]
        fn junk_is_tried_and_fits_nothing(list in proptest::collection::vec(any::<u8>(), 0..3000)) {
            prop_assert_eq!(tried(&list).hit, None);
        }
    }
}
