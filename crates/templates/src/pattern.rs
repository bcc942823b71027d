//! Patterns as Go writes them, compiled when they are used.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use regex::bytes::{Regex, RegexBuilder};

/// Bytes that a compiled pattern may take.
const COMPILED: usize = 4 << 20;
/// Bytes that its automaton may take while it is used.
const AUTOMATON: usize = 256 << 10;
/// Characters of a pattern, at most.
const LONGEST: usize = 64 << 10;
/// Uses after which a pattern stays compiled.
const SELDOM: u32 = 2;

/// A pattern. What Go means by it stands in <https://github.com/google/re2/wiki/Syntax>.
#[derive(Debug)]
pub struct Pattern {
    text: String,
    any_case: bool,
    uses: AtomicU32,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// From Go's text; lower and upper case are alike where `any_case` is set.
    #[must_use]
    pub fn new(text: impl Into<String>, any_case: bool) -> Self {
        Self { text: text.into(), any_case, uses: AtomicU32::new(0), compiled: OnceLock::new() }
    }

    /// As it is written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Searches with it; nothing where it is no pattern. Most patterns of a collection are used once or twice, and what
    /// is compiled of thousands takes much room: only what is used more often is kept.
    pub fn search<T>(&self, search: impl FnOnce(&Regex) -> T) -> Option<T> {
        let compiled = || compile(&self.text, self.any_case);
        if self.compiled.get().is_none() && self.uses.fetch_add(1, Ordering::Relaxed) < SELDOM {
            return compiled().as_ref().map(search);
        }
        self.compiled.get_or_init(compiled).as_ref().map(search)
    }

    /// The same pattern over another text: names in it have got their values.
    #[must_use]
    pub fn with(&self, text: String) -> Self {
        Self::new(text, self.any_case)
    }
}

/// Compiles a pattern of Go's.
#[must_use]
pub fn compile(text: &str, any_case: bool) -> Option<Regex> {
    if text.len() > LONGEST {
        return None;
    }
    let rust = translate(text);
    // `\w`, `\d`, `\s` and `\b` are of ASCII in Go. Only classes of scripts and letters in classes need the rest.
    [false, true].into_iter().find_map(|unicode| {
        let mut builder = RegexBuilder::new(&rust);
        builder.unicode(unicode).case_insensitive(any_case).size_limit(COMPILED).dfa_size_limit(AUTOMATON);
        builder.build().ok()
    })
}

/// What Go and Rust write differently: a brace that repeats nothing, `[` in a class, `\Q…\E`.
fn translate(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    let mut class = false;
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '\\' if rest.starts_with("\\Q") => quoted(rest, &mut out),
            '\\' => copy(rest, 1 + rest[1..].chars().next().map_or(0, char::len_utf8), &mut out),
            '[' if class && rest.starts_with("[:") => copy(rest, rest.find(":]").map_or(1, |end| end + 2), &mut out),
            '[' if class => escaped(c, &mut out),
            '&' | '~' if class => escaped(c, &mut out),
            '[' => {
                class = true;
                opening(rest, &mut out)
            }
            ']' if class => {
                class = false;
                copy(rest, 1, &mut out)
            }
            '{' if !class => match repetition(rest) {
                Some(length) if !out.is_empty() => copy(rest, length, &mut out),
                _ => escaped(c, &mut out),
            },
            _ => copy(rest, c.len_utf8(), &mut out),
        };
        rest = &rest[taken..];
    }
    out
}

fn copy(rest: &str, length: usize, out: &mut String) -> usize {
    out.push_str(&rest[..length]);
    length
}

fn escaped(c: char, out: &mut String) -> usize {
    out.push('\\');
    out.push(c);
    c.len_utf8()
}

/// The start of a class, with a `]` that stands first and so means itself.
fn opening(rest: &str, out: &mut String) -> usize {
    let sign = 1 + usize::from(rest[1..].starts_with('^'));
    copy(rest, sign, out);
    if rest[sign..].starts_with(']') {
        out.push_str("\\]");
        return sign + 1;
    }
    sign
}

fn quoted(rest: &str, out: &mut String) -> usize {
    let text = &rest[2..];
    let end = text.find("\\E");
    out.push_str(&regex::escape(&text[..end.unwrap_or(text.len())]));
    end.map_or(rest.len(), |end| end + 4)
}

/// The length of `{2}`, `{2,}` or `{2,5}`.
fn repetition(rest: &str) -> Option<usize> {
    let end = rest.find('}')?;
    let inner = &rest[1..end];
    let (least, most) = inner.split_once(',').unwrap_or((inner, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (!least.is_empty() && digits(least) && digits(most)).then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_what_go_means() {
        let table = [
            (r#"{"version":"([0-9.]+)"}"#, r#"{"version":"1.2"}"#, true),
            (r"^a{2,3}$", "aaa", true),
            (r"a{,3}", "a{,3}", true),
            (r"[[:alpha:]]+[[]", "ab[", true),
            (r"[]a]+$", "]]", true),
            (r"[^]]", "]", false),
            (r"\Qa.b\E+", "a.bbb", true),
            (r"\Qa.b\E", "axb", false),
            (r"\w+", "é", false),
            (r"(?i)ROOT:.*:0:0:", "root:x:0:0:", true),
            (r"[a&&b]", "&", true),
            (r"\{x", "{x", true),
        ];
        for (pattern, text, expected) in table {
            let regex = compile(pattern, false);
            assert_eq!(regex.map(|regex| regex.is_match(text.as_bytes())), Some(expected), "{pattern}");
        }
    }

    #[test]
    fn bombs_and_mistakes_are_no_patterns() {
        for text in ["(", "[", "(?<x", "\\", &format!("({}){{1000}}", "a{1000}".repeat(50))] {
            assert!(compile(text, false).is_none(), "{text}");
        }
        assert!(compile(&"a".repeat(LONGEST + 1), false).is_none());
    }
}
