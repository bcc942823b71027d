//! Google's firewalls.

use sneck_model::Value;

use super::super::node::Node;
use super::super::out::{Out, value};
use super::super::resource::{Deployment, Resource};
use super::{Rule, protocol};

pub(super) fn translate(deployment: &Deployment, out: &mut Out) {
    for one in deployment.of("google_compute_firewall") {
        let word = |name: &str| one.at(&[name]).and_then(|entry| entry.node.as_text());
        let outward = word("direction").is_some_and(|text| text.eq_ignore_ascii_case("EGRESS"));
        let disabled = one.at(&["disabled"]).and_then(|entry| entry.node.truth()) == Some(true);
        if outward || disabled {
            continue;
        }
        for (at, block) in one.body.blocks("allow").iter().enumerate() {
            rule(one, block, at).emit(one, "allow", out);
        }
    }
}

/// Without ranges, tags and accounts the rule holds for everybody.
fn rule(one: &Resource, block: &Node, at: usize) -> Rule {
    let ranges = one.at(&["source_ranges"]);
    let named = ["source_tags", "source_service_accounts"].iter().any(|name| one.at(&[name]).is_some());
    let sources = match ranges {
        Some(entry) => entry.node.each().to_vec(),
        None if named => Vec::new(),
        None => vec![Node::text("0.0.0.0/0", &one.spot)],
    };
    let ports: Vec<Value> = block
        .blocks("ports")
        .iter()
        .map(|one| match value(one) {
            Value::Int(number) => Value::Text(number.to_string()),
            other => other,
        })
        .collect();
    Rule {
        sources,
        protocol: protocol(block.entry("protocol").map(|entry| &entry.node)),
        ports: if ports.is_empty() { vec![Value::Text("*".into())] } else { ports },
        scope: format!("allow {at}"),
        spot: ranges.map_or_else(|| one.spot.clone(), |entry| entry.spot.clone()),
    }
}
