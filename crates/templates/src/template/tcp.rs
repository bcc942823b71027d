//! Network blocks: bytes over a connection.

use crate::payloads::{Files, Payloads};
use crate::template::{Operators, Skip};
use crate::yaml::Node;

/// Bytes that are read where a template does not say how many.
const READ: usize = 1024;
/// Bytes that are read at most, whatever it says.
const READ_AT_MOST: usize = 64 << 10;

/// Bytes to and fro, and what the answers mean.
#[derive(Debug)]
pub struct Tcp {
    /// Whom to ask, `tls://` in front where TLS comes first.
    pub hosts: Vec<String>,
    /// Ports on the audited machine that are asked.
    pub ports: Vec<u16>,
    /// What is sent, in order.
    pub inputs: Vec<Input>,
    /// Bytes that are read at the end.
    pub read: usize,
    /// Values that the exchange is repeated with.
    pub payloads: Payloads,
    /// Nothing more is sent once one answer matched.
    pub stop_at_first_match: bool,
    /// What answers mean.
    pub operators: Operators,
}

/// One part that is sent.
#[derive(Debug)]
pub struct Input {
    /// Text with names, or hexadecimal digits.
    pub data: String,
    /// The text is hexadecimal.
    pub hex: bool,
    /// Bytes that are read before the next part; none where it is 0.
    pub read: usize,
    /// The name of what is read.
    pub name: Option<String>,
}

impl Tcp {
    pub(crate) fn read(node: &Node, files: Files<'_>) -> Result<Self, Skip> {
        let hosts = node.texts_of("host");
        let ports = ports(node, &hosts)?;
        Ok(Self {
            hosts,
            ports,
            inputs: node.get("inputs").map(Node::items).unwrap_or_default().into_iter().map(input).collect(),
            read: size(node, "read-size").unwrap_or(READ),
            payloads: Payloads::read(node, files)?,
            stop_at_first_match: node.flag("stop-at-first-match"),
            operators: Operators::read(node)?,
        })
    }
}

fn input(node: &Node) -> Input {
    Input {
        data: node.text_of("data").unwrap_or_default().to_owned(),
        hex: node.text_of("type") == Some("hex"),
        read: size(node, "read").unwrap_or(0),
        name: node.text_of("name").map(str::to_owned),
    }
}

fn size(node: &Node, key: &str) -> Option<usize> {
    Some(usize::try_from(node.number_of(key)?).ok()?.min(READ_AT_MOST))
}

/// `port: 25,465`, or behind the host: `{{Host}}:21`.
fn ports(node: &Node, hosts: &[String]) -> Result<Vec<u16>, Skip> {
    let named = node.texts_of("port");
    let behind = hosts.iter().filter_map(|host| host.rsplit_once(':')).map(|(_, port)| port.to_owned());
    let all: Vec<String> = if named.is_empty() { behind.collect() } else { named };
    let mut ports: Vec<u16> =
        all.iter().flat_map(|text| text.split(',')).filter_map(|p| p.trim().parse().ok()).collect();
    ports.sort_unstable();
    ports.dedup();
    if ports.is_empty() && !all.is_empty() {
        return Err(Skip::broken(format!("`{}` is no port", all.join(","))));
    }
    Ok(ports)
}
