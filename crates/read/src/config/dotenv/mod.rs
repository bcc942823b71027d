//! Environment files: `NAME=value` lines, as python-dotenv and as Docker Compose read them.
//!
//! The two agree on simple lines and differ in quotes, comments, escapes and interpolation; a value
//! is read by the program that will read it.

mod compose;
mod python;
mod scan;

use std::collections::HashMap;

use crate::config::expand::{self, Dialect, Lookup};
use crate::declared::Supplied;

pub use compose::parse_compose;
pub use python::parse;

/// One line that names a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The variable.
    pub name: String,
    /// Its text after quotes and escapes, before interpolation; `None` for a name without `=`.
    pub value: Option<String>,
    /// From 1.
    pub line: u32,
    /// References in the value stay as they are (single quotes, for Compose).
    pub literal: bool,
}

/// A line that the program skips or stumbles over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// From 1.
    pub line: u32,
    /// What is wrong, as a clause. Never quotes the line: it may hold a secret.
    pub why: String,
}

/// An environment file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// Variables in the order of the file; a name may come twice, then the later one counts.
    pub entries: Vec<Entry>,
    /// Lines that could not be read.
    pub problems: Vec<Problem>,
}

/// One variable with its final value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assigned {
    /// The variable.
    pub name: String,
    /// Its value after interpolation.
    pub value: Supplied,
    /// From 1.
    pub line: u32,
}

/// Whose value a reference `${NAME}` takes when the file and the surrounding environment both know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// The environment's: `load_dotenv()`, Compose.
    Environment,
    /// The file's: `load_dotenv(override=True)`, `dotenv_values()`.
    File,
}

/// The variables that python-dotenv makes of a file. `outside` is the environment around it.
#[must_use]
pub fn values(text: &str, outside: Lookup<'_>, first: First) -> Vec<Assigned> {
    resolve(&parse(text).entries, expand::PYTHON_DOTENV, outside, first)
}

/// The variables that Compose makes of a file. A name without `=` is taken from `outside`.
#[must_use]
pub fn compose_values(text: &str, outside: Lookup<'_>) -> Vec<Assigned> {
    resolve(&parse_compose(text).entries, expand::COMPOSE, outside, First::Environment)
}

fn resolve(entries: &[Entry], dialect: Dialect, outside: Lookup<'_>, first: First) -> Vec<Assigned> {
    let mut known: HashMap<&str, Supplied> = HashMap::new();
    let mut all = Vec::with_capacity(entries.len());
    for entry in entries {
        let lookup = |name: &str| match first {
            First::Environment => outside(name).or_else(|| known.get(name).cloned()),
            First::File => known.get(name).cloned().or_else(|| outside(name)),
        };
        let value = match &entry.value {
            Some(text) if entry.literal => Some(Supplied::Text(text.clone())),
            Some(text) => Some(expand::expand(text, dialect, &lookup).supplied()),
            None if dialect.doubled => outside(&entry.name),
            None => None,
        };
        if let Some(value) = value {
            known.insert(&entry.name, value.clone());
            all.push(Assigned { name: entry.name.clone(), value, line: entry.line });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outside(name: &str) -> Option<Supplied> {
        (name == "HOME").then(|| Supplied::Text("/home/shop".into()))
    }

    fn text_of(all: &[Assigned], name: &str) -> Option<Supplied> {
        all.iter().rev().find(|a| a.name == name).map(|a| a.value.clone())
    }

    #[test]
    fn earlier_lines_and_the_environment_are_interpolated() {
        let all = values("A=1\nB=${A}2\nC='${HOME}/x'\nD=${NO:-none}\n", &outside, First::Environment);
        assert_eq!(text_of(&all, "B"), Some(Supplied::Text("12".into())));
        assert_eq!(text_of(&all, "C"), Some(Supplied::Text("/home/shop/x".into())));
        assert_eq!(text_of(&all, "D"), Some(Supplied::Text("none".into())));
    }

    #[test]
    fn who_comes_first_decides_a_reference() {
        let text = "HOME=/home/file\nX=${HOME}\n";
        let x = |first| text_of(&values(text, &outside, first), "X");
        assert_eq!(x(First::Environment), Some(Supplied::Text("/home/shop".into())));
        assert_eq!(x(First::File), Some(Supplied::Text("/home/file".into())));
    }

    #[test]
    fn a_name_alone_is_nothing_to_python_and_inherited_by_compose() {
        assert_eq!(values("HOME\n", &outside, First::Environment), vec![]);
        let inherited = compose_values("HOME\nNOWHERE\n", &outside);
        assert_eq!(text_of(&inherited, "HOME"), Some(Supplied::Text("/home/shop".into())));
        assert_eq!(text_of(&inherited, "NOWHERE"), None);
    }

    #[test]
    fn single_quotes_are_literal_to_compose_only() {
        let text = "X='${HOME}'\n";
        assert_eq!(text_of(&compose_values(text, &outside), "X"), Some(Supplied::Text("${HOME}".into())));
        let python = values(text, &outside, First::Environment);
        assert_eq!(text_of(&python, "X"), Some(Supplied::Text("/home/shop".into())));
    }
}
