//! MongoDB and Cassandra.

use super::{Found, Heard, Next, be32};

/// MongoDB, by OP_MSG. `getLog` needs a right that only a login brings: a list of databases does not prove it, for it is
/// empty and yet no error where a login is asked for.
pub(super) fn mongodb(heard: &Heard<'_>) -> Next {
    match heard.turn() {
        0 => Next::Say(command(1, "getLog", "startupWarnings")),
        1 => match document(heard.now) {
            Some(_) => Next::Say(command(2, "buildInfo", "1")),
            None => heard.listen(),
        },
        _ => match document(heard.now) {
            Some(build) => mongo_found(&heard.before[1], build).into(),
            None if heard.ended => mongo_found(&heard.before[1], &[]).into(),
            None => Next::Listen,
        },
    }
}

fn mongo_found(log: &[u8], build: &[u8]) -> Found {
    let log = document(log).unwrap_or_default();
    let version = field(build, "version").and_then(|(kind, value)| {
        let text = value.get(4..value.len().checked_sub(1)?).filter(|_| kind == 2)?;
        Some(String::from_utf8_lossy(text).into_owned())
    });
    let number = |name| field(log, name).and_then(|(kind, value)| number(kind, value));
    let found = match (number("ok"), number("code")) {
        (Some(1), _) if field(log, "totalLinesWritten").is_some() => {
            Found::open("mongodb", "shows its log (`getLog`) without a login")
        }
        (_, Some(13 | 18)) => Found::guarded("mongodb", "asks for a login (`Unauthorized`)"),
        _ => Found::unknown("mongodb", "does not say whether it asks for a login"),
    };
    found.version(version)
}

/// OP_MSG with one document: the command, and the database `admin`.
fn command(id: u32, name: &str, value: &str) -> Vec<u8> {
    let text = |key: &str, value: &str| {
        let length = u32::try_from(value.len() + 1).unwrap_or(0).to_le_bytes();
        [&[2][..], key.as_bytes(), &[0], &length, value.as_bytes(), &[0]].concat()
    };
    let fields = [text(name, value), text("$db", "admin")].concat();
    let size = u32::try_from(fields.len() + 5).unwrap_or(0).to_le_bytes();
    let document = [&size[..], &fields, &[0]].concat();
    let length = u32::try_from(21 + document.len()).unwrap_or(0).to_le_bytes();
    [&length[..], &id.to_le_bytes(), &[0; 4], &2013_u32.to_le_bytes(), &[0; 5], &document].concat()
}

/// The document of a whole OP_MSG.
fn document(answer: &[u8]) -> Option<&[u8]> {
    let le32 = |at: usize| Some(u32::from_le_bytes(answer.get(at..at + 4)?.try_into().ok()?));
    let length = le32(0)? as usize;
    (le32(12)? == 2013 && length >= 26 && answer.len() >= length).then(|| &answer[21..length])
}

/// A field of a document's first level: its type and bytes.
fn field<'a>(document: &'a [u8], name: &str) -> Option<(u8, &'a [u8])> {
    let mut rest = document.get(4..)?;
    loop {
        let kind = *rest.first().filter(|kind| **kind != 0)?;
        let end = rest[1..].iter().position(|b| *b == 0)? + 1;
        let (key, value) = (&rest[1..end], &rest[end + 1..]);
        let size = size_of(kind, value)?;
        if key == name.as_bytes() {
            return Some((kind, value.get(..size)?));
        }
        rest = value.get(size..)?;
    }
}

/// Bytes of a value, by its type (bsonspec.org).
fn size_of(kind: u8, value: &[u8]) -> Option<usize> {
    let le32 = || Some(u32::from_le_bytes(value.get(..4)?.try_into().ok()?) as usize);
    Some(match kind {
        1 | 9 | 17 | 18 => 8,
        2 | 13 | 14 => le32()?.checked_add(4)?,
        3 | 4 | 15 => le32()?,
        5 => le32()?.checked_add(5)?,
        7 => 12,
        8 => 1,
        6 | 10 | 127 | 255 => 0,
        16 => 4,
        19 => 16,
        _ => return None,
    })
}

fn number(kind: u8, value: &[u8]) -> Option<i64> {
    Some(match kind {
        1 => f64::from_le_bytes(value.try_into().ok()?) as i64,
        16 => i64::from(i32::from_le_bytes(value.try_into().ok()?)),
        18 => i64::from_le_bytes(value.try_into().ok()?),
        8 => i64::from(*value.first()?),
        _ => return None,
    })
}

/// Cassandra: OPTIONS, then STARTUP of the native protocol 4; READY, or AUTHENTICATE.
pub(super) fn cassandra(heard: &Heard<'_>) -> Next {
    let is_answer = heard.now.first().is_some_and(|version| version & 0x80 != 0);
    let whole = is_answer && be32(heard.now, 5).is_some_and(|length| heard.now.len() >= 9 + length as usize);
    match (heard.turn(), heard.now.get(4).filter(|_| whole)) {
        (0, _) => Next::Say(b"\x04\0\0\0\x05\0\0\0\0".to_vec()),
        (1, Some(6)) => Next::Say(startup()),
        (2, Some(2)) => Found::open("cassandra", "is ready for a client that did not log in").into(),
        (2, Some(3)) => Found::guarded("cassandra", "asks for a login").into(),
        (_, Some(0)) => Found::unknown("cassandra", "refuses version 4 of its protocol").into(),
        (_, Some(_)) => Next::Other,
        (_, None) => heard.listen(),
    }
}

fn startup() -> Vec<u8> {
    let text = |text: &str| [&u16::try_from(text.len()).unwrap_or(0).to_be_bytes()[..], text.as_bytes()].concat();
    let body = [&[0, 1][..], &text("CQL_VERSION"), &text("3.0.0")].concat();
    [&[4, 0, 0, 0, 1][..], &u32::try_from(body.len()).unwrap_or(0).to_be_bytes(), &body].concat()
}
