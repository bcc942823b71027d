//! Words of nginx as directives.

use std::sync::Arc;

use super::lex::{Lexer, Token};
use crate::config::braces::{Blocks, Directive, Mistakes, Parsed};

const MISTAKES: Mistakes = Mistakes {
    stray: "nginx: `}` closes nothing",
    deep: "nginx: blocks stand too deep in each other",
    open: "nginx: the block that begins here does not end",
};

/// Reads a text.
pub(super) fn parse(path: &Arc<str>, text: &str) -> Parsed {
    let mut parser = Parser { blocks: Blocks::new(path, &MISTAKES), words: Vec::new() };
    for (token, line) in Lexer::new(text) {
        parser.token(token, line);
    }
    parser.end()
}

struct Parser<'p> {
    blocks: Blocks<'p>,
    /// Of the directive that is being read, with their lines.
    words: Vec<(String, u32)>,
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
        let words = std::mem::take(&mut self.words);
        let line = words.first()?.1;
        Some(self.blocks.directive(line, words.into_iter().map(|(word, _)| word)))
    }

    fn finish(&mut self) {
        if let Some(directive) = self.directive() {
            self.blocks.add(directive);
        }
    }

    fn enter(&mut self, line: u32) {
        let head = self.directive().unwrap_or_else(|| self.blocks.directive(line, []));
        self.blocks.enter(head);
    }

    fn leave(&mut self, line: u32) {
        if !self.words.is_empty() {
            self.blocks.mistake(line, "nginx: a `;` is missing before `}`");
            self.finish();
        }
        self.blocks.leave(line);
    }

    fn end(mut self) -> Parsed {
        if let Some((_, line)) = self.words.first() {
            self.blocks.mistake(*line, "nginx: the file ends in the middle of a directive");
            self.finish();
        }
        self.blocks.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::braces::shown;

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
            assert_eq!((shown(&parsed.directives).as_str(), parsed.mistakes.len()), (expected, mistakes), "{text}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let parsed = parse(&"a".into(), &"a {".repeat(100_000));
        assert!(parsed.directives.len() <= 1);
        assert!(parsed.mistakes.len() <= 5);
    }
}
