//! Signs between values.

use super::{Scope, eval, gap_of};
use crate::config::cloud::node::{Data, Node, Spot};
use crate::config::terraform::syntax::Expr;

/// `a ? b : c`. Where the condition is not known, two equal branches still are.
pub(super) fn choice(scope: &Scope<'_, '_>, three: &[Expr; 3], spot: &Spot) -> Node {
    let condition = eval(scope, &three[0]);
    match condition.truth() {
        Some(true) => eval(scope, &three[1]),
        Some(false) => eval(scope, &three[2]),
        None => {
            let (yes, no) = (eval(scope, &three[1]), eval(scope, &three[2]));
            if equal(&yes, &no) == Some(true) {
                return yes;
            }
            gap_of([&condition], spot).unwrap_or_else(|| Node::wrong("the condition is no truth value", spot))
        }
    }
}

pub(super) fn unary(sign: char, inner: &Node, spot: &Spot) -> Node {
    let data = match sign {
        '-' => inner.number().map(|number| Data::Number(-number)),
        _ => inner.truth().map(|truth| Data::Bool(!truth)),
    };
    known(data, [inner, inner], spot)
}

/// Both sides are worked out, but for a truth value that one side decides.
pub(super) fn binary(scope: &Scope<'_, '_>, sign: &str, sides: &[Expr; 2], spot: &Spot) -> Node {
    let (left, right) = (eval(scope, &sides[0]), eval(scope, &sides[1]));
    let both = left.number().zip(right.number());
    let number = |with: fn(f64, f64) -> f64| both.map(|(a, b)| Data::Number(with(a, b)));
    let compared = |with: fn(&f64, &f64) -> bool| both.map(|(a, b)| Data::Bool(with(&a, &b)));
    let data = match sign {
        "==" => equal(&left, &right).map(Data::Bool),
        "!=" => equal(&left, &right).map(|same| Data::Bool(!same)),
        "&&" => decided(&left, &right, false).map(Data::Bool),
        "||" => decided(&left, &right, true).map(Data::Bool),
        "+" => number(|a, b| a + b),
        "-" => number(|a, b| a - b),
        "*" => number(|a, b| a * b),
        "/" => number(|a, b| a / b),
        "%" => number(|a, b| a % b),
        "<" => compared(f64::lt),
        "<=" => compared(f64::le),
        ">" => compared(f64::gt),
        _ => compared(f64::ge),
    };
    let finite = data.filter(|data| !matches!(data, Data::Number(number) if !number.is_finite()));
    known(finite, [&left, &right], spot)
}

/// `false && x` and `true || x` are known whatever x is.
fn decided(left: &Node, right: &Node, by: bool) -> Option<bool> {
    match (left.truth(), right.truth()) {
        (Some(one), _) | (_, Some(one)) if one == by => Some(by),
        (Some(_), Some(_)) => Some(!by),
        _ => None,
    }
}

fn known(data: Option<Data>, from: [&Node; 2], spot: &Spot) -> Node {
    match data {
        Some(data) => Node::new(data, spot),
        None => gap_of(from, spot).unwrap_or_else(|| Node::wrong("the sign does not fit its values", spot)),
    }
}

/// Whether two values are the same; types count, as they do for Terraform. What stands for an attribute of a
/// resource is not nothing.
#[must_use]
pub fn equal(a: &Node, b: &Node) -> Option<bool> {
    match (&a.data, &b.data) {
        (Data::Unknown(gap), Data::Null) | (Data::Null, Data::Unknown(gap)) => {
            let made = gap.of.as_ref().is_some_and(|(_, name)| matches!(&**name, "" | "id" | "arn" | "name"));
            (made || gap.text.as_ref().is_some_and(|text| text.chars().any(|c| c != '\0'))).then_some(false)
        }
        (Data::Unknown(gap), Data::Text(text)) | (Data::Text(text), Data::Unknown(gap)) => {
            gap.text.as_ref().filter(|shape| !could_be(shape, text)).map(|_| false)
        }
        (Data::Unknown(_), _) | (_, Data::Unknown(_)) => None,
        (Data::Null, Data::Null) => Some(true),
        (Data::Bool(a), Data::Bool(b)) => Some(a == b),
        (Data::Number(a), Data::Number(b)) => Some(a == b),
        (Data::Text(a), Data::Text(b)) => Some(a == b),
        (Data::List(a), Data::List(b)) if a.len() == b.len() => every(a.iter().zip(b.iter())),
        (Data::Map(a), Data::Map(b)) if a.len() == b.len() => {
            if a.iter().zip(b.iter()).any(|(a, b)| a.name != b.name) {
                return Some(false);
            }
            every(a.iter().zip(b.iter()).map(|(a, b)| (&a.node, &b.node)))
        }
        _ => Some(false),
    }
}

fn every<'n>(mut pairs: impl Iterator<Item = (&'n Node, &'n Node)>) -> Option<bool> {
    pairs.try_fold(true, |same, (a, b)| Some(same && equal(a, b)?))
}

/// Whether a text of which parts are known can be this one: what is known stands in it in order.
#[must_use]
pub fn could_be(shape: &str, text: &str) -> bool {
    let mut rest = text;
    let mut parts = shape.split('\0');
    let Some(after) = parts.next().and_then(|first| rest.strip_prefix(first)) else { return false };
    rest = after;
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}
