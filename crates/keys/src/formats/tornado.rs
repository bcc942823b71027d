//! Tornado's secure cookies, `tornado.web.create_signed_value`: version 2 signs `2|1:0|10:TIME|N:NAME|N:VALUE|` with
//! HMAC-SHA256, version 1 signed name, value and time with HMAC-SHA1.

use crate::content::Content;
use crate::hash::Hash;
use crate::signed::{Check, Derivation, Input, Signed};
use crate::text;

/// Adds the reading of a text.
pub(super) fn read(input: &Input<'_>, all: &mut Vec<Signed>) {
    all.extend(second(input.value).or_else(|| first(input)));
}

fn signed(hash: Hash, message: Vec<u8>, tag: Vec<u8>, content: Content) -> Signed {
    Signed {
        format: "Tornado's secure cookie",
        grants: "writes cookies as any user",
        derivation: Derivation::Itself,
        check: Check::Hmac { hash, message, tag },
        content,
        rare: false,
    }
}

fn second(value: &[u8]) -> Option<Signed> {
    let (message, digits) = text::split_last(value, b'|').filter(|_| value.starts_with(b"2|"))?;
    let tag = text::unhex(digits).filter(|tag| tag.len() == 32)?;
    let (_, rest) = field(&message[2..])?;
    let (time, rest) = field(rest)?;
    let (_, rest) = field(rest)?;
    let (content, _) = field(rest)?;
    let content = Content::guess(&text::base64_any(content)?).made(seconds(time));
    Some(signed(Hash::Sha256, [message, b"|"].concat(), tag, content))
}

/// `LENGTH:TEXT|`, and what is behind it. The last one's bar was taken off.
fn field(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = text.iter().position(|byte| *byte == b':').filter(|at| *at < 6)?;
    let length: usize = std::str::from_utf8(&text[..colon]).ok()?.parse().ok()?;
    let rest = &text[colon + 1..];
    Some((rest.get(..length)?, rest.get(length + 1..).unwrap_or_default()))
}

fn first(input: &Input<'_>) -> Option<Signed> {
    let mut parts = input.value.split(|byte| *byte == b'|');
    let (value, time, digits) = (parts.next()?, parts.next()?, parts.next()?);
    let tag = text::unhex(digits).filter(|tag| tag.len() == 20 && parts.next().is_none())?;
    let content = Content::guess(&text::base64_any(value)?).made(Some(seconds(time)?));
    let name = input.name?.as_bytes();
    Some(signed(Hash::Sha1, [name, value, time].concat(), tag, content))
}

fn seconds(digits: &[u8]) -> Option<i64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}
