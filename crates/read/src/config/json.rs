//! JSON that is read a level at a time, with lines: long lock files are walked without being built up in memory.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

/// Keys and values of an object, in their order.
pub type Entries<'t> = Vec<(Cow<'t, str>, &'t RawValue)>;

/// The entries of an object; the error is the line of the mistake and what is wrong.
pub fn entries(text: &str) -> Result<Entries<'_>, (u32, String)> {
    let mut from = serde_json::Deserializer::from_str(text);
    let read = from.deserialize_map(Object).and_then(|entries| from.end().map(|()| entries));
    read.map_err(|error| (u32::try_from(error.line()).unwrap_or(0), "not valid JSON".to_owned()))
}

/// The entries of the object behind a key; none where there is no such thing.
#[must_use]
pub fn below<'t>(entries: &Entries<'t>, key: &str) -> Entries<'t> {
    get(entries, key).and_then(|raw| self::entries(raw.get()).ok()).unwrap_or_default()
}

/// The value of a key.
#[must_use]
pub fn get<'t>(entries: &Entries<'t>, key: &str) -> Option<&'t RawValue> {
    entries.iter().find(|(name, _)| name == key).map(|(_, raw)| *raw)
}

/// The text of a string.
#[must_use]
pub fn text(raw: &RawValue) -> Option<String> {
    raw.get().starts_with('"').then(|| serde_json::from_str(raw.get()).ok())?
}

/// The text of the string of a key.
#[must_use]
pub fn text_at(entries: &Entries<'_>, key: &str) -> Option<String> {
    get(entries, key).and_then(text)
}

/// True for `true`.
#[must_use]
pub fn is_true(entries: &Entries<'_>, key: &str) -> bool {
    get(entries, key).is_some_and(|raw| raw.get() == "true")
}

/// The byte at which a value of a text begins.
#[must_use]
pub fn offset(whole: &str, raw: &RawValue) -> usize {
    (raw.get().as_ptr() as usize).saturating_sub(whole.as_ptr() as usize).min(whole.len())
}

/// The line of a value of a text, from 1. For many values of one text, `Lines` is quicker.
#[must_use]
pub fn line(whole: &str, raw: &RawValue) -> u32 {
    let before = &whole.as_bytes()[..offset(whole, raw)];
    u32::try_from(before.iter().filter(|byte| **byte == b'\n').count() + 1).unwrap_or(u32::MAX)
}

struct Object;

impl<'t> Visitor<'t> for Object {
    type Value = Entries<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        while let Some((key, raw)) = map.next_entry::<Key<'t>, &'t RawValue>()? {
            all.push((key.0, raw));
        }
        Ok(all)
    }
}

/// A key, borrowed unless it holds an escape.
#[derive(serde::Deserialize)]
struct Key<'t>(#[serde(borrow)] Cow<'t, str>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_their_lines() {
        let text = "{\n \"a\": {\n  \"\\u0062\": \"c\"\n }, \"d\": true}";
        let root = entries(text).expect("an object");
        let inner = below(&root, "a");
        assert_eq!(inner.iter().map(|(key, raw)| (&**key, line(text, raw))).collect::<Vec<_>>(), [("b", 3)]);
        assert_eq!(text_at(&inner, "b").as_deref(), Some("c"));
        assert!(is_true(&root, "d") && !is_true(&root, "a"));
        assert_eq!(entries("{\n\"a\": nonsense}").expect_err("broken").0, 2);
        assert!(entries(&"[".repeat(10_000)).is_err() && entries(&"{\"a\":".repeat(10_000)).is_err());
    }
}
