//! Tries one key by the RustCrypto crates: the measure of everything that is faster, and the way of what is rare.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes128Gcm, Aes256Gcm, KeyInit, Nonce};
use sha1::Sha1;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::hash::Hash;
use crate::signed::{Check, Derivation};

/// The key that signs; nothing when the secret cannot be one.
pub(crate) fn derive(derivation: &Derivation, secret: &[u8]) -> Option<Vec<u8>> {
    match derivation {
        Derivation::Itself => Some(secret.to_vec()),
        Derivation::Hmac(hash, salt) => Some(hash.keyed(secret).of(salt)),
        Derivation::Digest(hash, before) => Some(hash.digest(&[before, secret])),
        Derivation::Pbkdf2 { hash, salt, rounds, length } => pbkdf2(*hash, secret, salt, *rounds, *length),
        Derivation::Behind(length) => secret.get(*length..).filter(|key| key.len() >= *length).map(<[u8]>::to_vec),
        Derivation::HmacOfFirst(hash, length, salt) => Some(hash.keyed(secret.get(..*length)?).of(salt)),
    }
}

fn pbkdf2(hash: Hash, secret: &[u8], salt: &[u8], rounds: u32, length: usize) -> Option<Vec<u8>> {
    let mut key = vec![0; length];
    match hash {
        Hash::Sha1 => pbkdf2::pbkdf2_hmac::<Sha1>(secret, salt, rounds, &mut key),
        Hash::Sha256 => pbkdf2::pbkdf2_hmac::<Sha256>(secret, salt, rounds, &mut key),
        _ => return None,
    }
    Some(key)
}

/// Whether a key that was derived fits each of several texts.
pub(crate) fn fits_each<'a>(key: &[u8], checks: impl Iterator<Item = &'a Check>) -> Vec<bool> {
    let mut prepared = None;
    let mut one = |check: &Check| match check {
        Check::AesGcm { nonce, associated, sealed } => opens(key, nonce, associated, sealed),
        Check::Hmac { hash, message, tag } => {
            let (_, keyed) = match &mut prepared {
                Some((of, keyed)) if of == hash => (hash, &*keyed),
                slot => {
                    let (_, keyed) = slot.insert((*hash, hash.keyed(key)));
                    (hash, &*keyed)
                }
            };
            keyed.of(message).ct_eq(tag).into()
        }
    };
    checks.map(&mut one).collect()
}

fn opens(key: &[u8], nonce: &[u8; 12], associated: &[u8], sealed: &[u8]) -> bool {
    let (nonce, sealed) = (Nonce::from(*nonce), Payload { msg: sealed, aad: associated });
    match key.len() {
        32 => Aes256Gcm::new_from_slice(key).is_ok_and(|cipher| cipher.decrypt(&nonce, sealed).is_ok()),
        16 => Aes128Gcm::new_from_slice(key).is_ok_and(|cipher| cipher.decrypt(&nonce, sealed).is_ok()),
        _ => false,
    }
}

/// Whether a secret signed a text.
pub(crate) fn fits(derivation: &Derivation, check: &Check, secret: &[u8]) -> bool {
    derive(derivation, secret).is_some_and(|key| fits_each(&key, std::iter::once(check)) == [true])
}
