//! Edits to patched text and diff.
//!
//! Pure: texts in, texts out.
//!
//! Invariant: this crate does not know files, rules or findings.

mod diff;
mod patch;
mod rounds;

pub use diff::diff;
pub use patch::{Patched, Refused, patch};
pub use rounds::{Mended, Proposal, Seen, Texts, mend};
