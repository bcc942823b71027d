//! Values that everybody knows: documented default keys, vendors' default passwords, and the words
//! that guessing lists open with.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Values with the source that published them, one section per source. The list is that of the room that tries keys,
/// so that what fits a cookie is what is told of a file.
const PUBLISHED: &str = include_str!("../../../../keys/data/published.txt");
/// Words, one a line.
const WORDS: &str = include_str!("../../../../keys/data/words.txt");
/// What is said of a value of the second list.
const DICTIONARY: &str = "a list of common passwords";

static VALUES: LazyLock<HashMap<Vec<u8>, &'static str>> = LazyLock::new(values);
static FOLDED: LazyLock<HashMap<String, &'static str>> = LazyLock::new(folded);

/// Who published a value (`the Flask documentation`), or nothing when it is on no list.
#[must_use]
pub fn source(value: &[u8]) -> Option<&'static str> {
    if let Some(found) = VALUES.get(value) {
        return Some(found);
    }
    let folded = std::str::from_utf8(value).ok()?.trim().to_lowercase();
    FOLDED.get(&folded).copied()
}

fn values() -> HashMap<Vec<u8>, &'static str> {
    let mut values = HashMap::new();
    for (source, value) in sections() {
        values.entry(unescape(value)).or_insert(source);
    }
    values
}

/// Both lists without regard to case: `ChangeMe` is as well known as `changeme`.
fn folded() -> HashMap<String, &'static str> {
    let mut folded = HashMap::new();
    for (source, value) in sections() {
        folded.entry(value.to_lowercase()).or_insert(source);
    }
    for word in WORDS.lines().filter(|line| !line.starts_with('#')) {
        folded.entry(word.to_lowercase()).or_insert(DICTIONARY);
    }
    folded
}

fn sections() -> impl Iterator<Item = (&'static str, &'static str)> {
    let mut source = "";
    PUBLISHED.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).filter_map(move |line| {
        match line.strip_prefix("= ") {
            Some(heading) => {
                source = heading.split(" | ").next().unwrap_or(heading);
                None
            }
            None => Some((source, line)),
        }
    })
}

/// Reads the escapes of a Python bytes literal; an unknown escape stands for itself, as in Python.
fn unescape(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let (byte, used) = if *first == b'\\' { escape(tail) } else { (*first, 0) };
        out.push(byte);
        rest = &tail[used..];
    }
    out
}

/// The byte of an escape and how many bytes after the backslash it takes.
fn escape(after: &[u8]) -> (u8, usize) {
    match after {
        [b'x', high, low, ..] => match (hex(*high), hex(*low)) {
            (Some(high), Some(low)) => (high << 4 | low, 3),
            _ => (b'\\', 0),
        },
        [b'n', ..] => (b'\n', 1),
        [b't', ..] => (b'\t', 1),
        [b'r', ..] => (b'\r', 1),
        [b'\\', ..] => (b'\\', 1),
        [digit @ b'0'..=b'7', ..] => (digit - b'0', 1),
        _ => (b'\\', 0),
    }
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|d| u8::try_from(d).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_the_flask_documentation_is_known_in_its_bytes() {
        assert_eq!(source(b"_5#y2L\"F4Q8z\n\xec]/"), Some("the Flask documentation"));
    }

    #[test]
    fn defaults_of_products_name_the_product() {
        assert_eq!(source(b"CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET"), Some("Apache Superset's default configuration"));
        assert_eq!(
            source(b"\x02\x01thisismyscretkey\x01\x02\\e\\y\\y\\h"),
            Some("Apache Superset's default configuration")
        );
        assert_eq!(source(b"keyboard cat"), Some("the documentation of Express"));
    }

    #[test]
    fn case_does_not_make_a_word_a_key() {
        assert_eq!(source(b"RANDOM"), source(b"random"));
        assert_eq!(source(b"Batman"), Some(DICTIONARY));
    }

    #[test]
    fn a_random_value_is_on_no_list() {
        assert_eq!(source(b"6b1f0a94c7e2d85f"), None);
        assert_eq!(source(b""), None);
    }

    #[test]
    fn every_line_of_the_list_has_a_source() {
        assert!(sections().count() > 300);
        assert!(sections().all(|(source, value)| !source.is_empty() && !value.is_empty()));
    }
}
