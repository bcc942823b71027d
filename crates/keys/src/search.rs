//! Tries keys: many texts at once, many keys at once.
//!
//! Texts whose keys are derived alike share the derivation. What the lanes can do they do; everything else, and the
//! proof of whatever they say fits, is done by the plain crates.

use rayon::prelude::*;

use crate::lanes::{self, Program};
use crate::plain;
use crate::signed::{Check, Derivation, Signed};

/// Keys that one thread tries at a time; fewer are not worth a second thread.
const SHARE: usize = 4096;
/// The same where each takes a thousand times as long.
const SLOW_SHARE: usize = 8;

/// Texts, made ready to have keys tried on them.
pub struct Search {
    groups: Vec<Group>,
}

/// Texts whose keys are derived alike.
struct Group {
    derivation: Derivation,
    /// Each with its place among the texts.
    texts: Vec<(usize, Check)>,
    program: Option<Program>,
}

/// A key that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// The place of the text among those that were given.
    pub text: usize,
    /// The place of the key.
    pub word: usize,
}

/// What there is on this machine to try keys with, the fastest first, and the plain crates last.
#[must_use]
pub fn engines() -> Vec<&'static str> {
    lanes::engines().iter().map(|engine| engine.name).chain(["plain"]).collect()
}

impl Search {
    /// Makes texts ready, with the fastest that this machine has.
    #[must_use]
    pub fn new(texts: &[Signed]) -> Self {
        Self::with(texts, |_| true)
    }

    /// Makes texts ready, with one of [`engines`] alone; what it cannot do is done by the plain crates.
    #[must_use]
    pub fn on(texts: &[Signed], engine: &str) -> Self {
        Self::with(texts, |name| name == engine)
    }

    fn with(texts: &[Signed], allowed: impl Fn(&str) -> bool) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        for (at, text) in texts.iter().enumerate() {
            let kind = (&text.derivation, hash_of(&text.check));
            let like = |group: &Group| (&group.derivation, hash_of(&group.texts[0].1)) == kind;
            let text = (at, text.check.clone());
            match groups.iter_mut().find(|group| like(group)) {
                Some(group) => group.texts.push(text),
                None => {
                    groups.push(Group { derivation: texts[at].derivation.clone(), texts: vec![text], program: None });
                }
            }
        }
        for group in &mut groups {
            group.program = Program::of(&group.derivation, group.texts.iter().map(|(_, check)| check), &allowed);
        }
        Self { groups }
    }

    /// Every text that one of the keys fits, sorted. Many keys are spread over all processors.
    #[must_use]
    pub fn attempt(&self, words: &[&[u8]]) -> Vec<Hit> {
        let mut hits: Vec<Hit> = self.groups.iter().flat_map(|group| group.spread(words)).collect();
        hits.sort_unstable();
        hits
    }
}

fn hash_of(check: &Check) -> Option<crate::Hash> {
    match check {
        Check::Hmac { hash, .. } => Some(*hash),
        Check::AesGcm { .. } => None,
    }
}

impl Group {
    fn spread(&self, words: &[&[u8]]) -> Vec<Hit> {
        let share = if matches!(self.derivation, Derivation::Pbkdf2 { .. }) { SLOW_SHARE } else { SHARE };
        if words.len() <= share {
            return self.share(words, 0);
        }
        let shares = words.par_chunks(share).enumerate();
        shares.flat_map_iter(|(at, words)| self.share(words, at * share)).collect()
    }

    fn share(&self, words: &[&[u8]], first: usize) -> Vec<Hit> {
        let mut hits = Vec::new();
        match &self.program {
            Some(program) => program.run(words, |word, text| {
                let (text, check) = &self.texts[text];
                if plain::fits(&self.derivation, check, words[word]) {
                    hits.push(Hit { text: *text, word: first + word });
                }
            }),
            None => self.plainly(words, first, &mut hits),
        }
        hits
    }

    fn plainly(&self, words: &[&[u8]], first: usize, hits: &mut Vec<Hit>) {
        for (at, word) in words.iter().enumerate() {
            let Some(key) = plain::derive(&self.derivation, word) else { continue };
            let fits = plain::fits_each(&key, self.texts.iter().map(|(_, check)| check));
            let fitting = self.texts.iter().zip(fits).filter(|(_, fits)| *fits);
            hits.extend(fitting.map(|((text, _), _)| Hit { text: *text, word: first + at }));
        }
    }
}
