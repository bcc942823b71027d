//! Secrets in versions of files that are no longer there, where nothing but the bytes is known.

use std::ops::Range;

use super::providers;

/// Where keys stand in a text whose start lies in a part of it: what is told by its own format, and private keys.
#[must_use]
pub fn keys(bytes: &[u8], part: Range<usize>) -> Vec<Range<usize>> {
    providers::find_in(bytes, part).into_iter().map(|found| found.from..found.to).collect()
}
