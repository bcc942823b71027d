//! Where a value came from: a chain of marks, shared between values.

use std::rc::Rc;

use ruff_text_size::TextRange;
use sneck_model::{Place, Step};

use crate::source::python::project::{FileId, Project};

/// The chain behind a value, from its origin to its last stop. Cheap to clone and to extend.
#[derive(Clone, Default)]
pub struct Trace(Option<Rc<Node>>);

struct Node {
    mark: Mark,
    before: Trace,
}

/// One stop.
#[derive(Clone)]
pub struct Mark {
    at: At,
    /// What happens there; empty for the literal that starts a chain.
    says: Rc<str>,
    /// The environment variable that is read there.
    variable: Option<Rc<str>>,
}

#[derive(Clone)]
enum At {
    Code(FileId, TextRange),
    Elsewhere(Rc<Place>),
}

/// A chain longer than this is cut: the first and the last stops tell the story.
const LONGEST: usize = 12;

impl Trace {
    /// Starts at a literal.
    pub fn literal(file: FileId, range: TextRange) -> Self {
        Self::default().then(file, range, "")
    }

    /// Starts at a place outside of Python.
    pub fn elsewhere(place: Place, says: &str) -> Self {
        let mark = Mark { at: At::Elsewhere(Rc::new(place)), says: Rc::from(says), variable: None };
        Self(Some(Rc::new(Node { mark, before: Self::default() })))
    }

    /// Goes on at a place in code.
    #[must_use]
    pub fn then(&self, file: FileId, range: TextRange, says: &str) -> Self {
        self.mark(Mark { at: At::Code(file, range), says: Rc::from(says), variable: None })
    }

    /// Goes on where an environment variable is read.
    #[must_use]
    pub fn reads(&self, file: FileId, range: TextRange, variable: &str, says: &str) -> Self {
        let at = At::Code(file, range);
        self.mark(Mark { at, says: Rc::from(says), variable: Some(Rc::from(variable)) })
    }

    /// The environment variable that was read last on the way.
    pub fn variable(&self) -> Option<Rc<str>> {
        let mut at = self;
        while let Some(node) = &at.0 {
            if node.mark.variable.is_some() {
                return node.mark.variable.clone();
            }
            at = &node.before;
        }
        None
    }

    fn mark(&self, mark: Mark) -> Self {
        Self(Some(Rc::new(Node { mark, before: self.clone() })))
    }

    /// No stop at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// This chain, or the other one when this is empty.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        if self.is_empty() { other.clone() } else { self.clone() }
    }

    /// The stops in order. The literal at the start says `origin`.
    pub fn steps(&self, project: &Project<'_>, origin: &str) -> Vec<Step> {
        let mut steps = Vec::new();
        let mut at = self;
        while let Some(node) = &at.0 {
            steps.push(node.mark.step(project, origin));
            at = &node.before;
        }
        steps.reverse();
        steps.dedup_by(|a, b| a.place == b.place && a.says == b.says);
        if steps.len() > LONGEST {
            steps.drain(LONGEST / 2..steps.len() - LONGEST / 2);
        }
        steps
    }
}

impl Mark {
    fn step(&self, project: &Project<'_>, origin: &str) -> Step {
        let says = if self.says.is_empty() { origin } else { &self.says };
        match &self.at {
            At::Code(file, range) => Step::new(project.file(*file).place(*range), says),
            At::Elsewhere(place) => Step::new((**place).clone(), says),
        }
    }
}

impl Drop for Trace {
    /// Long chains (a loop that appends) must not be dropped by recursion.
    fn drop(&mut self) {
        let mut next = self.0.take();
        while let Some(node) = next {
            next = Rc::into_inner(node).and_then(|mut node| node.before.0.take());
        }
    }
}
