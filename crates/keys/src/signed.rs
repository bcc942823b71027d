//! A text that carries a signature, and what it takes to try a key on it.

use std::fmt;

use crate::content::Content;
use crate::hash::Hash;

/// A cookie or token as it was found.
#[derive(Clone, Copy, Debug, Default)]
pub struct Input<'a> {
    /// The cookie's name, where it has one: some frameworks sign it, too.
    pub name: Option<&'a str>,
    /// Its value.
    pub value: &'a [u8],
    /// The value of the cookie `NAME.sig` beside it, where one came along (cookie-session, Koa).
    pub signature: Option<&'a [u8]>,
}

/// One reading of a text. A text may have several: whose key fits is the right one.
#[derive(Clone, Debug)]
pub struct Signed {
    /// What it would be: `Flask session`.
    pub format: &'static str,
    /// What whoever has the key can do, as a clause: `signs a session as any user`.
    pub grants: &'static str,
    /// How the key that signs comes from the secret.
    pub derivation: Derivation,
    /// What has to fit.
    pub check: Check,
    /// What it carries.
    pub content: Content,
    /// Another reading of the same text is far likelier: not worth a long list of words.
    pub rare: bool,
}

/// How the key that signs comes from the secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Derivation {
    /// It is the secret.
    Itself,
    /// HMAC with the secret as its key, of a salt.
    Hmac(Hash, Vec<u8>),
    /// The hash of the secret behind a salt.
    Digest(Hash, Vec<u8>),
    /// PBKDF2 (RFC 8018) with HMAC.
    Pbkdf2 {
        /// Of HMAC.
        hash: Hash,
        /// The salt.
        salt: &'static [u8],
        /// How often.
        rounds: u32,
        /// Bytes of the key.
        length: usize,
    },
    /// What stands behind so many bytes of the secret, which has at least twice as many.
    Behind(usize),
    /// HMAC with the first bytes of the secret as its key, of a salt; a shorter secret is none.
    HmacOfFirst(Hash, usize, Vec<u8>),
}

/// What has to fit. The text itself is a secret: `Debug` shows lengths.
#[derive(Clone)]
pub enum Check {
    /// An HMAC of a message.
    Hmac {
        /// Of HMAC.
        hash: Hash,
        /// The bytes that were signed.
        message: Vec<u8>,
        /// The signature.
        tag: Vec<u8>,
    },
    /// AES-GCM: the tag fits only under the right key. 16 or 32 bytes of key.
    AesGcm {
        /// 12 bytes.
        nonce: [u8; 12],
        /// What is authenticated besides; often nothing.
        associated: Vec<u8>,
        /// The ciphertext, and the tag of 16 bytes behind it.
        sealed: Vec<u8>,
    },
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hmac { hash, message, .. } => write!(f, "HMAC-{} of {} bytes", hash.name(), message.len()),
            Self::AesGcm { sealed, .. } => write!(f, "AES-GCM of {} bytes", sealed.len()),
        }
    }
}

impl Signed {
    /// Trying one key takes a thousand times as long as usual: word lists are not for this.
    #[must_use]
    pub fn is_slow(&self) -> bool {
        matches!(self.derivation, Derivation::Pbkdf2 { .. })
    }
}
