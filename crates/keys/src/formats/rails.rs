//! Rails' cookies: `DATA--SIGNATURE`, and encrypted `DATA--NONCE--TAG` (`ActiveSupport::MessageVerifier`,
//! `MessageEncryptor`).
//!
//! Keys come from `secret_key_base` by PBKDF2 with 1,000 rounds, of SHA-256 since Rails 7.0 and of SHA-1 before.
//! What is encrypted with CBC (before Rails 5.2) is signed as well, and the signature is what a key is tried on.

use crate::content::Content;
use crate::hash::Hash;
use crate::signed::{Check, Derivation, Input, Signed};
use crate::text;

const GRANTS: &str = "writes a session as any user, and runs code where sessions are Ruby's Marshal";

/// How keys are derived, the newer first.
const HASHES: [Hash; 2] = [Hash::Sha256, Hash::Sha1];

/// Adds the readings of a text.
pub(super) fn read(input: &Input<'_>, all: &mut Vec<Signed>) {
    if sealed(input.value, all).is_none() {
        signed(input.value, all);
    }
}

fn derivation(hash: Hash, salt: &'static str, length: usize) -> Derivation {
    Derivation::Pbkdf2 { hash, salt: salt.as_bytes(), rounds: 1000, length }
}

/// `DATA--SIGNATURE`, the signature in hexadecimal.
pub(super) fn parts(value: &[u8]) -> Option<(&[u8], Hash, Vec<u8>)> {
    let at = value.windows(2).rposition(|pair| pair == b"--")?;
    let (data, digits) = (&value[..at], &value[at + 2..]);
    let tag = text::unhex(digits).filter(|tag| tag.len() >= 20 && !data.is_empty())?;
    Some((data, Hash::of_length(tag.len())?, tag))
}

fn signed(value: &[u8], all: &mut Vec<Signed>) {
    let Some((data, hash, tag)) = parts(value) else { return };
    let Some(inner) = text::base64_any(data) else { return };
    let encrypted = inner.windows(2).any(|pair| pair == b"--");
    let (format, salt) = if encrypted {
        ("Rails session (encrypted with CBC)", "signed encrypted cookie")
    } else {
        ("Rails signed cookie", "signed cookie")
    };
    let content = if encrypted { Content::of("encrypted") } else { Content::guess(&inner) };
    for derived in HASHES {
        let derivation = derivation(derived, salt, 64);
        let check = Check::Hmac { hash, message: data.to_vec(), tag: tag.clone() };
        all.push(Signed { format, grants: GRANTS, derivation, check, content: content.clone(), rare: false });
    }
}

/// `DATA--NONCE--TAG`, each in base64.
fn sealed(value: &[u8], all: &mut Vec<Signed>) -> Option<()> {
    let text = std::str::from_utf8(value).ok()?;
    let mut parts = text.split("--").map(|part| text::base64(part.as_bytes()));
    let (data, nonce, tag) = (parts.next()??, parts.next()??, parts.next()??);
    let nonce = <[u8; 12]>::try_from(nonce).ok()?;
    if tag.len() != 16 || parts.next().is_some() {
        return None;
    }
    for hash in HASHES {
        all.push(Signed {
            format: "Rails session (encrypted with GCM)",
            grants: GRANTS,
            derivation: derivation(hash, "authenticated encrypted cookie", 32),
            check: Check::AesGcm { nonce, associated: Vec::new(), sealed: [&data[..], &tag].concat() },
            content: Content::of("encrypted"),
            rare: false,
        });
    }
    Some(())
}
