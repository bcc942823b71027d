//! Records of TLS, and the messages that are spread over them.

/// What comes in one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Record {
    /// Part of the handshake.
    Handshake(Vec<u8>),
    /// Level and description.
    Alert(u8, u8),
    /// Anything else that TLS knows.
    Other,
}

/// These bytes are no TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotTls;

const HEAD: usize = 5;
/// Source: RFC 5246, section 6.2.3: 2^14 bytes, and 2048 for what encryption adds.
const LARGEST_RECORD: usize = (1 << 14) + 2048;

/// Cuts bytes into records as they come.
#[derive(Debug, Default)]
pub(super) struct Records {
    bytes: Vec<u8>,
    at: usize,
}

impl Records {
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.at);
        self.at = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// What is left and is no whole record.
    pub(super) fn rest(&self) -> &[u8] {
        &self.bytes[self.at..]
    }

    /// The next record, when it is there as a whole.
    pub(super) fn next(&mut self) -> Result<Option<Record>, NotTls> {
        let rest = &self.bytes[self.at..];
        let (Some(kind), major) = (rest.first(), rest.get(1)) else { return Ok(None) };
        if !(20..=24).contains(kind) || major.is_some_and(|major| *major != 3) {
            return Err(NotTls);
        }
        let Some(head) = rest.first_chunk::<HEAD>() else { return Ok(None) };
        let length = usize::from(u16::from_be_bytes([head[3], head[4]]));
        if length > LARGEST_RECORD {
            return Err(NotTls);
        }
        let Some(content) = rest.get(HEAD..HEAD + length) else { return Ok(None) };
        let record = record(*kind, content);
        self.at += HEAD + length;
        Ok(Some(record))
    }
}

fn record(kind: u8, content: &[u8]) -> Record {
    match (kind, content) {
        (21, [level, description, ..]) => Record::Alert(*level, *description),
        (22, _) => Record::Handshake(content.to_vec()),
        _ => Record::Other,
    }
}

/// Joins parts of the handshake to whole messages.
#[derive(Debug, Default)]
pub(super) struct Messages {
    bytes: Vec<u8>,
}

impl Messages {
    pub(super) fn feed(&mut self, part: &[u8]) {
        self.bytes.extend_from_slice(part);
    }

    /// The next message: its type and its content.
    pub(super) fn next(&mut self) -> Option<(u8, Vec<u8>)> {
        let head = self.bytes.first_chunk::<4>()?;
        let (kind, length) = (head[0], usize::from(head[1]) << 16 | usize::from(head[2]) << 8 | usize::from(head[3]));
        let content = self.bytes.get(4..4 + length)?.to_vec();
        self.bytes.drain(..4 + length);
        Some((kind, content))
    }
}

/// Reads numbers and lists off the front of bytes.
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (front, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(front)
    }

    /// A number of so many bytes, at most four.
    pub(super) fn number(&mut self, bytes: usize) -> Option<u32> {
        Some(self.take(bytes)?.iter().fold(0, |all, byte| all << 8 | u32::from(*byte)))
    }

    pub(super) fn number16(&mut self) -> Option<u16> {
        self.take(2)?.first_chunk().map(|two| u16::from_be_bytes(*two))
    }

    /// What stands behind its length in so many bytes.
    pub(super) fn list(&mut self, bytes: usize) -> Option<&'a [u8]> {
        let length = self.number(bytes)?;
        self.take(usize::try_from(length).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_may_be_spread_over_records_and_a_record_may_hold_several() {
        let mut records = Records::default();
        let mut messages = Messages::default();
        let mut found = Vec::new();
        for byte in [22, 3, 3, 0, 5, 14, 0, 0, 0, 2, 22, 3, 3, 0, 4, 0, 0, 1, 9] {
            records.feed(&[byte]);
            while let Ok(Some(Record::Handshake(part))) = records.next() {
                messages.feed(&part);
            }
            found.extend(std::iter::from_fn(|| messages.next()));
        }
        assert_eq!(found, [(14, vec![]), (2, vec![9])]);
    }

    #[test]
    fn what_is_no_record_is_told_by_its_first_bytes() {
        for bytes in [&b"HTTP/1.1 400"[..], b"\x16\x02", b"\x16\x03\x01\xff\xff", b"\x00"] {
            let mut records = Records::default();
            records.feed(bytes);
            assert_eq!(records.next(), Err(NotTls), "{bytes:?}");
        }
    }
}
