//! Objects that a pack keeps as changes of another one.

/// Bytes that an object shares with its base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Copied {
    /// Where they stand in the base.
    pub from: usize,
    /// Where they stand in the object.
    pub to: usize,
    /// How many.
    pub length: usize,
}

/// Builds an object from its base; nothing when the instructions are broken or make more than `most` bytes.
pub(super) fn apply(base: &[u8], delta: &[u8], most: usize, out: &mut Vec<u8>) -> Option<Vec<Copied>> {
    let (base_size, delta) = size(delta)?;
    let (result_size, mut rest) = size(delta)?;
    if base_size != base.len() || result_size > most {
        return None;
    }
    out.clear();
    out.reserve(result_size);
    let mut copied = Vec::new();
    while let Some((command, after)) = rest.split_first() {
        rest = if command & 0x80 == 0 {
            let (inserted, after) = after.split_at_checked(usize::from(*command)).filter(|_| *command > 0)?;
            out.extend_from_slice(inserted);
            after
        } else {
            let (from, length, after) = range(*command, after)?;
            copied.push(Copied { from, to: out.len(), length });
            out.extend_from_slice(base.get(from..from.checked_add(length)?)?);
            after
        };
        if out.len() > result_size {
            return None;
        }
    }
    (out.len() == result_size).then_some(copied)
}

/// A size in groups of seven bits, the lowest first.
fn size(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut size = 0usize;
    for (at, byte) in bytes.iter().enumerate().take(5) {
        size |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((size, &bytes[at + 1..]));
        }
    }
    None
}

/// Offset and length of a copy, of which only the bytes that are not zero are written.
fn range(command: u8, mut rest: &[u8]) -> Option<(usize, usize, &[u8])> {
    let mut numbers = [0usize; 7];
    for (bit, number) in numbers.iter_mut().enumerate().filter(|(bit, _)| command >> bit & 1 == 1) {
        let (byte, after) = rest.split_first()?;
        *number = usize::from(*byte) << (8 * if bit < 4 { bit } else { bit - 4 });
        rest = after;
    }
    let length = numbers[4..].iter().sum::<usize>();
    Some((numbers[..4].iter().sum(), if length == 0 { 0x10000 } else { length }, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_and_insertions() {
        let mut out = Vec::new();
        // 11 bytes become 8: five from the start, three new ones.
        let delta = [11, 8, 0x90, 5, 3, b'a', b'b', b'c'];
        let copied = apply(b"hello world", &delta, 100, &mut out).expect("well formed");
        assert_eq!(out, b"helloabc");
        assert_eq!(copied, [Copied { from: 0, to: 0, length: 5 }]);
    }

    #[test]
    fn what_is_broken_or_too_large_is_none() {
        let mut out = Vec::new();
        let cases: &[&[u8]] =
            &[b"", &[11], &[11, 8], &[11, 8, 0], &[11, 8, 0x90, 200], &[11, 4, 0x90, 5], &[9, 8, 0x90, 5], &[0xff; 20]];
        for delta in cases {
            assert_eq!(apply(b"hello world", delta, 100, &mut out), None, "{delta:?}");
        }
        assert_eq!(apply(b"hello world", &[11, 8, 0x90, 5, 3, 1, 2, 3], 7, &mut out), None);
    }
}
