//! Starlette's session cookie: `JSON.time.signature`, in plain base64 (`starlette.middleware.sessions`).
//!
//! An itsdangerous `TimestampSigner` with its own salt.

use super::itsdangerous::Parts;
use crate::content::Content;
use crate::hash::Hash;
use crate::signed::{Derivation, Input, Signed};
use crate::text;

/// Adds the reading of a text.
pub(super) fn read(input: &Input<'_>, all: &mut Vec<Signed>) {
    let Some(parts) = Parts::of(input.value).filter(|parts| parts.hash() == Hash::Sha1) else { return };
    // `base64.b64encode` fills up to four characters.
    let json = || Content::json(&text::base64(parts.payload).filter(|_| parts.payload.len().is_multiple_of(4))?);
    let (Some(made), Some(content)) = (parts.made, json()) else { return };
    let derivation = Derivation::Digest(Hash::Sha1, b"itsdangerous.Signersigner".to_vec());
    all.push(parts.signed("Starlette session", "writes a session as any user", derivation, content.made(Some(made))));
}
