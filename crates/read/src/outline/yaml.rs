//! The parts of a YAML file: entries of maps and items of lists, with the variables that items set.

use std::ops::Range;

use granit_parser::{Event, Options, Parser};
use sneck_model::{Outline, Part, PartKind};

use crate::tree::File;

/// The outline of a file without mistakes. Files with aliases have none: what stands there counts elsewhere too.
pub(super) fn outline(_: &File, text: &str) -> Option<Outline> {
    let mut options = Options::default();
    options.set_emit_comments(false);
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut reader = Reader { text, outline: Outline::default(), open: Vec::new() };
    while let Some(next) = parser.next_event() {
        let (event, span) = next.ok()?;
        match event {
            Event::Alias(_) => return None,
            Event::Scalar(..) => reader.scalar(span.byte_range()?),
            Event::MappingStart(..) => reader.start(true, span.start.byte_offset()?),
            Event::SequenceStart(..) => reader.start(false, span.start.byte_offset()?),
            Event::MappingEnd | Event::SequenceEnd => reader.end(span.end.byte_offset()?),
            _ => {}
        }
    }
    Some(reader.outline)
}

/// A map or a list that is not closed yet.
struct Open {
    /// Its part.
    part: usize,
    map: bool,
    /// The entry whose value comes next.
    entry: Option<usize>,
}

struct Reader<'t> {
    text: &'t str,
    outline: Outline,
    open: Vec<Open>,
}

impl Reader<'_> {
    fn add(&mut self, kind: PartKind, name: &str, range: Range<usize>, parent: Option<usize>) -> usize {
        let value = range.clone();
        self.outline.parts.push(Part { kind, name: name.to_owned(), range, value, parent });
        self.outline.parts.len() - 1
    }

    fn scalar(&mut self, range: Range<usize>) {
        let slice = self.text.get(range.clone()).unwrap_or_default();
        let range = range.start..range.start + slice.trim_end().len();
        let slice = slice.trim_end();
        match self.open.last().map(|open| (open.map, open.entry, open.part)) {
            Some((true, None, parent)) => {
                let name = slice.trim_matches(['"', '\'']).to_owned();
                let entry = self.add(PartKind::Entry, &name, range, Some(parent));
                self.expect(Some(entry));
            }
            Some((true, Some(entry), _)) => {
                self.outline.parts[entry].value = range.clone();
                self.outline.parts[entry].range.end = range.end.max(self.outline.parts[entry].range.end);
                self.expect(None);
            }
            Some((false, _, parent)) => self.item(slice, range, parent),
            None => {}
        }
    }

    /// An item of a list. `NAME=value` is a variable, whose value is what stands after the sign.
    fn item(&mut self, slice: &str, range: Range<usize>, parent: usize) {
        let inner = slice.trim_matches(['"', '\'']);
        let lead = slice.find(inner).unwrap_or(0);
        let (name, value) = match inner.split_once('=') {
            Some((name, value)) => {
                let start = range.start + lead + name.len() + 1;
                (name.to_owned(), start..start + value.len())
            }
            None => (String::new(), range.clone()),
        };
        let item = self.add(PartKind::Item, &name, range, Some(parent));
        self.outline.parts[item].value = value;
    }

    fn start(&mut self, map: bool, at: usize) {
        let parent = self.open.last().map(|open| open.entry.unwrap_or(open.part));
        let part = self.add(PartKind::Group, "", at..at, parent);
        self.open.push(Open { part, map, entry: None });
    }

    fn end(&mut self, at: usize) {
        let Some(open) = self.open.pop() else { return };
        // The end of a block is told where the next thing begins: what counts is where its last part ends.
        let last = self.outline.parts[open.part..].iter().map(|part| part.range.end).max().unwrap_or(at);
        let start = self.outline.parts[open.part].range.start;
        let flow = self.text.get(start..).is_some_and(|rest| rest.starts_with(['{', '[']));
        let end = if flow { at } else { last };
        self.outline.parts[open.part].range.end = end;
        self.outline.parts[open.part].value = start..end;
        let entry = self.open.last().and_then(|open| open.entry.filter(|_| open.map));
        if let Some(entry) = entry {
            self.outline.parts[entry].value = start..end;
            self.outline.parts[entry].range.end = end;
            self.expect(None);
        }
    }

    fn expect(&mut self, entry: Option<usize>) {
        if let Some(open) = self.open.last_mut() {
            open.entry = entry;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMPOSE: &str = "services:\n  web:\n    privileged: true  # for now\n    environment:\n      - FLASK_DEBUG=1\n    \
                           ports: [\"80:80\"]\n";

    #[test]
    fn entries_and_items_have_their_values() {
        let outline = super::super::outline(&File::new("compose.yaml", COMPOSE)).expect("an outline");
        let told = |name: &str| {
            let part = outline.parts.iter().find(|part| part.name == name).expect(name);
            COMPOSE.get(part.value.clone()).expect("inside")
        };
        assert_eq!((told("privileged"), told("FLASK_DEBUG"), told("ports")), ("true", "1", "[\"80:80\"]"));
        assert!(told("web").starts_with("privileged") && told("web").ends_with("[\"80:80\"]"));
    }

    #[test]
    fn what_is_no_yaml_or_has_aliases_has_no_outline() {
        for text in ["a: [1\n", "a: &x 1\nb: *x\n"] {
            assert!(super::super::outline(&File::new("a.yaml", text)).is_none(), "{text}");
        }
    }
}
