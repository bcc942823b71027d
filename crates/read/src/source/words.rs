//! Sets of words, written as one text.

use std::sync::LazyLock;

use crate::hash::Set;

/// A set that is built when it is first asked.
pub type Words = LazyLock<Set<&'static str>>;

/// The words of a text, separated by white space.
#[must_use]
pub fn set(text: &'static str) -> Set<&'static str> {
    text.split_whitespace().collect()
}
