//! What an expression comes to.

use std::sync::Arc;

use super::functions::Call;
use super::parse::Tree;
use super::{Random, Value};
use crate::pattern;

/// Gives values to names.
pub trait Names {
    /// The value of a name.
    fn value(&self, name: &str) -> Option<Value>;
}

/// Everything outside of the expression.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// Values of names.
    pub names: &'a dyn Names,
    /// Random words.
    pub random: &'a Random,
    /// Seconds since 1970-01-01.
    pub now: i64,
}

pub(super) fn evaluate(tree: &Tree, world: &World<'_>) -> Result<Value, String> {
    match tree {
        Tree::Value(value) => Ok(value.clone()),
        Tree::Name(name) => world.names.value(name).ok_or_else(|| format!("`{name}` has no value")),
        Tree::Not(inner) => Ok(Value::Bool(!truth(&evaluate(inner, world)?)?)),
        Tree::Negative(inner) => Ok(Value::Number(-number(&evaluate(inner, world)?)?)),
        Tree::Two(operator, left, right) => two(operator, left, right, world),
        Tree::Choice(condition, then, otherwise) => {
            evaluate(if truth(&evaluate(condition, world)?)? { then } else { otherwise }, world)
        }
        Tree::List(parts) => parts.iter().map(|part| evaluate(part, world)).collect::<Result<_, _>>().map(Value::List),
        Tree::Call(function, arguments, pattern) => {
            let arguments: Vec<Value> = arguments.iter().map(|part| evaluate(part, world)).collect::<Result<_, _>>()?;
            (function.call)(&Call { arguments: &arguments, pattern: pattern.as_ref(), world })
        }
    }
}

fn two(operator: &str, left: &Tree, right: &Tree, world: &World<'_>) -> Result<Value, String> {
    // The right side is not looked at where the left one decides.
    match operator {
        "&&" => Ok(Value::Bool(truth(&evaluate(left, world)?)? && truth(&evaluate(right, world)?)?)),
        "||" => Ok(Value::Bool(truth(&evaluate(left, world)?)? || truth(&evaluate(right, world)?)?)),
        "??" => match evaluate(left, world) {
            Ok(Value::Nothing) | Err(_) => evaluate(right, world),
            value => value,
        },
        _ => {
            let (left, right) = (evaluate(left, world)?, evaluate(right, world)?);
            let found = OPERATORS.iter().find(|(sign, _)| *sign == operator);
            found.map_or_else(|| Err(format!("`{operator}` is not known")), |(_, apply)| apply(&left, &right))
        }
    }
}

type Apply = fn(&Value, &Value) -> Result<Value, String>;

const OPERATORS: [(&str, Apply); 20] = [
    ("==", |a, b| Ok(Value::Bool(a == b))),
    ("!=", |a, b| Ok(Value::Bool(a != b))),
    ("<", |a, b| compare(a, b).map(|o| Value::Bool(o.is_lt()))),
    ("<=", |a, b| compare(a, b).map(|o| Value::Bool(o.is_le()))),
    (">", |a, b| compare(a, b).map(|o| Value::Bool(o.is_gt()))),
    (">=", |a, b| compare(a, b).map(|o| Value::Bool(o.is_ge()))),
    ("=~", |a, b| matches(a, b).map(Value::Bool)),
    ("!~", |a, b| matches(a, b).map(|found| Value::Bool(!found))),
    ("in", |a, b| member(a, b).map(Value::Bool)),
    ("+", plus),
    ("-", |a, b| numbers(a, b, |a, b| a - b)),
    ("*", |a, b| numbers(a, b, |a, b| a * b)),
    ("/", |a, b| numbers(a, b, |a, b| a / b)),
    ("%", |a, b| numbers(a, b, |a, b| a % b)),
    ("**", |a, b| numbers(a, b, f64::powf)),
    ("&", |a, b| numbers(a, b, |a, b| (a as i64 & b as i64) as f64)),
    ("|", |a, b| numbers(a, b, |a, b| (a as i64 | b as i64) as f64)),
    ("^", |a, b| numbers(a, b, |a, b| (a as i64 ^ b as i64) as f64)),
    ("<<", |a, b| numbers(a, b, |a, b| ((a as i64) << (b as i64).clamp(0, 62)) as f64)),
    (">>", |a, b| numbers(a, b, |a, b| ((a as i64) >> (b as i64).clamp(0, 62)) as f64)),
];

fn truth(value: &Value) -> Result<bool, String> {
    match value {
        Value::Bool(truth) => Ok(*truth),
        other => Err(format!("{} stands where a truth value belongs", other.sort())),
    }
}

fn number(value: &Value) -> Result<f64, String> {
    match value {
        Value::Number(number) => Ok(*number),
        other => Err(format!("{} stands where a number belongs", other.sort())),
    }
}

fn numbers(a: &Value, b: &Value, apply: fn(f64, f64) -> f64) -> Result<Value, String> {
    Ok(Value::Number(apply(number(a)?, number(b)?)))
}

/// Numbers with numbers, texts with texts.
fn compare(a: &Value, b: &Value) -> Result<std::cmp::Ordering, String> {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => Ok(a.cmp(b)),
        _ => number(a)?.partial_cmp(&number(b)?).ok_or_else(|| "not a number".to_owned()),
    }
}

/// A text on either side makes a text of both.
fn plus(a: &Value, b: &Value) -> Result<Value, String> {
    match (a, b) {
        (Value::Text(_), _) | (_, Value::Text(_)) => Ok(Value::Text(Arc::from([&*a.bytes(), &*b.bytes()].concat()))),
        _ => numbers(a, b, |a, b| a + b),
    }
}

fn matches(text: &Value, pattern: &Value) -> Result<bool, String> {
    let compiled = pattern::compile(&pattern.string(), false).ok_or("it is no pattern")?;
    Ok(compiled.is_match(&text.bytes()))
}

fn member(value: &Value, list: &Value) -> Result<bool, String> {
    match list {
        Value::List(list) => Ok(list.contains(value)),
        other => Err(format!("{} stands where a list belongs", other.sort())),
    }
}
