//! Terraform's own functions.

mod collection;
mod encoding;
mod files;
mod format;
mod keyed;
mod network;
mod number;
mod text;
mod types;

use std::sync::Arc;

pub use collection::set;

use super::{Scope, deep_gap, eval, gap_of};
use crate::config::cloud::node::{Data, Gap, Node, Spot};
use crate::config::terraform::syntax::Expr;

/// A function of known values. Nothing comes back when a value is not known or does not fit.
type Function = fn(&[Node], &Spot) -> Option<Node>;

/// Names and functions.
type Table = &'static [(&'static str, Function)];

const TABLES: &[Table] =
    &[collection::TABLE, keyed::TABLE, encoding::TABLE, network::TABLE, number::TABLE, text::TABLE, types::TABLE];

/// Functions that hand a value on, so that what it belongs to is still known.
const HANDS_ON: &[&str] =
    &["concat", "element", "one", "compact", "flatten", "tolist", "toset", "tostring", "join", "distinct", "coalesce"];

/// A call.
pub(super) fn call(scope: &Scope<'_, '_>, name: &str, arguments: &[Expr], spread: bool, spot: &Spot) -> Node {
    let mut all: Vec<Node> = arguments.iter().map(|argument| eval(scope, argument)).collect();
    if spread && let Some(last) = all.pop() {
        match &last.data {
            Data::List(more) => all.extend(more.iter().cloned()),
            _ => return gap_of([&last], spot).unwrap_or_else(|| Node::wrong("what is spread is no list", spot)),
        }
    }
    let size: usize = all.iter().map(|node| node.each().len() + node.entries().len()).sum();
    if !scope.module.world.spend(size) {
        return Node::unknown("it takes too long to work out", spot);
    }
    if let Some(node) = files::call(scope, name, &all, spot) {
        return node;
    }
    let function = TABLES.iter().flat_map(|table| table.iter()).find(|(own, _)| *own == name).map(|(_, f)| f);
    let Some(function) = function else {
        return Node::unknown(format!("`{name}(…)` is not worked out"), spot);
    };
    function(&all, spot).unwrap_or_else(|| missing(name, &all, spot))
}

/// What comes of values that are not known, or not fit.
fn missing(name: &str, all: &[Node], spot: &Spot) -> Node {
    let Some(first) = all.iter().find_map(deep_gap).and_then(Node::gap) else {
        return Node::wrong(format!("`{name}(…)` does not fit its values"), spot);
    };
    let of = first.of.clone().filter(|_| HANDS_ON.contains(&name));
    let gap = Gap { why: first.why.clone(), error: first.error, text: None, of };
    Node::new(Data::Unknown(Arc::new(gap)), spot)
}

/// The text of an argument.
fn text(all: &[Node], at: usize) -> Option<Arc<str>> {
    all.get(at)?.as_text()
}

/// A whole number that is not negative.
fn size(all: &[Node], at: usize) -> Option<usize> {
    let number = all.get(at)?.number()?;
    (number >= 0.0 && number.fract() == 0.0 && number < 1e9).then_some(number as usize)
}

/// The members of a list, or of what counts as one.
fn members(node: &Node) -> Option<&[Node]> {
    match &node.data {
        Data::List(all) => Some(all),
        _ => None,
    }
}

/// The texts of a list.
fn texts(node: &Node) -> Option<Vec<Arc<str>>> {
    members(node)?.iter().map(Node::as_text).collect()
}
