//! The checksum of Bech32, as BIP 173 defines it.

const ALPHABET: &[u8; 32] = b"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];

/// Whether an upper-case Bech32 string ends with the checksum of what stands before.
pub(super) fn holds(text: &[u8]) -> bool {
    let Some(one) = memchr::memrchr(b'1', text) else { return false };
    let (readable, data) = (&text[..one], &text[one + 1..]);
    let values: Option<Vec<u8>> = data.iter().map(|b| digit(*b)).collect();
    let high = readable.iter().map(|b| b.to_ascii_lowercase() >> 5);
    let low = readable.iter().map(|b| b.to_ascii_lowercase() & 31);
    values.is_some_and(|values| polymod(high.chain([0]).chain(low).chain(values)) == 1)
}

fn digit(byte: u8) -> Option<u8> {
    ALPHABET.iter().position(|b| *b == byte).and_then(|at| u8::try_from(at).ok())
}

fn polymod(values: impl Iterator<Item = u8>) -> u32 {
    values.fold(1, |sum: u32, value| {
        let shifted = ((sum & 0x01ff_ffff) << 5) ^ u32::from(value);
        let top = sum >> 25;
        GENERATOR.iter().enumerate().filter(|(bit, _)| (top >> bit) & 1 == 1).fold(shifted, |sum, (_, g)| sum ^ g)
    })
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn the_vectors_of_the_standard() {
        assert!(holds(b"A12UEL5L"));
        assert!(holds(b"SPLIT1CHECKUPSTAGEHANDSHAKEUPSTREAMERRANTERREDCAPERRED2Y9E3W"));
        assert!(!holds(b"SPLIT1CHECKUPSTAGEHANDSHAKEUPSTREAMERRANTERREDCAPERRED2Y9E3Q"));
        assert!(!holds(b"") && !holds(b"1"));
    }
}
