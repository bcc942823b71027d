//! Where a run stands in a block.

use std::sync::Arc;

use sneck_model::Exchange;

use super::found::Found;

/// A place in a block, and what was seen there.
#[derive(Debug, Default)]
pub(super) struct Cursor {
    /// The block.
    pub(super) block: usize,
    /// The combination of payloads.
    pub(super) combination: u64,
    /// The request that is next, from 0 on.
    pub(super) step: usize,
    /// Answers of this combination.
    pub(super) history: Vec<Option<Arc<Exchange>>>,
    /// An answer matched.
    pub(super) matched: bool,
    /// Anything answered.
    pub(super) answered: bool,
    /// Requests in a row that got no answer.
    pub(super) silent: u32,
    /// What was found with a password, while a wrong one is tried.
    pub(super) doubted: Option<Found>,
    /// Nothing more is asked.
    pub(super) over: bool,
}

impl Cursor {
    pub(super) fn new(block: usize) -> Self {
        Self { block, ..Self::default() }
    }

    /// The next combination, from its first request on.
    pub(super) fn again(&mut self, combination: u64) {
        self.combination = combination;
        self.step = 0;
        self.history.clear();
    }

    pub(super) fn remember(&mut self, exchange: &Arc<Exchange>) {
        let at = self.step.saturating_sub(1);
        self.history.resize(self.history.len().max(at + 1), None);
        self.history[at] = Some(Arc::clone(exchange));
    }
}
