//! Sets of words, written as one text.

use std::collections::HashSet;
use std::sync::LazyLock;

/// A set that is built when it is first asked.
pub type Words = LazyLock<HashSet<&'static str>>;

/// The words of a text, separated by white space.
#[must_use]
pub fn set(text: &'static str) -> HashSet<&'static str> {
    text.split_whitespace().collect()
}
