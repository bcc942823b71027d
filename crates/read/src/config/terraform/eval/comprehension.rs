//! `for`, in lists and objects.

use super::{LARGEST, Names, Scope, eval, gap_of, map};
use crate::config::cloud::node::{Data, Entry, Node, Spot};
use crate::config::terraform::syntax::For;

/// Index or key, and value, of everything in a collection.
#[must_use]
pub fn pairs(over: &Node) -> Option<Vec<(Node, Node)>> {
    match &over.data {
        Data::List(all) => {
            let index = |at: usize| Node::new(Data::Number(at as f64), &over.spot);
            Some(all.iter().enumerate().map(|(at, one)| (index(at), one.clone())).collect())
        }
        Data::Map(all) => {
            let pair = |entry: &Entry| (Node::text(&entry.name, &entry.spot), entry.node.clone());
            Some(all.iter().map(pair).collect())
        }
        _ => None,
    }
}

pub(super) fn gather(scope: &Scope<'_, '_>, one: &For, spot: &Spot) -> Node {
    let over = eval(scope, &one.over);
    let Some(pairs) = pairs(&over) else {
        return gap_of([&over], spot).unwrap_or_else(|| Node::wrong("what is gone through is no collection", spot));
    };
    let mut found: Vec<(Option<Node>, Node)> = Vec::new();
    for (key, value) in pairs.into_iter().take(LARGEST) {
        let outer = Names { name: one.key_name.as_deref().unwrap_or(""), node: key, outer: scope.names };
        let names = Names { name: &one.value_name, node: value, outer: Some(&outer) };
        let inner = scope.with(&names);
        if let Some(only) = &one.only {
            let keep = eval(&inner, only);
            match keep.truth() {
                Some(true) => {}
                Some(false) => continue,
                None => return gap_of([&keep], spot).unwrap_or_else(|| Node::wrong("a condition is wrong", spot)),
            }
        }
        found.push((one.key.as_ref().map(|key| eval(&inner, key)), eval(&inner, &one.value)));
    }
    match one.key {
        Some(_) => keyed(found, one.grouped, spot),
        None => Node::list(found.into_iter().map(|(_, value)| value).collect(), spot),
    }
}

fn keyed(found: Vec<(Option<Node>, Node)>, grouped: bool, spot: &Spot) -> Node {
    let mut entries: Vec<Entry> = Vec::new();
    for (key, node) in found {
        let Some((name, key)) = key.and_then(|key| Some((key.as_text()?, key))) else {
            return Node::unknown("the name of one of its parts is not known", spot);
        };
        let before = entries.iter_mut().find(|entry| grouped && entry.name == name);
        match before {
            Some(entry) => {
                let all = entry.node.each().iter().cloned().chain([node]).collect();
                entry.node = Node::list(all, spot);
            }
            None => {
                let node = if grouped { Node::list(vec![node], spot) } else { node };
                entries.push(Entry { name, spot: key.spot, node });
            }
        }
    }
    map(entries, spot)
}
