//! Functions that convert, and those that try.

use super::collection::known_set;
use super::{Table, members};
use crate::config::cloud::node::{Data, Entry, Node};
use crate::config::terraform::eval::{deep_gap, map};

pub(super) const TABLE: Table = &[
    ("tostring", |all, spot| {
        all.first().filter(|n| n.is_null()).cloned().or_else(|| Some(Node::text(super::text(all, 0)?, spot)))
    }),
    ("tonumber", |all, spot| Some(Node::new(Data::Number(all.first()?.number()?), spot))),
    ("tobool", |all, spot| Some(Node::new(Data::Bool(all.first()?.truth()?), spot))),
    ("tolist", |all, _| {
        members(all.first()?)?;
        all.first().cloned()
    }),
    ("toset", |all, spot| known_set(members(all.first()?)?.to_vec(), spot)),
    ("tomap", |all, _| matches!(all.first()?.data, Data::Map(_)).then(|| all[0].clone())),
    ("list", |all, spot| Some(Node::list(all.to_vec(), spot))),
    ("map", |all, spot| {
        let pair = |pair: &[Node]| {
            Some(Entry { name: pair.first()?.as_text()?, spot: spot.clone(), node: pair.get(1)?.clone() })
        };
        Some(map(all.chunks(2).map(pair).collect::<Option<_>>()?, spot))
    }),
    ("sensitive", |all, _| all.first().cloned()),
    ("nonsensitive", |all, _| all.first().cloned()),
    ("ephemeralasnull", |all, _| all.first().cloned()),
    // The first that is not wrong; what is not known yet is not wrong.
    ("try", |all, _| all.iter().find(|one| !is_wrong(one)).cloned()),
    ("can", |all, spot| {
        let one = all.first()?;
        let open = deep_gap(one).is_some() && !is_wrong(one);
        (!open).then(|| Node::new(Data::Bool(!is_wrong(one)), spot))
    }),
];

fn is_wrong(node: &Node) -> bool {
    deep_gap(node).and_then(Node::gap).is_some_and(|gap| gap.error)
}
