//! Questions to a name server.

use crate::payloads::{Files, Payloads};
use crate::template::{Operators, Skip};
use crate::yaml::Node;

/// One question, and what the answer means.
#[derive(Debug)]
pub struct Dns {
    /// The name that is asked for (`{{FQDN}}`).
    pub name: String,
    /// `A`, `TXT`, …
    pub record: String,
    /// The server is asked to ask others.
    pub recursion: bool,
    /// Values that the question is repeated with.
    pub payloads: Payloads,
    /// What the answer means.
    pub operators: Operators,
}

impl Dns {
    pub(crate) fn read(node: &Node, files: Files<'_>) -> Result<Self, Skip> {
        if node.flag("trace") {
            return Err(Skip::needs("a walk from the root of the name system"));
        }
        Ok(Self {
            name: node.text_of("name").unwrap_or("{{FQDN}}").to_owned(),
            record: node.text_of("type").unwrap_or("A").to_ascii_uppercase(),
            recursion: node.text_of("recursion") != Some("false"),
            payloads: Payloads::read(node, files)?,
            operators: Operators::read(node)?,
        })
    }
}
