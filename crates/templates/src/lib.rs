//! Community templates: text in, questions and verdicts out. Templates are written for nuclei; what they mean stands in
//! <https://docs.projectdiscovery.io/templates/structure>.
//!
//! Invariant: this crate is pure. It opens nothing, and what it wants to know it asks as a script of `sneck_model`.

mod answer;
pub mod dsl;
mod expand;
mod extract;
mod flow;
mod matching;
mod pattern;
mod payloads;
mod raw;
mod rule;
mod script;
mod template;
mod yaml;

pub use payloads::Files;
pub use rule::TemplateRule;
pub use script::{ask, rule_id};
pub use template::{Block, Info, Skip, Template, load};
