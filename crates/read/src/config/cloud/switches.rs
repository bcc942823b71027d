//! Attributes that stand for one truth each: tables, for every provider and language.

mod encryption;
mod others;

use sneck_model::{Key, Value};

use super::node::{Entry, Node, Spot};
use super::out::{Out, absent, because, shown, truth};
use super::resource::{Deployment, Resource, Sort};

/// How an attribute says it.
#[derive(Clone, Copy)]
enum By {
    /// By its truth value.
    Truth,
    /// By being set to something.
    Set,
    /// By being one of these words, in any case.
    Is(&'static [&'static str]),
    /// By being none of these words.
    IsNone(&'static [&'static str]),
    /// By holding one of these words in a list.
    Holds(&'static [&'static str]),
}

/// What holds where the attribute is not set.
#[derive(Clone, Copy, PartialEq)]
enum Absent {
    On,
    Off,
    /// Something that is not read decides.
    Silent,
}

/// Family, key, path of the attribute, how it says it, and what holds without it.
type Row = (&'static str, Key, &'static [&'static str], By, Absent);

const TABLES: &[&[Row]] = &[encryption::TABLE, others::TABLE];

/// Every row of every resource.
pub(super) fn translate(deployment: &Deployment, out: &mut Out) {
    for one in deployment.resources.iter().filter(|one| one.sort == Sort::Made) {
        for row in TABLES.iter().flat_map(|table| table.iter()).filter(|row| *row.0 == *one.family) {
            row_of(one, row, deployment, out);
        }
    }
}

fn row_of(one: &Resource, row: &Row, deployment: &Deployment, out: &mut Out) {
    let (_, key, path, by, without) = *row;
    let raw = path.join(".");
    match one.at(path) {
        Some(entry) => {
            let says = format!("sets `{}` to {}", entry.name, shown(&entry.node));
            out.set(one, key, &raw, judged(&entry.node, by), because(entry, says));
        }
        None if without == Absent::Silent || others::is_decided_elsewhere(one, key, deployment) => {}
        None => {
            let spot = deepest(one, path);
            if let Some(why) = hidden(one, path) {
                out.set(one, key, &raw, Value::Unknown(why), absent(&spot, format!("`{raw}` is not known")));
                return;
            }
            let on = without == Absent::On;
            let state = if on { "on" } else { "off" };
            let says = format!("`{raw}` is not set, and is {state} by default");
            out.set(one, key, &raw, Value::Bool(on), absent(&spot, says));
        }
    }
}

fn judged(node: &Node, by: By) -> Value {
    if let (Some(gap), false) = (node.gap(), matches!(by, By::Set)) {
        return Value::Unknown(gap.why.clone());
    }
    let is = |words: &[&str], node: &Node| {
        node.as_text().is_some_and(|text| words.iter().any(|word| text.eq_ignore_ascii_case(word)))
    };
    match by {
        By::Truth => truth(node),
        By::Set => Value::Bool(node.as_text().is_none_or(|text| !text.is_empty())),
        By::Is(words) => Value::Bool(is(words, node)),
        By::IsNone(words) => Value::Bool(!is(words, node)),
        By::Holds(words) => Value::Bool(node.each().iter().any(|one| is(words, one))),
    }
}

/// The line of the innermost block on the way that is there.
fn deepest(one: &Resource, path: &[&str]) -> Spot {
    let ends = (1..path.len()).rev().filter_map(|end| one.at(&path[..end]));
    ends.map(|entry| entry.node.each().first().map_or_else(|| entry.spot.clone(), |node| node.spot.clone()))
        .next()
        .unwrap_or_else(|| one.spot.clone())
}

/// A block on the way is not known, or the whole resource is not.
fn hidden(one: &Resource, path: &[&str]) -> Option<String> {
    let gap = |node: &Node| node.each().first().and_then(Node::gap).map(|gap| gap.why.clone());
    let on_the_way = |end: usize| one.at(&path[..end]).map(|entry: &Entry| &entry.node).and_then(gap);
    gap(&one.body).or_else(|| (1..path.len()).find_map(on_the_way))
}
