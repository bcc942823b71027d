//! Cookies of express-session and cookie-parser: `s:VALUE.SIGNATURE`, HMAC-SHA256 in base64 without `=`
//! (`cookie-signature`).

use crate::content::Content;
use crate::hash::Hash;
use crate::signed::{Check, Derivation, Input, Signed};
use crate::text;

/// Adds the reading of a text.
pub(super) fn read(input: &Input<'_>, all: &mut Vec<Signed>) {
    let Some((message, signature)) = input.value.strip_prefix(b"s:").and_then(|v| text::split_last(v, b'.')) else {
        return;
    };
    let Some(tag) = text::base64(signature).filter(|tag| tag.len() == 32 && !message.is_empty()) else { return };
    let json = message.strip_prefix(b"j:").and_then(Content::json);
    all.push(Signed {
        format: "Express session or signed cookie",
        grants: "signs session ids and cookies of his choice",
        derivation: Derivation::Itself,
        check: Check::Hmac { hash: Hash::Sha256, message: message.to_vec(), tag },
        content: json.unwrap_or(Content::of("the id of a session that the server keeps, or text")),
        rare: false,
    });
}
