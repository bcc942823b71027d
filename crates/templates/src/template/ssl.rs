//! TLS blocks: a handshake and what was agreed.

use crate::template::{Operators, Skip};
use crate::yaml::Node;

/// A handshake within bounds, and what its outcome means.
#[derive(Debug)]
pub struct Ssl {
    /// Whom to ask: `{{Host}}:{{Port}}`.
    pub address: String,
    /// The oldest version that is offered (`tls10`).
    pub oldest: Option<String>,
    /// The newest.
    pub newest: Option<String>,
    /// What the outcome means.
    pub operators: Operators,
}

impl Ssl {
    /// Whether the endpoint of the audited address is meant.
    #[must_use]
    pub fn is_of_the_origin(&self) -> bool {
        let plain: String = self.address.chars().filter(|c| !c.is_whitespace()).collect();
        matches!(&*plain, "{{Host}}:{{Port}}" | "{{Hostname}}")
    }

    pub(crate) fn read(node: &Node) -> Result<Self, Skip> {
        let address = node.texts_of("address");
        Ok(Self {
            address: address.into_iter().next().unwrap_or_else(|| "{{Host}}:{{Port}}".to_owned()),
            oldest: node.text_of("min_version").map(str::to_owned),
            newest: node.text_of("max_version").map(str::to_owned),
            operators: Operators::read(node)?,
        })
    }
}
