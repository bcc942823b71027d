//! Functions that change texts.

use super::{Call, Function, LARGEST, MANY, bounded, too_long};
use crate::dsl::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("to_upper", 1, 1, |c| Ok(Value::text(c.string(0).to_uppercase()))),
    Function::new("to_lower", 1, 1, |c| bounded(lower(&c.bytes(0)))),
    Function::new("to_title", 1, 2, |c| Ok(Value::text(title(&c.string(0))))),
    Function::new("to_string", 1, 1, |c| Ok(Value::Text(c.bytes(0)))),
    Function::new("concat", 1, MANY, |c| bounded(c.rest(0).collect::<Vec<_>>().concat())),
    Function::new("repeat", 2, 2, repeat),
    Function::new("replace", 3, 3, |c| bounded(replace(&c.bytes(0), &c.bytes(1), &c.bytes(2)))),
    Function::new("replace_regex", 3, 3, replace_regex).matching(1),
    Function::new("reverse", 1, 1, |c| Ok(Value::text(c.string(0).chars().rev().collect::<String>()))),
    Function::new("trim", 2, 2, |c| trimmed(c, true, true)),
    Function::new("trim_left", 2, 2, |c| trimmed(c, true, false)),
    Function::new("trim_right", 2, 2, |c| trimmed(c, false, true)),
    Function::new("trim_space", 1, 1, |c| Ok(Value::text(c.bytes(0).trim_ascii()))),
    Function::new("trim_prefix", 2, 2, |c| {
        let text = c.bytes(0);
        Ok(Value::text(text.strip_prefix(&*c.bytes(1)).unwrap_or(&text)))
    }),
    Function::new("trim_suffix", 2, 2, |c| {
        let text = c.bytes(0);
        Ok(Value::text(text.strip_suffix(&*c.bytes(1)).unwrap_or(&text)))
    }),
    Function::new("remove_bad_chars", 2, 2, |c| {
        let bad = c.string(1);
        Ok(Value::text(c.string(0).replace(|character| bad.contains(character), "")))
    }),
    Function::new("substr", 2, 3, substr),
    Function::new("padding", 4, 4, padding),
    Function::new("xor", 2, MANY, xor),
];

/// Bytes that are no UTF-8 stay as they are.
fn lower(text: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(text) {
        Ok(text) => text.to_lowercase().into_bytes(),
        Err(_) => text.to_ascii_lowercase(),
    }
}

fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        if inside {
            out.extend(c.to_lowercase())
        } else {
            out.extend(c.to_uppercase())
        }
        inside = c.is_alphanumeric() || c == '\'';
    }
    out
}

fn repeat(call: &Call<'_>) -> Result<Value, String> {
    let (text, count) = (call.bytes(0), call.count(1)?);
    if text.len().saturating_mul(count) > LARGEST { Err(too_long()) } else { Ok(Value::text(text.repeat(count))) }
}

/// Go puts the new text between all characters where the old one is empty; nobody means that, so nothing changes.
fn replace(text: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = super::search::find(rest, old).filter(|_| !old.is_empty()) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(new);
        if out.len() > LARGEST {
            break;
        }
        rest = &rest[at + old.len()..];
    }
    out.extend_from_slice(rest);
    out
}

/// `$1` and `${name}` stand for groups in Go as they do in Rust.
fn replace_regex(call: &Call<'_>) -> Result<Value, String> {
    let (text, new) = (call.bytes(0), call.bytes(2));
    bounded(call.with_pattern(1, |pattern| pattern.replace_all(&text, &*new).into_owned())?)
}

fn trimmed(call: &Call<'_>, left: bool, right: bool) -> Result<Value, String> {
    let (text, cut) = (call.string(0), call.string(1));
    let belongs = |c: char| cut.contains(c);
    let text = if left { text.trim_start_matches(belongs) } else { &text };
    Ok(Value::text(if right { text.trim_end_matches(belongs) } else { text }))
}

fn substr(call: &Call<'_>) -> Result<Value, String> {
    let (text, start) = (call.bytes(0), call.count(1)?);
    let end = if call.given(2).is_some() { call.count(2)? } else { text.len() };
    text.get(start..end).map(Value::text).ok_or_else(|| "the text is shorter than that".to_owned())
}

fn padding(call: &Call<'_>) -> Result<Value, String> {
    let (text, with, length) = (call.bytes(0), call.bytes(1), call.count(2)?);
    if with.is_empty() || length == 0 || length > LARGEST {
        return Err("there is nothing to fill up with, or too much".to_owned());
    }
    let fill: Vec<u8> = with.iter().copied().cycle().take(length.saturating_sub(text.len())).collect();
    match call.string(3).as_str() {
        "prefix" => Ok(Value::text([&fill[..], &text].concat())),
        "suffix" => Ok(Value::text([&text[..], &fill].concat())),
        _ => Err("the fourth argument is neither `prefix` nor `suffix`".to_owned()),
    }
}

/// Shorter texts begin again.
fn xor(call: &Call<'_>) -> Result<Value, String> {
    let all: Vec<_> = call.rest(0).collect();
    if all.iter().any(|text| text.is_empty()) {
        return Err("an argument is empty".to_owned());
    }
    let longest = all.iter().map(|text| text.len()).max().unwrap_or(0);
    bounded((0..longest).map(|at| all.iter().fold(0, |sum, text| sum ^ text[at % text.len()])).collect())
}
