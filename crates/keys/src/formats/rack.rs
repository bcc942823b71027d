//! Rack's session cookies: `DATA--SIGNATURE` (Rack 1 and 2, and Rails 3), and what rack-session 2 encrypts.
//!
//! rack-session (`Rack::Session::Encryptor`) encrypts. Version 1 signs everything with what stands behind the first 32
//! bytes of the secret; version 2 seals with AES-GCM under a key that comes from the first 32 bytes and a salt. Both take
//! in the cookie's name when the app gave it one.

use super::rails;
use crate::content::Content;
use crate::hash::Hash;
use crate::signed::{Check, Derivation, Input, Signed};
use crate::text;

const GRANTS: &str = "writes a session as any user, and runs code where sessions are Ruby's Marshal";

/// Adds the readings of a text.
pub(super) fn read(input: &Input<'_>, all: &mut Vec<Signed>) {
    if let Some((data, hash, tag)) = rails::parts(input.value) {
        let check = Check::Hmac { hash, message: data.to_vec(), tag };
        let content = text::base64_any(data).map_or(Content::of("text"), |inner| Content::guess(&inner));
        let derivation = Derivation::Itself;
        all.push(Signed { format: "Rack session", grants: GRANTS, derivation, check, content, rare: false });
    } else if let Some(bytes) = text::base64_any(input.value) {
        for purpose in [input.name.unwrap_or_default(), ""] {
            all.extend(first(&bytes, purpose).or_else(|| second(&bytes, purpose)));
        }
    }
}

fn sealed(derivation: Derivation, check: Check) -> Signed {
    Signed {
        format: "Rack session (encrypted)",
        grants: GRANTS,
        derivation,
        check,
        content: Content::of("encrypted"),
        rare: false,
    }
}

/// Version, 32 bytes of salt, 16 of nonce, ciphertext, 32 of signature.
fn first(bytes: &[u8], purpose: &str) -> Option<Signed> {
    let (data, tag) = bytes.split_last_chunk::<32>().filter(|(data, _)| data.len() > 1 + 32 + 16 && data[0] == 1)?;
    let message = [data, purpose.as_bytes()].concat();
    Some(sealed(Derivation::Behind(32), Check::Hmac { hash: Hash::Sha256, message, tag: tag.to_vec() }))
}

/// Version, 32 bytes of salt, 12 of nonce, 16 of tag, ciphertext.
fn second(bytes: &[u8], purpose: &str) -> Option<Signed> {
    let (head, rest) = bytes.split_first_chunk::<33>().filter(|(head, _)| head[0] == 2)?;
    let (nonce, rest) = rest.split_first_chunk::<12>()?;
    let (tag, data) = rest.split_first_chunk::<16>().filter(|(_, data)| !data.is_empty())?;
    let (associated, sealed_data) = ([head, purpose.as_bytes()].concat(), [data, tag].concat());
    let derivation = Derivation::HmacOfFirst(Hash::Sha256, 32, head[1..].to_vec());
    Some(sealed(derivation, Check::AesGcm { nonce: *nonce, associated, sealed: sealed_data }))
}
