//! One Python source: decoded, parsed once, with its line table.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use ruff_python_ast::{ModModule, PySourceType, Stmt};
use ruff_python_parser::{Parsed, parse_unchecked_source};
use ruff_source_file::LineIndex;
use ruff_text_size::{Ranged, TextRange};
use sneck_model::{Kind, Layer, Place, Unread};

use super::mentions::{Mention, Mentions};
use crate::kind;
use crate::tree::File;

/// A Python file of the tree. Parsing is put off until somebody asks, and done once.
pub struct PythonFile<'t> {
    /// Relative to the audited directory.
    pub path: Arc<str>,
    /// What the file is for.
    pub kind: Kind,
    text: Cow<'t, str>,
    /// Line and nature of the first byte that could not be decoded.
    undecoded: Option<(u32, &'static str)>,
    mentions: OnceLock<Mentions>,
    parsed: OnceLock<Parsed<ModModule>>,
    lines: OnceLock<LineIndex>,
}

impl<'t> PythonFile<'t> {
    /// Decodes a file by its byte order mark or its PEP 263 declaration.
    #[must_use]
    pub fn new(file: &'t File) -> Self {
        Self {
            path: file.path.clone(),
            kind: kind::of_path(&file.path),
            text: fill(decode(&file.bytes)),
            undecoded: undecoded(&file.bytes),
            mentions: OnceLock::new(),
            parsed: OnceLock::new(),
            lines: OnceLock::new(),
        }
    }

    /// The same file, for one reading alone: what that parses goes with it. All trees of a project together take ten
    /// times the memory of their sources, so that only files which the evaluator imports keep theirs.
    #[must_use]
    pub fn for_one_reading(&self) -> PythonFile<'_> {
        PythonFile {
            path: self.path.clone(),
            kind: self.kind,
            text: Cow::Borrowed(&self.text),
            undecoded: self.undecoded,
            mentions: self.mentions.clone(),
            parsed: OnceLock::new(),
            lines: OnceLock::new(),
        }
    }

    /// True when its tree is kept, because the evaluator imported it.
    #[must_use]
    pub fn is_parsed(&self) -> bool {
        self.parsed.get().is_some()
    }

    /// The decoded source.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Says whether its text has a framework's word.
    #[must_use]
    pub fn mentions(&self, mention: Mention) -> bool {
        self.mentions.get_or_init(|| Mentions::of(&self.text)).has(mention)
    }

    /// The module's statements; those that the parser could not read are left out by it.
    #[must_use]
    pub fn body(&self) -> &[Stmt] {
        &self.parsed().syntax().body
    }

    /// The parsed module, with its tokens and errors.
    #[must_use]
    pub fn parsed(&self) -> &Parsed<ModModule> {
        self.parsed.get_or_init(|| parse_unchecked_source(&self.text, PySourceType::Python))
    }

    /// What Python would refuse first, bytes or syntax, as a row of the report.
    #[must_use]
    pub fn unread(&self) -> Option<Unread> {
        let (line, why) = match self.undecoded {
            Some((line, why)) => (line, why.to_owned()),
            None => {
                let error = self.parsed().errors().first()?;
                (self.line(error.location), format!("not valid Python 3: {}", error.error))
            }
        };
        Some(Unread { path: self.path.to_string(), line, why })
    }

    /// Line of the start of a range, from 1.
    #[must_use]
    pub fn line(&self, range: TextRange) -> u32 {
        self.position(range).0
    }

    /// The place of a node.
    #[must_use]
    pub fn place(&self, node: impl Ranged) -> Place {
        let range = node.range();
        let (line, column) = self.position(range);
        let text = &self.text[range];
        let width = text.lines().next().map_or(0, |first| first.chars().count());
        let width = u32::try_from(width).unwrap_or(u32::MAX);
        Place::File { layer: Layer::Code, path: self.path.clone(), line, column, width }
    }

    fn position(&self, range: TextRange) -> (u32, u32) {
        let index = self.lines.get_or_init(|| LineIndex::from_source_text(&self.text));
        let at = index.line_column(range.start(), &self.text);
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        (number(at.line.get()), number(at.column.get()))
    }
}

fn fill(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => super::template::filled(text),
        Cow::Owned(text) => Cow::Owned(super::template::filled(&text).into_owned()),
    }
}

/// Bytes to text: UTF-8 unless a byte order mark or a coding declaration in the first two lines
/// (PEP 263) says otherwise. What does not decode becomes U+FFFD.
#[must_use]
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match declared_encoding(bytes) {
        Some(encoding) if encoding != encoding_rs::UTF_8 => encoding.decode_without_bom_handling(bytes).0,
        // The strict test is several times as fast as the lenient one, and nearly always enough.
        _ => std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed),
    }
}

/// Without a known encoding, a file that is not UTF-8 is one that Python refuses.
fn undecoded(bytes: &[u8]) -> Option<(u32, &'static str)> {
    let declared = coding_names(bytes).next();
    if declared.is_some_and(|name| encoding(name).is_some_and(|known| known != encoding_rs::UTF_8)) {
        return None;
    }
    let valid = std::str::from_utf8(bytes).err()?.valid_up_to();
    let line = 1 + memchr::memchr_iter(b'\n', &bytes[..valid]).count();
    let why = match declared {
        None => "not UTF-8, and no other encoding is declared (PEP 263)",
        Some(name) if encoding(name).is_some() => "not UTF-8, though it declares to be",
        Some(_) => "not UTF-8, and the encoding that it declares is not known",
    };
    Some((u32::try_from(line).unwrap_or(u32::MAX), why))
}

fn declared_encoding(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    coding_names(bytes).find_map(encoding)
}

/// Names that the first two lines declare.
fn coding_names(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let comments = bytes.split(|b| *b == b'\n').take(2).filter(|line| line.trim_ascii_start().starts_with(b"#"));
    comments.filter_map(coding_name)
}

/// Python's own spellings first: `utf_8`, `utf-8-unix` and `latin-1-dos` name what stands before the last hyphen.
fn encoding(name: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let name: Vec<u8> = name.iter().map(|b| if *b == b'_' { b'-' } else { b.to_ascii_lowercase() }).collect();
    let is = |known: &[u8]| name.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"-"));
    if is(b"utf-8") {
        return Some(encoding_rs::UTF_8);
    }
    if [&b"latin-1"[..], b"iso-8859-1", b"iso-latin-1", b"latin1"].into_iter().any(is) {
        return Some(encoding_rs::WINDOWS_1252);
    }
    encoding_rs::Encoding::for_label(&name)
}

fn coding_name(comment: &[u8]) -> Option<&[u8]> {
    let at = memchr::memmem::find(comment, b"coding")? + b"coding".len();
    let rest = comment.get(at..)?;
    let rest = rest.strip_prefix(b":").or_else(|| rest.strip_prefix(b"="))?.trim_ascii_start();
    let end = rest.iter().position(|b| !(b.is_ascii_alphanumeric() || b"-_.".contains(b))).unwrap_or(rest.len());
    (end > 0).then(|| &rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latin_1_file_is_read_by_its_own_declaration() {
        let bytes = b"# -*- coding: latin-1 -*-\nname = 'caf\xe9'\n";
        assert!(decode(bytes).contains("café"));
    }

    #[test]
    fn python_spells_encodings_in_its_own_ways() {
        for name in ["utf_8", "UTF-8-unix", "utf-8-sig", "latin_1", "iso-8859-1-dos", "cp1252", "koi8-r", "gbk"] {
            assert!(encoding(name.as_bytes()).is_some(), "{name}");
        }
        assert_eq!(encoding(b"iso-8859-15").map(|e| e.name()), Some("ISO-8859-15"));
        assert!(encoding(b"klingon").is_none());
    }

    #[test]
    fn a_syntax_error_is_a_row_and_the_rest_is_read() {
        let file = File::new("app.py", "x = = 1\nDEBUG = True\n");
        let python = PythonFile::new(&file);
        assert_eq!(python.unread().map(|u| u.line), Some(1));
        assert!(!python.body().is_empty());
    }
}
