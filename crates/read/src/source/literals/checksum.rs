//! Checksums that providers put into their keys.

/// The last six characters are the CRC-32 of what stands before them in base 62 (GitHub's tokens
/// since 2021, npm's): github.blog, "Behind GitHub's new authentication token formats".
#[must_use]
pub fn crc32_base62(body: &[u8]) -> bool {
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
}
