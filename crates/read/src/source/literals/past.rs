//! Secrets in texts of which nothing but the bytes is known: versions of files that are no longer there, and sources in
//! languages that nobody here reads.

use std::ops::Range;

use super::{connections, providers};

/// Where secrets stand in a text whose start lies in a part of it: keys that are told by their own format, private keys,
/// and passwords of connection strings.
#[must_use]
pub fn keys(bytes: &[u8], part: Range<usize>) -> Vec<Range<usize>> {
    let mut keys: Vec<_> =
        providers::find_in(bytes, part.clone()).into_iter().map(|found| found.from..found.to).collect();
    keys.extend(connections::find_in(bytes, part).into_iter().map(|found| found.password));
    keys
}

/// The text holds a secret.
#[must_use]
pub fn holds_key(bytes: &[u8]) -> bool {
    !keys(bytes, 0..bytes.len()).is_empty()
}
