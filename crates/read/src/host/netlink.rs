//! The envelope of netlink(7): messages and attributes.

/// The kernel has told all.
pub const DONE: u16 = 3;
/// The kernel refuses; the body begins with a negative errno, or 0.
pub const ERROR: u16 = 2;

/// A message of the kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message<'a> {
    /// `nlmsg_type`.
    pub kind: u16,
    /// What stands behind the head.
    pub body: &'a [u8],
}

/// The messages in what came from one call of recv; ends at the first that is cut off.
pub fn messages(bytes: &[u8]) -> impl Iterator<Item = Message<'_>> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let length = u32_at(rest, 0)? as usize;
        let kind = u16_at(rest, 4)?;
        let body = rest.get(16..length)?;
        rest = rest.get(length.next_multiple_of(4)..).unwrap_or_default();
        Some(Message { kind, body })
    })
}

/// Attributes: their number without flags, and what they hold.
pub fn attributes(bytes: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let length = usize::from(u16_at(rest, 0)?);
        let kind = u16_at(rest, 2)? & 0x3fff;
        let body = rest.get(4..length)?;
        rest = rest.get(length.next_multiple_of(4)..).unwrap_or_default();
        Some((kind, body))
    })
}

/// One of several attributes.
#[must_use]
pub fn attribute(bytes: &[u8], kind: u16) -> Option<&[u8]> {
    attributes(bytes).find(|(found, _)| *found == kind).map(|(_, body)| body)
}

/// A question for all there is (`NLM_F_REQUEST | NLM_F_DUMP`), its head in front.
#[must_use]
pub fn dump(kind: u16, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(16 + body.len()).unwrap_or(u32::MAX);
    let mut all = Vec::with_capacity(16 + body.len());
    all.extend(length.to_ne_bytes());
    all.extend(kind.to_ne_bytes());
    all.extend(0x301_u16.to_ne_bytes());
    all.extend([0; 8]);
    all.extend(body);
    all
}

/// An attribute that holds text, as a question carries it.
#[must_use]
pub fn text_attribute(kind: u16, text: &str) -> Vec<u8> {
    let length = 4 + text.len() + 1;
    let mut all = Vec::with_capacity(length.next_multiple_of(4));
    all.extend(u16::try_from(length).unwrap_or(u16::MAX).to_ne_bytes());
    all.extend(kind.to_ne_bytes());
    all.extend(text.as_bytes());
    all.resize(length.next_multiple_of(4), 0);
    all
}

/// The error number of a refusal; nothing for what is none.
#[must_use]
pub fn refusal(message: Message<'_>) -> Option<i32> {
    let number = u32_at(message.body, 0).filter(|_| message.kind == ERROR)?.cast_signed();
    (number != 0).then_some(-number)
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_ne_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// A number in the order of the network.
pub(super) fn be32(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?))
}

/// Text up to its zero.
pub(super) fn text(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|b| *b == 0).unwrap_or(bytes.len());
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}
