//! Tokens of a shell script.

use super::token::{Piece, Separator, Token, Word};
use crate::config::expand::LONGEST;

/// Longest first.
const SEPARATORS: &[(&str, Separator)] = &[
    (";;", Separator::Branch),
    ("&&", Separator::And),
    ("||", Separator::Or),
    (";", Separator::End),
    ("\n", Separator::End),
    ("|", Separator::Pipe),
    ("&", Separator::Background),
    ("(", Separator::Open),
    (")", Separator::Close),
];

/// Takes a script apart. Comments, redirections and here-documents are left out.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { rest: text, line: 1, ends: WORD_ENDS, tokens: Vec::new(), documents: Vec::new() };
    while !lexer.rest.is_empty() {
        lexer.one();
    }
    lexer.tokens
}

/// Words between white space, with the quotes of a shell and nothing else of it (`ENV`, `Environment=`).
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut lexer = Lexer { rest: text, line: 1, ends: BLANKS, tokens: Vec::new(), documents: Vec::new() };
    while !lexer.rest.is_empty() {
        let blank = lexer.rest.len() - lexer.rest.trim_start_matches(BLANKS).len();
        lexer.take(blank);
        if !lexer.rest.is_empty() {
            lexer.word();
        }
    }
    lexer.tokens.into_iter().filter_map(|token| token.word().cloned()).collect()
}

const BLANKS: &[char] = &[' ', '\t', '\r', '\n'];
const WORD_ENDS: &[char] = &[' ', '\t', '\r', '\n', ';', '&', '|', '(', ')', '<', '>'];

struct Lexer<'t> {
    rest: &'t str,
    line: u32,
    /// What ends a word.
    ends: &'static [char],
    tokens: Vec<Token>,
    /// Delimiters of the here-documents that begin after this line.
    documents: Vec<String>,
}

impl<'t> Lexer<'t> {
    fn one(&mut self) {
        let blank = self.rest.len() - self.rest.trim_start_matches([' ', '\t', '\r']).len();
        self.take(blank);
        if self.rest.starts_with("\\\n") || self.rest.starts_with("\\\r\n") {
            self.take(self.rest.find('\n').map_or(1, |at| at + 1));
        } else if self.rest.starts_with('#') {
            self.take(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if !self.redirection() && !self.separator() && !self.rest.is_empty() {
            self.word();
        }
    }

    fn take(&mut self, bytes: usize) -> &'t str {
        let (taken, rest) = self.rest.split_at(bytes.min(self.rest.len()));
        let newlines = taken.bytes().filter(|b| *b == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(newlines).unwrap_or(u32::MAX));
        self.rest = rest;
        taken
    }

    fn separator(&mut self) -> bool {
        let Some((text, separator)) = SEPARATORS.iter().find(|(text, _)| self.rest.starts_with(text)) else {
            return false;
        };
        self.take(text.len());
        self.tokens.push(Token::Separator(*separator));
        if *text == "\n" {
            self.skip_documents();
        }
        true
    }

    /// `> file`, `2>&1`, `< file`, `<<END`.
    fn redirection(&mut self) -> bool {
        let digits = self.rest.bytes().take_while(u8::is_ascii_digit).count();
        let after = self.rest[digits..].strip_prefix('&').unwrap_or(&self.rest[digits..]);
        if !after.starts_with(['<', '>']) || after.starts_with("<(") || after.starts_with(">(") {
            return false;
        }
        let document = after.starts_with("<<") && !after.starts_with("<<<");
        let signs = after.len() - after.trim_start_matches(['<', '>', '&', '-', '|']).len();
        self.take(self.rest.len() - after.len() + signs);
        let blank = self.rest.len() - self.rest.trim_start_matches([' ', '\t']).len();
        self.take(blank);
        let before = self.tokens.len();
        if !self.rest.starts_with(['\n', ';', '&', '|', ')']) && !self.rest.is_empty() {
            self.word();
        }
        for token in self.tokens.split_off(before) {
            if let Token::Word(word) = token
                && document
            {
                self.documents.push(word.plain());
            }
        }
        true
    }

    fn skip_documents(&mut self) {
        for delimiter in std::mem::take(&mut self.documents) {
            while !self.rest.is_empty() {
                let line = self.take(self.rest.find('\n').map_or(self.rest.len(), |at| at + 1));
                if line.trim() == delimiter {
                    break;
                }
            }
        }
    }

    fn word(&mut self) {
        let mut word = Word { pieces: Vec::new(), line: self.line };
        while let Some(c) = self.rest.chars().next() {
            let piece = match c {
                '\'' => Piece::Literal(self.until('\'')),
                '"' => {
                    self.double(&mut word.pieces);
                    continue;
                }
                '\\' => Piece::Literal(self.escaped()),
                c if self.ends.contains(&c) => break,
                _ => Piece::Bare(self.bare()),
            };
            word.pieces.push(piece);
        }
        if word.pieces.is_empty() {
            // A sign that begins nothing (a lone `<(`): it must not stop the reading.
            self.take(self.rest.chars().next().map_or(1, char::len_utf8));
            return;
        }
        self.tokens.push(Token::Word(word));
    }

    /// The inside of single quotes; to the end of the text when they do not close.
    fn until(&mut self, quote: char) -> String {
        self.take(1);
        let end = self.rest.find(quote);
        let inside = self.take(end.unwrap_or(self.rest.len())).to_owned();
        self.take(1);
        inside
    }

    fn escaped(&mut self) -> String {
        self.take(1);
        let c = self.take(self.rest.chars().next().map_or(0, char::len_utf8));
        if c == "\n" { String::new() } else { c.to_owned() }
    }

    fn double(&mut self, pieces: &mut Vec<Piece>) {
        self.take(1);
        // Kept even when empty: `""` is a word.
        pieces.push(Piece::Double(String::new()));
        while !self.rest.is_empty() {
            let text = self.stretch(&['"', '\\']);
            pieces.push(Piece::Double(text));
            if self.rest.starts_with('"') {
                self.take(1);
                return;
            }
            let special = self.rest[self.rest.len().min(1)..].starts_with(['$', '"', '\\', '`', '\n']);
            let text = if special { self.escaped() } else { self.take(1).to_owned() };
            pieces.push(Piece::Literal(text));
        }
    }

    fn bare(&mut self) -> String {
        self.stretch(&[&['\'', '"', '\\'], self.ends].concat())
    }

    /// Text up to one of the stops; those inside of `$(…)`, `${…}` and backticks do not count.
    fn stretch(&mut self, stops: &[char]) -> String {
        let mut end = 0;
        while let Some(found) = self.rest[end..].find(|c| c == '$' || c == '`' || stops.contains(&c)) {
            end += found;
            let here = &self.rest[end..];
            let inside = match here.as_bytes() {
                [b'$', b'(', ..] => crate::config::expand::closing(&here[1..]).map(|close| close + 1),
                [b'$', b'{', ..] => near(here, b'}').map(|close| close + 1),
                [b'`', ..] => near(&here[1..], b'`').map(|close| close + 2),
                [b'$', ..] => Some(1),
                _ => return self.take(end).to_owned(),
            };
            end += inside.unwrap_or(1);
        }
        self.take(self.rest.len()).to_owned()
    }
}

/// Where a sign stands, not too far away.
fn near(text: &str, sign: u8) -> Option<usize> {
    text.bytes().take(LONGEST).position(|byte| byte == sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |token: &Token| match token {
            Token::Word(word) => format!("{}@{}", word.plain(), word.line),
            Token::Separator(separator) => format!("{separator:?}"),
        };
        tokens(text).iter().map(show).collect()
    }

    #[test]
    fn words_separators_and_lines() {
        let table: &[(&str, &[&str])] = &[
            ("a 'b c' \"d e\"f g\\ h", &["a@1", "b c@1", "d ef@1", "g h@1"]),
            (
                "a && b || c; d | e & # note\nf",
                &["a@1", "And", "b@1", "Or", "c@1", "End", "d@1", "Pipe", "e@1", "Background", "End", "f@2"],
            ),
            ("a \\\n  b\nc", &["a@1", "b@2", "End", "c@3"]),
            ("a >/dev/null 2>&1 < in b", &["a@1", "b@1"]),
            ("cat <<EOF > f\nnot a command\nEOF\nb", &["cat@1", "End", "b@4"]),
            ("x=$(a b; c) ${y:-p q} `r s`", &["x=$(a b; c)@1", "${y:-p q}@1", "`r s`@1"]),
            ("a#b \"\"", &["a#b@1", "@1"]),
            ("case", &["case@1"]),
        ];
        for (text, expected) in table {
            assert_eq!(shown(text), *expected, "{text}");
        }
    }

    #[test]
    fn what_never_closes_ends_with_the_text() {
        for text in ["'a", "\"a", "$(a", "${a", "`a", "a\\", "<<", "<(a", "\"\\", "é'", "2>"] {
            assert!(tokens(text).len() < 8, "{text}");
        }
    }
}
