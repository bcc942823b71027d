//! Functions that ask what a text holds.

use super::{Call, Function, MANY};
use crate::dsl::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("contains", 2, 2, |c| yes(find(&c.bytes(0), &c.bytes(1)).is_some())),
    Function::new("contains_all", 2, MANY, |c| {
        let text = c.bytes(0);
        yes(c.rest(1).all(|word| find(&text, &word).is_some()))
    }),
    Function::new("contains_any", 2, MANY, |c| {
        let text = c.bytes(0);
        yes(c.rest(1).any(|word| find(&text, &word).is_some()))
    }),
    Function::new("starts_with", 2, MANY, |c| {
        let text = c.bytes(0);
        yes(c.rest(1).any(|word| text.starts_with(&word)))
    }),
    Function::new("ends_with", 2, MANY, |c| {
        let text = c.bytes(0);
        yes(c.rest(1).any(|word| text.ends_with(&word)))
    }),
    Function::new("line_starts_with", 2, MANY, |c| lines(c, |line, word| line.starts_with(word))),
    Function::new("line_ends_with", 2, MANY, |c| lines(c, |line, word| line.ends_with(word))),
    Function::new("equals_any", 2, MANY, |c| {
        let text = c.bytes(0);
        yes(c.rest(1).any(|word| text == word))
    }),
    Function::new("regex", 2, 2, |c| {
        let text = c.bytes(1);
        c.with_pattern(0, |pattern| Value::Bool(pattern.is_match(&text)))
    })
    .matching(0),
    Function::new("regex_all", 2, MANY, |c| {
        c.with_pattern(0, |pattern| Value::Bool(c.rest(1).all(|text| pattern.is_match(&text))))
    })
    .matching(0),
    Function::new("regex_any", 2, MANY, |c| {
        c.with_pattern(0, |pattern| Value::Bool(c.rest(1).any(|text| pattern.is_match(&text))))
    })
    .matching(0),
    Function::new("count", 2, 2, |c| {
        let (text, word) = (c.string(0), c.string(1));
        Ok(Value::Number(if word.is_empty() { text.chars().count() + 1 } else { text.matches(&word).count() } as f64))
    }),
    Function::new("len", 1, 1, |c| {
        let length = match c.given(0) {
            Some(Value::List(list)) => list.len(),
            _ => c.bytes(0).len(),
        };
        Ok(Value::Number(length as f64))
    }),
];

#[expect(clippy::unnecessary_wraps, reason = "what functions give back")]
fn yes(truth: bool) -> Result<Value, String> {
    Ok(Value::Bool(truth))
}

fn lines(call: &Call<'_>, holds: fn(&[u8], &[u8]) -> bool) -> Result<Value, String> {
    let (text, words) = (call.bytes(0), call.rest(1).collect::<Vec<_>>());
    yes(text.split(|byte| *byte == b'\n').any(|line| words.iter().any(|word| holds(line, word))))
}

/// Where a text holds another.
pub(crate) fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, word)
}
