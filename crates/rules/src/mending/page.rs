//! A text that is to be changed, with its parts.

use std::ops::Range;
use std::sync::Arc;

use sneck_model::{Edit, Facts, Outline, Part, PartKind, Place};

/// One file.
#[derive(Clone, Copy)]
pub(crate) struct Page<'f> {
    /// Relative to the audited directory.
    pub(crate) path: &'f Arc<str>,
    /// The whole of it.
    pub(crate) text: &'f str,
    /// Its parts.
    pub(crate) outline: &'f Outline,
}

impl<'f> Page<'f> {
    /// The file that a place names, when it is known how it is laid out.
    pub(crate) fn of(facts: &'f Facts, place: &Place) -> Option<Self> {
        let (path, text) = facts.sources.get_key_value(place.file()?.0)?;
        Some(Self { path, text, outline: facts.outlines.get(path)? })
    }

    /// Where a place begins that has a column.
    pub(crate) fn at(&self, place: &Place) -> Option<usize> {
        let Place::File { line, column, .. } = place else { return None };
        let line = self.line(*line)?;
        let before = usize::try_from(column.checked_sub(1)?).ok()?;
        let inside = self.text.get(line.clone())?;
        let from = inside.char_indices().map(|(at, _)| at).chain([inside.len()]).nth(before)?;
        Some(line.start + from)
    }

    /// A line, from 1, without its end.
    pub(crate) fn line(&self, number: u32) -> Option<Range<usize>> {
        let before = usize::try_from(number.checked_sub(1)?).ok()?;
        let mut from = 0;
        for _ in 0..before {
            from += self.text.get(from..)?.find('\n')? + 1;
        }
        let rest = self.text.get(from..)?;
        let line = rest.lines().next().unwrap_or_default();
        Some(from..from + line.len())
    }

    /// The line that a byte stands on, without its end.
    pub(crate) fn line_around(&self, at: usize) -> Range<usize> {
        let start = self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
        let line = self.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        start..start + line.len()
    }

    /// Where the line after this byte begins.
    pub(crate) fn next_line(&self, at: usize) -> usize {
        self.text.get(at..).and_then(|rest| rest.find('\n')).map_or(self.text.len(), |end| at + end + 1)
    }

    /// The blanks before the first word of the line that a byte stands on.
    pub(crate) fn indentation(&self, at: usize) -> &'f str {
        let line = self.line_around(at);
        let line = self.text.get(line).unwrap_or_default();
        &line[..line.len() - line.trim_start().len()]
    }

    /// How lines of this file end.
    pub(crate) fn newline(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// Code in the quotes that most texts of this file stand in.
    pub(crate) fn styled(&self, code: &str) -> String {
        let literals = self.outline.parts.iter().filter(|part| part.kind == PartKind::Literal);
        let quoted = literals.map(|part| self.slice(&part.range)).filter(|text| text.ends_with(['"', '\'']));
        let (double, single): (Vec<&str>, Vec<&str>) = quoted.partition(|text| text.ends_with('"'));
        let swap = single.len() > double.len() && !code.contains('\'');
        if swap { code.replace('"', "'") } else { code.to_owned() }
    }

    /// The text of a range.
    pub(crate) fn slice(&self, range: &Range<usize>) -> &'f str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// The first part that begins on a line and is wanted, the outermost first.
    pub(crate) fn part_on(&self, line: u32, wanted: impl Fn(&Part) -> bool) -> Option<(usize, &'f Part)> {
        let line = self.line(line)?;
        let parts = self.outline.parts.iter().enumerate();
        parts
            .filter(|(_, part)| line.start <= part.range.start && part.range.start <= line.end)
            .find(|(_, p)| wanted(p))
    }

    /// Puts a text in the place of another one, unless it stands there already.
    pub(crate) fn replace(&self, range: Range<usize>, replacement: impl Into<String>) -> Option<Edit> {
        let replacement = replacement.into();
        let old = self.text.get(range.clone())?;
        (old != replacement).then(|| Edit { path: self.path.clone(), range, replacement, safe: true })
    }

    /// Adds whole lines before a byte that begins a line. Where the last line has no end it is given one first.
    pub(crate) fn insert_lines(&self, at: usize, indentation: &str, lines: &[&str]) -> Option<Edit> {
        let newline = self.newline();
        let open = at == self.text.len() && !self.text.is_empty() && !self.text.ends_with('\n');
        let written = lines.iter().map(|line| match *line {
            "" => newline.to_owned(),
            line => format!("{indentation}{}{newline}", self.styled(line)),
        });
        let written: String = written.collect();
        let replacement = if open { format!("{newline}{}", written.trim_end()) } else { written };
        self.replace(at..at, replacement)
    }

    /// Takes out the lines that a range stands on.
    pub(crate) fn remove_lines(&self, range: &Range<usize>) -> Option<Edit> {
        let from = self.line_around(range.start).start;
        self.replace(from..self.next_line(range.end), "")
    }
}
