//! Azure's network security groups.

use sneck_model::Value;

use super::super::node::{Entry, Node};
use super::super::out::{Out, value};
use super::super::resource::Deployment;
use super::{Rule, group, protocol};

/// What Azure calls everybody.
const EVERYBODY: &[&str] = &["*", "any", "internet", "0.0.0.0/0", "0.0.0.0", "<nw>/0", "/0", "::/0"];

pub(super) fn translate(deployment: &Deployment, out: &mut Out) {
    for one in deployment.of("azurerm_network_security_group") {
        for (at, block) in one.body.blocks("security_rule").iter().enumerate() {
            if let Some(rule) = rule(block, format!("security_rule {at}")) {
                rule.emit(one, "security_rule", out);
            }
        }
    }
    for one in deployment.of("azurerm_network_security_rule") {
        if let Some(rule) = rule(&one.body, one.address.to_string()) {
            rule.emit(group(deployment, one, &["network_security_group_id"]), &one.family, out);
        }
    }
}

fn rule(block: &Node, scope: String) -> Option<Rule> {
    let get = |name: &str| block.entry(name).filter(|entry| !entry.node.is_null());
    let is_other = |name: &str, word: &str| {
        get(name).and_then(|e| e.node.as_text()).is_some_and(|text| !text.eq_ignore_ascii_case(word))
    };
    if is_other("direction", "Inbound") || is_other("access", "Allow") {
        return None;
    }
    let lists = ["source_address_prefix", "source_address_prefixes"].iter().filter_map(|name| get(name));
    let lists: Vec<&Entry> = lists.collect();
    let sources = match block.gap() {
        Some(_) => vec![block.clone()],
        None => lists.iter().flat_map(|entry| entry.node.each()).map(everybody).collect(),
    };
    let ports = ["destination_port_range", "destination_port_ranges"].iter().filter_map(|name| get(name));
    let ports: Vec<Value> = ports.flat_map(|entry| entry.node.each()).map(|one| text(value(one))).collect();
    Some(Rule {
        sources,
        protocol: protocol(get("protocol").map(|entry| &entry.node)),
        ports: if ports.is_empty() { vec![Value::Text("*".into())] } else { ports },
        scope,
        spot: lists.first().map_or_else(|| block.spot.clone(), |entry| entry.spot.clone()),
    })
}

fn text(value: Value) -> Value {
    match value {
        Value::Int(number) => Value::Text(number.to_string()),
        other => other,
    }
}

fn everybody(node: &Node) -> Node {
    let open = node.as_text().is_some_and(|text| EVERYBODY.iter().any(|word| text.eq_ignore_ascii_case(word)));
    if open { Node::text("0.0.0.0/0", &node.spot) } else { node.clone() }
}
