//! Reports for people and machines.
//!
//! Pure: everything is written to a [`Write`](std::io::Write) that the caller brings.
//!
//! Invariant: this crate does not know how anything was found, and never writes a secret.

mod checklist;
mod clean;
mod counted;
mod facts_text;
mod facts_tls;
mod github;
mod groups;
mod headers;
mod json;
mod markdown;
mod order;
mod page;
mod paint;
mod ports;
mod root;
mod sarif;
mod text;
mod wrap;

#[cfg(test)]
mod testing;

pub use checklist::{checklist_json, checklist_markdown, checklist_text};
pub use facts_text::facts_text;
pub use github::report_github;
pub use headers::{headers_json, headers_text};
pub use json::{facts_json, plain, report_json};
pub use markdown::report_markdown;
pub use page::{Fixed, Page, Shown, explain, fixes, pages, rules_text};
pub use ports::{Ports, ports_json, ports_text};
pub use root::Root;
pub use sarif::{SarifOptions, report_sarif};
pub use text::{TextOptions, report_text};
