//! TOML with line numbers: a table that can be walked by key, whatever is broken in the rest.

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};

use super::place::Lines;

/// A TOML file.
pub struct Document<'t> {
    table: Spanned<DeTable<'t>>,
    lines: Lines,
    /// The first mistake: its line, and what is wrong.
    pub mistake: Option<(u32, String)>,
}

/// A value and where it stands.
#[derive(Clone, Copy)]
pub struct Node<'d, 't> {
    value: &'d DeValue<'t>,
    lines: &'d Lines,
    /// Line of the key, or of the value in a list; from 1.
    pub line: u32,
}

impl<'t> Document<'t> {
    /// Reads what can be read.
    #[must_use]
    pub fn parse(text: &'t str) -> Self {
        let (table, errors) = DeTable::parse_recoverable(text);
        let lines = Lines::of(text);
        let mistake = errors.first().map(|error| {
            let line = error.span().map_or(0, |span| lines.line(span.start));
            (line, format!("not valid TOML: {}", error.message()))
        });
        Self { table, lines, mistake }
    }

    /// Keys and values of the whole file, in the order of the keys' lines.
    #[must_use]
    pub fn entries(&self) -> Vec<(&str, Node<'_, 't>)> {
        let mut all: Vec<_> = entries_of(self.table.get_ref(), &self.lines).collect();
        all.sort_by_key(|(_, node)| node.line);
        all
    }

    /// The value at a path of keys (`["tool", "poetry"]`).
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<Node<'_, 't>> {
        let (first, rest) = path.split_first()?;
        let node = entry(self.table.get_ref(), &self.lines, first)?;
        rest.iter().try_fold(node, |node, key| node.get(key))
    }
}

fn entry<'d, 't>(table: &'d DeTable<'t>, lines: &'d Lines, key: &str) -> Option<Node<'d, 't>> {
    entries_of(table, lines).find(|(name, _)| *name == key).map(|(_, node)| node)
}

fn entries_of<'d, 't>(table: &'d DeTable<'t>, lines: &'d Lines) -> impl Iterator<Item = (&'d str, Node<'d, 't>)> {
    table.iter().map(|(key, value)| {
        let line = lines.line(key.span().start);
        (key.get_ref().as_ref(), Node { value: value.get_ref(), lines, line })
    })
}

impl<'d, 't> Node<'d, 't> {
    /// The value of a key, for a table.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Self> {
        entry(self.value.as_table()?, self.lines, key)
    }

    /// Keys and values of a table, in the order of the keys' lines; nothing for anything else.
    #[must_use]
    pub fn entries(self) -> Vec<(&'d str, Self)> {
        let mut all: Vec<_> = self.value.as_table().map_or_else(Vec::new, |t| entries_of(t, self.lines).collect());
        all.sort_by_key(|(_, node)| node.line);
        all
    }

    /// Values of a list; nothing for anything else.
    pub fn list(self) -> impl Iterator<Item = Self> {
        let items = self.value.as_array().map_or(&[][..], |list| list.as_ref());
        items.iter().map(move |item| Node {
            value: item.get_ref(),
            lines: self.lines,
            line: self.lines.line(item.span().start),
        })
    }

    /// What it is, in words.
    #[must_use]
    pub fn shape(self) -> &'static str {
        match self.value {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "a truth value",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        }
    }

    /// The text of a string.
    #[must_use]
    pub fn text(self) -> Option<&'d str> {
        self.value.as_str()
    }

    /// The text of a string, a number or a truth value, as it would be handed on.
    #[must_use]
    pub fn scalar(self) -> Option<String> {
        match self.value {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(number) => Some(number.as_str().to_owned()),
            DeValue::Float(number) => Some(number.as_str().to_owned()),
            DeValue::Boolean(truth) => Some(truth.to_string()),
            _ => None,
        }
    }

    /// True for `true`.
    #[must_use]
    pub fn is_true(self) -> bool {
        self.value.as_bool() == Some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_their_lines_and_a_mistake_costs_only_itself() {
        let document = Document::parse("[a]\nb = [\n  'x',\n  'y',\n]\nbroken = = 1\n[c]\nd = '2'\n");
        let list: Vec<_> = document.at(&["a", "b"]).expect("a list").list().map(|n| (n.text(), n.line)).collect();
        assert_eq!(list, [(Some("x"), 3), (Some("y"), 4)]);
        assert_eq!(document.at(&["c", "d"]).and_then(Node::text), Some("2"));
        assert_eq!(document.mistake.as_ref().map(|(line, _)| *line), Some(6));
    }
}
