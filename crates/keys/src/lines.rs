//! Tries the lines of a word list.

use memchr::{memchr, memchr_iter};
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

    /// The same lines in other spellings.
    fn or(self, other: Self) -> Self {
        let hit = self.hit.into_iter().chain(other.hit).min_by_key(|(_, line)| *line);
        Self { lines: self.lines, keys: self.keys + other.keys, hit }
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
        let mut words: Vec<&[u8]> = Vec::with_capacity(share.len() / 8);
        words.extend(lines(share).filter(|line| !line.is_empty()));
        let ends = memchr_iter(b'\n', share).count() as u64;
        let lines = ends + u64::from(!share.ends_with(b"\n"));
        let keys = words.len() as u64;
        let first = self.attempt(&words).into_iter().min_by_key(|hit| hit.word);
        let hit = first.map(|hit| (hit.text, line_of(share, hit.word)));
        let plain = Tried { lines, keys, hit };
        if candidates::is_plain_text(share) { plain } else { plain.or(self.other_spellings(share)) }
    }

    /// Few lines have more than one spelling.
    fn other_spellings(&self, share: &[u8]) -> Tried {
        let spelt = |(at, line)| candidates::spellings_of_word(line).into_iter().skip(1).map(move |one| (at, one));
        let others = lines(share).enumerate().filter(|(_, line)| !line.is_empty() && !candidates::is_plain(line));
        let all: Vec<(usize, Vec<u8>)> = others.flat_map(spelt).collect();
        let words: Vec<&[u8]> = all.iter().map(|(_, word)| &word[..]).collect();
        let first = self.attempt(&words).into_iter().min_by_key(|hit| all[hit.word].0);
        Tried { lines: 0, keys: words.len() as u64, hit: first.map(|hit| (hit.text, all[hit.word].0 as u64)) }
    }
}

/// The line on which a word stands, from 0.
fn line_of(share: &[u8], word: usize) -> u64 {
    lines(share).enumerate().filter(|(_, line)| !line.is_empty()).nth(word).map_or(0, |(at, _)| at as u64)
}

/// Lines without their ends.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    let ends = memchr_iter(b'\n', text).chain([text.len()]);
    let mut start = 0;
    ends.map(move |end| {
        let line = &text[start..end];
        start = end + 1;
        line.strip_suffix(b"\r").unwrap_or(line)
    })
}

/// Cuts behind ends of lines.
fn shares(mut block: &[u8]) -> Vec<&[u8]> {
    let mut shares = Vec::new();
    while block.len() > SHARE {
        let end = memchr(b'\n', &block[SHARE..]).map_or(block.len(), |at| SHARE + at + 1);
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
