//! Flask-Login's remember cookie: `user|signature`, HMAC-SHA512 in hexadecimal (`flask_login.utils.encode_cookie`).

use crate::content::Content;
use crate::hash::Hash;
use crate::signed::{Check, Derivation, Input, Signed};
use crate::text;

/// Adds the reading of a text.
pub(super) fn read(input: &Input<'_>, all: &mut Vec<Signed>) {
    let Some((message, digits)) = text::split_last(input.value, b'|') else { return };
    let Some(tag) = text::unhex(digits).filter(|tag| tag.len() == 64 && !message.is_empty()) else { return };
    all.push(Signed {
        format: "Flask-Login's remember cookie",
        grants: "logs in as any user, without a password",
        derivation: Derivation::Itself,
        check: Check::Hmac { hash: Hash::Sha512, message: message.to_vec(), tag },
        content: Content::of("the id of a user"),
        rare: false,
    });
}
