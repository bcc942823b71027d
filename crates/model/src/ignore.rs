//! What accepts a finding: a comment (`# sneck: ignore[debug-mode] behind the VPN`), or a table of `sneck.toml`.

use std::sync::Arc;

/// An in-line request to ignore rules at one line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InlineIgnore {
    /// The file.
    pub path: Arc<str>,
    /// The line of the comment, from 1.
    pub line: u32,
    /// The last line that it speaks for: its own when code stands before the comment, otherwise the
    /// next line that is neither blank nor only a comment.
    pub until: u32,
    /// What stands between the brackets: ids, names, groups, patterns.
    pub rules: Vec<String>,
    /// The rest of the comment; empty when no reason was given.
    pub reason: String,
}

impl InlineIgnore {
    /// It speaks for that line.
    #[must_use]
    pub fn covers(&self, path: &str, line: u32) -> bool {
        &*self.path == path && (self.line..=self.until).contains(&line)
    }
}

/// An `ignore` table of `sneck.toml`: a finding, or an absence, that was accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// Which rules, as a pattern.
    pub rule: String,
    /// Only where a place of the finding matches this glob (`legacy/**`).
    pub path: Option<String>,
    /// Only findings about this subject, by its name.
    pub subject: Option<String>,
    /// Why; empty when no reason was given.
    pub reason: String,
    /// The file with the table: `sneck.toml` or `pyproject.toml`.
    pub file: String,
    /// Its line.
    pub line: u32,
}
