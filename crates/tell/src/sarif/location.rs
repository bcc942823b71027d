//! Places as SARIF says them, and the table of files.

use std::collections::HashMap;

use serde_json::{Value as Json, json};
use sneck_model::Place;

use crate::clean::clean;
use crate::root::Root;

/// The name of the folder from which all addresses of files start. GitHub knows it as the root of the repository.
pub(super) const BASE: &str = "%SRCROOT%";

/// The files that are named, each once.
pub(super) struct Artifacts<'a> {
    root: &'a Root,
    addresses: Vec<String>,
    at: HashMap<String, usize>,
}

impl<'a> Artifacts<'a> {
    pub(super) fn new(root: &'a Root) -> Self {
        Self { root, addresses: Vec::new(), at: HashMap::new() }
    }

    /// Where a file is: its address, and its row in the table.
    fn location(&mut self, path: &str) -> Json {
        let address = address(&self.root.join(path));
        let next = self.addresses.len();
        let index = *self.at.entry(address.clone()).or_insert(next);
        if index == next {
            self.addresses.push(address.clone());
        }
        json!({"uri": address, "uriBaseId": BASE, "index": index})
    }

    /// A place in a file; nothing for any other place, for GitHub refuses a document that names a location outside of
    /// the repository.
    pub(super) fn physical(&mut self, place: &Place) -> Option<Json> {
        let (path, _) = place.file()?;
        Some(json!({"artifactLocation": self.location(path), "region": region(place)}))
    }

    /// A place with what is said there.
    pub(super) fn said(&mut self, place: &Place, says: &str) -> Option<Json> {
        Some(json!({"physicalLocation": self.physical(place)?, "message": {"text": text(says)}}))
    }

    pub(super) fn into_json(self) -> Json {
        let row = |uri| json!({"location": {"uri": uri, "uriBaseId": BASE}, "roles": ["analysisTarget"]});
        self.addresses.into_iter().map(row).collect()
    }
}

/// Lines and columns from 1. A file as a whole is its first line: GitHub shows nothing without a region.
fn region(place: &Place) -> Json {
    let (line, column, width) = match place {
        Place::File { line, column, width, .. } => (*line, *column, *width),
        Place::Absent { line, .. } => (*line, 0, 0),
        _ => (0, 0, 0),
    };
    let line = line.max(1);
    let mut region = json!({"startLine": line, "endLine": line});
    if column > 0 {
        region["startColumn"] = json!(column);
        if width > 0 {
            // The column after the last character.
            region["endColumn"] = json!(column.saturating_add(width));
        }
    }
    region
}

/// A path as a relative address (RFC 3986): every byte that is neither unreserved nor a slash is encoded.
fn address(path: &str) -> String {
    let encoded = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    path.bytes().map(encoded).collect()
}

/// Text that viewers show as it is: without control characters, and without what would become a link (3.11.6).
pub(super) fn text(says: &str) -> String {
    let lines: Vec<String> = says.lines().map(clean).collect();
    lines.join("\n").replace("](", "] (")
}

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::Layer;

    #[test]
    fn addresses_hold_nothing_that_means_something_else() {
        let table = [
            ("shop/app.py", "shop/app.py"),
            ("a b/ü.py", "a%20b/%C3%BC.py"),
            ("c:d?e#f%41.py", "c%3Ad%3Fe%23f%2541.py"),
            ("new\nline\\.py", "new%0Aline%5C.py"),
        ];
        for (path, expected) in table {
            assert_eq!(address(path), expected);
        }
    }

    #[test]
    fn regions_count_from_one_and_end_after_the_last_character() {
        let at = |line, column, width| {
            region(&Place::File { layer: Layer::Code, path: "a.py".into(), line, column, width }).to_string()
        };
        assert_eq!(at(0, 0, 0), r#"{"startLine":1,"endLine":1}"#);
        assert_eq!(at(7, 0, 0), r#"{"startLine":7,"endLine":7}"#);
        assert_eq!(at(7, 5, 0), r#"{"startLine":7,"endLine":7,"startColumn":5}"#);
        assert_eq!(at(7, 5, 3), r#"{"startLine":7,"endLine":7,"startColumn":5,"endColumn":8}"#);
        assert!(at(u32::MAX, u32::MAX, u32::MAX).contains("4294967295"));
    }

    #[test]
    fn a_text_cannot_become_a_link() {
        assert_eq!(text("see [here](http://evil.test)\u{1b}\nnext"), "see [here] (http://evil.test)\u{fffd}\nnext");
    }
}
