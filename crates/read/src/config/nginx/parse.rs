//! Directives and their blocks. A broken file gives what can be read of it, and says where it is broken.

use std::sync::Arc;

use super::lex::{Lexer, Token};

/// Blocks in blocks; nginx itself knows four sorts, and locations in locations.
const DEPTH: usize = 24;

/// One directive.
#[derive(Clone, Debug)]
pub(super) struct Directive {
    /// Its name: `listen`; in a `map`, the value that is compared.
    pub(super) name: String,
    /// What follows.
    pub(super) words: Vec<String>,
    /// Its file.
    pub(super) path: Arc<str>,
    /// The line of its name.
    pub(super) line: u32,
    /// What stands between its braces.
    pub(super) block: Option<Vec<Directive>>,
}

impl Directive {
    /// What stands between its braces; nothing where there are none.
    pub(super) fn inner(&self) -> &[Self] {
        self.block.as_deref().unwrap_or_default()
    }

    /// Directives of a name directly between its braces.
    pub(super) fn all<'d>(&'d self, name: &'d str) -> impl Iterator<Item = &'d Self> {
        self.inner().iter().filter(move |d| d.name == name)
    }

    /// A word by its position.
    pub(super) fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }
}

/// What can be read of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Parsed {
    pub(super) directives: Vec<Directive>,
    /// Lines that are broken, and how.
    pub(super) mistakes: Vec<(u32, &'static str)>,
}

/// Reads a text.
pub(super) fn parse(path: &Arc<str>, text: &str) -> Parsed {
    let mut parser = Parser { path, open: Vec::new(), here: Vec::new(), words: Vec::new(), mistakes: Vec::new() };
    for (token, line) in Lexer::new(text) {
        parser.token(token, line);
    }
    parser.end()
}

struct Parser<'p> {
    path: &'p Arc<str>,
    /// Blocks around this one: what stood before each, and its head.
    open: Vec<(Vec<Directive>, Directive)>,
    here: Vec<Directive>,
    words: Vec<(String, u32)>,
    mistakes: Vec<(u32, &'static str)>,
}

impl Parser<'_> {
    fn token(&mut self, token: Token, line: u32) {
        match token {
            Token::Word(word) => self.words.push((word, line)),
            Token::End => self.finish(),
            Token::Open => self.enter(line),
            Token::Close => self.leave(line),
        }
    }

    fn directive(&mut self) -> Option<Directive> {
        let mut words = std::mem::take(&mut self.words).into_iter();
        let (name, line) = words.next()?;
        let words = words.map(|(word, _)| word).collect();
        Some(Directive { name, words, path: self.path.clone(), line, block: None })
    }

    fn finish(&mut self) {
        let directive = self.directive();
        self.here.extend(directive);
    }

    fn enter(&mut self, line: u32) {
        let nameless =
            || Directive { name: String::new(), words: Vec::new(), path: self.path.clone(), line, block: None };
        let unnamed = nameless();
        let head = self.directive().unwrap_or(unnamed);
        self.open.push((std::mem::take(&mut self.here), head));
    }

    fn leave(&mut self, line: u32) {
        if !self.words.is_empty() {
            self.mistakes.push((line, "nginx: a `;` is missing before `}`"));
            self.finish();
        }
        let depth = self.open.len();
        let Some((around, mut head)) = self.open.pop() else {
            return self.mistakes.push((line, "nginx: `}` closes nothing"));
        };
        let inner = std::mem::replace(&mut self.here, around);
        if depth > DEPTH {
            return self.mistakes.push((line, "nginx: blocks stand too deep in each other"));
        }
        head.block = Some(inner);
        self.here.push(head);
    }

    fn end(mut self) -> Parsed {
        if let Some((_, line)) = self.words.first() {
            self.mistakes.push((*line, "nginx: the file ends in the middle of a directive"));
            self.finish();
        }
        while let Some((_, head)) = self.open.last() {
            let line = head.line;
            self.leave(line);
            self.mistakes.push((line, "nginx: the block that begins here does not end"));
        }
        self.mistakes.truncate(5);
        Parsed { directives: self.here, mistakes: self.mistakes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(directives: &[Directive]) -> String {
        let one = |d: &Directive| {
            let words = std::iter::once(&d.name).chain(&d.words).cloned().collect::<Vec<_>>().join(" ");
            d.block.as_ref().map_or_else(|| words.clone(), |inner| format!("{words}{{{}}}", show(inner)))
        };
        directives.iter().map(one).collect::<Vec<_>>().join(",")
    }

    #[test]
    fn broken_files_give_what_can_be_read() {
        let table = [
            ("http { server { listen 80; } }", "http{server{listen 80}}", 0),
            ("server { listen 80 }", "server{listen 80}", 1),
            ("listen 80; } root /x;", "listen 80,root /x", 1),
            ("server { root /x;", "server{root /x}", 1),
            ("{ a b; }", "{a b}", 0),
        ];
        for (text, expected, mistakes) in table {
            let parsed = parse(&"a".into(), text);
            assert_eq!((show(&parsed.directives).as_str(), parsed.mistakes.len()), (expected, mistakes), "{text}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let parsed = parse(&"a".into(), &"a {".repeat(100_000));
        assert!(parsed.directives.len() <= 1);
        assert!(parsed.mistakes.len() <= 5);
    }
}
