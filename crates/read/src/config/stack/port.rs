//! Ports that a container publishes, as compose writes them.

use sneck_model::Place;

use crate::config::yaml::{Node, Value};
use crate::declared::Supplied;

/// A port of a container that is reached from outside of its networks.
#[derive(Clone, Debug, PartialEq)]
pub struct Published {
    /// The address of the machine at which it is reached; `0.0.0.0` for all of them.
    pub address: Supplied,
    /// The port there, or a range of them; `*` for one that is chosen at the start.
    pub port: String,
    /// The port of the container, or a range of them.
    pub target: String,
    /// `tcp`, `udp`, `sctp`
    pub protocol: String,
    /// Where it is said.
    pub place: Place,
}

/// Every address of the machine: what an entry without one stands for.
pub(crate) const EVERYWHERE: &str = "0.0.0.0";

/// The parts of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// The address, where one is named.
    pub address: String,
    /// The port of the machine, where one is named.
    pub published: String,
    /// The port of the container.
    pub target: String,
    /// The protocol.
    pub protocol: String,
}

impl Port {
    /// `[[ADDRESS:][PUBLISHED]:]TARGET[/PROTOCOL]`; the rules are those of Docker's `nat.ParsePortSpec`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let (ports, protocol) = text.rsplit_once('/').unwrap_or((text, "tcp"));
        let mut parts = split(ports);
        let target = parts.pop().unwrap_or_default().to_owned();
        let published = parts.pop().unwrap_or_default().to_owned();
        let address = parts.join(":").trim_matches(['[', ']']).to_owned();
        Self { address, published, target, protocol: protocol.to_ascii_lowercase() }
    }

    /// True when it leads to a port of the container.
    #[must_use]
    pub fn leads_to(&self, port: u16) -> bool {
        within(&self.target, port)
    }
}

impl Published {
    /// True when it leads to a port of the container.
    #[must_use]
    pub fn leads_to(&self, port: u16) -> bool {
        within(&self.target, port)
    }

    /// `ADDRESS:PORT`, as `Key::SERVICE_PUBLISHED` has it; none where the address cannot be told.
    #[must_use]
    pub fn shown(&self) -> Option<String> {
        let Supplied::Text(address) = &self.address else { return None };
        let brackets = address.contains(':');
        Some(if brackets { format!("[{address}]:{}", self.port) } else { format!("{address}:{}", self.port) })
    }
}

fn within(range: &str, port: u16) -> bool {
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    let number = |text: &str| text.trim().parse::<u16>().ok();
    matches!((number(first), number(last)), (Some(first), Some(last)) if (first..=last).contains(&port))
}

/// Parts of a short form, between colons; those within `${…}` and `[…]` do not count.
pub(crate) fn split(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut open) = (Vec::new(), 0, 0usize);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' | b'[' => open += 1,
            b'}' | b']' => open = open.saturating_sub(1),
            b':' if open == 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

/// The `ports` of a service.
pub(crate) fn published(service: &Node) -> Vec<Published> {
    let all = service.get("ports").map(|ports| ports.list()).unwrap_or_default();
    all.iter().filter_map(|node| one(node)).collect()
}

fn one(node: &Node) -> Option<Published> {
    let port = match &node.value {
        Value::Scalar(text, _) => Port::of(text),
        Value::Map(_) => long(node),
        _ => return None,
    };
    let place = node.get("published").or_else(|| node.get("target")).map_or_else(|| node.place(), |at| at.place());
    let place = if node.text().is_some() { node.place() } else { place };
    let chosen = port.published.is_empty();
    let address = address(&port, why(node));
    let published = if chosen { "*".to_owned() } else { port.published };
    Some(Published { address, port: published, target: port.target, protocol: port.protocol, place })
}

fn long(node: &Node) -> Port {
    let text = |key: &str| node.text_at(&[key]).unwrap_or_default().to_owned();
    let protocol = Some(text("protocol")).filter(|p| !p.is_empty()).unwrap_or_else(|| "tcp".to_owned());
    let address = text("host_ip").trim_matches(['[', ']']).to_owned();
    Port { address, published: text("published"), target: text("target"), protocol }
}

/// Why an entry cannot be told in full.
fn why(node: &Node) -> Option<String> {
    let of = |node: &Node| match &node.value {
        Value::Scalar(_, why) => why.clone(),
        _ => None,
    };
    of(node).or_else(|| ["host_ip", "published"].iter().filter_map(|key| node.get(key)).find_map(|node| of(node)))
}

/// A variable in the place of a port may hold an address as well, unless it is called a port.
fn address(port: &Port, why: Option<String>) -> Supplied {
    let open = |text: &str| text.contains("${") || text.starts_with('$');
    let every = || if port.address.is_empty() { EVERYWHERE.to_owned() } else { port.address.clone() };
    match why {
        Some(why) if open(&port.address) => Supplied::Unknown(why),
        Some(why) if port.address.is_empty() && open(&port.published) && !is_named_port(&port.published) => {
            Supplied::Unknown(why)
        }
        _ => Supplied::Text(every()),
    }
}

fn is_named_port(variable: &str) -> bool {
    let name = variable.trim_start_matches(['$', '{']).to_ascii_uppercase();
    let name = crate::config::expand::leading_name(&name);
    let words = || name.split('_');
    words().any(|word| word.ends_with("PORT") || word == "PORTS")
        && !words().any(|word| matches!(word, "BIND" | "ADDR" | "ADDRESS" | "HOST" | "IP" | "LISTEN" | "FORWARD"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::yaml::parse;

    fn shown(text: &str) -> Vec<String> {
        let root = parse(&"compose.yaml".into(), text).all.swap_remove(0);
        let one = |p: &Published| format!("{} > {}/{}", p.shown().unwrap_or_else(|| "?".into()), p.target, p.protocol);
        published(&root).iter().map(one).collect()
    }

    /// The examples of the Compose specification, section "ports", and those of Docker's `nat` package.
    #[test]
    fn entries_in_short_and_long_form() {
        let table = [
            ("'3000'", "0.0.0.0:* > 3000/tcp"),
            ("3000-3005", "0.0.0.0:* > 3000-3005/tcp"),
            ("'8000:8000'", "0.0.0.0:8000 > 8000/tcp"),
            ("9090-9091:8080-8081", "0.0.0.0:9090-9091 > 8080-8081/tcp"),
            ("'127.0.0.1:8000-9000:80'", "127.0.0.1:8000-9000 > 80/tcp"),
            ("'127.0.0.1::5000'", "127.0.0.1:* > 5000/tcp"),
            ("'6060:6060/UDP'", "0.0.0.0:6060 > 6060/udp"),
            ("'[::1]:6000:6000'", "[::1]:6000 > 6000/tcp"),
            ("'::1:6000:6000'", "[::1]:6000 > 6000/tcp"),
            ("5432:5432", "0.0.0.0:5432 > 5432/tcp"),
            ("{target: 80, published: 8080, host_ip: 127.0.0.1}", "127.0.0.1:8080 > 80/tcp"),
            ("{target: 53, protocol: udp, mode: host}", "0.0.0.0:* > 53/udp"),
        ];
        for (entry, expected) in table {
            assert_eq!(shown(&format!("ports: [{entry}]")), [expected], "{entry}");
        }
    }

    #[test]
    fn a_range_holds_its_ports() {
        let port = Port::of("9090-9091:8080-8081");
        assert_eq!([8079, 8080, 8081, 8082].map(|n| port.leads_to(n)), [false, true, true, false]);
    }

    #[test]
    fn strange_entries_do_no_harm() {
        for text in ["ports: 1", "ports: {a: b}", "ports: [[1]]", "ports: ['', ':', '::', '/', ~, {}]", "ports:"] {
            shown(text);
        }
    }
}
