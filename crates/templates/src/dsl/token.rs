//! From text to tokens.

use super::BadExpression;

/// A token.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(f64),
    Text(Vec<u8>),
    Name(String),
    /// An operator, a bracket or a comma.
    Sign(&'static str),
}

/// Characters of an expression, at most.
const LONGEST: usize = 256 << 10;

/// The longer ones first.
const SIGNS: [&str; 31] = [
    "&&", "||", "==", "!=", "=~", "!~", "<=", ">=", "<<", ">>", "**", "??", "(", ")", ",", "+", "-", "*", "/", "%",
    "<", ">", "!", "?", ":", "&", "|", "^", "~", "[", "]",
];

pub(super) fn tokens(text: &str) -> Result<Vec<Token>, BadExpression> {
    if text.len() > LONGEST {
        return Err(BadExpression::Form(format!("it is longer than {LONGEST} bytes")));
    }
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, taken) = match first {
            '"' | '\'' => quoted(rest, first)?,
            '[' => bracketed(rest)?,
            '0'..='9' => number(rest)?,
            _ if first.is_alphabetic() || first == '_' => name(rest),
            _ => sign(rest)?,
        };
        tokens.push(token);
        rest = rest[taken..].trim_start();
    }
    Ok(tokens)
}

/// A backslash takes the next character as it is.
fn quoted(rest: &str, quote: char) -> Result<(Token, usize), BadExpression> {
    let mut text = Vec::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, c)) = characters.next() {
        let taken = match c {
            _ if c == quote => return Ok((Token::Text(text), at + 1)),
            '\\' => characters.next().map(|(_, c)| c),
            _ => Some(c),
        };
        let mut buffer = [0; 4];
        text.extend(taken.map(|c| c.encode_utf8(&mut buffer).as_bytes().to_vec()).unwrap_or_default());
    }
    Err(BadExpression::Form("a quotation mark is not closed".to_owned()))
}

/// `[name with - in it]`
fn bracketed(rest: &str) -> Result<(Token, usize), BadExpression> {
    let end = rest.find(']').ok_or_else(|| BadExpression::Form("a bracket is not closed".to_owned()))?;
    Ok((Token::Name(rest[1..end].to_owned()), end + 1))
}

fn number(rest: &str) -> Result<(Token, usize), BadExpression> {
    if let Some(digits) = rest.strip_prefix("0x").or_else(|| rest.strip_prefix("0X")) {
        let end = digits.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(digits.len());
        let value = u64::from_str_radix(&digits[..end], 16).map_err(|_| bad_number(rest))?;
        return Ok((Token::Number(value as f64), end + 2));
    }
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let value = rest[..end].parse().map_err(|_| bad_number(rest))?;
    Ok((Token::Number(value), end))
}

fn bad_number(rest: &str) -> BadExpression {
    BadExpression::Form(format!("`{}` is no number", rest.chars().take(20).collect::<String>()))
}

fn name(rest: &str) -> (Token, usize) {
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').unwrap_or(rest.len());
    (Token::Name(rest[..end].to_owned()), end)
}

fn sign(rest: &str) -> Result<(Token, usize), BadExpression> {
    let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign));
    let sign = sign.ok_or_else(|| {
        BadExpression::Form(format!("`{}` is not understood", rest.chars().take(20).collect::<String>()))
    })?;
    Ok((Token::Sign(sign), sign.len()))
}
