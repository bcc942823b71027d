//! JSON web tokens with a shared key (RFC 7515, RFC 7518 section 3.2).

use serde_json::Value;

use crate::content::Content;
use crate::hash::Hash;
use crate::signed::{Check, Derivation, Input, Signed};
use crate::text;

/// Algorithms with a shared key.
const ALGORITHMS: &[(&str, &str, Hash)] = &[
    ("HS256", "JSON web token (HS256)", Hash::Sha256),
    ("HS384", "JSON web token (HS384)", Hash::Sha384),
    ("HS512", "JSON web token (HS512)", Hash::Sha512),
];

/// Adds the reading of a text.
pub(super) fn read(input: &Input<'_>, all: &mut Vec<Signed>) {
    all.extend(token(input.value.strip_prefix(b"Bearer ").unwrap_or(input.value)));
}

fn token(value: &[u8]) -> Option<Signed> {
    let (message, signature) = text::split_last(value, b'.')?;
    let (header, payload) = text::split_last(message, b'.').filter(|(header, _)| !header.contains(&b'.'))?;
    let header: Value = serde_json::from_slice(&text::base64url(header)?).ok()?;
    let (_, format, hash) = ALGORITHMS.iter().find(|(name, _, _)| header["alg"] == **name)?;
    let tag = text::base64url(signature).filter(|tag| tag.len() == hash.length())?;
    Some(Signed {
        format,
        grants: "writes tokens that say whatever he likes",
        derivation: Derivation::Itself,
        check: Check::Hmac { hash: *hash, message: message.to_vec(), tag },
        content: content(&text::base64url(payload)?),
        rare: false,
    })
}

fn content(payload: &[u8]) -> Content {
    let made = serde_json::from_slice(payload).ok().and_then(|claims: Value| claims["iat"].as_i64());
    Content::guess(payload).made(made)
}
