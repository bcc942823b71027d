//! JSON inside of a text: a policy in a heredoc, a file that is read.

use std::sync::Arc;

use super::node::{Data, Entry, Node, Spot};
use crate::config::yaml::{self, Yaml};

/// Longer texts are not looked into.
const LONGEST: usize = 100_000;

/// The value that a text of JSON stands for; its lines count from the line of the spot.
#[must_use]
pub fn parse(text: &str, spot: &Spot) -> Option<Node> {
    let looks = text.trim_start().starts_with(['{', '[']);
    if !looks || text.len() > LONGEST {
        return None;
    }
    let documents = yaml::parse(&spot.path, text);
    let clean = documents.mistakes.is_empty();
    documents.all.first().filter(|_| clean).map(|root| node(root, spot))
}

fn node(from: &Yaml, spot: &Spot) -> Node {
    let own = Spot { path: spot.path.clone(), line: spot.line + from.line.saturating_sub(1) };
    let data = match &from.value {
        yaml::Value::Null => Data::Null,
        yaml::Value::Scalar(text, _) => scalar(text),
        yaml::Value::List(all) => Data::List(all.iter().map(|one| node(one, spot)).collect()),
        yaml::Value::Map(_) => {
            let entry = |(key, value): (&Yaml, &Yaml)| Entry {
                name: Arc::from(key.text().unwrap_or_default()),
                spot: Spot { path: spot.path.clone(), line: spot.line + key.line.saturating_sub(1) },
                node: node(value, spot),
            };
            Data::Map(from.entries().into_iter().map(entry).collect())
        }
    };
    Node::new(data, &own)
}

/// Quotes are not kept: what looks like a number or a truth value is one.
#[must_use]
pub fn scalar(text: &str) -> Data {
    match text {
        "true" => Data::Bool(true),
        "false" => Data::Bool(false),
        _ => match text.parse::<f64>() {
            Ok(number) if number.is_finite() && super::node::written(number) == text => Data::Number(number),
            _ => Data::Text(Arc::from(text)),
        },
    }
}
