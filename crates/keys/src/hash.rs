//! The hash functions that signatures are made with, by the RustCrypto crates.

use hmac::digest::KeyInit;
use hmac::{EagerHash, Hmac, Mac};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// A hash function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hash {
    /// 16 bytes. Only old releases of Bottle sign with it.
    Md5,
    /// 20 bytes.
    Sha1,
    /// 32 bytes.
    Sha256,
    /// 48 bytes.
    Sha384,
    /// 64 bytes.
    Sha512,
}

impl Hash {
    /// The one whose results have so many bytes.
    #[must_use]
    pub fn of_length(bytes: usize) -> Option<Self> {
        let all = [Self::Md5, Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512];
        all.into_iter().find(|hash| hash.length() == bytes)
    }

    /// Bytes of a result.
    #[must_use]
    pub fn length(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// Its name in the field.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// The hash of parts, one behind the other.
    pub(crate) fn digest(self, parts: &[&[u8]]) -> Vec<u8> {
        match self {
            Self::Md5 => digest::<Md5>(parts),
            Self::Sha1 => digest::<Sha1>(parts),
            Self::Sha256 => digest::<Sha256>(parts),
            Self::Sha384 => digest::<Sha384>(parts),
            Self::Sha512 => digest::<Sha512>(parts),
        }
    }

    /// HMAC (RFC 2104) with a key, ready to be used again and again.
    pub(crate) fn keyed(self, key: &[u8]) -> Keyed {
        match self {
            Self::Md5 => Keyed::Md5(keyed(key)),
            Self::Sha1 => Keyed::Sha1(keyed(key)),
            Self::Sha256 => Keyed::Sha256(keyed(key)),
            Self::Sha384 => Keyed::Sha384(keyed(key)),
            Self::Sha512 => Keyed::Sha512(keyed(key)),
        }
    }
}

fn digest<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut hash = D::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().to_vec()
}

fn keyed<D: EagerHash>(key: &[u8]) -> Hmac<D> {
    Hmac::<D>::new_from_slice(key).unwrap_or_else(|_| unreachable!("HMAC takes keys of every length"))
}

/// HMAC whose key was taken in: both first blocks of it are done, and a message costs no more than itself.
#[derive(Clone)]
pub(crate) enum Keyed {
    Md5(Hmac<Md5>),
    Sha1(Hmac<Sha1>),
    Sha256(Hmac<Sha256>),
    Sha384(Hmac<Sha384>),
    Sha512(Hmac<Sha512>),
}

impl Keyed {
    /// The code of a message.
    pub(crate) fn of(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5(key) => of(key, message),
            Self::Sha1(key) => of(key, message),
            Self::Sha256(key) => of(key, message),
            Self::Sha384(key) => of(key, message),
            Self::Sha512(key) => of(key, message),
        }
    }
}

fn of<D: EagerHash>(key: &Hmac<D>, message: &[u8]) -> Vec<u8> {
    key.clone().chain_update(message).finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2, and RFC 2202, test case 2.
    #[test]
    fn codes_of_the_standards() {
        let of = |hash: Hash| crate::text::hex(&hash.keyed(b"Jefe").of(b"what do ya want for nothing?"));
        assert_eq!(of(Hash::Md5), "750c783e6ab0b503eaa86e310a5db738");
        assert_eq!(of(Hash::Sha1), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
        assert_eq!(of(Hash::Sha256), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assert!(of(Hash::Sha384).starts_with("af45d2e376484031617f78d2b58a6b1b"));
        assert!(of(Hash::Sha512).starts_with("164b7a7bfcf819e2e395fbe73b56e0a3"));
    }
}
