//! All folders with Terraform files, and how much may still be worked out.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::source::Source;
use crate::tree::Tree;

/// How many expressions are worked out in one audit.
const STEPS: u32 = 2_000_000;
/// How deep expressions lead from one to the next.
const DEEPEST: u16 = 160;

/// What modules are made from.
pub struct World<'t> {
    /// The audited tree, for `file(…)`.
    pub tree: &'t Tree,
    /// Modules by folder.
    pub sources: BTreeMap<String, Source>,
    /// Values of files of variables that Terraform reads by itself, by folder.
    pub given: HashMap<String, Given>,
    steps: Cell<u32>,
    depth: Cell<u16>,
}

/// Values of variables, each with its file.
pub type Given = HashMap<String, (Arc<str>, super::syntax::Expr)>;

impl<'t> World<'t> {
    /// Of these folders.
    #[must_use]
    pub fn new(tree: &'t Tree, sources: BTreeMap<String, Source>, given: HashMap<String, Given>) -> Self {
        Self { tree, sources, given, steps: Cell::new(STEPS), depth: Cell::new(0) }
    }

    /// Begins an expression; false when it is too much.
    #[must_use]
    pub fn enter(&self) -> bool {
        let (steps, depth) = (self.steps.get(), self.depth.get());
        if steps == 0 || depth >= DEEPEST {
            return false;
        }
        self.steps.set(steps - 1);
        self.depth.set(depth + 1);
        true
    }

    /// Ends an expression.
    pub fn leave(&self) {
        self.depth.set(self.depth.get().saturating_sub(1));
    }

    /// Pays for work inside of a function.
    pub fn spend(&self, steps: usize) -> bool {
        let left = self.steps.get().checked_sub(u32::try_from(steps).unwrap_or(u32::MAX));
        self.steps.set(left.unwrap_or(0));
        left.is_some()
    }
}
