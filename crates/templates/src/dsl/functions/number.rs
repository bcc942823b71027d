//! Functions of numbers and addresses.

use std::net::Ipv4Addr;

use super::{Call, Function, MANY};
use crate::dsl::Value;
use crate::dsl::number::from_base;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("to_number", 1, 1, |c| c.number(0).map(Value::Number)),
    Function::new("to_bool", 1, 1, |c| Ok(Value::Bool(truth(&c.string(0))))),
    Function::new("dec_to_hex", 1, 1, |c| Ok(Value::text(format!("{:x}", c.number(0)? as i64)))),
    Function::new("hex_to_dec", 1, 1, |c| based(c, "0x", 16)),
    Function::new("oct_to_dec", 1, 1, |c| based(c, "0o", 8)),
    Function::new("bin_to_dec", 1, 1, |c| based(c, "0b", 2)),
    Function::new("unpack", 2, 2, unpack),
    Function::new("ip_format", 2, 2, ip_format),
    // What would wait or print here does neither: requests have a pace of their own.
    Function::new("wait_for", 1, 1, |_| Ok(Value::Bool(true))),
    Function::new("print_debug", 1, MANY, |_| Ok(Value::Bool(true))),
];

fn truth(text: &str) -> bool {
    let text = text.trim();
    matches!(text, "1" | "t" | "T" | "true" | "TRUE" | "True") || text.parse::<f64>().is_ok_and(|n| n == 1.0)
}

fn based(call: &Call<'_>, prefix: &str, base: u32) -> Result<Value, String> {
    from_base(&call.string(0), prefix, base).map(Value::Number).ok_or_else(|| format!("no number of base {base}"))
}

/// One value, in a form of Python's `struct`.
fn unpack(call: &Call<'_>) -> Result<Value, String> {
    let (form, data) = (call.string(0), call.bytes(1));
    let big = !form.starts_with('<');
    let kind = form.chars().last().unwrap_or_default();
    let size = match kind {
        'b' | 'B' => 1,
        'h' | 'H' => 2,
        'i' | 'I' | 'l' | 'L' => 4,
        'q' | 'Q' => 8,
        _ => return Err(format!("`{form}` is no form of a number")),
    };
    let bytes = data.get(..size).ok_or("there are too few bytes")?;
    let shift = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
    let value = if big { bytes.iter().fold(0, shift) } else { bytes.iter().rev().fold(0, shift) };
    let unused = 64 - 8 * size as u32;
    let signed = (value << unused).cast_signed() >> unused;
    // The library that templates were written for gives `I` a sign, too.
    Ok(Value::Number(if matches!(kind, 'B' | 'H' | 'Q') { value as f64 } else { signed as f64 }))
}

/// Other ways to write an IPv4 address that many programs read.
fn ip_format(call: &Call<'_>) -> Result<Value, String> {
    let address: Ipv4Addr = call.string(0).parse().map_err(|_| "it is no IPv4 address")?;
    let [a, b, c, d] = address.octets();
    let number = u32::from(address);
    let text = match call.count(1)? {
        1 => address.to_string(),
        2 if b == 0 && c == 0 => format!("{a}.{d}"),
        2 if b == 0 => format!("{a}.{c}.{d}"),
        3 => format!("0{a:o}.{b:o}.{c:o}.0{d:o}"),
        4 => format!("0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}"),
        5 => number.to_string(),
        6 => format!("0x{number:x}"),
        11 => format!("{a}.{b}.{}", u32::from(c) << 8 | u32::from(d)),
        _ => return Err("it is no form of an address that is known".to_owned()),
    };
    Ok(Value::text(text))
}
