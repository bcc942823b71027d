//! Laravel's cookies: JSON of `iv`, `value`, `mac` and `tag` in base64 (`Illuminate\Encryption\Encrypter`).
//!
//! With CBC, `mac` is HMAC-SHA256 of `iv` and `value` as they stand, with the key itself; with GCM the tag is tried.
//! `APP_KEY=base64:…` is the key in base64, which the candidates undo.

use serde_json::Value;

use crate::content::Content;
use crate::hash::Hash;
use crate::signed::{Check, Derivation, Input, Signed};
use crate::text;

/// Adds the reading of a text.
pub(super) fn read(input: &Input<'_>, all: &mut Vec<Signed>) {
    let check = || {
        let json: Value = serde_json::from_slice(&text::base64(input.value)?).ok()?;
        let field = |name: &str| json[name].as_str();
        by_mac(field("iv")?, field("value")?, field("mac")?)
            .or_else(|| by_tag(field("iv")?, field("value")?, field("tag")?))
    };
    all.extend(check().map(|check| Signed {
        format: "Laravel cookie",
        grants: "writes a session as any user, and runs code where cookies are unserialized",
        derivation: Derivation::Itself,
        check,
        content: Content::of("encrypted"),
        rare: false,
    }));
}

fn by_mac(iv: &str, value: &str, mac: &str) -> Option<Check> {
    let tag = text::unhex(mac.as_bytes()).filter(|tag| tag.len() == 32)?;
    Some(Check::Hmac { hash: Hash::Sha256, message: [iv, value].concat().into_bytes(), tag })
}

fn by_tag(iv: &str, value: &str, tag: &str) -> Option<Check> {
    let nonce = <[u8; 12]>::try_from(text::base64(iv.as_bytes())?).ok()?;
    let tag = text::base64(tag.as_bytes()).filter(|tag| tag.len() == 16)?;
    Some(Check::AesGcm { nonce, associated: Vec::new(), sealed: [text::base64(value.as_bytes())?, tag].concat() })
}
