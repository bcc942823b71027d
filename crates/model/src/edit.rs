//! A change to a file that mends a finding.

use std::ops::Range;
use std::sync::Arc;

/// One replacement in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The file, relative to the audited directory.
    pub path: Arc<str>,
    /// Bytes of the file's text that are replaced; an empty range inserts.
    pub range: Range<usize>,
    /// What stands there afterwards.
    pub replacement: String,
    /// The program does the same afterwards, apart from the weakness. Others are applied only when asked for.
    pub safe: bool,
}
