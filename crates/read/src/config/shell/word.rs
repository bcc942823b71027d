//! Puts variables into words.

use std::collections::BTreeMap;

use super::token::{Piece, Word};
use crate::config::expand::{Dialect, Expanded, Lookup, SHELL, expand};
use crate::declared::{DeclaredVariable, Supplied};

static NO_LOCALS: BTreeMap<String, Supplied> = BTreeMap::new();

/// The variables that a command sees.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// Handed down from outside and set on the way; a later one of the same name wins.
    pub exported: &'a [DeclaredVariable],
    /// Set in the script without `export`.
    pub local: &'a BTreeMap<String, Supplied>,
    /// `$1`, `$2`, …
    pub arguments: &'a [String],
}

impl<'a> Scope<'a> {
    /// The variables of an environment, without a script around.
    #[must_use]
    pub fn of(exported: &'a [DeclaredVariable]) -> Self {
        Self { exported, local: &NO_LOCALS, arguments: &[] }
    }

    /// What a variable is set to; `None` when no file sets it.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Supplied> {
        if let Ok(position) = name.parse::<usize>() {
            return self.arguments.get(position.checked_sub(1)?).map(|text| Supplied::Text(text.clone()));
        }
        match name {
            "@" | "*" => return Some(Supplied::Text(self.arguments.join(" "))),
            "#" => return Some(Supplied::Text(self.arguments.len().to_string())),
            _ => {}
        }
        let exported = || self.exported.iter().rev().find(|v| v.name == name).map(|v| v.value.clone());
        self.local.get(name).cloned().or_else(exported)
    }

    /// The words that one word becomes: none, one, or several when an unquoted variable holds several.
    #[must_use]
    pub fn fields(&self, word: &Word) -> Vec<String> {
        if matches!(word.pieces.as_slice(), [.., Piece::Double(all)] if all == "$@" && word.plain() == "$@") {
            return self.arguments.to_vec();
        }
        let mut fields: Vec<String> = Vec::new();
        let mut current: Option<String> = None;
        for piece in &word.pieces {
            match piece {
                Piece::Literal(text) => current.get_or_insert_default().push_str(text),
                Piece::Double(text) => {
                    current.get_or_insert_default().push_str(&expand(text, SHELL, &|name| self.get(name)).text)
                }
                Piece::Bare(text) if text.contains('$') => {
                    let expanded = expand(text, SHELL, &|name| self.get(name));
                    // A reference that stays as it is written is one word, whatever stands in its braces.
                    let text = expanded.text;
                    let mut parts = if expanded.unknown.is_some() {
                        vec![text.as_str()]
                    } else {
                        text.split_whitespace().collect()
                    };
                    let last = parts.pop();
                    for part in parts {
                        fields.push(current.take().unwrap_or_default() + part);
                    }
                    if let Some(last) = last {
                        current.get_or_insert_default().push_str(last);
                    }
                }
                Piece::Bare(text) => current.get_or_insert_default().push_str(text),
            }
        }
        fields.extend(current);
        fields
    }

    /// The value of an assignment: put in, never split.
    #[must_use]
    pub fn value(&self, word: &Word) -> Expanded {
        self.whole(word, SHELL)
    }

    /// The text that a condition compares: a variable that nobody sets is empty there.
    #[must_use]
    pub fn compared(&self, word: &Word) -> Option<String> {
        let value = self.whole(word, Dialect { unset: None, ..SHELL });
        value.unknown.is_none().then_some(value.text)
    }

    fn whole(&self, word: &Word, dialect: Dialect) -> Expanded {
        let mut whole = fill(word, dialect, &|name| self.get(name));
        let commands = |piece: &Piece| !matches!(piece, Piece::Literal(_)) && piece.text().contains('`');
        if word.pieces.iter().any(commands) {
            whole.unknown.get_or_insert_with(|| "it is the output of a command".into());
        }
        whole
    }
}

/// The text of a word without its quotes and with variables put in, never split.
#[must_use]
pub fn fill(word: &Word, dialect: Dialect, lookup: Lookup<'_>) -> Expanded {
    let mut whole = Expanded::default();
    for piece in &word.pieces {
        match piece {
            Piece::Literal(text) => whole.text.push_str(text),
            Piece::Double(text) | Piece::Bare(text) => {
                let part = expand(text, dialect, lookup);
                whole.text.push_str(&part.text);
                whole.unknown = whole.unknown.or(part.unknown);
            }
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::shell::split;

    #[test]
    fn variables_are_put_in_and_split_as_a_shell_does() {
        let local = [("OPTS", "-w 4  -t 9"), ("ONE", "1"), ("EMPTY", "")];
        let local = local.map(|(n, v)| (n.to_owned(), Supplied::Text(v.to_owned()))).into();
        let scope = Scope { exported: &[], local: &local, arguments: &["web".into(), "a b".into()] };
        let table: &[(&str, &[&str])] = &[
            ("run $OPTS x", &["run", "-w", "4", "-t", "9", "x"]),
            ("run \"$OPTS\"", &["run", "-w 4  -t 9"]),
            ("run '$ONE' a$ONE", &["run", "$ONE", "a1"]),
            ("run $EMPTY \"$EMPTY\"", &["run", ""]),
            ("exec \"$@\"", &["exec", "web", "a b"]),
            ("exec $1", &["exec", "web"]),
            ("bind :$PORT :${PORT:-80}", &["bind", ":$PORT", ":80"]),
            ("a $(b c)", &["a", "$(b c)"]),
        ];
        for (text, expected) in table {
            assert_eq!(split(text, &scope), *expected, "{text}");
        }
    }
}
