//! Where values stand in a line of any language, told without parsing it.

use std::ops::Range;

/// The insides of quoted texts. An unfinished one reaches to the end of the line.
pub(crate) fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut rest = text.char_indices();
    while let Some((open, quote)) = rest.find(|(_, c)| matches!(c, '"' | '\'')) {
        let start = open + 1;
        let mut escaped = false;
        let close = rest.find(|(_, c)| {
            let closes = *c == quote && !escaped;
            escaped = *c == '\\' && !escaped;
            closes
        });
        let end = close.map_or(text.len(), |(at, _)| at);
        found.extend(secret_part(text, start..end));
    }
    found.retain(|range| !range.is_empty());
    found
}

/// Of a URL with a password only the password; otherwise all of it.
fn secret_part(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let value = &text[range.clone()];
    let Some((scheme, rest)) = value.split_once("://") else { return Some(range) };
    let authority = &rest[..rest.find('/').unwrap_or(rest.len())];
    let Some((account, _)) = authority.rsplit_once('@') else { return Some(range) };
    let (user, password) = account.split_once(':')?;
    let start = range.start + scheme.len() + "://".len() + user.len() + 1;
    Some(start..start + password.len())
}

/// A quoted text that names something: a variable's name, the key of an entry or of an item that is set.
pub(crate) fn is_name(text: &str, range: &Range<usize>) -> bool {
    let inside = &text[range.clone()];
    let before = text[..range.start].trim_end_matches(['"', '\'']).trim_end();
    let after = text[range.end..].trim_start_matches(['"', '\'']).trim_start();
    let entry = after.starts_with(':') && (before.is_empty() || before.ends_with(['{', ',']));
    let item = before.ends_with('[') && after.strip_prefix(']').is_some_and(|rest| rest.trim_start().starts_with('='));
    is_variable(inside) || entry || item
}

/// `SECRET_KEY`: upper case, in parts.
fn is_variable(text: &str) -> bool {
    let part = |p: &str| !p.is_empty() && p.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    text.contains('_') && text.starts_with(|c: char| c.is_ascii_uppercase()) && text.split('_').all(part)
}

/// The value of `NAME=value`, `name: value` or `name value`; all of the line when it has no name.
pub(crate) fn unquoted_value(text: &str) -> Range<usize> {
    let indent = text.len() - text.trim_start_matches([' ', '\t', '-']).len();
    let line = &text[indent..];
    let name = line.find(['=', ':', ' ']).map_or(0, |at| at + 1);
    let gap = line[name..].len() - line[name..].trim_start_matches([' ', '=', ':']).len();
    let start = indent + name + gap;
    secret_part(text, start..text.len()).unwrap_or(start..text.len())
}
