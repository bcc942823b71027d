//! Rules of the user's own: text in, rules out. Each judges the rows of one table of facts by an expression in CEL.
//!
//! Pure, and bounded: an expression has no loops but a few over lists of its row, calls nothing of ours, and can neither
//! read, send nor change anything. So rules may come from the audited tree.
//!
//! Invariant: this crate does not know files on disk, rules of ours, or how facts came about.

mod expression;
mod file;
mod rows;
mod rule;

pub use file::Mistake;
pub use rows::TABLES;
pub use rule::{OwnExample, OwnRule, rules};
