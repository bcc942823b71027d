//! Functions that write HTML's signs as entities, and read them back.

use super::{Function, bounded};
use crate::dsl::Value;

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("html_escape", 1, 2, |c| {
        let all = c.given(1).is_some_and(|flag| *flag == Value::Bool(true));
        bounded(escape(&c.string(0), all).into_bytes())
    }),
    Function::new("html_unescape", 1, 1, |c| bounded(unescape(&c.string(0)).into_bytes())),
];

/// The signs that projectdiscovery/dsl writes by name.
const NAMED: [(char, &str); 6] = [('<', "lt"), ('>', "gt"), ('&', "amp"), ('"', "quot"), ('\'', "apos"), ('/', "sol")];

fn escape(text: &str, all: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match NAMED.iter().find(|(sign, _)| *sign == c) {
            Some((_, name)) => out.push_str(&format!("&{name};")),
            None if all => out.push_str(&format!("&#{};", u32::from(c))),
            None => out.push(c),
        }
    }
    out
}

/// Numbers, and the names that programs write. A name that is not known stays.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest.find(';').filter(|end| *end < 12).and_then(|end| Some((end, entity(&rest[1..end])?)));
        let (taken, c) = entity.unwrap_or((0, '&'));
        out.push(c);
        rest = &rest[taken + 1..];
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    let number = |digits: &str, base| u32::from_str_radix(digits, base).ok().and_then(char::from_u32);
    if let Some(hex) = name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
        return number(hex, 16);
    }
    match (name.strip_prefix('#'), name) {
        (Some(digits), _) => number(digits, 10),
        (None, "nbsp") => Some('\u{a0}'),
        _ => NAMED.iter().find(|(_, known)| *known == name).map(|(sign, _)| *sign),
    }
}
