//! Lines of a Caddyfile as directives.

use std::sync::Arc;

use super::lex::{Word, lines};
use crate::config::braces::{Blocks, Mistakes, Parsed};

const MISTAKES: Mistakes = Mistakes {
    stray: "Caddy: `}` closes nothing",
    deep: "Caddy: blocks stand too deep in each other",
    open: "Caddy: the block that begins here does not end",
};

/// Reads a text.
pub(super) fn parse(path: &Arc<str>, text: &str) -> Parsed {
    let mut blocks = Blocks::new(path, &MISTAKES);
    for (at, words) in lines(text) {
        line(&mut blocks, at, words);
    }
    blocks.end()
}

fn is(word: &Word, text: &str) -> bool {
    !word.quoted && word.text == text
}

fn line(blocks: &mut Blocks<'_>, line: u32, mut words: Vec<Word>) {
    if words.first().is_some_and(|word| is(word, "}")) {
        blocks.leave(line);
        words.remove(0);
    }
    let opens = words.last().is_some_and(|word| is(word, "{"));
    words.truncate(words.len() - usize::from(opens));
    if let Some(at) = words.iter().position(|word| is(word, "{")) {
        blocks.mistake(line, "Caddy: `{` has to end its line");
        words.truncate(at);
    }
    if words.is_empty() && !opens {
        return;
    }
    let directive = blocks.directive(line, words.into_iter().map(|word| word.text));
    match opens {
        true => blocks.enter(directive),
        false => blocks.add(directive),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::braces::shown;

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
            assert_eq!((shown(&parsed.directives).as_str(), parsed.mistakes.len()), (expected, mistakes), "{text}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let parsed = parse(&"Caddyfile".into(), &"a {\n".repeat(50_000));
        assert!(parsed.directives.len() <= 1 && parsed.mistakes.len() <= 5);
    }
}
