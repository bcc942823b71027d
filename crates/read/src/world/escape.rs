//! How text that would be taken for something else is written.

use std::borrow::Cow;

/// What starts a section.
pub(super) const MARK: &str = "===";

/// The last line of a section whose content does not end with a line end, as `diff` writes it.
pub(super) const NO_LINE_END: &str = "\\ No newline at end of file";

/// A line of content: one that would be taken for a section, or that begins with a backslash itself,
/// gets a backslash in front.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    if text.starts_with(MARK) || text.starts_with('\\') { Cow::Owned(format!("\\{text}")) } else { Cow::Borrowed(text) }
}

/// Takes that backslash away.
pub(super) fn plain_line(text: &str) -> &str {
    text.strip_prefix('\\').unwrap_or(text)
}

/// A name or a value on one line: backslashes and line ends are spelt out.
pub(super) fn word(text: &str) -> Cow<'_, str> {
    if text.contains(['\\', '\n', '\r']) {
        Cow::Owned(text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The inverse of [`word`]; a backslash before anything else stands for itself.
pub(super) fn plain_word(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let spelt = match (c, rest.peek()) {
            ('\\', Some('\\')) => Some('\\'),
            ('\\', Some('n')) => Some('\n'),
            ('\\', Some('r')) => Some('\r'),
            _ => None,
        };
        if spelt.is_some() {
            rest.next();
        }
        plain.push(spelt.unwrap_or(c));
    }
    plain
}
