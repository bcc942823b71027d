//! Names and expressions in texts: `{{BaseURL}}/{{md5(user)}}`.

use crate::dsl::{Expression, Value, World};

/// Bytes of an expanded text, at most.
const LARGEST: usize = 4 << 20;
/// Braces in one another, at most.
const DEEPEST: u8 = 4;
/// Closing braces that are tried for one opening pair: an expression may hold braces in quotation marks.
const TRIES: usize = 8;
/// Braces of one text that are looked at, at most; those behind them stay as they are.
const BUDGET: u32 = 2048;
/// Bytes of one expression, at most.
const LONGEST: usize = 32 << 10;

/// A text with its names replaced.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Expanded {
    pub(crate) bytes: Vec<u8>,
    /// A name or an expression in it has no value, and stays as it was written.
    pub(crate) unresolved: bool,
}

impl Expanded {
    pub(crate) fn string(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// Replaces every name and expression. Values are not looked at again: what a server said is never an expression.
pub(crate) fn expand(text: &str, world: &World<'_>) -> Expanded {
    let mut out = Expanded::default();
    into(text, &mut Bounded { world, depth: DEEPEST, budget: BUDGET }, &mut out);
    out
}

/// The world, and how much more may be tried.
struct Bounded<'a> {
    world: &'a World<'a>,
    depth: u8,
    budget: u32,
}

fn into(text: &str, bounded: &mut Bounded<'_>, out: &mut Expanded) {
    let mut rest = text;
    let marks = text.contains('§');
    // Braces that nothing closes are no name.
    let closed = text.rfind("}}").unwrap_or(0);
    while let Some(at) = next(rest, marks) {
        let Some(left) = bounded.budget.checked_sub(1) else {
            out.unresolved = true;
            break;
        };
        bounded.budget = left;
        out.bytes.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at..];
        let found = if rest.starts_with("{{") { braces(rest, bounded) } else { marked(rest, bounded.world) };
        match found {
            Some((value, taken)) => {
                out.bytes.extend_from_slice(&value.bytes());
                rest = &rest[taken..];
            }
            None => {
                out.unresolved |= rest.starts_with("{{") && text.len() - rest.len() < closed;
                let taken = if rest.starts_with("{{") { 2 } else { '§'.len_utf8() };
                out.bytes.extend_from_slice(&rest.as_bytes()[..taken]);
                rest = &rest[taken..];
            }
        }
        if out.bytes.len() > LARGEST {
            out.unresolved = true;
            return;
        }
    }
    out.bytes.extend_from_slice(rest.as_bytes());
}

fn next(text: &str, marks: bool) -> Option<usize> {
    let braces = memchr::memmem::find(text.as_bytes(), b"{{");
    let mark = if marks { memchr::memmem::find(text.as_bytes(), "§".as_bytes()) } else { None };
    match (braces, mark) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// `§name§`
fn marked(text: &str, world: &World<'_>) -> Option<(Value, usize)> {
    let sign = '§'.len_utf8();
    let end = text[sign..].find('§')? + sign;
    Some((world.names.value(text[sign..end].trim())?, end + sign))
}

fn braces(text: &str, bounded: &mut Bounded<'_>) -> Option<(Value, usize)> {
    let near = text.as_bytes().get(..LONGEST).and_then(|near| std::str::from_utf8(near).ok()).unwrap_or(text);
    let ends: Vec<usize> = memchr::memmem::find_iter(near.as_bytes(), b"}}").take(TRIES).collect();
    for end in ends {
        bounded.budget = bounded.budget.checked_sub(1)?;
        if let Some(value) = text.get(2..end).and_then(|inner| value(inner.trim(), bounded)) {
            return Some((value, end + 2));
        }
    }
    None
}

fn value(inner: &str, bounded: &mut Bounded<'_>) -> Option<Value> {
    if inner.is_empty() || inner.len() > LONGEST {
        return None;
    }
    if let Some(value) = bounded.world.names.value(inner) {
        return Some(value);
    }
    if !inner.contains("{{") {
        return Expression::parse(inner).ok()?.evaluate(bounded.world).ok();
    }
    let inner = within(inner, bounded)?;
    Expression::parse(&inner).ok()?.evaluate(bounded.world).ok()
}

/// Names in an expression that stand in braces of their own.
fn within(inner: &str, bounded: &mut Bounded<'_>) -> Option<String> {
    let mut out = Expanded::default();
    bounded.depth = bounded.depth.checked_sub(1)?;
    into(inner, bounded, &mut out);
    bounded.depth += 1;
    (!out.unresolved).then(|| out.string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsl::{Names, Random};

    struct Table;

    impl Names for Table {
        fn value(&self, name: &str) -> Option<Value> {
            match name {
                "BaseURL" => Some(Value::text("http://a.test")),
                "user" => Some(Value::text("admin")),
                "evil" => Some(Value::text("{{user}}")),
                _ => None,
            }
        }
    }

    fn expanded(text: &str) -> (String, bool) {
        let expanded = expand(text, &World { names: &Table, random: &Random::new(1), now: 0 });
        (expanded.string(), expanded.unresolved)
    }

    #[test]
    fn names_and_expressions_are_replaced() {
        let table = [
            ("{{BaseURL}}/x", "http://a.test/x", false),
            ("{{ user }}:{{md5('a')}}", "admin:0cc175b9c0f1b6a831c399e269772661", false),
            ("{{base64('{{user}}:' + user)}}", "YWRtaW46YWRtaW4=", false),
            ("{{concat('}}', user)}}", "}}admin", false),
            ("§user§", "admin", false),
            ("{{evil}}", "{{user}}", false),
            ("{{missing}}/{{user}}", "{{missing}}/admin", true),
            ("{ {{} }}", "{ {{} }}", true),
            ("a{{", "a{{", false),
            ("{{user}}{{", "admin{{", false),
            ("5 § 6", "5 § 6", false),
        ];
        for (text, expected, unresolved) in table {
            assert_eq!(expanded(text), (expected.to_owned(), unresolved), "{text}");
        }
    }

    #[test]
    fn braces_beyond_all_bounds_do_no_harm() {
        for text in ["{{".repeat(20_000), "{{a}}".repeat(20_000), "{{a(".repeat(5_000) + &")}}".repeat(5_000)] {
            assert!(expanded(&text).1);
        }
        assert!(expanded(&"{{repeat('a', 3000000)}}".repeat(9)).0.len() < 3 * LARGEST);
    }
}
