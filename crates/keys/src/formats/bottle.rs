//! Bottle's signed cookies: `!SIGNATURE?PICKLE`, both in base64 (`bottle.cookie_encode`).
//!
//! HMAC-SHA256 since 0.13, HMAC-MD5 before. What is signed is a pickle: reading one runs what stands in it.

use crate::content::Content;
use crate::hash::Hash;
use crate::signed::{Check, Derivation, Input, Signed};
use crate::text;

/// Adds the reading of a text.
pub(super) fn read(input: &Input<'_>, all: &mut Vec<Signed>) {
    all.extend(cookie(input.value));
}

fn cookie(value: &[u8]) -> Option<Signed> {
    let inner = value.strip_prefix(b"!")?;
    let at = inner.iter().position(|byte| *byte == b'?')?;
    let tag = text::base64(&inner[..at])?;
    let hash = Hash::of_length(tag.len())?;
    let message = inner[at + 1..].to_vec();
    let content = Content::guess(&text::base64(&message)?);
    Some(Signed {
        format: "Bottle's signed cookie",
        grants: "runs code of his choice in the app, which unpickles what is signed",
        derivation: Derivation::Itself,
        check: Check::Hmac { hash, message, tag },
        content,
        rare: false,
    })
}
