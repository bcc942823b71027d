//! Builtins that change variables, arguments or the folder.

use super::command::assignment;
use super::flow::Runs;
use super::run::Runner;
use super::token::Word;
use crate::config::dotenv;
use crate::config::place::at;
use crate::declared::{DeclaredVariable, Supplied};
use crate::tree::File;

impl Runner<'_, '_> {
    /// True when the words are a builtin, which is then done.
    pub(super) fn builtin(&mut self, words: &[Word], live: Runs) -> bool {
        let rest = &words[1..];
        match words[0].plain().as_str() {
            "export" | "declare" | "typeset" => self.export(rest, live),
            "source" | "." => self.source(rest, live),
            "set" => self.set(rest),
            "shift" => drop(self.arguments.drain(..self.arguments.len().min(1))),
            "cd" if live == Runs::Yes => self.change_folder(rest),
            "unset" => rest.iter().for_each(|word| self.unset(&word.plain())),
            "[" | "[[" | "test" | ":" | "echo" | "printf" | "local" | "readonly" | "trap" | "return" | "exit"
            | "cd" | "ulimit" | "umask" | "wait" | "eval" | "alias" | "read" => {}
            _ => return false,
        }
        true
    }

    fn export(&mut self, words: &[Word], live: Runs) {
        for word in words {
            let text = word.plain();
            if let Some(variable) = self.assigned(word, live) {
                self.script.exported.push(variable);
            } else if let Some(path) = env_file_in(&text) {
                // export $(grep -v '^#' .env | xargs)
                self.env_file(path, live);
            } else if let Some(value) = self.local.remove(&text) {
                let place = (self.around.place)(word.line);
                self.script.exported.push(DeclaredVariable { name: text, value, place });
            }
        }
    }

    fn set(&mut self, words: &[Word]) {
        let plain: Vec<String> = words.iter().map(Word::plain).collect();
        match plain.first().map(String::as_str) {
            Some("--") => {
                let arguments = words[1..].iter().flat_map(|word| self.scope().fields(word)).collect();
                self.arguments = arguments;
            }
            Some("-o" | "+o") if plain.get(1).is_some_and(|name| name == "allexport") => {
                self.export_all = plain[0] == "-o";
            }
            Some(flags) if flags.contains('a') => self.export_all = flags.starts_with('-'),
            _ => {}
        }
    }

    fn change_folder(&mut self, words: &[Word]) {
        let Some(path) = words.first().and_then(|word| self.scope().compared(word)) else { return };
        if path.starts_with('/') || self.folder.is_empty() {
            self.folder = path;
        } else {
            self.folder = format!("{}/{path}", self.folder);
        }
    }

    fn unset(&mut self, name: &str) {
        self.local.remove(name);
        self.script.exported.retain(|variable| variable.name != name);
    }

    fn source(&mut self, words: &[Word], live: Runs) {
        let Some(path) = words.first().and_then(|word| self.scope().compared(word)) else { return };
        let Some(file) = (self.around.file)(&path, &self.folder) else {
            // The activation script of a virtual environment sets nothing that an app reads.
            if !path.ends_with("/activate") {
                self.script.open.push(format!("{path}, from which variables are read, is not in the tree"));
            }
            return;
        };
        if live == Runs::Yes && self.depth > 0 {
            self.read_file(file);
        }
    }

    /// Reads another script in place.
    fn read_file(&mut self, file: &File) {
        let place = |line: u32| at(&file.path, line);
        let around = super::run::Around { place: &place, ..self.around };
        let script = std::mem::take(&mut self.script);
        let mut inner = Runner::new(script, self.arguments.clone(), around, self.depth - 1);
        inner.local = std::mem::take(&mut self.local);
        inner.folder.clone_from(&self.folder);
        inner.export_all = self.export_all;
        inner.functions = std::mem::take(&mut self.functions);
        inner.calls = self.calls;
        inner.read(&file.text());
        let Runner { script, local, functions, calls, .. } = inner;
        (self.script, self.local, self.functions, self.calls) = (script, local, functions, calls);
    }

    fn env_file(&mut self, path: &str, live: Runs) {
        let Some(file) = (self.around.file)(path, &self.folder) else {
            self.script.open.push(format!("{path}, from which variables are read, is not in the tree"));
            return;
        };
        for entry in dotenv::parse(&file.text()).entries {
            let Some(text) = entry.value else { continue };
            let value = match live {
                Runs::Yes => Supplied::Text(text),
                _ => Supplied::Unknown("it is set on a condition that cannot be told".into()),
            };
            let place = at(&file.path, entry.line);
            self.script.exported.push(DeclaredVariable { name: entry.name, value, place });
        }
    }
}

/// The environment file that a command substitution reads: `$(cat .env | xargs)`.
fn env_file_in(text: &str) -> Option<&str> {
    if assignment_like(text) || !(text.starts_with("$(") || text.starts_with('`')) {
        return None;
    }
    let is_separator = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '`' | '|' | '<' | '"' | '\'');
    text.split(is_separator)
        .find(|part| part.ends_with(".env") || part.rsplit('/').next().is_some_and(|n| n.starts_with(".env")))
}

fn assignment_like(text: &str) -> bool {
    assignment(&Word { pieces: vec![super::token::Piece::Bare(text.to_owned())], line: 0 }).is_some()
}
