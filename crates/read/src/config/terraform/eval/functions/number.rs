//! Functions of numbers.

use super::{Table, text};
use crate::config::cloud::node::{Data, Node, Spot};

pub(super) const TABLE: Table = &[
    ("abs", |all, spot| one(all, spot, f64::abs)),
    ("ceil", |all, spot| one(all, spot, f64::ceil)),
    ("floor", |all, spot| one(all, spot, f64::floor)),
    ("signum", |all, spot| one(all, spot, |n| if n == 0.0 { 0.0 } else { n.signum() })),
    ("max", |all, spot| fold(all, spot, f64::max)),
    ("min", |all, spot| fold(all, spot, f64::min)),
    ("sum", |all, spot| {
        let numbers: Option<Vec<f64>> = super::members(all.first()?)?.iter().map(Node::number).collect();
        number(numbers?.iter().sum(), spot)
    }),
    ("pow", |all, spot| number(all.first()?.number()?.powf(all.get(1)?.number()?), spot)),
    ("log", |all, spot| number(all.first()?.number()?.log(all.get(1)?.number()?), spot)),
    ("parseint", |all, spot| {
        let base = super::size(all, 1).and_then(|base| u32::try_from(base).ok()).filter(|b| (2..=36).contains(b))?;
        number(i64::from_str_radix(&text(all, 0)?, base).ok()? as f64, spot)
    }),
];

fn number(value: f64, spot: &Spot) -> Option<Node> {
    value.is_finite().then(|| Node::new(Data::Number(value), spot))
}

fn one(all: &[Node], spot: &Spot, with: fn(f64) -> f64) -> Option<Node> {
    number(with(all.first()?.number()?), spot)
}

fn fold(all: &[Node], spot: &Spot, with: fn(f64, f64) -> f64) -> Option<Node> {
    let numbers: Option<Vec<f64>> = all.iter().map(Node::number).collect();
    number(numbers?.into_iter().reduce(with)?, spot)
}
