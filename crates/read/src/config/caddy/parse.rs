//! Directives of a Caddyfile and their blocks. A broken file gives what can be read of it, and says where it is broken.

use std::sync::Arc;

use super::lex::{Word, lines};

/// Blocks in blocks.
const DEPTH: usize = 24;

/// One line with its block.
#[derive(Clone, Debug)]
pub(super) struct Directive {
    /// Its first word; empty for a block without a head.
    pub(super) name: String,
    /// What follows.
    pub(super) words: Vec<String>,
    /// Its file.
    pub(super) path: Arc<str>,
    /// Its line.
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
    pub(super) fn all<'d>(&'d self, name: &'d str) -> impl DoubleEndedIterator<Item = &'d Self> {
        self.inner().iter().filter(move |d| d.name == name)
    }

    /// A word by its position.
    pub(super) fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    /// All of its words.
    pub(super) fn every_word(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.words).map(String::as_str)
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
    let mut parser = Parser { path, open: Vec::new(), here: Vec::new(), mistakes: Vec::new() };
    for (line, words) in lines(text) {
        parser.line(line, words);
    }
    parser.end()
}

struct Parser<'p> {
    path: &'p Arc<str>,
    /// Blocks around this one: what stood before each, and its head.
    open: Vec<(Vec<Directive>, Directive)>,
    here: Vec<Directive>,
    mistakes: Vec<(u32, &'static str)>,
}

fn is(word: &Word, text: &str) -> bool {
    !word.quoted && word.text == text
}

impl Parser<'_> {
    fn line(&mut self, line: u32, mut words: Vec<Word>) {
        if words.first().is_some_and(|word| is(word, "}")) {
            self.leave(line);
            words.remove(0);
        }
        let opens = words.last().is_some_and(|word| is(word, "{"));
        words.truncate(words.len() - usize::from(opens));
        if let Some(at) = words.iter().position(|word| is(word, "{")) {
            self.mistakes.push((line, "Caddy: `{` has to end its line"));
            words.truncate(at);
        }
        if words.is_empty() && !opens {
            return;
        }
        let directive = self.directive(line, words);
        match opens {
            true => self.open.push((std::mem::take(&mut self.here), directive)),
            false => self.here.push(directive),
        }
    }

    fn directive(&self, line: u32, words: Vec<Word>) -> Directive {
        let mut words = words.into_iter().map(|word| word.text);
        let name = words.next().unwrap_or_default();
        Directive { name, words: words.collect(), path: self.path.clone(), line, block: None }
    }

    fn leave(&mut self, line: u32) {
        let depth = self.open.len();
        let Some((around, mut head)) = self.open.pop() else {
            return self.mistakes.push((line, "Caddy: `}` closes nothing"));
        };
        let inner = std::mem::replace(&mut self.here, around);
        if depth > DEPTH {
            return self.mistakes.push((line, "Caddy: blocks stand too deep in each other"));
        }
        head.block = Some(inner);
        self.here.push(head);
    }

    fn end(mut self) -> Parsed {
        while let Some((_, head)) = self.open.last() {
            let line = head.line;
            self.leave(line);
            self.mistakes.push((line, "Caddy: the block that begins here does not end"));
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
            let words = d.every_word().collect::<Vec<_>>().join(" ");
            d.block.as_ref().map_or_else(|| words.clone(), |inner| format!("{words}{{{}}}", show(inner)))
        };
        directives.iter().map(one).collect::<Vec<_>>().join(",")
    }

    #[test]
    fn broken_files_give_what_can_be_read() {
        let table = [
            ("a {\n b {\n  c d\n }\n}", "a{b{c d}}", 0),
            ("{\n admin off\n}\n:80\nrespond x", "{admin off},:80,respond x", 0),
            ("a {\n b", "a{b}", 1),
            ("a\n}\nb", "a,b", 1),
            ("a { b }\nc", "a,c", 1),
            ("respond \"}\" {\n}", "respond }{}", 0),
        ];
        for (text, expected, mistakes) in table {
            let parsed = parse(&"Caddyfile".into(), text);
            assert_eq!((show(&parsed.directives).as_str(), parsed.mistakes.len()), (expected, mistakes), "{text}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let parsed = parse(&"Caddyfile".into(), &"a {\n".repeat(50_000));
        assert!(parsed.directives.len() <= 1 && parsed.mistakes.len() <= 5);
    }
}
