//! Worlds: the one text form for examples, recordings and bug reports. Grammar: `docs/worlds.md`.

use crate::tree::Tree;

/// A world that is not well formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorldError {
    /// From 1.
    pub line: u32,
    /// What is wrong and what is expected.
    pub why: String,
}

/// Reads a world. The tree of a world is a git repository only if it says so.
pub fn parse(_text: &str) -> Result<Tree, WorldError> {
    Ok(Tree::default())
}
