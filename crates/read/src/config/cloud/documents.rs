//! Policies: who may do what to which thing, from JSON, from values and from `aws_iam_policy_document`.

use std::sync::Arc;

use super::json;
use super::node::{Data, Entry, Node, Spot};
use super::resource::{Deployment, Resource};

/// Stands in JSON for a part that is not known.
const HOLE: &str = "\u{e000}";
/// Policies name other policies this deep at most.
const DEEPEST: u8 = 5;

/// One statement that allows something.
pub(super) struct Statement {
    /// Who; `*` for everybody.
    pub who: Vec<Node>,
    /// What.
    pub actions: Vec<Node>,
    /// To which things.
    pub resources: Vec<Node>,
    /// It holds for all but the ones that are named.
    pub all_but: bool,
    /// Some condition says for whom, from where or for which thing it holds.
    pub limited: bool,
}

/// The statements of a policy that allow something, or why they cannot be told.
pub(super) fn statements(policy: &Node, deployment: &Deployment) -> Result<Vec<Statement>, String> {
    follow(policy, deployment, DEEPEST)
}

fn follow(policy: &Node, deployment: &Deployment, depth: u8) -> Result<Vec<Statement>, String> {
    if depth == 0 {
        return Err("policies name each other too deep".into());
    }
    if let Some(document) = policy.resource().and_then(|address| deployment.find(address)) {
        if &*document.family == "aws_iam_policy_document" {
            return written(document, deployment, depth);
        }
        if let Some(entry) = document.at(&["policy"]) {
            return follow(&entry.node, deployment, depth - 1);
        }
    }
    let root = structure(policy).ok_or_else(|| {
        policy.gap().map_or_else(|| "the policy is no JSON that can be read".to_owned(), |gap| gap.why.clone())
    })?;
    Ok(root.entry("Statement").map_or(&[][..], |entry| entry.node.each()).iter().filter_map(of_json).collect())
}

/// The document that a `data` block writes.
fn written(document: &Resource, deployment: &Deployment, depth: u8) -> Result<Vec<Statement>, String> {
    let mut all: Vec<Statement> = document.body.blocks("statement").iter().filter_map(of_block).collect();
    for name in ["source_policy_documents", "override_policy_documents", "source_json", "override_json"] {
        for other in document.body.blocks(name) {
            all.extend(follow(other, deployment, depth - 1).unwrap_or_default());
        }
    }
    Ok(all)
}

/// The value behind a text: what it was made from, or what it says as JSON.
fn structure(policy: &Node) -> Option<Node> {
    if matches!(policy.data, Data::Map(_)) {
        return Some(policy.clone());
    }
    let held = policy.holds.as_deref();
    if let Some(held) = held.filter(|held| !held.is_null()) {
        return Some(held.clone());
    }
    let text: Arc<str> = match &policy.data {
        Data::Unknown(gap) => Arc::from(gap.text.as_ref()?.replace('\0', HOLE)),
        _ => policy.as_text()?,
    };
    let spot = held.map_or_else(|| policy.spot.clone(), |start| start.spot.clone());
    json::parse(&text, &Spot { path: spot.path, line: spot.line })
}

fn field<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    node.entry(name).map(|entry| &entry.node)
}

/// The members of a field, each at the line where the field stands when its own is not known.
fn listed(node: &Node, name: &str) -> Vec<Node> {
    field(node, name).map_or(&[][..], Node::each).to_vec()
}

fn of_json(statement: &Node) -> Option<Statement> {
    let effect = field(statement, "Effect").and_then(Node::as_text)?;
    if !effect.eq_ignore_ascii_case("allow") {
        return None;
    }
    let who = field(statement, "Principal").map(principals).unwrap_or_default();
    let conditions = field(statement, "Condition").map_or(&[][..], Node::entries);
    let limits = |operator: &Entry| {
        operator.node.gap().is_some()
            || operator.node.entries().iter().any(|one| limits(&operator.name, &one.name, one.node.each()))
    };
    Some(Statement {
        who,
        actions: listed(statement, "Action"),
        resources: listed(statement, "Resource"),
        all_but: ["NotAction", "NotResource", "NotPrincipal"].iter().any(|name| field(statement, name).is_some()),
        limited: conditions.iter().any(limits) || is_open(statement, "Condition"),
    })
}

fn is_open(statement: &Node, name: &str) -> bool {
    field(statement, name).is_some_and(|node| node.gap().is_some())
}

/// `"*"`, `{"AWS": "*"}`, `{"Service": […]}`; names of services are no people.
fn principals(node: &Node) -> Vec<Node> {
    match &node.data {
        Data::Map(all) => {
            let people = all.iter().filter(|entry| matches!(&*entry.name, "AWS" | "*"));
            people.flat_map(|entry| entry.node.each().to_vec()).collect()
        }
        _ => node.each().to_vec(),
    }
}

fn of_block(block: &Node) -> Option<Statement> {
    let effect = field(block, "effect").and_then(Node::as_text);
    if block.gap().is_some() || effect.is_some_and(|effect| !effect.eq_ignore_ascii_case("allow")) {
        return None;
    }
    let is_person =
        |one: &&Node| field(one, "type").and_then(Node::as_text).is_some_and(|kind| matches!(&*kind, "AWS" | "*"));
    let who = block.blocks("principals").iter().filter(is_person).flat_map(|one| listed(one, "identifiers"));
    let limited = block.blocks("condition").iter().any(|one| {
        let (test, name) = (field(one, "test").and_then(Node::as_text), field(one, "variable").and_then(Node::as_text));
        match (test, name) {
            (Some(test), Some(name)) => limits(&test, &name, &listed(one, "values")),
            _ => true,
        }
    });
    Some(Statement {
        who: who.collect(),
        actions: listed(block, "actions"),
        resources: listed(block, "resources"),
        all_but: ["not_actions", "not_resources", "not_principals"].iter().any(|name| block.entry(name).is_some()),
        limited,
    })
}

/// A condition that asks for encryption on the way, or for any address, does not say who.
fn limits(operator: &str, key: &str, values: &[Node]) -> bool {
    let key = key.to_ascii_lowercase();
    let anything = values
        .iter()
        .any(|one| one.as_text().is_some_and(|text| matches!(&*text, "*" | "0.0.0.0/0" | "::/0" | "0.0.0.0/1")));
    let about =
        ["aws:securetransport", "s3:x-amz-", "aws:requestedregion", "s3:tlsversion", "aws:useragent", "aws:referer"];
    let negated = operator.to_ascii_lowercase().contains("not");
    (negated || !anything) && !about.iter().any(|start| key.starts_with(start))
}

/// Everybody: `*`, and what stands for it.
pub(super) fn everybody(who: &[Node]) -> Option<&Node> {
    who.iter().find(|one| one.as_text().is_some_and(|text| matches!(&*text, "*" | "arn:aws:iam::*:root")))
}

/// The text of a member, with U+E000 for what is not known.
pub(super) fn is_known(node: &Node) -> bool {
    node.as_text().is_some_and(|text| !text.contains(HOLE))
}
