//! Functions that make random words. The same seed gives the same words.

use super::{Call, Function, LARGEST, too_long};
use crate::dsl::Value;

const LETTERS: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &str = "1234567890";
const BOTH: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890";

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("rand_char", 0, 1, |c| word(c, &chosen(c, 0), 1)),
    Function::new("rand_base", 1, 2, |c| word(c, &chosen(c, 1), c.count(0)?)),
    Function::new("rand_text_alphanumeric", 1, 2, |c| word(c, &without(c, BOTH), c.count(0)?)),
    Function::new("rand_text_alpha", 1, 2, |c| word(c, &without(c, LETTERS), c.count(0)?)),
    Function::new("rand_text_numeric", 1, 2, |c| word(c, &without(c, DIGITS), c.count(0)?)),
    Function::new("rand_int", 0, 2, number),
    Function::new("rand_ip", 1, 8, address),
];

fn word(call: &Call<'_>, characters: &str, length: usize) -> Result<Value, String> {
    if length > LARGEST {
        return Err(too_long());
    }
    Ok(Value::text(call.world.random.word(characters.as_bytes(), length)))
}

/// The characters that were named, or letters and digits.
fn chosen(call: &Call<'_>, place: usize) -> String {
    let named = call.string(place);
    if named.trim().is_empty() { BOTH.to_owned() } else { named }
}

fn without(call: &Call<'_>, characters: &str) -> String {
    let bad = call.string(1);
    characters.chars().filter(|c| !bad.contains(*c)).collect()
}

/// From the first on, below the second.
fn number(call: &Call<'_>) -> Result<Value, String> {
    let least = if call.given(0).is_some() { call.number(0)? } else { 0.0 };
    let most = if call.given(1).is_some() { call.number(1)? } else { f64::from(i32::MAX) };
    let span = (most - least).clamp(0.0, f64::from(u32::MAX)) as usize;
    Ok(Value::Number(least.trunc() + call.world.random.below(span) as f64))
}

/// An IPv4 address of a network such as `10.0.0.0/8`.
fn address(call: &Call<'_>) -> Result<Value, String> {
    let network = call.string(call.world.random.below(call.arguments.len()));
    let (base, bits) = network.split_once('/').ok_or("it is no network")?;
    let base: std::net::Ipv4Addr = base.parse().map_err(|_| "it is no IPv4 network")?;
    let bits: u32 = bits.parse().ok().filter(|bits| *bits <= 32).ok_or("it is no network")?;
    let free = u32::MAX.checked_shr(bits).unwrap_or(0);
    let inside = call.world.random.below(free as usize) as u32;
    Ok(Value::text(std::net::Ipv4Addr::from(u32::from(base) & !free | inside).to_string()))
}
