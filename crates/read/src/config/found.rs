//! What the readers hand together, one after the other.

use std::sync::Arc;

use sneck_model::{Kind, Place, Unread};

use super::container::Container;
use super::launch::{self, Start};
use super::stack::Stack;
use crate::declared::Declared;
use crate::tree::Tree;

/// The rows so far.
#[derive(Debug, Default)]
pub struct Found {
    /// Ways of starting something.
    pub declared: Vec<Declared>,
    /// What could not be read.
    pub unread: Vec<Unread>,
    /// The containers that are declared.
    pub stack: Stack,
    /// Stages of Dockerfiles that something else starts with the image's own command.
    started: Vec<(Arc<str>, usize)>,
}

/// The kind that a name says, with the reason as a clause.
pub type Said = Option<(Kind, String)>;

impl Found {
    /// Notes something that could not be read.
    pub fn unread(&mut self, path: &Arc<str>, line: u32, why: impl Into<String>) {
        self.unread.push(Unread { path: path.to_string(), line, why: why.into() });
    }

    /// Notes that a stage of a Dockerfile is started by something of the tree: then it is no way of
    /// starting by itself.
    pub fn started(&mut self, dockerfile: &Arc<str>, stage: usize) {
        self.started.push((dockerfile.clone(), stage));
    }

    /// True when something of the tree starts that stage.
    #[must_use]
    pub fn is_started(&self, dockerfile: &Arc<str>, stage: usize) -> bool {
        self.started.iter().any(|(path, at)| path == dockerfile && *at == stage)
    }

    /// True when a row starts a command that stands at that place: a script or a program that a
    /// container starts is no way of starting by itself.
    #[must_use]
    pub fn has_command_at(&self, place: &Place) -> bool {
        self.declared.iter().any(|row| &row.place == place)
    }

    /// True when a row for users starts the same command from the same line.
    #[must_use]
    pub fn has_same(&self, row: &Declared) -> bool {
        let for_users = |other: &Declared| other.kind.as_ref().is_none_or(|(kind, _)| *kind <= Kind::Staging);
        let same = |other: &Declared| other.place == row.place && other.command == row.command;
        !row.command.is_empty() && self.declared.iter().any(|other| for_users(other) && same(other))
    }

    /// True when a row starts a program with a file of that name.
    #[must_use]
    pub fn starts_with_file(&self, program: &str, name: &str) -> bool {
        let starts = |words: &[String]| words.first().is_some_and(|first| launch::program(first) == program);
        let names = |word: &String| launch::program(word.trim_start_matches("--ini=")) == name;
        self.declared.iter().any(|row| starts(&row.command) && row.command.iter().any(names))
    }

    /// The row of a container.
    #[must_use]
    pub fn row(&self, tree: &Tree, name: String, kind: Said, container: &Container) -> Declared {
        declared(name, kind, true, container.start(tree))
    }
}

/// A row from what is run in the end.
#[must_use]
pub fn declared(name: String, kind: Said, container: bool, start: Start) -> Declared {
    let Start { words, place, variables, mut open, folder } = start;
    open.dedup();
    Declared { name, kind, command: words, place, folder, container, variables, open }
}
