//! Functions of maps.

use std::sync::Arc;

use super::{Table, members, text, texts};
use crate::config::cloud::node::{Data, Entry, Node};
use crate::config::terraform::eval::map;

pub(super) const TABLE: Table = &[
    ("merge", |all, spot| {
        let mut entries: Vec<Entry> = Vec::new();
        for one in all {
            match &one.data {
                Data::Map(own) => entries.extend(own.iter().cloned()),
                Data::Null => {}
                _ => return None,
            }
        }
        Some(map(entries, spot))
    }),
    ("lookup", |all, _| {
        let (from, name) = (all.first()?, text(all, 1)?);
        if !matches!(from.data, Data::Map(_)) {
            return None;
        }
        from.entry(&name).map(|entry| entry.node.clone()).or_else(|| all.get(2).cloned())
    }),
    ("keys", |all, spot| {
        known_map(all.first()?)
            .map(|entries| Node::list(entries.iter().map(|entry| Node::text(&entry.name, &entry.spot)).collect(), spot))
    }),
    ("values", |all, spot| {
        known_map(all.first()?)
            .map(|entries| Node::list(entries.iter().map(|entry| entry.node.clone()).collect(), spot))
    }),
    ("zipmap", |all, spot| {
        let (names, values) = (texts(all.first()?)?, members(all.get(1)?)?);
        let entry =
            |(name, node): (&Arc<str>, &Node)| Entry { name: name.clone(), spot: spot.clone(), node: node.clone() };
        Some(map(names.iter().zip(values).map(entry).collect(), spot))
    }),
    ("transpose", |all, spot| {
        let mut entries: Vec<Entry> = Vec::new();
        for entry in known_map(all.first()?)? {
            for name in texts(&entry.node)? {
                let own = Node::text(&entry.name, spot);
                match entries.iter_mut().find(|known| known.name == name) {
                    Some(known) => {
                        known.node = Node::list(known.node.each().iter().cloned().chain([own]).collect(), spot);
                    }
                    None => entries.push(Entry { name, spot: spot.clone(), node: Node::list(vec![own], spot) }),
                }
            }
        }
        Some(map(entries, spot))
    }),
    ("matchkeys", |all, spot| {
        let (values, keys, wanted) = (members(all.first()?)?, texts(all.get(1)?)?, texts(all.get(2)?)?);
        let kept = values.iter().zip(keys).filter(|(_, key)| wanted.contains(key)).map(|(value, _)| value.clone());
        Some(Node::list(kept.collect(), spot))
    }),
];

fn known_map(node: &Node) -> Option<&[Entry]> {
    match &node.data {
        Data::Map(all) => Some(all),
        _ => None,
    }
}
