//! Goes through a script as a shell would, and notes which commands it comes to with which variables.

use std::collections::BTreeMap;

use sneck_model::Place;

use super::flow::{Block, Frame, Runs};
use super::function::{self, Functions};
use super::lex::tokens;
use super::test::holds;
use super::token::{Separator, Token, Word};
use super::word::Scope;
use crate::declared::{DeclaredVariable, Supplied};
use crate::tree::File;

/// A command that the script comes to.
#[derive(Clone, Debug)]
pub struct Ran {
    /// Its words.
    pub words: Vec<String>,
    /// Where it stands; `None` when it is what the script was given to run (`exec "$@"`).
    pub place: Option<Place>,
    /// Nothing that cannot be told decides whether it runs.
    pub certain: bool,
    /// The variables that it sees, those before it on its own line last.
    pub variables: Vec<DeclaredVariable>,
    /// The folder that `cd` led to, as written; empty when there was none.
    pub folder: String,
}

/// What a script does.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// Commands in order.
    pub commands: Vec<Ran>,
    /// Variables at its end.
    pub exported: Vec<DeclaredVariable>,
    /// Files that it reads variables from and that are not in the tree, as clauses.
    pub open: Vec<String>,
}

/// What a script needs to know of the world around it.
#[derive(Clone, Copy)]
pub struct Around<'a, 't> {
    /// The file at a path, as seen from a folder.
    pub file: &'a dyn Fn(&str, &str) -> Option<&'t File>,
    /// The place of one of its lines.
    pub place: &'a dyn Fn(u32) -> Place,
}

/// Longer scripts are not gone through to the end.
const MOST_TOKENS: usize = 20_000;
/// Blocks stand in each other this deep at most.
const MOST_BLOCKS: usize = 100;
/// So many functions are called at most.
const MOST_CALLS: u8 = 100;
/// `source` and functions lead this deep at most.
pub(super) const DEEPEST: u8 = 4;

/// Goes through a script.
#[must_use]
pub fn run(text: &str, exported: &[DeclaredVariable], arguments: &[String], around: Around<'_, '_>) -> Script {
    let script = Script { exported: exported.to_vec(), ..Script::default() };
    let mut runner = Runner::new(script, arguments.to_vec(), around, DEEPEST);
    runner.read(text);
    runner.script
}

pub(super) struct Runner<'a, 't> {
    pub(super) script: Script,
    pub(super) local: BTreeMap<String, Supplied>,
    pub(super) arguments: Vec<String>,
    pub(super) around: Around<'a, 't>,
    pub(super) folder: String,
    /// `set -a`: every assignment is exported.
    pub(super) export_all: bool,
    pub(super) depth: u8,
    pub(super) functions: Functions,
    /// How many functions may still be called.
    pub(super) calls: u8,
    pub(super) frames: Vec<Frame>,
    /// What `&&` and `||` before this command say.
    pub(super) gate: Runs,
    /// How the last command ended: yes is success.
    status: Runs,
}

impl<'a, 't> Runner<'a, 't> {
    pub(super) fn new(script: Script, arguments: Vec<String>, around: Around<'a, 't>, depth: u8) -> Self {
        let (local, folder, frames) = (BTreeMap::new(), String::new(), Vec::new());
        Self {
            script,
            local,
            arguments,
            around,
            folder,
            export_all: false,
            depth,
            functions: Functions::new(),
            calls: MOST_CALLS,
            frames,
            gate: Runs::Yes,
            status: Runs::Yes,
        }
    }

    pub(super) fn read(&mut self, text: &str) {
        let mut tokens = tokens(text);
        tokens.truncate(MOST_TOKENS);
        let tokens = function::take_out(tokens, &mut self.functions);
        self.play(tokens);
    }

    pub(super) fn play(&mut self, tokens: Vec<Token>) {
        let mut words: Vec<Word> = Vec::new();
        let end = Token::Separator(Separator::End);
        for token in tokens.into_iter().chain([end]) {
            if self.frames.len() > MOST_BLOCKS {
                return;
            }
            match token {
                Token::Word(word) => words.push(word),
                Token::Separator(separator) => self.separator(&mut words, separator),
            }
        }
    }

    pub(super) fn scope(&self) -> Scope<'_> {
        Scope { exported: &self.script.exported, local: &self.local, arguments: &self.arguments }
    }

    fn separator(&mut self, words: &mut Vec<Word>, separator: Separator) {
        if words.first().and_then(Word::keyword) == Some("case") && self.case(words) && words.is_empty() {
            return;
        }
        if self.in_pattern() && words.first().and_then(Word::keyword) != Some("esac") {
            if separator == Separator::Close {
                let patterns = std::mem::take(words);
                let scope = Scope { exported: &self.script.exported, local: &self.local, arguments: &self.arguments };
                self.frames.iter_mut().last().into_iter().for_each(|frame| frame.pattern(&patterns, &scope));
            }
            return;
        }
        let statement = std::mem::take(words);
        if separator == Separator::Open {
            return;
        }
        // What `&&` and `||` skip leaves the status as it was.
        let skipped = self.gate == Runs::No && !self.in_condition();
        self.status = if skipped { self.status } else { self.statement(&statement) };
        self.gate = match (separator, self.status) {
            (Separator::And, status) => status,
            (Separator::Or, Runs::Yes) => Runs::No,
            (Separator::Or, Runs::No) => Runs::Yes,
            (Separator::Or, Runs::Maybe) => Runs::Maybe,
            _ => Runs::Yes,
        };
        if separator == Separator::Branch
            && let Some(Frame { block: Block::Case(_, reading), .. }) = self.frames.last_mut()
        {
            *reading = true;
        }
    }

    fn in_condition(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { block: Block::If(Some(_)), .. }))
    }

    fn in_pattern(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { block: Block::Case(_, true), .. }))
    }

    /// Opens `case SUBJECT in` and leaves what follows it: the first pattern.
    fn case(&mut self, words: &mut Vec<Word>) -> bool {
        let subject = words.get(1).and_then(|word| self.scope().compared(word));
        let live = self.live();
        words.drain(..words.len().min(3));
        self.frames.push(Frame::new(Block::Case(subject, true), live));
        true
    }

    /// Whether a command at this point runs.
    fn live(&self) -> Runs {
        self.frames.iter().map(|frame| frame.live).min().unwrap_or(Runs::Yes).min(self.gate)
    }

    /// Takes keywords off the beginning of a statement, then the command; gives back how it ends.
    fn statement(&mut self, mut words: &[Word]) -> Runs {
        while let Some((first, rest)) = words.split_first() {
            if !self.keyword(first.keyword().unwrap_or("")) {
                break;
            }
            words = rest;
        }
        let live = self.live();
        match self.frames.last().map(|frame| &frame.block) {
            Some(Block::If(Some(before))) => {
                let before = *before;
                let truth = self.holds(words).min(self.gate);
                // After `||` the gate is closed exactly when the condition before it held.
                let all = if self.gate == Runs::No && before == Runs::Yes { before } else { truth };
                if let Some(frame) = self.frames.last_mut() {
                    frame.block = Block::If(Some(all));
                }
                return all;
            }
            Some(Block::Loop(true)) => return Runs::Yes,
            _ => {}
        }
        if words.is_empty() {
            return Runs::Yes;
        }
        if live != Runs::No {
            self.command(words, live);
        }
        let truth = self.holds(words);
        let is_condition = matches!(words[0].plain().as_str(), "[" | "[[" | "test" | "!" | "true" | "false");
        if is_condition { truth } else { Runs::Yes }.min(self.gate)
    }

    fn holds(&self, words: &[Word]) -> Runs {
        let exists = |path: &str| (self.around.file)(path, &self.folder).is_some();
        holds(words, &self.scope(), &exists).into()
    }

    /// Opens, turns and closes blocks; false for what is no keyword.
    fn keyword(&mut self, word: &str) -> bool {
        if self.frames.len() > MOST_BLOCKS {
            return false;
        }
        let live = self.live();
        match word {
            "if" => self.frames.push(Frame::new(Block::If(Some(Runs::Yes)), live)),
            "while" | "until" | "for" => self.frames.push(Frame::new(Block::Loop(true), live.min(Runs::Maybe))),
            "{" => self.frames.push(Frame::new(Block::Group, live)),
            "fi" | "done" | "esac" | "}" => drop(self.frames.pop()),
            "then" | "elif" | "else" | "do" => self.turn(word),
            "time" => {}
            _ => return false,
        }
        true
    }

    fn turn(&mut self, word: &str) {
        let Some(frame) = self.frames.last_mut() else { return };
        match (word, &mut frame.block) {
            ("then", Block::If(condition)) => {
                let condition = condition.take().unwrap_or(Runs::Maybe);
                frame.branch(condition);
            }
            ("elif", Block::If(condition)) => {
                *condition = Some(Runs::Yes);
                frame.live = Runs::Yes;
            }
            ("else", Block::If(_)) => frame.branch(Runs::Yes),
            ("do", Block::Loop(reading)) => *reading = false,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::place::at;

    fn go(text: &str, set: &[(&str, &str)], arguments: &[&str], files: &[File]) -> Script {
        let path = "boot.sh".into();
        let place = |line| at(&path, line);
        let file = |path: &str, _: &str| files.iter().find(|f| &*f.path == path.trim_start_matches("./"));
        let given = |(name, value): &(&str, &str)| DeclaredVariable {
            name: (*name).into(),
            value: Supplied::Text((*value).into()),
            place: place(0),
        };
        let exported: Vec<_> = set.iter().map(given).collect();
        let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
        run(text, &exported, &arguments, Around { file: &file, place: &place })
    }

    fn commands(script: &Script) -> Vec<String> {
        let mark = |ran: &Ran| if ran.certain { "" } else { "?" };
        script.commands.iter().map(|ran| format!("{}{}", mark(ran), ran.words.join(" "))).collect()
    }

    #[test]
    fn branches_are_taken_as_far_as_they_can_be_told() {
        let branch = "if [ \"$MODE\" = dev ]; then\n flask run\nelif [ -n \"$X\" ]\nthen x\nelse\n gunicorn a:b\nfi";
        type Row<'t> = (&'t str, &'t [(&'t str, &'t str)], &'t [&'t str]);
        let table: &[Row<'_>] = &[
            (branch, &[("MODE", "dev")], &["flask run"]),
            (branch, &[("MODE", "prod")], &["gunicorn a:b"]),
            (branch, &[("MODE", "prod"), ("X", "1")], &["x"]),
            ("[ \"$MODE\" = dev ] && flask run || gunicorn", &[("MODE", "dev")], &["flask run"]),
            ("[ \"$MODE\" = dev ] && flask run || gunicorn", &[], &["gunicorn"]),
            ("if nc -z db; then a; else b; fi; c", &[], &["?a", "?b", "c"]),
            ("while ! nc -z db; do sleep 1; done; exec a", &[], &["?sleep 1", "exec a"]),
            ("if [ $A ] && [ $B ]; then a; else b; fi", &[("A", "1")], &["b"]),
            ("if [ $A ] || [ $B ]; then a; else b; fi", &[("A", "1")], &["a"]),
            ("f() {\n a\n}\nb", &[], &["b"]),
            ("a() {\n x $1\n}\nfunction b {\n { y; }\n}\na 1; b; a 2", &[], &["x 1", "y", "x 2"]),
            (
                "f() { f; f; }; f",
                &[],
                &["f", "f", "f", "f", "f", "f", "f", "f", "f", "f", "f", "f", "f", "f", "f", "f"],
            ),
            ("if [ -f /etc/x ]; then a; fi", &[], &["?a"]),
        ];
        for (text, set, expected) in table {
            assert_eq!(commands(&go(text, set, &[], &[])), *expected, "{text} with {set:?}");
        }
    }

    #[test]
    fn a_case_is_decided_by_the_argument() {
        let text = "case \"$1\" in\n  web|serve)\n    exec gunicorn a:b\n    ;;\n  work*) celery ;;\n  *) exec \"$@\" ;;\nesac\nafter";
        assert_eq!(commands(&go(text, &[], &["web"], &[])), ["exec gunicorn a:b", "after"]);
        assert_eq!(commands(&go(text, &[], &["worker"], &[])), ["celery", "after"]);
        assert_eq!(commands(&go(text, &[], &["sh", "-c", "x y"], &[])), ["exec sh -c x y", "after"]);
        let server = "server() {\n  exec gunicorn -w ${N:-4} \"$@\"\n}\ncase $1 in\n  server)\n    shift\n    server \"$@\"\n    ;;\nesac";
        assert_eq!(commands(&go(server, &[], &["server", "a:b"], &[])), ["exec gunicorn -w 4 a:b"]);
    }

    #[test]
    fn variables_reach_the_command() {
        let text =
            "A=local\nexport B=\"$A-b\"\nC=1 D=$B run\nset -a; E=2; set +a\nexport A\ncd /app/src && cd api && last";
        let script = go(text, &[], &[], &[]);
        let seen = |at: usize| -> Vec<String> {
            let show = |v: &DeclaredVariable| match &v.value {
                Supplied::Text(text) => format!("{}={text}", v.name),
                Supplied::Unknown(why) => format!("{}?{why}", v.name),
            };
            script.commands[at].variables.iter().map(show).collect()
        };
        assert_eq!(seen(0), ["B=local-b", "C=1", "D=local-b"]);
        assert_eq!(seen(1), ["B=local-b", "E=2", "A=local"]);
        assert_eq!(script.commands[1].folder, "/app/src/api");
    }

    #[test]
    fn what_a_condition_sets_is_unknown() {
        let script = go("if nc -z db; then export DEBUG=1; fi; run", &[], &[], &[]);
        assert!(matches!(&script.commands[0].variables[0].value, Supplied::Unknown(_)));
    }

    #[test]
    fn files_are_sourced_or_missed() {
        let files = [File::new("env.sh", "export A=1\n"), File::new(".env", "B=2\n")];
        let script = go(". ./env.sh\nexport $(grep -v '^#' .env | xargs)\nsource far.sh\nrun", &[], &[], &files);
        let names: Vec<_> =
            script.commands[0].variables.iter().map(|v| (v.name.as_str(), v.place.to_string())).collect();
        assert_eq!(names, [("A", "env.sh:1".to_owned()), ("B", ".env:1".to_owned())]);
        assert_eq!(script.open, ["far.sh, from which variables are read, is not in the tree"]);
    }

    #[test]
    fn a_script_that_sources_itself_ends() {
        let files = [File::new("boot.sh", ". boot.sh\nrun\n")];
        assert!(!go(". boot.sh", &[], &[], &files).commands.is_empty());
    }

    #[test]
    fn unbalanced_blocks_do_not_stop_the_reading() {
        for text in [
            "fi fi; done } esac a",
            "case x",
            "case x in",
            "if",
            "then else fi",
            "a() b() {",
            ") ) a",
            "case x in a) b",
        ] {
            go(text, &[], &[], &[]);
        }
    }
}
