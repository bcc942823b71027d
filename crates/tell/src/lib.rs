//! Reports for people and machines.
//!
//! Pure: everything is written to a [`Write`](std::io::Write) that the caller brings.
//!
//! Invariant: this crate does not know how anything was found, and never writes a secret.

mod advice;
mod checklist;
mod clean;
mod counted;
mod diff;
mod facts_text;
mod facts_tls;
mod github;
mod gitlab;
mod groups;
mod headers;
mod html;
mod json;
mod junit;
mod map;
mod markdown;
mod markup;
mod matrix;
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
pub use diff::{Old, OldError, diff_is_worse, diff_json, diff_markdown, diff_text};
pub use facts_text::facts_text;
pub use github::report_github;
pub use gitlab::{report_code_quality, report_sast};
pub use headers::{headers_json, headers_text};
pub use html::report_html;
pub use json::{facts_json, plain, report_json};
pub use junit::report_junit;
pub use map::{map_json, map_mermaid, map_svg};
pub use markdown::report_markdown;
pub use matrix::{matrix_json, matrix_markdown, matrix_text};
pub use page::{Fixed, Page, Shown, StackItem, explain, fixes, pages, rules_text, stacks};
pub use ports::{Ports, ports_json, ports_text};
pub use root::Root;
pub use sarif::{SarifOptions, report_sarif};
pub use text::{TextOptions, report_text};
