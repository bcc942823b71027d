//! How much is looked at, at most.

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// Bounds of one walk. Whatever lies beyond them is counted in the report, never silently dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one text file. Source files beyond it are generated or data.
    pub file_bytes: u64,
    /// Bytes of all files together: they stay in memory until the report is made.
    pub total_bytes: u64,
    /// Files that are read.
    pub files: usize,
    /// Folders below the audited one.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { file_bytes: 1 << 20, total_bytes: 512 << 20, files: 200_000, depth: 128 }
    }
}

/// Paths that the project's own configuration leaves out (`exclude = ["legacy/"]`), in the syntax of
/// `.gitignore`.
#[derive(Clone, Debug)]
pub struct Excludes(Gitignore);

impl Excludes {
    /// Nothing is left out.
    #[must_use]
    pub fn none() -> Self {
        Self(Gitignore::empty())
    }

    /// Compiles patterns; the error names the pattern that is not well formed.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let mut builder = GitignoreBuilder::new("");
        for pattern in patterns {
            builder.add_line(None, pattern).map_err(|error| format!("`{pattern}`: {error}"))?;
        }
        builder.build().map(Self).map_err(|error| error.to_string())
    }

    /// Says whether a path relative to the audited folder is left out.
    pub(crate) fn leave_out(&self, path: &str, folder: bool) -> bool {
        self.0.matched(path, folder).is_ignore()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_gitignore() {
        let excludes = Excludes::new(["legacy/", "*.bak.py", "!keep.bak.py"]).unwrap();
        assert!(excludes.leave_out("legacy", true));
        assert!(excludes.leave_out("shop/old.bak.py", false));
        assert!(!excludes.leave_out("shop/keep.bak.py", false));
        assert!(!excludes.leave_out("legacy.py", false));
    }

    #[test]
    fn a_pattern_that_is_not_well_formed_is_named() {
        let error = Excludes::new(["a/{b"]).unwrap_err();
        assert!(error.contains("a/{b"), "{error}");
    }
}
