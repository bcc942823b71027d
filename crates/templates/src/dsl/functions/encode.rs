//! Functions that write bytes in other letters, and read them back.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose};

use super::{Call, Function, bounded};
use crate::dsl::Value;

/// Characters of a line as Python's `base64.encodebytes` breaks it.
const PYTHON_LINE: usize = 76;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("base64", 1, 1, |c| bounded(base64(&c.bytes(0)).into_bytes())),
    Function::new("base64_py", 1, 1, |c| bounded(in_lines(base64(&c.bytes(0)).as_bytes()))),
    Function::new("base64_decode", 1, 1, from_base64),
    Function::new("hex_encode", 1, 2, hex_encode),
    Function::new("hex_decode", 1, 1, |c| {
        from_hex(&c.bytes(0)).map(Value::text).ok_or_else(|| "it is not hexadecimal".to_owned())
    }),
    Function::new("url_encode", 1, 2, |c| {
        let all = c.given(1) == Some(&Value::Bool(true));
        bounded(url_encode(&c.bytes(0), if all { "" } else { UNTOUCHED }))
    }),
    Function::new("url_decode", 1, 1, |c| bounded(url_decode(&c.bytes(0)))),
];

fn base64(bytes: &[u8]) -> String {
    general_purpose::STANDARD.encode(bytes)
}

/// Line ends behind every 76 characters and at the end.
fn in_lines(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + text.len() / PYTHON_LINE + 1);
    for line in text.chunks(PYTHON_LINE) {
        out.extend_from_slice(line);
        out.push(b'\n');
    }
    if text.is_empty() {
        out.push(b'\n');
    }
    out
}

/// Go skips line ends, and wants the padding.
fn from_base64(call: &Call<'_>) -> Result<Value, String> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireCanonical)
        .with_decode_allow_trailing_bits(true);
    let text: Vec<u8> = call.bytes(0).iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    let decoded = GeneralPurpose::new(&STANDARD, config).decode(text);
    decoded.map(Value::text).map_err(|_| "it is no Base64".to_owned())
}

fn hex_encode(call: &Call<'_>) -> Result<Value, String> {
    let form = call.string(1);
    let prefix = match form.as_str() {
        "" | "standard" => "",
        "x" | "\\x" => "\\x",
        _ => return Err(format!("`{form}` is no form of hexadecimal digits")),
    };
    let digits: String = call.bytes(0).iter().map(|byte| format!("{prefix}{byte:02x}")).collect();
    bounded(digits.into_bytes())
}

/// Bytes from hexadecimal digits, or nothing where they are none.
#[must_use]
pub fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let pairs = text.chunks(2).map(|pair| match pair {
        [high, low] => Some(u8::try_from(digit(*high)? * 16 + digit(*low)?).unwrap_or(0)),
        _ => None,
    });
    pairs.collect()
}

/// Signs that stay beside letters and digits (those of `encodeURIComponent`).
const UNTOUCHED: &str = "-_.!~*'()";

fn url_encode(text: &[u8], untouched: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    for byte in text {
        if byte.is_ascii_alphanumeric() || untouched.as_bytes().contains(byte) {
            out.push(*byte);
        } else {
            out.extend_from_slice(format!("%{byte:02X}").as_bytes());
        }
    }
    out
}

/// What is no `%xx` stays.
fn url_decode(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let pair = text.get(at + 1..at + 3).filter(|_| text[at] == b'%').and_then(from_hex);
        out.push(pair.as_ref().map_or(text[at], |byte| byte[0]));
        at += if pair.is_some() { 3 } else { 1 };
    }
    out
}
