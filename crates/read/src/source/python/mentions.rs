//! Which frameworks a source speaks of: what is asked of every file, found in one pass over its text.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

/// A word that files of a framework have, among them the imports of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mention {
    /// `flask`, `Flask`
    Flask,
    /// `connexion`
    Connexion,
    /// `fastapi`
    Fastapi,
    /// `starlette`
    Starlette,
    /// `aiohttp`
    Aiohttp,
    /// `django`
    Django,
    /// `configurations`: django-configurations
    Configurations,
}

/// The words in the order of [`Mention`].
const WORDS: [&str; 7] = ["lask", "connexion", "fastapi", "starlette", "aiohttp", "django", "configurations"];

// Leftmost matching is what lets the search compare many bytes at once. No word overlaps with the start of another.
static SEARCH: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(WORDS).ok());

/// The words that a text has.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mentions(u8);

impl Mentions {
    /// Looks once, until every word was seen.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut seen = Self::default();
        let Some(search) = SEARCH.as_ref() else { return Self(u8::MAX) };
        for hit in search.find_iter(text) {
            seen.0 |= 1 << hit.pattern().as_u32();
        }
        seen
    }

    /// The text has this word.
    #[must_use]
    pub fn has(self, mention: Mention) -> bool {
        self.0 & (1 << mention as u8) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_seen_wherever_it_stands() {
        const ALL: [Mention; 7] = [
            Mention::Flask,
            Mention::Connexion,
            Mention::Fastapi,
            Mention::Starlette,
            Mention::Aiohttp,
            Mention::Django,
            Mention::Configurations,
        ];
        for (at, mention) in ALL.into_iter().enumerate() {
            assert_eq!(mention as usize, at, "the order of the words");
            let seen = Mentions::of(&format!("x = 1\nfrom my{} import y\n", WORDS[at]));
            assert!(ALL.into_iter().all(|one| seen.has(one) == (one == mention)), "{mention:?}");
        }
        let all = Mentions::of(&WORDS.concat());
        assert!(ALL.into_iter().all(|one| all.has(one)));
    }
}
