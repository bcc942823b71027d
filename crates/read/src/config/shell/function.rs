//! Functions of a script: taken out where they are defined, gone through where they are called.

use std::collections::BTreeMap;

use super::token::{Separator, Token};

/// Bodies by name.
pub(super) type Functions = BTreeMap<String, Vec<Token>>;

/// Takes the definitions out of a script.
pub(super) fn take_out(tokens: Vec<Token>, functions: &mut Functions) -> Vec<Token> {
    let mut rest = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let starts = rest.last().is_none_or(|token: &Token| token.word().is_none());
        match head(&tokens[at..]).filter(|_| starts) {
            Some((name, length)) => {
                let body = body(&tokens[at + length..]);
                functions.insert(name, body.to_vec());
                at += length + body.len() + 1;
            }
            None => {
                rest.push(tokens[at].clone());
                at += 1;
            }
        }
    }
    rest
}

/// `name() {` or `function name {` at the beginning: the name, and how many tokens it takes.
fn head(tokens: &[Token]) -> Option<(String, usize)> {
    let keyword = |at: usize| tokens.get(at).and_then(Token::word).and_then(|word| word.keyword());
    let named = usize::from(keyword(0) == Some("function"));
    let name = keyword(named)?.to_owned();
    let parentheses = [Separator::Open, Separator::Close].map(Token::Separator);
    let has_parentheses = tokens.get(named + 1..named + 3) == Some(&parentheses[..]);
    if named == 0 && !has_parentheses {
        return None;
    }
    let mut at = named + 1 + if has_parentheses { 2 } else { 0 };
    while tokens.get(at) == Some(&Token::Separator(Separator::End)) {
        at += 1;
    }
    (keyword(at) == Some("{")).then_some((name, at + 1))
}

/// Everything up to the brace that closes.
fn body(tokens: &[Token]) -> &[Token] {
    let mut open = 1usize;
    for (at, token) in tokens.iter().enumerate() {
        let starts = at == 0 || tokens[at - 1].word().is_none();
        match token.word().and_then(|word| word.keyword()).filter(|_| starts) {
            Some("{") => open += 1,
            Some("}") => open -= 1,
            _ => {}
        }
        if open == 0 {
            return &tokens[..at];
        }
    }
    tokens
}
