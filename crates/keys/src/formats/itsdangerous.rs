//! What itsdangerous signs: `payload.signature` and `payload.time.signature`.
//!
//! The key is the hash of salt, `signer` and secret (`itsdangerous.signer.Signer.derive_key`, `django-concat`). Salts
//! are the app's own choice: the library's defaults and those of known extensions are tried.

use crate::content::Content;
use crate::hash::Hash;
use crate::signed::{Check, Derivation, Input, Signed};
use crate::text;

/// Salts, of serializers first: the library's own, Flask-WTF's, Flask-Security's, and those of widely read tutorials.
const SALTS: &[&str] = &[
    "itsdangerous",
    "itsdangerous.Signer",
    "wtf-csrf-token",
    "email-confirm",
    "email-confirm-salt",
    "email-confirm-key",
    "password-reset",
    "password-reset-salt",
    "recover-key",
    "confirm-salt",
    "reset-salt",
    "login-salt",
    "remember-salt",
    "change-salt",
    "invite-salt",
    "auth-token-salt",
    "activate",
    "cookie-session",
];

const GRANTS: &str = "signs tokens of his choice (log-ins, changes of passwords, confirmations)";

/// Seconds from 1970 to 2011, from which releases before 1.1 count.
const LEGACY_EPOCH: i64 = 1_293_840_000;

/// A signed text, taken apart.
pub(super) struct Parts<'a> {
    /// The bytes that were signed.
    pub(super) message: &'a [u8],
    /// Without the time.
    pub(super) payload: &'a [u8],
    /// When it was signed, in seconds since 1970, where a time stands in it.
    pub(super) made: Option<i64>,
    tag: Vec<u8>,
}

impl<'a> Parts<'a> {
    /// Nothing when the text has no such form.
    pub(super) fn of(value: &'a [u8]) -> Option<Self> {
        let (message, signature) = text::split_last(value, b'.')?;
        let tag = tag(signature)?;
        let payload_of = |text: &'a [u8]| (text.len() > 1).then_some(text);
        let stamped = text::split_last(message, b'.').and_then(|(payload, stamp)| {
            let made = time(stamp)?;
            Some((payload_of(payload)?, Some(made)))
        });
        let (payload, made) = stamped.or_else(|| Some((payload_of(message)?, None)))?;
        Some(Self { message, payload, made, tag })
    }

    /// The hash that it was signed with, by the signature's length.
    pub(super) fn hash(&self) -> Hash {
        Hash::of_length(self.tag.len()).unwrap_or(Hash::Sha1)
    }

    /// A reading of it.
    pub(super) fn signed(
        &self,
        format: &'static str,
        grants: &'static str,
        derivation: Derivation,
        content: Content,
    ) -> Signed {
        let check = Check::Hmac { hash: self.hash(), message: self.message.to_vec(), tag: self.tag.clone() };
        Signed { format, grants, derivation, check, content, rare: false }
    }

    /// A JSON web token has two points, too.
    fn is_web_token(&self) -> bool {
        self.made.is_none() && self.hash() != Hash::Sha1 && self.message.starts_with(b"eyJ")
    }
}

/// The bytes of a signature in the base64 of addresses, without `=`.
pub(super) fn tag(signature: &[u8]) -> Option<Vec<u8>> {
    let tag = text::base64url(signature).filter(|_| !signature.contains(&b'='))?;
    Hash::of_length(tag.len()).filter(|hash| *hash != Hash::Md5).map(|_| tag)
}

/// Seconds in as few bytes as hold them. What lies before 2008 was counted from 2011.
fn time(stamp: &[u8]) -> Option<i64> {
    let bytes = text::base64url(stamp).filter(|bytes| (1..=5).contains(&bytes.len()))?;
    let seconds = bytes.iter().fold(0i64, |sum, byte| sum << 8 | i64::from(*byte));
    Some(if seconds < 1_200_000_000 { seconds + LEGACY_EPOCH } else { seconds })
}

/// JSON in the base64 of addresses; compressed when a point stands in front.
pub(super) fn payload(text: &[u8]) -> Option<Content> {
    if text.contains(&b'=') {
        return None;
    }
    match text.strip_prefix(b".") {
        Some(packed) => Content::packed_json(&text::base64url(packed)?),
        None => Content::json(&text::base64url(text)?),
    }
}

/// Adds the readings of a text.
pub(super) fn read(input: &Input<'_>, all: &mut Vec<Signed>) {
    let Some(parts) = Parts::of(input.value).filter(|parts| !parts.is_web_token()) else { return };
    let json = payload(parts.payload);
    // What reads as a session is one most of the time.
    let session = json.is_some() && parts.made.is_some() && parts.hash() == Hash::Sha1;
    let content = json.unwrap_or(Content::of("text")).made(parts.made);
    for (at, salt) in SALTS.iter().enumerate() {
        let before = format!("{salt}signer").into_bytes();
        let derivation = Derivation::Digest(parts.hash(), before);
        let reading = parts.signed("itsdangerous token", GRANTS, derivation, content.clone());
        all.push(Signed { rare: session && at > 0, ..reading });
    }
}
