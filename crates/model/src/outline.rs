//! How a text is laid out: its parts, each of which can be changed by itself.
//!
//! Readers make outlines, mends use them: whoever changes a file asks where something begins and ends, and never parses.

use std::ops::Range;

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// A statement, directive or instruction with its value: `DEBUG = True`, `listen 80;`, `USER shop`.
    Statement,
    /// A name that an import binds: `import os`.
    Import,
    /// A statement, directive or map that holds others.
    Block,
    /// A name with its value: a keyword argument, an entry of a map.
    Entry,
    /// A value without a name: an argument by position, an element of a list.
    Item,
    /// A call; its value is what stands between the parentheses.
    Call,
    /// A list, tuple, set or map that is written out; its value is what stands between the brackets.
    Group,
    /// Text, a number, a truth value or nothing, written out.
    Literal,
    /// Any other expression that is the value of something.
    Expression,
}

/// A part of a text. Ranges are bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// What it is called, as written: the target of an assignment, the function of a call, a key. Empty where nothing is.
    pub name: String,
    /// From its first to its last byte, without comments and ends of lines around it.
    pub range: Range<usize>,
    /// Its value; the whole part where nothing is set apart.
    pub value: Range<usize>,
    /// The part that it stands in.
    pub parent: Option<usize>,
}

/// The parts of a text in the order of their first bytes, each after the one that holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The parts; a number of [`Part::parent`] is an index.
    pub parts: Vec<Part>,
}

impl Outline {
    /// Parts that begin at a byte, the outermost first.
    pub fn starting(&self, at: usize) -> impl DoubleEndedIterator<Item = (usize, &Part)> {
        let from = self.parts.partition_point(|part| part.range.start < at);
        let to = self.parts.partition_point(|part| part.range.start <= at);
        (from..to).map(|at| (at, &self.parts[at]))
    }

    /// Parts that hold a byte, the outermost first.
    pub fn around(&self, at: usize) -> impl DoubleEndedIterator<Item = (usize, &Part)> {
        let to = self.parts.partition_point(|part| part.range.start <= at);
        (0..to).map(|at| (at, &self.parts[at])).filter(move |(_, part)| part.range.end > at)
    }

    /// Parts that stand directly in another one, or in none.
    pub fn below(&self, parent: Option<usize>) -> impl DoubleEndedIterator<Item = (usize, &Part)> {
        self.parts.iter().enumerate().filter(move |(_, part)| part.parent == parent)
    }

    /// The parts that hold this one, the innermost first.
    pub fn above(&self, part: usize) -> impl Iterator<Item = (usize, &Part)> {
        let next = |at: &usize| self.parts.get(*at).and_then(|part| part.parent);
        std::iter::successors(self.parts.get(part).and_then(|part| part.parent), next)
            .filter_map(|at| Some((at, self.parts.get(at)?)))
    }
}
