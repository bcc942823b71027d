//! Values that must never leave the process in clear.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// A secret value. It can be measured, compared and tried, never printed: `Debug`, `Display` and
/// `Serialize` show its length only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Secret {
    bytes: Arc<[u8]>,
    known: Option<Arc<str>>,
}

/// Why a secret can be guessed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Published somewhere; the text says where (`the key of the Flask tutorial`).
    Published(String),
    /// Shorter or less random than 128 bits; the estimate.
    Bits(u32),
}

impl Secret {
    /// Takes a value in.
    pub fn new(bytes: impl AsRef<[u8]>) -> Self {
        Self { bytes: Arc::from(bytes.as_ref()), known: None }
    }

    /// Marks the value as published, saying where. Readers hold the list, rules read the mark.
    #[must_use]
    pub fn published(mut self, source: &str) -> Self {
        self.known = Some(Arc::from(source));
        self
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// No bytes at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Lets a function try the value (a signature, a comparison) and give back an answer about it.
    /// The answer must not contain the value.
    pub fn attempt<T>(&self, tries: impl FnOnce(&[u8]) -> T) -> T {
        tries(&self.bytes)
    }

    /// A generous estimate of its randomness in bits: Shannon entropy per character times the
    /// length, bounded by what the alphabet in use allows (hexadecimal digits carry 4 bits each).
    #[must_use]
    pub fn bits(&self) -> u32 {
        let n = self.bytes.len() as f64;
        let mut counts = [0u32; 256];
        for b in self.bytes.iter() {
            counts[usize::from(*b)] += 1;
        }
        let shannon: f64 = counts
            .iter()
            .filter(|c| **c > 0)
            .map(|c| {
                let p = f64::from(*c) / n;
                -p * p.log2()
            })
            .sum();
        let all = |f: fn(&u8) -> bool| self.bytes.iter().all(f);
        // A short random hexadecimal string does not show all of its alphabet, so the measured
        // entropy understates it; the alphabet's own rate is used when the string looks random.
        let alphabet: f64 = if all(u8::is_ascii_digit) {
            10f64.log2()
        } else if all(u8::is_ascii_hexdigit) {
            4.0
        } else {
            6.0
        };
        let expected = (n.max(1.0)).log2().min(alphabet) * 0.75;
        let rate = if shannon >= expected { alphabet } else { shannon.min(alphabet) };
        (rate * n) as u32
    }

    /// Which characters it is made of, in words: `digits`, `hexadecimal`, `letters`, `mixed`.
    #[must_use]
    pub fn class(&self) -> &'static str {
        let all = |f: fn(&u8) -> bool| self.bytes.iter().all(f);
        if self.bytes.is_empty() {
            "empty"
        } else if all(u8::is_ascii_digit) {
            "digits"
        } else if all(u8::is_ascii_hexdigit) {
            "hexadecimal"
        } else if all(|b| b.is_ascii_lowercase()) {
            "lower-case letters"
        } else if all(u8::is_ascii_alphabetic) {
            "letters"
        } else {
            "mixed"
        }
    }

    /// Why it can be guessed, if it can.
    #[must_use]
    pub fn weakness(&self) -> Option<Weakness> {
        if let Some(source) = &self.known {
            return Some(Weakness::Published(source.to_string()));
        }
        let bits = self.bits();
        (bits < 128 || reads_as_words(&self.bytes)).then(|| Weakness::Bits(bits.min(127)))
    }
}

/// Words joined by separators (`change-me-in-production-please`) are long and yet guessable: a
/// random key of that length without a digit or a change of case would be a rare accident.
fn reads_as_words(bytes: &[u8]) -> bool {
    let words = bytes.split(|b| matches!(b, b'-' | b'_' | b' ' | b'.' | b'!'));
    let mut count = 0;
    for word in words {
        let plain = word.iter().all(u8::is_ascii_lowercase) || word.iter().all(u8::is_ascii_uppercase);
        if !plain || word.len() > 16 {
            return false;
        }
        count += 1;
    }
    count >= 2
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} bytes, {})", self.len(), self.class())
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a secret of {} characters ({})", self.len(), self.class())
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = to.serialize_map(Some(1))?;
        map.serialize_entry("secret", &format!("{} bytes, {}", self.len(), self.class()))?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_shows_itself() {
        let secret = Secret::new("hunter2-hunter2");
        let shown = format!("{secret} {secret:?}");
        assert!(!shown.contains("hunter"), "{shown}");
    }

    #[test]
    fn a_random_hex_key_of_32_digits_is_strong_enough() {
        assert_eq!(Secret::new("9f86d081884c7d659a2feaa0c55ad015").weakness(), None);
    }

    #[test]
    fn words_are_weak_however_long() {
        let weak = ["dev", "random", "supersecretkey", "change-me-in-production-please-please"];
        for word in weak {
            assert!(Secret::new(word).weakness().is_some(), "{word}");
        }
    }
}
