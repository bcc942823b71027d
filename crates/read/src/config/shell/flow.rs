//! Which branch of a script is taken.

use super::test::matches;
use super::token::Word;
use super::word::Scope;

/// Whether a command runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Runs {
    /// Its branch is not taken.
    No,
    /// It cannot be told.
    Maybe,
    /// It runs.
    Yes,
}

impl From<Option<bool>> for Runs {
    fn from(truth: Option<bool>) -> Self {
        truth.map_or(Self::Maybe, |truth| if truth { Self::Yes } else { Self::No })
    }
}

/// An open block.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) block: Block,
    /// Whether the commands at this point of the block run.
    pub(super) live: Runs,
    /// Whether a branch before this one was taken.
    taken: Runs,
}

/// What kind of block.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// `if`, with what its condition gave so far while it is being read.
    If(Option<Runs>),
    /// `case`, with its subject; true while a pattern is being read.
    Case(Option<String>, bool),
    /// `while`, `until`, `for`: the body may run; true while the condition is being read.
    Loop(bool),
    /// `{ … }` and the body of a function.
    Group,
}

impl Frame {
    pub(super) fn new(block: Block, live: Runs) -> Self {
        Self { block, live, taken: Runs::No }
    }

    /// Begins a branch whose condition gave this.
    pub(super) fn branch(&mut self, condition: Runs) {
        let not_yet = match self.taken {
            Runs::No => Runs::Yes,
            Runs::Maybe => Runs::Maybe,
            Runs::Yes => Runs::No,
        };
        self.live = condition.min(not_yet);
        self.taken = self.taken.max(self.live);
    }

    /// Begins the branch of a `case` that has these patterns.
    pub(super) fn pattern(&mut self, patterns: &[Word], scope: &Scope<'_>) {
        let Block::Case(subject, reading) = &mut self.block else { return };
        *reading = false;
        let one = |pattern: &Word| -> Runs {
            if pattern.plain() == "*" {
                return Runs::Yes;
            }
            let both = subject.as_ref().zip(scope.compared(pattern));
            both.map(|(subject, pattern)| matches(subject, &pattern)).into()
        };
        let condition = patterns.iter().map(one).max().unwrap_or(Runs::No);
        self.branch(condition);
    }
}
