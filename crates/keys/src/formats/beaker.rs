//! Beaker's session cookies: HMAC-SHA1 in hexadecimal, and the value behind it (`beaker.session.SignedCookie`).

use crate::content::Content;
use crate::hash::Hash;
use crate::signed::{Check, Derivation, Input, Signed};
use crate::text;

/// Adds the reading of a text.
pub(super) fn read(input: &Input<'_>, all: &mut Vec<Signed>) {
    let Some((digits, value)) = input.value.split_at_checked(40).filter(|(_, value)| value.len() >= 8) else { return };
    let plain = value.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+/=_-.".contains(byte));
    let Some(tag) = text::unhex(digits).filter(|_| plain) else { return };
    all.push(Signed {
        format: "Beaker session",
        grants: "signs sessions of his choice",
        derivation: Derivation::Itself,
        check: Check::Hmac { hash: Hash::Sha1, message: value.to_vec(), tag },
        content: Content::of("the id of a session that the server keeps, or a session"),
        rare: false,
    });
}
