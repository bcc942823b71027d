//! Words of a Caddyfile, line by line.
//!
//! Source: lexer of Caddy 2: words end at blanks; `"` and a backquote open a quoted word only where a word begins, `#`
//! a comment; in `"…"` only `\"` is an escape; `\` at the end of a line continues it; `<<NAME` begins a text that ends
//! with a line NAME. `{$NAME:default}` is put in before anything else.

/// A word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    /// Quoted words are never braces.
    pub(super) quoted: bool,
}

/// Words of one line, and its number, from 1.
pub(super) type Line = (u32, Vec<Word>);

/// Splits a text into lines that hold anything.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let text = filled(text);
    let mut lexer = Lexer { rest: text.chars().peekable(), line: 1, all: Vec::new(), here: (1, Vec::new()) };
    lexer.run();
    lexer.all
}

/// Variables that have a default as that; the others stay.
fn filled(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("{$") {
        let (before, inside) = rest.split_at(at);
        whole.push_str(before);
        let end = inside.find('}').filter(|end| !inside[..*end].contains('\n'));
        let Some(end) = end else {
            whole.push_str("{$");
            rest = &inside[2..];
            continue;
        };
        let default = inside[2..end].split_once(':').map(|(_, default)| default).filter(|d| !d.is_empty());
        whole.push_str(default.unwrap_or(&inside[..=end]));
        rest = &inside[end + 1..];
    }
    whole.push_str(rest);
    whole
}

struct Lexer<'t> {
    rest: std::iter::Peekable<std::str::Chars<'t>>,
    line: u32,
    all: Vec<Line>,
    here: Line,
}

impl Lexer<'_> {
    fn take(&mut self) -> Option<char> {
        let next = self.rest.next()?;
        self.line = self.line.saturating_add(u32::from(next == '\n'));
        Some(next)
    }

    fn run(&mut self) {
        while let Some(next) = self.rest.peek().copied() {
            match next {
                '\n' => self.end(),
                '#' => self.comment(),
                '"' | '`' => self.quoted(next),
                _ if next.is_whitespace() => drop(self.take()),
                _ => self.bare(),
            }
        }
        self.end();
    }

    fn end(&mut self) {
        self.take();
        let (line, words) = std::mem::replace(&mut self.here, (self.line, Vec::new()));
        if !words.is_empty() {
            self.all.push((line, words));
        }
    }

    fn comment(&mut self) {
        while self.rest.peek().is_some_and(|c| *c != '\n') {
            self.take();
        }
    }

    fn push(&mut self, text: String, quoted: bool) {
        self.here.1.push(Word { text, quoted });
    }

    fn quoted(&mut self, quote: char) {
        self.take();
        let mut text = String::new();
        while let Some(next) = self.take() {
            if next == quote {
                break;
            }
            if next == '\\' && quote == '"' && self.rest.peek() == Some(&'"') {
                self.take();
                text.push('"');
            } else {
                text.push(next);
            }
        }
        self.push(text, true);
    }

    fn bare(&mut self) {
        let mut text = String::new();
        while let Some(next) = self.rest.peek().copied() {
            if next.is_whitespace() {
                break;
            }
            self.take();
            if next == '\\' && matches!(self.rest.peek(), Some('\n' | '\r')) {
                self.take_end();
                break;
            }
            text.push(next);
        }
        match text.strip_prefix("<<").filter(|name| is_name(name)).map(str::to_owned) {
            Some(name) => self.heredoc(&name),
            None if text.is_empty() => {}
            None => self.push(text, false),
        }
    }

    fn take_end(&mut self) {
        if self.take() == Some('\r') && self.rest.peek() == Some(&'\n') {
            self.take();
        }
    }

    fn heredoc(&mut self, name: &str) {
        self.comment();
        self.take();
        let (mut text, mut line) = (String::new(), String::new());
        while let Some(next) = self.rest.peek().copied() {
            if line.trim_start() == name && (next.is_whitespace()) {
                return self.push(text, true);
            }
            self.take();
            line.push(next);
            if next == '\n' {
                text.push_str(&std::mem::take(&mut line));
            }
        }
        self.push(text, true);
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let word = |word: &Word| if word.quoted { format!("'{}'", word.text) } else { word.text.clone() };
        let line = |(line, words): &Line| format!("{line}:{}", words.iter().map(word).collect::<Vec<_>>().join("|"));
        lines(text).iter().map(line).collect()
    }

    #[test]
    fn words_end_where_caddy_ends_them() {
        let table: &[(&str, &[&str])] = &[
            ("a b {\n\tc # d\n}\n", &["1:a|b|{", "2:c", "3:}"]),
            ("respond \"a \\\"b\\\" \\n\" 200", &["1:respond|'a \"b\" \\n'|200"]),
            ("a `x \"y\"`\nb#c", &["1:a|'x \"y\"'", "2:b#c"]),
            ("a \\\n  b\nc", &["1:a|b", "3:c"]),
            ("{$A:x y} {$B} {$C:}", &["1:x|y|{$B}|{$C:}"]),
            ("respond <<EOF 200\n a\n EOF 1\nx", &["1:respond|' a\n'|1", "4:x"]),
            ("a \"", &["1:a|''"]),
            ("{$", &["1:{$"]),
        ];
        for (text, expected) in table {
            assert_eq!(shown(text), *expected, "{text}");
        }
    }
}
