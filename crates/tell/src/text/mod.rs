//! The report for people: frames with source lines, then one line for each of the rest, then numbers.

mod compact;
mod edges;
mod frame;
mod literals;
pub(crate) mod mask;

mod report;
mod snippet;

pub use report::{TextOptions, report_text};
