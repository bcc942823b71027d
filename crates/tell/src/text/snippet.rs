//! Steps of a chain as source lines with marks.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Element, Origin, Snippet};
use sneck_model::{Facts, Place, Step};

use super::mask::Mask;
use crate::clean::clean;

/// The longest part of a line that is shown, in characters; minified files have lines of megabytes.
const LONGEST: usize = 160;
/// Columns before the source line: its number and the bar.
const GUTTER: usize = 8;

/// A step as an element of a frame.
pub(crate) struct Shown {
    pub(crate) element: Element<'static>,
    /// What the step says stands beside its mark; otherwise it must be said below.
    pub(crate) labelled: bool,
}

/// How steps are shown.
pub(crate) struct Look<'f> {
    pub(crate) facts: &'f Facts,
    pub(crate) mask: Mask<'f>,
    /// Columns of the terminal.
    pub(crate) width: usize,
}

impl Look<'_> {
    /// A step's source line where there is one. Without one, the first step still says which file the
    /// frame is about.
    pub(crate) fn step(&self, step: &Step, first: bool, secret: bool) -> Option<Shown> {
        let (path, number) = step.place.file()?;
        match source_line(self.facts, path, number) {
            Some(line) => Some(self.line(step, path, number, &self.mask.line(path, number, line, secret), first)),
            None => first.then(|| Shown { element: origin(path, number).into(), labelled: false }),
        }
    }

    fn line(&self, step: &Step, path: &str, number: u32, line: &str, first: bool) -> Shown {
        let (line, span) = window(line, &step.place);
        let kind = if first { AnnotationKind::Primary } else { AnnotationKind::Context };
        let label = clean(&step.says);
        let end = line[..span.end].chars().count() + GUTTER + label.chars().count();
        let labelled = end <= self.width;
        let mark = kind.span(span).label(labelled.then_some(label));
        let snippet: Snippet<'static, Annotation<'static>> =
            Snippet::source(line).path(clean(path)).line_start(number as usize).annotation(mark);
        Shown { element: snippet.into(), labelled }
    }
}

fn source_line<'f>(facts: &'f Facts, path: &str, number: u32) -> Option<&'f str> {
    let index = (number as usize).checked_sub(1)?;
    facts.sources.get(path)?.lines().nth(index).filter(|line| !line.trim().is_empty())
}

fn origin(path: &str, number: u32) -> Origin<'static> {
    let origin = Origin::path(clean(path));
    if number > 0 { origin.line(number as usize) } else { origin }
}

/// The part of a line that is shown, harmless, and the bytes in it that are marked.
fn window(line: &str, place: &Place) -> (String, Range<usize>) {
    let characters: Vec<char> = clean(line).chars().collect();
    let marked = marked(&characters, place);
    let from = if characters.len() <= LONGEST { 0 } else { marked.start.saturating_sub(20) };
    let to = characters.len().min(from + LONGEST);
    let bytes = |range: Range<usize>| characters[range].iter().map(|c| c.len_utf8()).sum::<usize>();
    let (start, end) = (marked.start.clamp(from, to), marked.end.clamp(from, to));
    let span = bytes(from..start)..bytes(from..end);
    (characters[from..to].iter().collect(), span)
}

/// Characters that are marked: those of the place, or all that the line says.
fn marked(line: &[char], place: &Place) -> Range<usize> {
    let blank = |c: &&char| c.is_whitespace();
    let indent = line.iter().take_while(blank).count();
    let end = line.len() - line.iter().rev().take_while(blank).count();
    match place {
        Place::File { column, width, .. } if *column > 0 && (*column as usize) <= end => {
            let start = *column as usize - 1;
            let until = if *width > 0 { (start + *width as usize).min(end) } else { end };
            start..until
        }
        _ => indent..end.max(indent),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::Layer;

    fn at(column: u32, width: u32) -> Place {
        Place::File { layer: Layer::Code, path: "app.py".into(), line: 1, column, width }
    }

    #[test]
    fn marks_what_the_place_names_or_all_that_the_line_says() {
        let table = [
            (at(5, 5), "DEBUG"),
            (at(0, 0), "DEBUG = True"),
            (at(5, 999), "DEBUG = True"),
            (at(99, 1), "DEBUG = True"),
        ];
        for (place, expected) in table {
            let (line, span) = window("    DEBUG = True  ", &place);
            assert_eq!(&line[span], expected);
        }
    }

    #[test]
    fn columns_count_characters_and_spans_bytes() {
        let (line, span) = window("x = 'é' + DEBUG", &at(11, 5));
        assert_eq!(&line[span], "DEBUG");
    }

    #[test]
    fn of_a_very_long_line_a_part_is_shown() {
        let long = format!("{}DEBUG{}", "a".repeat(100_000), "b".repeat(100_000));
        let (line, span) = window(&long, &at(100_001, 5));
        assert!(line.len() <= LONGEST);
        assert_eq!(&line[span], "DEBUG");
    }
}
