//! What can be verified of a key without asking its provider: checksums, lengths, what it says of itself.

/// One thing that must hold of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Check {
    /// The last six characters of what follows the start are the CRC-32 of the characters before them, in base 62:
    /// GitHub's tokens since 2021, npm's. github.blog, "Behind GitHub's new authentication token formats".
    Crc32,
    /// The checksum of Bech32 (BIP 173) over start and all: keys of age.
    Bech32,
    /// Base 64 of so many bytes.
    Bytes(usize),
    /// A JSON Web Token (RFC 7519) that is signed, opens something, and has a year to live or more.
    Jwt,
    /// These characters stand somewhere in it.
    Has(&'static str),
    /// It ends with these characters.
    Ends(&'static str),
}

impl Check {
    /// By its name in the table.
    pub(super) fn of(word: &'static str) -> Option<Self> {
        match word.split_once(':') {
            None => match word {
                "crc32" => Some(Self::Crc32),
                "bech32" => Some(Self::Bech32),
                "jwt" => Some(Self::Jwt),
                _ => None,
            },
            Some(("bytes", count)) => Some(Self::Bytes(count.parse().ok()?)),
            Some(("has", text)) => Some(Self::Has(text)),
            Some(("ends", text)) => Some(Self::Ends(text)),
            Some(_) => None,
        }
    }

    /// Whether it holds of a key, of which `body` is what follows the start.
    pub(super) fn holds(self, key: &[u8], body: &[u8]) -> bool {
        match self {
            Self::Crc32 => crc32_base62(body),
            Self::Bech32 => super::bech32::holds(key),
            Self::Bytes(count) => base64_bytes(key) == Some(count),
            Self::Jwt => super::jwt::is_lasting(key),
            Self::Has(text) => memchr::memmem::find(body, text.as_bytes()).is_some(),
            Self::Ends(text) => body.ends_with(text.as_bytes()),
        }
    }
}

/// How many bytes padded base 64 stands for.
fn base64_bytes(text: &[u8]) -> Option<usize> {
    let text = text.iter().position(|b| *b == b'=').map_or((text, 0), |at| (&text[..at], text.len() - at));
    let (body, padding) = text;
    let fits = (body.len() + padding).is_multiple_of(4) && padding <= 2;
    fits.then(|| body.len() * 3 / 4)
}

fn crc32_base62(body: &[u8]) -> bool {
    let Some(split) = body.len().checked_sub(6) else { return false };
    let (entropy, sum) = body.split_at(split);
    base62(crc32(entropy)) == sum
}

fn base62(mut number: u32) -> [u8; 6] {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut out = [b'0'; 6];
    for place in out.iter_mut().rev() {
        *place = DIGITS[(number % 62) as usize];
        number /= 62;
    }
    out
}

/// CRC-32 of IEEE 802.3, bit by bit: keys are short.
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(&base62(crc32(b"hello")), b"0zNvy2");
    }

    #[test]
    fn one_changed_character_is_seen() {
        assert!(crc32_base62(b"hello0zNvy2"));
        assert!(!crc32_base62(b"hallo0zNvy2"));
        assert!(!crc32_base62(b"x"));
    }

    #[test]
    fn base_64_says_how_many_bytes_it_stands_for() {
        assert_eq!(base64_bytes(b"aGVsbG8="), Some(5));
        assert_eq!(base64_bytes(b"aGVsbG8"), None);
        assert_eq!(base64_bytes(b"a==="), None);
    }
}
