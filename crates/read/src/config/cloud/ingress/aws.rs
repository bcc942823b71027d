//! Amazon's security groups, in Terraform and CloudFormation.

use super::super::node::{Entry, Node, Spot};
use super::super::out::Out;
use super::super::resource::{Deployment, Resource};
use super::{Rule, group, protocol, range};

/// Names of attributes in each language.
struct Words {
    protocol: &'static [&'static str],
    from: &'static str,
    to: &'static str,
    sources: &'static [&'static str],
}

const TERRAFORM: Words = Words {
    protocol: &["protocol", "ip_protocol"],
    from: "from_port",
    to: "to_port",
    sources: &["cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6"],
};

const FORMATION: Words =
    Words { protocol: &["IpProtocol"], from: "FromPort", to: "ToPort", sources: &["CidrIp", "CidrIpv6"] };

pub(super) fn translate(deployment: &Deployment, out: &mut Out) {
    for family in ["aws_security_group", "aws_default_security_group"] {
        for one in deployment.of(family) {
            blocks(one, "ingress", &TERRAFORM, out);
        }
    }
    for one in deployment.of("AWS::EC2::SecurityGroup") {
        blocks(one, "SecurityGroupIngress", &FORMATION, out);
    }
    for one in deployment.of("aws_security_group_rule") {
        let inward = one.at(&["type"]).and_then(|e| e.node.as_text()).is_some_and(|kind| &*kind == "ingress");
        if inward {
            single(deployment, one, &["security_group_id"], &TERRAFORM, out);
        }
    }
    for one in deployment.of("aws_vpc_security_group_ingress_rule") {
        single(deployment, one, &["security_group_id"], &TERRAFORM, out);
    }
    for one in deployment.of("AWS::EC2::SecurityGroupIngress") {
        single(deployment, one, &["GroupId", "GroupName"], &FORMATION, out);
    }
}

fn blocks(one: &Resource, name: &str, words: &Words, out: &mut Out) {
    for (at, block) in one.body.blocks(name).iter().enumerate() {
        rule(block, words, &block.spot, format!("{name} {at}")).emit(one, name, out);
    }
}

fn single(deployment: &Deployment, one: &Resource, names: &[&str], words: &Words, out: &mut Out) {
    let group = group(deployment, one, names);
    let scope = one.address.to_string();
    rule(&one.body, words, &one.spot, scope).emit(group, &one.family, out);
}

fn rule(block: &Node, words: &Words, spot: &Spot, scope: String) -> Rule {
    let get = |name: &str| block.entry(name).filter(|entry| !entry.node.is_null());
    let lists: Vec<&Entry> = words.sources.iter().filter_map(|name| get(name)).collect();
    let all = |entry: &&Entry| entry.node.each().to_vec();
    let sources: Vec<Node> = match block.gap() {
        Some(_) => vec![block.clone()],
        None => lists.iter().flat_map(all).collect(),
    };
    let open = lists.iter().find(|entry| entry.node.each().iter().any(super::is_everybody));
    let port = |name: &str| get(name).map(|entry| &entry.node);
    Rule {
        sources,
        protocol: protocol(words.protocol.iter().find_map(|name| get(name)).map(|entry| &entry.node)),
        ports: vec![range(port(words.from), port(words.to))],
        scope,
        spot: open.or(lists.first()).map_or_else(|| spot.clone(), |entry| entry.spot.clone()),
    }
}
