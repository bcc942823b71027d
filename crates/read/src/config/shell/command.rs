//! Simple commands: assignments, builtins, functions and programs.

use super::flow::{Block, Frame, Runs};
use super::run::{Ran, Runner};
use super::token::{Piece, Token, Word};
use crate::config::expand::leading_name;
use crate::declared::{DeclaredVariable, Supplied};

/// More commands than this are not noted: the one that serves comes before.
const MOST_COMMANDS: usize = 500;

impl Runner<'_, '_> {
    /// One simple command: assignments, then a builtin or a program.
    pub(super) fn command(&mut self, words: &[Word], live: Runs) {
        let assignments = words.iter().take_while(|word| assignment(word).is_some()).count();
        let (before, words) = words.split_at(assignments);
        let assigned: Vec<DeclaredVariable> = before.iter().filter_map(|word| self.assigned(word, live)).collect();
        if words.is_empty() {
            return assigned.into_iter().for_each(|variable| self.assign(variable));
        }
        if self.builtin(words, live) || self.script.commands.len() >= MOST_COMMANDS {
            return;
        }
        let scope = self.scope();
        let fields: Vec<String> = words.iter().flat_map(|word| scope.fields(word)).collect();
        let Some((first, rest)) = fields.split_first() else { return };
        if let Some(body) = self.functions.get(first).filter(|_| self.depth > 0 && self.calls > 0) {
            let (body, arguments) = (body.clone(), rest.to_vec());
            return self.call(body, arguments, live);
        }
        let variables = self.script.exported.iter().cloned().chain(assigned).collect();
        let given = words.iter().any(|word| word.plain() == "$@");
        let place = (!given).then(|| (self.around.place)(words[0].line));
        let folder = self.folder.clone();
        self.script.commands.push(Ran { words: fields, place, certain: live == Runs::Yes, variables, folder });
    }

    /// Goes through a function with its arguments.
    fn call(&mut self, body: Vec<Token>, arguments: Vec<String>, live: Runs) {
        let outer = std::mem::replace(&mut self.arguments, arguments);
        let (gate, frames) = (std::mem::replace(&mut self.gate, Runs::Yes), self.frames.len());
        self.frames.push(Frame::new(Block::Group, live));
        self.depth -= 1;
        self.calls -= 1;
        self.play(body);
        self.depth += 1;
        self.frames.truncate(frames);
        self.gate = gate;
        self.arguments = outer;
    }

    /// `NAME=value` with the value that it has here.
    pub(super) fn assigned(&self, word: &Word, live: Runs) -> Option<DeclaredVariable> {
        let (name, value) = assignment(word)?;
        let value = match live {
            Runs::Yes => self.scope().value(&value).supplied(),
            _ => Supplied::Unknown("it is set on a condition that cannot be told".into()),
        };
        Some(DeclaredVariable { name, value, place: (self.around.place)(word.line) })
    }

    /// Without `export` only those that are exported already reach a program.
    fn assign(&mut self, variable: DeclaredVariable) {
        if self.export_all || self.script.exported.iter().any(|v| v.name == variable.name) {
            self.script.exported.push(variable);
        } else {
            self.local.insert(variable.name, variable.value);
        }
    }
}

/// Name and value of `NAME=value`.
#[must_use]
pub fn assignment(word: &Word) -> Option<(String, Word)> {
    let (first, rest) = word.pieces.split_first()?;
    let Piece::Bare(text) = first else { return None };
    let name = leading_name(text);
    let value = text[name.len()..].strip_prefix('=').filter(|_| !name.is_empty())?;
    let pieces = std::iter::once(Piece::Bare(value.to_owned())).chain(rest.iter().cloned()).collect();
    Some((name.to_owned(), Word { pieces, line: word.line }))
}
