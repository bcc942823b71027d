//! LDAP (RFC 4511).

use super::{Found, Heard, Next, text_of};

/// An anonymous bind and the root entry are for everybody; an entry of the directory itself is not.
pub(super) fn ldap(heard: &Heard<'_>) -> Next {
    let Some(code) = (if heard.turn() == 0 { Some(0) } else { result(heard.now) }) else { return heard.listen() };
    match (heard.turn(), code) {
        (0, _) => Next::Say(message(1, 0x60, &[&[2, 1, 3, 4, 0, 0x80, 0]])),
        (1, 0) => Next::Say(search(2, "", 0, "namingContexts")),
        (1, code) => Found::guarded("ldap", format!("refuses to be asked anonymously (result {code})")).into(),
        (2, _) => match naming_context(heard.now) {
            Some(base) => Next::Say(search(3, &base, 2, "1.1")),
            None => Found::unknown("ldap", "does not tell what it holds").parting(UNBIND).into(),
        },
        _ if holds_entry(heard.now) => {
            Found::open("ldap", "shows entries of its directory to whoever asks").parting(UNBIND).into()
        }
        (_, code) => {
            Found::guarded("ldap", format!("shows no entry without a login (result {code})")).parting(UNBIND).into()
        }
    }
}

const UNBIND: &[u8] = b"\x30\x05\x02\x01\x04\x42\x00";

fn tagged(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut all = vec![tag];
    match u8::try_from(body.len()) {
        Ok(short) if short < 0x80 => all.push(short),
        _ => all.extend([&[0x82][..], &u16::try_from(body.len()).unwrap_or(u16::MAX).to_be_bytes()].concat()),
    }
    all.extend(body);
    all
}

fn message(id: u8, tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    tagged(0x30, &[&[2, 1, id][..], &tagged(tag, &parts.concat())].concat())
}

/// Of one entry at most, five seconds, with any object class.
fn search(id: u8, base: &str, scope: u8, attribute: &str) -> Vec<u8> {
    let fixed = [0x0a, 1, scope, 0x0a, 1, 0, 2, 1, 1, 2, 1, 5, 1, 1, 0];
    let attributes = tagged(0x30, &tagged(4, attribute.as_bytes()));
    message(id, 0x63, &[&tagged(4, base.as_bytes()), &fixed, &tagged(0x87, b"objectclass"), &attributes])
}

/// The operations in an answer: their tags and bodies.
fn operations(bytes: &[u8]) -> Vec<(u8, &[u8])> {
    let mut all = Vec::new();
    let mut rest = bytes;
    while let Some((0x30, body, after)) = element(rest) {
        if let Some((2, _, operation)) = element(body)
            && let Some((tag, body, _)) = element(operation)
        {
            all.push((tag, body));
        }
        rest = after;
    }
    all
}

fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, first) = (*bytes.first()?, usize::from(*bytes.get(1)?));
    let (length, start) = if first < 0x80 {
        (first, 2)
    } else {
        let count = first & 0x7f;
        let digits = bytes.get(2..2 + count).filter(|_| count <= 4)?;
        (digits.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), 2 + count)
    };
    let end = start.checked_add(length)?;
    Some((tag, bytes.get(start..end)?, bytes.get(end..)?))
}

/// The result code of the answer's end: BindResponse or SearchResultDone.
fn result(bytes: &[u8]) -> Option<u8> {
    let all = operations(bytes);
    let (_, body) = all.iter().find(|(tag, _)| matches!(tag, 0x61 | 0x65))?;
    element(body).filter(|(tag, ..)| *tag == 0x0a).and_then(|(_, code, _)| code.first().copied())
}

fn holds_entry(bytes: &[u8]) -> bool {
    operations(bytes).iter().any(|(tag, _)| *tag == 0x64)
}

/// The first value of the one attribute that was asked for.
fn naming_context(bytes: &[u8]) -> Option<String> {
    let all = operations(bytes);
    let (_, entry) = all.iter().find(|(tag, _)| *tag == 0x64)?;
    let (_, _, rest) = element(entry)?;
    let (_, attributes, _) = element(rest)?;
    let (_, attribute, _) = element(attributes)?;
    let (_, _, values) = element(attribute)?;
    let (_, set, _) = element(values)?;
    let (_, value, _) = element(set)?;
    (!value.is_empty()).then(|| text_of(value).into_owned())
}
