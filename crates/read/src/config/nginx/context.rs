//! What holds inside of a block: its own directives and those of the blocks around it.

use super::include::{Missing, missing};
use crate::config::braces::Directive;

/// Blocks in each other, the outermost first.
#[derive(Clone, Debug, Default)]
pub(super) struct Context<'d>(pub(super) Vec<&'d Directive>);

impl<'d> Context<'d> {
    /// The context of a block inside of this one.
    pub(super) fn within(&self, block: &'d Directive) -> Self {
        let mut inner = self.clone();
        inner.0.push(block);
        inner
    }

    /// The innermost block.
    pub(super) fn block(&self) -> Option<&'d Directive> {
        self.0.last().copied()
    }

    /// The directives of a name that hold here: those of the innermost block that has any. That is how nginx inherits
    /// single settings and lists alike (`add_header`, `proxy_set_header`, `allow`).
    pub(super) fn given(&self, name: &'static str) -> Vec<&'d Directive> {
        self.level(name).map(|block| block.all(name).collect()).unwrap_or_default()
    }

    /// The last of them: what counts where a directive may stand once.
    pub(super) fn last(&self, name: &'static str) -> Option<&'d Directive> {
        self.given(name).last().copied()
    }

    /// Directives of a name in all blocks, the outermost first.
    pub(super) fn every(&self, name: &'static str) -> Vec<&'d Directive> {
        self.0.iter().flat_map(|block| block.all(name)).collect()
    }

    /// Directives of a name in the innermost block itself.
    pub(super) fn own(&self, name: &'static str) -> impl Iterator<Item = &'d Directive> + use<'d> {
        self.block().into_iter().flat_map(move |block| block.all(name))
    }

    /// The innermost block that has directives of a name.
    pub(super) fn level(&self, name: &'static str) -> Option<&'d Directive> {
        self.0.iter().rev().copied().find(|block| block.all(name).next().is_some())
    }

    /// An `include` that may set anything and is not in the tree.
    pub(super) fn hidden(&self) -> Option<&'d Directive> {
        self.every("include").into_iter().find(|include| missing(include) == Missing::Anything)
    }
}
