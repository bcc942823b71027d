//! Worlds: the one text form for examples, recordings and bug reports. Grammar: `docs/worlds.md`.
//!
//! A world is a [`Tree`] as text: files, what git says of them, recorded answers, a shell's variables and
//! the day. [`parse`] and [`write`] are each other's inverse.

mod escape;
mod hardening;
mod machine;
mod parse;
mod section;
mod tls;
mod write;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tls_tests;

use std::fmt;

pub use parse::parse;
pub use write::write;

/// A world that is not well formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorldError {
    /// From 1.
    pub line: u32,
    /// What is wrong and what is expected.
    pub why: String,
}

impl fmt::Display for WorldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

impl std::error::Error for WorldError {}
