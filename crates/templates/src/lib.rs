//! Community templates: text in, questions and verdicts out. Templates are written for nuclei; what they mean stands in
//! <https://docs.projectdiscovery.io/templates/structure>.
//!
//! Invariant: this crate is pure. It opens nothing, and what it wants to know it asks as a script of `sneck_model`.

pub mod dsl;
mod extract;
mod flow;
mod pattern;
mod payloads;
mod template;
mod yaml;

pub use payloads::Files;
pub use template::{Block, Info, Skip, Template, load};
