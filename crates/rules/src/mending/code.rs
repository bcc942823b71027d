//! Edits of Python.

use sneck_model::{Edit, Part, PartKind};

use super::Page;
use super::words::as_said;

/// Modules of Python's own library that stand first in most files: `import os` joins them without an empty line.
const LIBRARY: &[&str] = &[
    "asyncio",
    "base64",
    "collections",
    "contextlib",
    "datetime",
    "functools",
    "hashlib",
    "io",
    "json",
    "logging",
    "os",
    "pathlib",
    "random",
    "re",
    "secrets",
    "smtplib",
    "socket",
    "sqlite3",
    "ssl",
    "string",
    "subprocess",
    "sys",
    "tempfile",
    "time",
    "traceback",
    "typing",
    "urllib",
    "uuid",
    "__future__",
];

impl<'f> Page<'f> {
    /// The literal that begins at a byte, and its number.
    pub(crate) fn literal(&self, at: usize) -> Option<(usize, &'f Part)> {
        self.outline.starting(at).find(|(_, part)| part.kind == PartKind::Literal)
    }

    /// The innermost call that begins at a byte; of a chain, the last one, which is the whole.
    pub(crate) fn call(&self, at: usize) -> Option<(usize, &'f Part)> {
        self.outline.starting(at).find(|(_, part)| part.kind == PartKind::Call)
    }

    /// The keyword argument or entry whose value begins at a byte.
    pub(crate) fn entry_of(&self, at: usize) -> Option<(usize, &'f Part)> {
        self.outline.around(at).rev().find(|(_, part)| part.kind == PartKind::Entry && part.value.start == at)
    }

    /// An argument of a call by its keyword.
    pub(crate) fn keyword(&self, call: usize, name: &str) -> Option<(usize, &'f Part)> {
        self.outline.below(Some(call)).find(|(_, part)| part.kind == PartKind::Entry && part.name == name)
    }

    /// The parts between the brackets of a call or a list.
    pub(crate) fn elements(&self, whole: usize) -> Vec<(usize, &'f Part)> {
        let Some(inside) = self.outline.parts.get(whole).map(|part| part.value.clone()) else { return Vec::new() };
        self.outline.below(Some(whole)).filter(|(_, part)| part.range.start >= inside.start).collect()
    }

    /// Puts `code` in the place of a literal. What is text or a number keeps to be one where `code` is a truth value.
    pub(crate) fn set_literal(&self, literal: &Part, code: &str) -> Option<Edit> {
        let old = self.slice(&literal.range);
        let truth = match code {
            "True" => Some(true),
            "False" => Some(false),
            _ => None,
        };
        let quote = old.find(['"', '\'']);
        let new = match (truth, quote) {
            (Some(truth), Some(_)) => {
                let word = old.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim_matches(['"', '\'']);
                old.replacen(word, &as_said(word, truth)?, 1)
            }
            (Some(truth), None) if old.starts_with(|c: char| c.is_ascii_digit()) => u8::from(truth).to_string(),
            (None, Some(at)) if code.starts_with('"') && old[at..].starts_with('\'') => code.replace('"', "'"),
            _ => self.styled(code),
        };
        self.replace(literal.range.clone(), new)
    }

    /// Takes an argument or an element out of its brackets, with the comma that it needs no more.
    pub(crate) fn without(&self, part: usize) -> Option<Edit> {
        let whole = self.outline.parts.get(part)?.parent?;
        let all = self.elements(whole);
        let at = all.iter().position(|(number, _)| *number == part)?;
        let inside = self.outline.parts.get(whole)?.value.clone();
        let range = match (all.get(at + 1), at.checked_sub(1).and_then(|before| all.get(before))) {
            (Some((_, next)), _) => all[at].1.range.start..next.range.start,
            // The comma after it, if any, stays as that of the one before.
            (None, Some((_, before))) => before.range.end..all[at].1.range.end,
            (None, None) => inside.start..self.after_comma(all[at].1.range.end, inside.end),
        };
        let gone = self.slice(&range);
        // Comments would go with it, or would come to stand beside something else.
        (!gone.contains('#')).then(|| self.replace(range, "")).flatten()
    }

    fn after_comma(&self, from: usize, end: usize) -> usize {
        let rest = self.slice(&(from..end));
        let blank = rest.len() - rest.trim_start().len();
        if rest[blank..].starts_with(',') { from + blank + 1 } else { from }
    }

    /// Gives a call an argument by keyword, or another value for it.
    pub(crate) fn with_keyword(&self, call: usize, name: &str, code: &str) -> Option<Edit> {
        if let Some((_, argument)) = self.keyword(call, name) {
            return self.replace(argument.value.clone(), self.styled(code));
        }
        let code = &self.styled(code);
        let inside = self.outline.parts.get(call)?.value.clone();
        let elements = self.elements(call);
        let Some((_, last)) = elements.last() else { return self.replace(inside, format!("{name}={code}")) };
        let unpacked = self.slice(&last.range).starts_with("**");
        let end = last.range.end;
        let tail = self.slice(&(end..inside.end));
        let own_line = self.line_around(last.range.start).start > self.line_around(inside.start).start
            && self.slice(&(self.line_around(last.range.start).start..last.range.start)).trim().is_empty();
        let glue = match own_line {
            true => format!(",{}{}", self.newline(), self.indentation(last.range.start)),
            false => ", ".to_owned(),
        };
        if unpacked || tail.contains('#') && !tail.trim_start().starts_with([',', '#']) {
            return None;
        }
        self.replace(end..end, format!("{glue}{name}={code}"))
    }

    /// Takes the statement out that a byte stands in; it is not the only one of its block.
    pub(crate) fn without_statement(&self, at: usize) -> Option<Edit> {
        let (_, statement) = self.statement(at)?;
        let line = self.line_around(statement.range.start).start..self.line_around(statement.range.end).end;
        let beside = self.outline.below(statement.parent).filter(|(_, part)| is_statement(part)).count();
        let alone = self.slice(&line).trim() == self.slice(&statement.range);
        (alone && beside > 1).then(|| self.remove_lines(&statement.range))?
    }

    /// Adds lines after the statement that a byte stands in, as far in as it is.
    pub(crate) fn after_statement(&self, at: usize, lines: &[&str]) -> Option<Edit> {
        let statement = self.statement(at)?.1;
        let line = self.line_around(statement.range.start);
        // `if x: app = …` and `a = 1; b = 2` have no line of their own to go after.
        let alone = self.slice(&(line.start..statement.range.start)).trim().is_empty();
        let rest = self.slice(&(statement.range.end..self.line_around(statement.range.end).end)).trim();
        if !alone || !(rest.is_empty() || rest.starts_with('#')) {
            return None;
        }
        let indentation = self.indentation(statement.range.start);
        self.insert_lines(self.next_line(statement.range.end), indentation, lines)
    }

    /// The innermost statement that holds a byte, blocks aside.
    pub(crate) fn statement(&self, at: usize) -> Option<(usize, &'f Part)> {
        self.outline.around(at).rev().find(|(_, part)| matches!(part.kind, PartKind::Statement | PartKind::Import))
    }

    /// Adds lines after everything else.
    pub(crate) fn at_end(&self, lines: &[&str]) -> Option<Edit> {
        self.insert_lines(self.text.len(), "", lines)
    }

    /// Makes sure that `os` is imported; an empty list where it is.
    pub(crate) fn import_os(&self) -> Option<Vec<Edit>> {
        let top: Vec<&Part> = self.outline.below(None).map(|(_, part)| part).collect();
        let imports = |part: &Part| part.kind == PartKind::Import;
        if top.iter().any(|part| imports(part) && part.name.split(' ').any(|name| name == "os")) {
            return Some(Vec::new());
        }
        let first = top.iter().find(|part| imports(part) && part.name != "from __future__");
        let docstring = |part: &Part| self.slice(&part.range).starts_with(['"', '\'']);
        let before = first.or_else(|| top.iter().find(|part| !imports(part) && !docstring(part)))?;
        let word =
            |part: &Part| part.name.trim_start_matches("from ").split([' ', '.']).next().unwrap_or("").to_owned();
        let joins = imports(before) && LIBRARY.contains(&word(before).as_str());
        let lines: &[&str] = if joins { &["import os"] } else { &["import os", ""] };
        let at = self.line_around(before.range.start).start;
        self.insert_lines(at, "", lines).map(|edit| vec![edit])
    }
}

fn is_statement(part: &Part) -> bool {
    matches!(part.kind, PartKind::Statement | PartKind::Import | PartKind::Block)
}
