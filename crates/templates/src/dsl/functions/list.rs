//! Functions that take texts apart and put them together.

use super::{Call, Function, MANY, bounded};
use crate::dsl::Value;

/// Parts of a text, at most.
const PARTS: usize = 100_000;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("split", 2, 3, split),
    Function::new("join", 2, MANY, join),
    Function::new("index", 2, 2, index),
    Function::new("sort", 1, MANY, sort),
    Function::new("uniq", 1, MANY, uniq),
];

/// By a separator, or into pieces of so many characters.
fn split(call: &Call<'_>) -> Result<Value, String> {
    let (text, by) = (call.string(0), call.string(1));
    let parts: Vec<String> = match (by.parse::<usize>(), call.given(2)) {
        (Ok(0), None) => return Err("pieces of no characters".to_owned()),
        (Ok(size), None) => pieces(&text, size),
        (_, limit) => {
            let limit = limit.and_then(Value::number).unwrap_or(-1.0);
            let limit = if limit < 0.0 { PARTS } else { (limit as usize).min(PARTS) };
            separated(&text, &by, limit)
        }
    };
    Ok(Value::List(parts.into_iter().take(PARTS).map(Value::text).collect()))
}

fn pieces(text: &str, size: usize) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(size).map(|piece| piece.iter().collect()).collect()
}

fn separated(text: &str, by: &str, limit: usize) -> Vec<String> {
    if by.is_empty() {
        return text.chars().map(String::from).collect();
    }
    text.splitn(limit, by).map(str::to_owned).collect()
}

fn join(call: &Call<'_>) -> Result<Value, String> {
    let parts: Vec<_> = match call.arguments {
        [_, Value::List(list)] => list.iter().map(Value::bytes).collect(),
        _ => call.rest(1).collect(),
    };
    let parts: Vec<&[u8]> = parts.iter().map(|part| &**part).collect();
    bounded(parts.join(&*call.bytes(0)))
}

/// From 0 on.
fn index(call: &Call<'_>) -> Result<Value, String> {
    let at = call.count(1)?;
    let found = match call.given(0) {
        Some(Value::List(list)) => list.get(at).cloned(),
        _ => call.bytes(0).get(at).map(|byte| Value::text([*byte])),
    };
    found.ok_or_else(|| "there are fewer than that".to_owned())
}

/// Characters of one text, or several texts.
fn sort(call: &Call<'_>) -> Result<Value, String> {
    if call.arguments.len() == 1 {
        let mut characters: Vec<char> = call.string(0).chars().collect();
        characters.sort_unstable();
        return Ok(Value::text(characters.into_iter().collect::<String>()));
    }
    let mut texts: Vec<_> = call.rest(0).collect();
    texts.sort_unstable();
    Ok(Value::List(texts.into_iter().map(Value::Text).collect()))
}

/// The first of equal ones alone.
fn uniq(call: &Call<'_>) -> Result<Value, String> {
    if call.arguments.len() == 1 {
        let mut seen = std::collections::HashSet::new();
        let text = call.string(0);
        return Ok(Value::text(text.chars().filter(|c| seen.insert(*c)).collect::<String>()));
    }
    let mut seen = std::collections::HashSet::new();
    Ok(Value::List(call.rest(0).filter(|text| seen.insert(text.clone())).map(Value::Text).collect()))
}
