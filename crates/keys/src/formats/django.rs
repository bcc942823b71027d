//! What Django signs: `payload:time:signature` and `payload:signature` (`django.core.signing`).
//!
//! The key is SHA-256 of salt, `signer` and secret (SHA-1 before Django 3.1). Cookies that are signed by
//! `set_signed_cookie` put `django.http.cookies` before the secret. Their salt is the cookie's name, which since the
//! security releases of 2026 has `django.http.cookies.v2:0:` in front (0 is the length of a salt of the app's own).

use super::itsdangerous::tag;
use crate::content::Content;
use crate::hash::Hash;
use crate::signed::{Check, Derivation, Input, Signed};
use crate::text;

/// What stands before the secret for cookies.
const COOKIES: &str = "django.http.cookies";

/// A salt, what stands before the secret, and what is signed so.
struct Use {
    format: &'static str,
    grants: &'static str,
    salt: &'static str,
    before: &'static str,
}

const SESSION: Use = Use {
    format: "Django session in a cookie",
    grants: "writes a session as any user",
    salt: "django.contrib.sessions.backends.signed_cookies",
    before: "",
};

/// With a time.
const STAMPED: &[Use] = &[
    SESSION,
    Use {
        format: "Django's messages cookie",
        grants: "signs whatever the app signs, with the key of the whole project",
        salt: "django.contrib.messages",
        before: COOKIES,
    },
    Use { format: "Django's signing.dumps", grants: TOKENS, salt: "django.core.signing", before: "" },
    Use { format: "Django's TimestampSigner", grants: TOKENS, salt: "django.core.signing.TimestampSigner", before: "" },
];

/// Without one. Messages were signed so before Django 3.2.
const PLAIN: &[Use] =
    &[Use { format: "Django's Signer", grants: TOKENS, salt: "django.core.signing.Signer", before: "" }];

const TOKENS: &str = "signs tokens of his choice";

/// Adds the readings of a text.
pub(super) fn read(input: &Input<'_>, all: &mut Vec<Signed>) {
    let Some((message, signature)) = text::split_last(input.value, b':') else { return };
    let Some(tag) = tag(signature).filter(|tag| matches!(tag.len(), 20 | 32) && !message.is_empty()) else { return };
    let hash = Hash::of_length(tag.len()).unwrap_or(Hash::Sha256);
    let stamped = text::split_last(message, b':').and_then(|(payload, stamp)| Some((payload, time(stamp)?)));
    let (payload, made) = stamped.map_or((message, None), |(payload, made)| (payload, Some(made)));
    let content = content(payload).made(made);
    let mut add = |format, grants, salt: &str, before| {
        let derivation = Derivation::Digest(hash, format!("{salt}signer{before}").into_bytes());
        let check = Check::Hmac { hash, message: message.to_vec(), tag: tag.clone() };
        all.push(Signed { format, grants, derivation, check, content: content.clone(), rare: false });
    };
    let uses = if made.is_some() { STAMPED } else { PLAIN };
    uses.iter().for_each(|one| add(one.format, one.grants, one.salt, one.before));
    if let Some(name) = input.name {
        for salt in [format!("{COOKIES}.v2:0:{name}"), name.to_owned()] {
            add("Django's signed cookie", "signs cookies of his choice", &salt, COOKIES);
        }
    }
}

/// Seconds since 1970 in digits of base 62.
fn time(stamp: &[u8]) -> Option<i64> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'A'..=b'Z' => Some(byte - b'A' + 10),
        b'a'..=b'z' => Some(byte - b'a' + 36),
        _ => None,
    };
    let few = (4..=7).contains(&stamp.len()).then_some(stamp)?;
    few.iter().try_fold(0i64, |sum, byte| Some(sum * 62 + i64::from(digit(*byte)?)))
}

fn content(payload: &[u8]) -> Content {
    let packed = || Content::packed_json(&text::base64url(payload.strip_prefix(b".")?)?);
    let json = || Content::json(&text::base64url(payload)?);
    packed().or_else(json).unwrap_or_else(|| Content::guess(payload))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_counted_in_base_62() {
        assert_eq!(time(b"1vBkXs"), Some(1_761_184_516));
        assert_eq!(time(b"x"), None);
        assert_eq!(time(b"1vB-Xs"), None);
    }
}
