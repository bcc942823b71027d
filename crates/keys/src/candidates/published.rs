//! Keys that are published: in documentation, tutorials, and as products' defaults.

use std::sync::LazyLock;

use super::literal;

/// Values with the source that published them, one section per source.
const LIST: &str = include_str!("../../data/published.txt");
/// Words that guessing lists open with, one a line.
const WORDS: &str = include_str!("../../data/words.txt");

/// A key that is published.
#[derive(Clone, Debug)]
pub struct Published {
    /// Its bytes, in one of the ways in which it may be taken.
    pub key: Vec<u8>,
    /// Who published it: `Apache Superset's default configuration`.
    pub by: &'static str,
    /// Which releases have it, where that is known: `before 1.4.1`.
    pub releases: &'static str,
    /// Where that can be read; empty for words.
    pub source: &'static str,
}

static ALL: LazyLock<Vec<Published>> = LazyLock::new(all);

/// All of them, those of products and documentation first.
#[must_use]
pub fn published() -> &'static [Published] {
    &ALL
}

/// The heading of a section: who, which releases, and where that can be read.
#[derive(Clone, Copy, Default)]
struct Heading {
    by: &'static str,
    releases: &'static str,
    source: &'static str,
}

fn heading(text: &'static str) -> Heading {
    let mut parts = text.split(" | ").map(str::trim);
    let mut next = || parts.next().unwrap_or_default();
    Heading { by: next(), releases: next(), source: next() }
}

fn all() -> Vec<Published> {
    let mut found = Vec::new();
    let mut at = Heading::default();
    for line in LIST.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("= ") {
            Some(text) => at = heading(text),
            None => add(&mut found, line, at),
        }
    }
    let words = Heading { by: "a list of common passwords", ..Heading::default() };
    WORDS
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .for_each(|line| add(&mut found, line, words));
    found
}

/// A word of small letters is tried with a capital and in capitals, too.
fn add(found: &mut Vec<Published>, line: &str, at: Heading) {
    let Heading { by, releases, source } = at;
    let mut forms = literal::spellings(line.as_bytes());
    if line.bytes().all(|byte| byte.is_ascii_lowercase()) {
        forms.push(line.to_ascii_uppercase().into_bytes());
        let mut capital = line.as_bytes().to_vec();
        capital[0].make_ascii_uppercase();
        forms.push(capital);
    }
    found.extend(forms.into_iter().map(|key| Published { key, by, releases, source }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(key: &[u8]) -> Option<&'static str> {
        published().iter().find(|one| one.key == key).map(|one| one.by)
    }

    #[test]
    fn defaults_that_lists_miss_are_known_in_their_bytes() {
        assert_eq!(by(b"_5#y2L\"F4Q8z\n\xec]/"), Some("the Flask documentation"));
        for superset in [
            &b"\x02\x01thisismyscretkey\x01\x02\\e\\y\\y\\h"[..],
            b"CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET",
            b"thisISaSECRET_1234",
            b"YOUR_OWN_RANDOM_GENERATED_SECRET_KEY",
            b"TEST_NON_DEV_SECRET",
        ] {
            assert!(by(superset).is_some_and(|by| by.contains("Superset")), "{superset:?}");
        }
        assert!(by(b"temporary_key").is_some_and(|by| by.contains("Airflow")));
        assert_eq!(by(b"keyboard cat"), Some("the documentation of Express"));
        assert_eq!(by(b"your-256-bit-secret"), Some("the documentation of a JWT library"));
    }

    #[test]
    fn every_key_has_a_source_and_products_say_where_it_is_written() {
        assert!(published().len() > 600);
        assert!(published().iter().all(|one| !one.by.is_empty() && !one.key.is_empty()));
        let with_source = published().iter().filter(|one| one.source.starts_with("https://"));
        assert!(with_source.count() > 40);
    }
}
