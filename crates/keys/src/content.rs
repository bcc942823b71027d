//! What a cookie or token carries: names of fields and the time, never values.

use std::io::Read;

use flate2::read::ZlibDecoder;
use serde_json::Value;

/// Bytes of an inflated content, at most.
const LARGEST: u64 = 1 << 20;
/// Names that are kept, and characters of each.
const MOST_FIELDS: usize = 40;
const LONGEST_NAME: usize = 60;

/// What a signed text carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// How it is written, in words: `JSON`, `compressed JSON`, `a Python pickle`.
    pub form: &'static str,
    /// Names of its outermost fields.
    pub fields: Vec<String>,
    /// When it was made, in seconds since 1970-01-01, where it says so.
    pub made: Option<i64>,
}

impl Content {
    /// Of a form, with nothing known inside.
    pub(crate) fn of(form: &'static str) -> Self {
        Self { form, ..Self::default() }
    }

    /// JSON with its fields; nothing when it is none.
    pub(crate) fn json(bytes: &[u8]) -> Option<Self> {
        let fields = match serde_json::from_slice(bytes).ok()? {
            Value::Object(map) => map.keys().take(MOST_FIELDS).map(|name| shown(name)).collect(),
            _ => Vec::new(),
        };
        Some(Self { form: "JSON", fields, made: None })
    }

    /// JSON that was packed with zlib.
    pub(crate) fn packed_json(bytes: &[u8]) -> Option<Self> {
        let mut plain = Vec::new();
        ZlibDecoder::new(bytes).take(LARGEST).read_to_end(&mut plain).ok()?;
        Some(Self { form: "compressed JSON", ..Self::json(&plain)? })
    }

    /// JSON, or text of no known form.
    pub(crate) fn guess(bytes: &[u8]) -> Self {
        if let Some(json) = Self::json(bytes) {
            return json;
        }
        match bytes {
            [0x80, 2..=5, ..] => Self::of("a Python pickle"),
            [4, 8, ..] => Self::of("Ruby's Marshal"),
            _ => Self::of("text"),
        }
    }

    pub(crate) fn made(mut self, at: Option<i64>) -> Self {
        self.made = at;
        self
    }
}

/// A name that can be shown on a terminal.
fn shown(name: &str) -> String {
    name.chars().take(LONGEST_NAME).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_are_kept() {
        let content = Content::json(br#"{"user":"ada","\u001b[2J":1}"#).unwrap();
        assert_eq!(content.fields, ["user", "\u{fffd}[2J"]);
        assert!(!format!("{content:?}").contains("ada"));
        assert_eq!(Content::json(b"17").unwrap().fields, Vec::<String>::new());
        assert_eq!(Content::json(b"{"), None);
    }
}
