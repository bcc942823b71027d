//! Cookies of cookie-session, Koa and whatever else uses keygrip: `NAME=VALUE` with `NAME.sig=SIGNATURE` beside it.
//!
//! HMAC-SHA1 of `NAME=VALUE` in the base64 of addresses, without `=` (`keygrip`, `cookies`).

use crate::content::Content;
use crate::hash::Hash;
use crate::signed::{Check, Derivation, Input, Signed};
use crate::text;

/// Adds the reading of a text.
pub(super) fn read(input: &Input<'_>, all: &mut Vec<Signed>) {
    let (Some(name), Some(signature)) = (input.name, input.signature) else { return };
    let Some(tag) = text::base64url(signature).filter(|tag| tag.len() == 20 || tag.len() == 32) else { return };
    let hash = if tag.len() == 20 { Hash::Sha1 } else { Hash::Sha256 };
    let content = text::base64_any(input.value).and_then(|bytes| Content::json(&bytes));
    all.push(Signed {
        format: "cookie-session or another cookie signed by keygrip",
        grants: "writes a session as any user",
        derivation: Derivation::Itself,
        check: Check::Hmac { hash, message: [name.as_bytes(), b"=", input.value].concat(), tag },
        content: content.unwrap_or(Content::of("text")),
        rare: false,
    });
}
