//! Who may connect to what: rules of security groups and firewalls, joined to their group.

mod aws;
mod azure;
mod google;

use std::sync::Arc;

use sneck_model::{Key, Step, Value};

use super::node::{Node, Spot};
use super::out::{Out, value};
use super::resource::{Deployment, Resource};

/// Every rule that lets traffic in.
pub(super) fn translate(deployment: &Deployment, out: &mut Out) {
    aws::translate(deployment, out);
    azure::translate(deployment, out);
    google::translate(deployment, out);
}

/// One rule that lets traffic in.
struct Rule {
    /// Address ranges, `0.0.0.0/0` for everybody.
    sources: Vec<Node>,
    /// `tcp`, `udp`, `icmp`, `*`
    protocol: Value,
    /// `22`, `8000-8100`, `*`
    ports: Vec<Value>,
    /// What tells it apart from other rules of its group.
    scope: String,
    /// Where the sources stand, the rule's own line where none stand.
    spot: Spot,
}

impl Rule {
    fn emit(self, of: &Resource, raw: &str, out: &mut Out) {
        let sources = Value::List(self.sources.iter().map(value).collect());
        let parts = [("sources", sources), ("protocol", self.protocol), ("ports", Value::List(self.ports))];
        let parts = parts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let mut because = vec![Step::new(self.spot.place(), format!("lets traffic in by `{raw}`"))];
        let written = self.sources.iter().find(|one| is_everybody(one)).map(|one| &one.spot);
        if let Some(written) = written.filter(|written| **written != self.spot && written.path != self.spot.path) {
            because.push(Step::new(written.place(), "the addresses are written here"));
        }
        out.within(of, vec![self.scope], Key::CLOUD_INGRESS, raw, Value::Map(parts), because);
    }
}

fn is_everybody(node: &Node) -> bool {
    node.as_text().is_some_and(|text| text.ends_with("/0"))
}

/// The group that a rule names, or the rule itself where that is not in sight.
fn group<'d>(deployment: &'d Deployment, rule: &'d Resource, names: &[&str]) -> &'d Resource {
    let of = names.iter().find_map(|name| rule.at(&[name])).and_then(|entry| entry.node.resource());
    of.and_then(|address| deployment.find(address)).unwrap_or(rule)
}

/// A number or a range of ports as text.
fn range(from: Option<&Node>, to: Option<&Node>) -> Value {
    let number = |node: &Node| match (node.number(), node.gap()) {
        (Some(number), _) => Ok(number as i64),
        (None, Some(gap)) => Err(gap.why.clone()),
        (None, None) => Err("it is no number".to_owned()),
    };
    match (from.map(number), to.or(from).map(number)) {
        (None, _) => Value::Text("*".into()),
        (Some(Ok(from)), Some(Ok(to))) if from < 0 || to < 0 => Value::Text("*".into()),
        (Some(Ok(from)), Some(Ok(to))) if from == to => Value::Text(from.to_string()),
        (Some(Ok(from)), Some(Ok(to))) => Value::Text(format!("{from}-{to}")),
        (Some(Err(why)), _) | (_, Some(Err(why))) => Value::Unknown(why),
        (Some(Ok(from)), None) => Value::Text(from.to_string()),
    }
}

/// A protocol by the name that rules know.
fn protocol(node: Option<&Node>) -> Value {
    let Some(node) = node else { return Value::Text("*".into()) };
    if let Some(gap) = node.gap() {
        return Value::Unknown(gap.why.clone());
    }
    let text: Arc<str> = node.as_text().unwrap_or_else(|| "*".into());
    Value::Text(match text.to_ascii_lowercase().as_str() {
        "-1" | "all" | "*" | "" => "*".into(),
        "6" => "tcp".into(),
        "17" => "udp".into(),
        "1" | "icmpv6" | "58" => "icmp".into(),
        other => other.to_owned(),
    })
}
