//! Words of a configuration, split as nginx splits them.
//!
//! Source: `ngx_conf_read_token` of nginx: a word ends at blanks, `;` and `{`; `${` opens a variable and no block; `#`
//! starts a comment only where a word could start; quoted words may hold anything.

/// What stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A word, without its quotes.
    Word(String),
    /// `{`
    Open,
    /// `}`
    Close,
    /// `;`
    End,
}

/// Splits a text; each token has its line, from 1.
pub(super) struct Lexer<'t> {
    rest: std::iter::Peekable<std::str::Chars<'t>>,
    line: u32,
    /// The directive that is being read holds a program in another language.
    foreign: bool,
    /// The next word is a directive's name.
    starts: bool,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { rest: text.chars().peekable(), line: 1, foreign: false, starts: true }
    }

    fn take(&mut self) -> Option<char> {
        let next = self.rest.next()?;
        self.line = self.line.saturating_add(u32::from(next == '\n'));
        Some(next)
    }

    fn skip_blanks(&mut self) {
        while let Some(next) = self.rest.peek().copied() {
            if next == '#' {
                while self.rest.peek().is_some_and(|c| *c != '\n') {
                    self.take();
                }
            } else if !next.is_ascii_whitespace() {
                return;
            }
            self.take();
        }
    }

    fn punctuation(&mut self, token: Token) -> Token {
        self.take();
        self.starts = true;
        if token == Token::Open && std::mem::take(&mut self.foreign) {
            self.skip_program();
            return Token::End;
        }
        token
    }

    fn word(&mut self, first: char) -> Token {
        let text = match first {
            '"' | '\'' => self.quoted(first),
            _ => self.bare(),
        };
        if std::mem::take(&mut self.starts) {
            self.foreign = text.ends_with("_by_lua_block");
        }
        Token::Word(text)
    }

    fn quoted(&mut self, quote: char) -> String {
        self.take();
        let mut text = String::new();
        while let Some(next) = self.take() {
            match next {
                '\\' => self.escaped(&mut text),
                _ if next == quote => break,
                _ => text.push(next),
            }
        }
        text
    }

    fn bare(&mut self) -> String {
        let mut text = String::new();
        while let Some(next) = self.rest.peek().copied() {
            if next.is_ascii_whitespace() || next == ';' || (next == '{' && !text.ends_with('$')) {
                break;
            }
            self.take();
            match next {
                '\\' => self.escaped(&mut text),
                _ => text.push(next),
            }
        }
        text
    }

    fn escaped(&mut self, text: &mut String) {
        match self.take() {
            Some(next @ ('"' | '\'' | '\\')) => text.push(next),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('n') => text.push('\n'),
            Some(next) => text.extend(['\\', next]),
            None => text.push('\\'),
        }
    }

    /// A program in Lua: up to the brace that closes it, strings and comments apart.
    fn skip_program(&mut self) {
        let mut depth = 1u32;
        while let Some(next) = self.take() {
            match next {
                '{' => depth += 1,
                '}' if depth == 1 => return,
                '}' => depth -= 1,
                '"' | '\'' => self.skip_string(next),
                '-' if self.rest.peek() == Some(&'-') => {
                    while self.rest.peek().is_some_and(|c| *c != '\n') {
                        self.take();
                    }
                }
                _ => {}
            }
        }
    }

    fn skip_string(&mut self, quote: char) {
        while let Some(next) = self.take() {
            match next {
                '\\' => drop(self.take()),
                '\n' => return,
                _ if next == quote => return,
                _ => {}
            }
        }
    }
}

impl Iterator for Lexer<'_> {
    type Item = (Token, u32);

    fn next(&mut self) -> Option<Self::Item> {
        self.skip_blanks();
        let (first, line) = (*self.rest.peek()?, self.line);
        let token = match first {
            ';' => self.punctuation(Token::End),
            '{' => self.punctuation(Token::Open),
            '}' => self.punctuation(Token::Close),
            _ => self.word(first),
        };
        Some((token, line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let show = |(token, line): (Token, u32)| match token {
            Token::Word(word) => format!("{line}:{word}"),
            Token::Open => "{".into(),
            Token::Close => "}".into(),
            Token::End => ";".into(),
        };
        Lexer::new(text).map(show).collect()
    }

    #[test]
    fn words_end_where_nginx_ends_them() {
        assert_eq!(shown("listen 80;#x\nroot /a#b;"), ["1:listen", "1:80", ";", "2:root", "2:/a#b", ";"]);
        assert_eq!(shown("return 301 https://${host}/x;"), ["1:return", "1:301", "1:https://${host}/x", ";"]);
        assert_eq!(shown("add_header A \"b; c\\\"{\" always;"), ["1:add_header", "1:A", "1:b; c\"{", "1:always", ";"]);
        assert_eq!(shown("location ~ \\.php$ {}"), ["1:location", "1:~", "1:\\.php$", "{", "}"]);
        assert_eq!(shown("server{listen 80;}"), ["1:server", "{", "1:listen", "1:80", ";", "}"]);
    }

    #[test]
    fn programs_in_lua_are_passed_over() {
        let text = "content_by_lua_block {\n local t = { a = \"}\" } -- }\n}\nroot /x;";
        assert_eq!(shown(text), ["1:content_by_lua_block", ";", "4:root", "4:/x", ";"]);
    }
}
