//! Passwords and keys that resources and providers are given in clear.

use sneck_model::{Kind, Literal, LiteralForm};

use super::node::{Data, Entry, Node};
use super::resource::{Deployment, Sort};
use crate::source::literals::{accepts, secret, sense};

/// Values are looked for so deep.
const DEEPEST: u8 = 6;

/// Every literal that is given where a credential belongs.
pub(super) fn literals(deployment: &Deployment) -> Vec<Literal> {
    let mut all = Vec::new();
    for one in deployment.resources.iter().filter(|one| one.sort != Sort::Read) {
        below(&one.body, deployment.kind, DEEPEST, &mut all);
    }
    all
}

fn below(node: &Node, kind: Kind, depth: u8, all: &mut Vec<Literal>) {
    if depth == 0 {
        return;
    }
    if let Some(held) = node.holds.as_deref().filter(|held| !held.is_null()) {
        below(held, kind, depth - 1, all);
    }
    for entry in node.entries() {
        all.extend(literal(&entry.name, entry, kind));
        below(&entry.node, kind, depth - 1, all);
    }
    if let Data::List(members) = &node.data {
        for member in members.iter() {
            all.extend(pair(member, kind));
            below(member, kind, depth - 1, all);
        }
    }
}

/// `{ name = "DB_PASSWORD", value = "…" }` of a container.
fn pair(member: &Node, kind: Kind) -> Option<Literal> {
    let either = |small: &str, large: &str| member.entry(small).or_else(|| member.entry(large));
    let name = either("name", "Name")?.node.as_text()?;
    literal(&name, either("value", "Value")?, kind)
}

fn literal(name: &str, entry: &Entry, kind: Kind) -> Option<Literal> {
    let Data::Text(text) = &entry.node.data else { return None };
    let sense = sense(name)?;
    let told = accepts(sense, name, text, false) && !text.starts_with("arn:") && !text.contains("${");
    told.then(|| Literal {
        name: name.to_owned(),
        form: LiteralForm::Named,
        value: secret(&**text),
        user: None,
        service: None,
        place: entry.node.spot.place(),
        kind,
    })
}
