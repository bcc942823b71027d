//! Keys that are told by their provider's own format.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::checksum;

/// The formats; the file says how they are written.
const TABLE: &str = include_str!("providers.txt");

/// Says whether a character belongs to an alphabet.
type Has = fn(u8) -> bool;

/// Characters that a run may be made of, by the name in the table.
const ALPHABETS: &[(&str, Has)] = &[
    ("digits", |b| b.is_ascii_digit()),
    ("hex", |b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
    ("alnum", |b| b.is_ascii_alphanumeric()),
    ("loweralnum", |b| b.is_ascii_digit() || b.is_ascii_lowercase()),
    ("upperalnum", |b| b.is_ascii_digit() || b.is_ascii_uppercase()),
    ("upper32", |b| b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b)),
    ("alnumdash", |b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'),
    ("base64", |b| b.is_ascii_alphanumeric() || b"+/=".contains(&b)),
];

/// A piece of a format after its start.
enum Part {
    /// These very characters.
    Text(&'static str),
    /// So many characters of an alphabet, from the least to the most.
    Run(Has, usize, usize),
}

/// One format.
struct Format {
    name: &'static str,
    prefix: &'static str,
    parts: Vec<Part>,
    /// Ends with a checksum.
    summed: bool,
}

/// A key that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is, as its provider calls it.
    pub name: &'static str,
    /// Where it starts, in bytes.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
}

static FORMATS: LazyLock<Vec<Format>> = LazyLock::new(|| rows().filter_map(|row| format(&row)).collect());
static PREFIXES: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(FORMATS.iter().map(|f| f.prefix)).ok()
});

/// Keys in a text, one pass over it for all formats.
#[must_use]
pub fn find(bytes: &[u8]) -> Vec<Found> {
    let Some(prefixes) = PREFIXES.as_ref() else { return Vec::new() };
    let hits = prefixes.find_overlapping_iter(bytes);
    hits.filter_map(|hit| at(bytes, &FORMATS[hit.pattern().as_usize()], hit.start(), hit.end())).collect()
}

fn at(bytes: &[u8], format: &Format, from: usize, body: usize) -> Option<Found> {
    let joined = from.checked_sub(1).is_some_and(|b| bytes[b].is_ascii_alphanumeric() || bytes[b] == b'_');
    let length = matched(&format.parts, &bytes[body..])?;
    let key = &bytes[body..body + length];
    let real = !joined && is_varied(key) && (!format.summed || checksum::crc32_base62(key));
    real.then_some(Found { name: format.name, from, to: body + length })
}

/// How many bytes the parts take, if they are there and the key ends after them.
fn matched(parts: &[Part], bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    for part in parts {
        at += match part {
            Part::Text(text) => bytes[at..].starts_with(text.as_bytes()).then_some(text.len())?,
            Part::Run(has, least, most) => {
                let run = bytes[at..].iter().take(*most).take_while(|b| has(**b)).count();
                (run >= *least).then_some(run)?
            }
        };
    }
    bytes.get(at).is_none_or(|b| !b.is_ascii_alphanumeric()).then_some(at)
}

/// Neither one character repeated nor a word of documentation.
fn is_varied(key: &[u8]) -> bool {
    let mut seen = [false; 256];
    key.iter().for_each(|b| seen[usize::from(*b)] = true);
    let documented = ["EXAMPLE", "example", "XXXX", "xxxx", "00000000", "12345678", "abcdefgh"];
    seen.iter().filter(|s| **s).count() >= 8
        && !documented.iter().any(|word| memchr::memmem::find(key, word.as_bytes()).is_some())
}

/// Rows of the table: name, start, what follows, a good example, a bad one.
fn rows() -> impl Iterator<Item = [&'static str; 5]> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split(" | ").collect::<Vec<_>>().try_into().ok())
}

fn format([name, prefix, follows, ..]: &[&'static str; 5]) -> Option<Format> {
    let words = || follows.split(' ');
    let parts: Option<Vec<Part>> = words().filter(|w| *w != "crc32").map(part).collect();
    Some(Format { name, prefix, parts: parts?, summed: words().any(|w| w == "crc32") })
}

fn part(word: &'static str) -> Option<Part> {
    if let Some(text) = word.strip_prefix('=') {
        return Some(Part::Text(text));
    }
    let (alphabet, count) = word.split_once(':')?;
    let (least, most) = count.split_once('-').unwrap_or((count, count));
    let has = ALPHABETS.iter().find(|(name, _)| *name == alphabet)?.1;
    Some(Part::Run(has, least.parse().ok()?, most.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_takes_its_good_example_and_refuses_its_bad_one() {
        for [name, prefix, _, good, bad] in rows() {
            let takes =
                |body: &str| find(format!("key = \"{prefix}{body}\"").as_bytes()).iter().any(|f| f.name == name);
            assert!(takes(good), "{name} misses its good example");
            assert!(!takes(bad), "{name} takes its bad example");
        }
    }

    #[test]
    fn every_line_of_the_table_is_a_format() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(FORMATS.len(), lines);
        assert!(lines >= 40);
    }

    #[test]
    fn a_key_inside_a_longer_word_is_none() {
        let text = format!("x{}k3Vd8Tq1Zx7Rb5Wmk3Vd8Tq1Zx7Rb5Wm", "sk_live_");
        assert!(find(text.as_bytes()).is_empty());
    }
}
