//! Reports for people and machines.
//!
//! Pure: everything is written to a [`Write`](std::io::Write) that the caller brings.
//!
//! Invariant: this crate does not know how anything was found, and never writes a secret.

mod clean;
mod facts_text;
mod json;
mod order;
mod page;
mod paint;
mod text;
mod wrap;

#[cfg(test)]
mod testing;

pub use facts_text::facts_text;
pub use json::{facts_json, plain, report_json};
pub use page::{Page, explain, pages, rules_text};
pub use text::{TextOptions, report_text};
