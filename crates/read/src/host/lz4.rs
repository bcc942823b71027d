//! LZ4 frames, as apt keeps its lists in where it compresses them.
//! <https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md>

/// Reads all frames, up to so many bytes; nothing for what is no such frame. Checksums are not verified: whoever could
/// change the file could change them, too.
#[must_use]
pub fn unpacked(bytes: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut all = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        rest = frame(rest, most, &mut all)?;
    }
    Some(all)
}

fn frame<'a>(bytes: &'a [u8], most: usize, to: &mut Vec<u8>) -> Option<&'a [u8]> {
    let flags = *bytes.strip_prefix(&[0x04, 0x22, 0x4d, 0x18])?.first()?;
    let has = |bit: u8| usize::from(flags >> bit & 1);
    // Flags, the sizes of blocks, the size of all, a dictionary, and a checksum of these.
    let mut rest = bytes.get(4 + 2 + has(3) * 8 + has(0) * 4 + 1..)?;
    let start = to.len();
    loop {
        let length = u32::from_le_bytes(rest.get(..4)?.try_into().ok()?);
        rest = &rest[4..];
        if length == 0 {
            return rest.get(has(2) * 4..);
        }
        let plain = length >> 31 == 1;
        let block = rest.get(..(length & 0x7fff_ffff) as usize)?;
        rest = rest.get(block.len() + has(4) * 4..)?;
        if plain {
            to.extend(block);
        } else {
            // Blocks that depend on each other look back into what came before.
            self::block(block, start, most, to)?;
        }
        if to.len() > most {
            return None;
        }
    }
}

fn block(mut rest: &[u8], start: usize, most: usize, to: &mut Vec<u8>) -> Option<()> {
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        let literals = length(usize::from(token >> 4), &mut rest)?;
        to.extend(rest.get(..literals)?);
        rest = &rest[literals..];
        if rest.is_empty() {
            return Some(());
        }
        let back = usize::from(u16::from_le_bytes(rest.get(..2)?.try_into().ok()?));
        rest = &rest[2..];
        let copied = length(usize::from(token & 15), &mut rest)? + 4;
        let from = to.len().checked_sub(back).filter(|from| back > 0 && *from >= start)?;
        if to.len() + copied > most {
            return None;
        }
        for at in from..from + copied {
            to.push(to[at]);
        }
    }
    Some(())
}

/// Fifteen goes on with bytes, up to the first that is not 255.
fn length(first: usize, rest: &mut &[u8]) -> Option<usize> {
    let (mut length, mut last) = (first, if first == 15 { 255 } else { 0 });
    while last == 255 {
        let (next, after) = rest.split_first()?;
        *rest = after;
        last = *next;
        length += usize::from(last);
    }
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One block: a literal `ab`, then eight bytes from two back, then `!`.
    fn sample() -> Vec<u8> {
        let block = [0x24, b'a', b'b', 2, 0, 0x10, b'!'];
        let mut frame = vec![0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0];
        frame.extend((block.len() as u32).to_le_bytes());
        frame.extend(block);
        frame.extend([0; 4]);
        frame
    }

    #[test]
    fn a_frame_is_unpacked() {
        assert_eq!(unpacked(&sample(), 100).as_deref(), Some(&b"ababababab!"[..]));
        assert_eq!(unpacked(&[sample(), sample()].concat(), 100).map(|all| all.len()), Some(22));
        assert_eq!(unpacked(&sample(), 5), None);
    }

    #[test]
    fn what_is_cut_off_or_none_is_refused() {
        let whole = sample();
        for end in 1..whole.len() {
            assert_eq!(unpacked(&whole[..end], 100), None, "{end}");
        }
        assert_eq!(unpacked(b"Package: openssl\n", 100), None);
    }
}
