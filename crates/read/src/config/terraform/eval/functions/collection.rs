//! Functions of lists and sets. A set is a list in order without doubles.

use super::{Table, members, size, texts};
use crate::config::cloud::node::{Data, Node, Spot, written};
use crate::config::terraform::eval::operators::equal;
use crate::config::terraform::eval::{LARGEST, deep_gap};

pub(super) const TABLE: Table = &[
    ("concat", |all, spot| {
        let lists: Option<Vec<&[Node]>> = all.iter().map(members).collect();
        Some(Node::list(lists?.concat(), spot))
    }),
    ("length", |all, spot| {
        let length = match &all.first()?.data {
            Data::List(all) => all.len(),
            Data::Map(all) => all.len(),
            Data::Text(text) => text.chars().count(),
            _ => return None,
        };
        Some(Node::new(Data::Number(length as f64), spot))
    }),
    ("element", |all, _| {
        let (list, at) = (members(all.first()?)?, all.get(1)?.number()?);
        let place = at.rem_euclid(list.len() as f64);
        list.get(place as usize).cloned()
    }),
    ("coalesce", |all, _| {
        for one in all {
            match &one.data {
                Data::Unknown(_) => return None,
                Data::Null => {}
                Data::Text(text) if text.is_empty() => {}
                _ => return Some(one.clone()),
            }
        }
        None
    }),
    ("coalescelist", |all, _| {
        for one in all {
            if !members(one)?.is_empty() {
                return Some(one.clone());
            }
        }
        None
    }),
    ("compact", |all, spot| {
        let list = members(all.first()?)?;
        if list.iter().any(|one| one.gap().is_some()) {
            return None;
        }
        let full = |one: &&Node| !one.is_null() && one.as_text().is_some_and(|text| !text.is_empty());
        Some(Node::list(list.iter().filter(full).cloned().collect(), spot))
    }),
    ("contains", |all, spot| {
        let (list, wanted) = (members(all.first()?)?, all.get(1)?);
        let same: Vec<Option<bool>> = list.iter().map(|one| loosely(one, wanted)).collect();
        let found = same.contains(&Some(true));
        (found || !same.contains(&None)).then(|| Node::new(Data::Bool(found), spot))
    }),
    ("distinct", |all, spot| {
        let mut kept: Vec<Node> = Vec::new();
        for one in members(all.first()?)?.iter().take(2_000) {
            let same: Option<Vec<bool>> = kept.iter().map(|own| equal(own, one)).collect();
            if !same?.contains(&true) {
                kept.push(one.clone());
            }
        }
        Some(Node::list(kept, spot))
    }),
    ("flatten", |all, spot| {
        let mut flat = Vec::new();
        flatten(all.first()?, &mut flat)?;
        Some(Node::list(flat, spot))
    }),
    ("index", |all, spot| {
        let (list, wanted) = (members(all.first()?)?, all.get(1)?);
        let at = list.iter().position(|one| loosely(one, wanted) == Some(true))?;
        Some(Node::new(Data::Number(at as f64), spot))
    }),
    ("reverse", |all, spot| Some(Node::list(members(all.first()?)?.iter().rev().cloned().collect(), spot))),
    ("slice", |all, spot| {
        let list = members(all.first()?)?;
        Some(Node::list(list.get(size(all, 1)?..size(all, 2)?)?.to_vec(), spot))
    }),
    ("sort", |all, spot| {
        let mut sorted = texts(all.first()?)?;
        sorted.sort();
        Some(Node::list(sorted.iter().map(|text| Node::text(text, spot)).collect(), spot))
    }),
    ("one", |all, spot| match members(all.first()?)? {
        [] => Some(Node::new(Data::Null, spot)),
        [only] => Some(only.clone()),
        _ => None,
    }),
    ("range", |all, spot| range(all, spot)),
    ("chunklist", |all, spot| {
        let (list, size) = (members(all.first()?)?, size(all, 1).filter(|size| *size > 0)?);
        Some(Node::list(list.chunks(size).map(|chunk| Node::list(chunk.to_vec(), spot)).collect(), spot))
    }),
    ("alltrue", |all, spot| truths(all, spot, false)),
    ("anytrue", |all, spot| truths(all, spot, true)),
    ("setunion", |all, spot| {
        let lists: Option<Vec<&[Node]>> = all.iter().map(members).collect();
        known_set(lists?.concat(), spot)
    }),
    ("setintersection", |all, spot| kept(all, spot, true)),
    ("setsubtract", |all, spot| kept(all, spot, false)),
    ("setproduct", |all, spot| {
        let mut rows: Vec<Vec<Node>> = vec![Vec::new()];
        for list in all {
            let list = members(list)?;
            if rows.len().saturating_mul(list.len()) > LARGEST / 10 {
                return None;
            }
            let extended = |row: &Vec<Node>| {
                list.iter().map(|one| [&row[..], std::slice::from_ref(one)].concat()).collect::<Vec<_>>()
            };
            rows = rows.iter().flat_map(extended).collect();
        }
        Some(Node::list(rows.into_iter().map(|row| Node::list(row, spot)).collect(), spot))
    }),
];

/// Sorted, without doubles.
#[must_use]
pub fn set(node: &Node) -> Node {
    match &node.data {
        Data::List(all) => known_set(all.to_vec(), &node.spot).unwrap_or_else(|| node.clone()),
        _ => node.clone(),
    }
}

/// Texts and numbers have an order; other members are left as they stand.
pub(super) fn known_set(mut all: Vec<Node>, spot: &Spot) -> Option<Node> {
    if all.iter().any(|one| deep_gap(one).is_some()) {
        return None;
    }
    let text = |one: &Node| one.as_text().map(|text| text.to_string()).or_else(|| super::encoding::json(one));
    if all.iter().all(|one| matches!(one.data, Data::Number(_))) {
        all.sort_by(|a, b| a.number().partial_cmp(&b.number()).unwrap_or(std::cmp::Ordering::Equal));
    } else {
        all.sort_by_cached_key(text);
    }
    all.dedup_by(|a, b| text(a) == text(b));
    Some(Node::list(all, spot))
}

/// Numbers and truth values count as their text, as they do for Terraform in lists of texts.
fn loosely(a: &Node, b: &Node) -> Option<bool> {
    let same = equal(a, b)?;
    Some(same || (a.as_text().is_some() && a.as_text() == b.as_text()))
}

fn flatten(node: &Node, flat: &mut Vec<Node>) -> Option<()> {
    for one in members(node)? {
        match &one.data {
            Data::List(_) => flatten(one, flat)?,
            // A member that is not known may be a list of any length.
            Data::Unknown(gap) if gap.of.is_none() && gap.text.is_none() => return None,
            _ => flat.push(one.clone()),
        }
        if flat.len() > LARGEST {
            return None;
        }
    }
    Some(())
}

fn range(all: &[Node], spot: &Spot) -> Option<Node> {
    let numbers: Option<Vec<f64>> = all.iter().map(Node::number).collect();
    let (start, end, step) = match numbers?.as_slice() {
        [end] => (0.0, *end, if *end < 0.0 { -1.0 } else { 1.0 }),
        [start, end] => (*start, *end, if end < start { -1.0 } else { 1.0 }),
        [start, end, step] if *step != 0.0 => (*start, *end, *step),
        _ => return None,
    };
    let (mut list, mut at) = (Vec::new(), start);
    while (step > 0.0 && at < end) || (step < 0.0 && at > end) {
        list.push(Node::new(Data::Number(at), spot));
        at += step;
        if list.len() > 1_024 {
            return None;
        }
    }
    Some(Node::list(list, spot))
}

fn truths(all: &[Node], spot: &Spot, any: bool) -> Option<Node> {
    let list: Vec<Option<bool>> = members(all.first()?)?.iter().map(Node::truth).collect();
    let decided = list.contains(&Some(any));
    (decided || !list.contains(&None)).then(|| Node::new(Data::Bool(decided == any), spot))
}

/// Members of the first set that are, or are not, in all others.
fn kept(all: &[Node], spot: &Spot, inside: bool) -> Option<Node> {
    let lists: Option<Vec<&[Node]>> = all.iter().map(members).collect();
    let lists = lists?;
    let (first, others) = lists.split_first()?;
    let name = |node: &Node| node.as_text().or_else(|| node.number().map(|n| written(n).into()));
    let stays = |one: &&Node| others.iter().all(|list| list.iter().any(|other| name(other) == name(one)) == inside);
    known_set(first.iter().filter(stays).cloned().collect(), spot)
}
