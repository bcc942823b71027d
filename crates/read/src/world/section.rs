//! The sections of a world: its head line, and the lines below it.

use super::WorldError;
use super::escape::{MARK, NO_LINE_END, plain_line};

/// One section.
pub(super) struct Section<'a> {
    /// The number of the head line, from 1.
    pub line: u32,
    /// What stands behind the mark.
    pub head: &'a str,
    /// The lines below, as they are written.
    pub lines: Vec<&'a str>,
}

impl Section<'_> {
    /// The content: backslashes that protect a line are taken away, every line ends with a line feed
    /// unless the section says that the last one does not.
    pub(super) fn content(&self) -> String {
        text_of(&self.lines)
    }
}

/// The content of some of a section's lines.
pub(super) fn text_of(lines: &[&str]) -> String {
    let (lines, ended) = match lines.split_last() {
        Some((&NO_LINE_END, before)) => (before, false),
        _ => (lines, true),
    };
    let mut text = String::new();
    for line in lines {
        text.push_str(plain_line(line));
        text.push('\n');
    }
    if !ended {
        text.pop();
    }
    text
}

/// Cuts a world into sections. Before the first one, only blank lines and remarks (`# …`) may stand.
pub(super) fn sections(text: &str) -> Result<Vec<Section<'_>>, WorldError> {
    let mut found: Vec<Section> = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // A line end at the very end ends the last line and does not begin another.
    let text = text.strip_suffix('\n').unwrap_or(text);
    for (line, content) in (1..).zip(text.split('\n')) {
        match (content.strip_prefix(MARK), found.last_mut()) {
            (Some(head), _) => found.push(Section { line, head: head_of(head), lines: Vec::new() }),
            (None, Some(open)) => open.lines.push(content),
            (None, None) if content.trim().is_empty() || content.starts_with('#') => {}
            (None, None) => return Err(no_section_yet(line)),
        }
    }
    Ok(found)
}

/// The head without the space behind the mark, nor the carriage return of a world with Windows line ends.
fn head_of(rest: &str) -> &str {
    let rest = rest.strip_suffix('\r').unwrap_or(rest);
    rest.strip_prefix(' ').unwrap_or(rest)
}

fn no_section_yet(line: u32) -> WorldError {
    let why = "expected a section such as `=== app.py`, or a remark such as `# what this world shows`";
    WorldError { line, why: why.to_owned() }
}
