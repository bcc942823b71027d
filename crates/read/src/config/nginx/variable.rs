//! Variables, as far as `set` and `map` say what they are.

use sneck_model::Value;

use super::context::Context;
use crate::config::braces::Directive;

/// The variables that hold in a context.
pub(super) struct Variables<'d> {
    context: &'d Context<'d>,
    tls: bool,
}

/// Variables in variables.
const DEPTH: usize = 4;

impl<'d> Variables<'d> {
    /// Variables of a server, which ends TLS or not.
    pub(super) fn new(context: &'d Context<'d>, tls: bool) -> Self {
        Self { context, tls }
    }

    /// The value of a word.
    pub(super) fn value(&self, word: &str) -> Value {
        self.at_depth(word, DEPTH)
    }

    fn at_depth(&self, word: &str, depth: usize) -> Value {
        if !word.contains('$') {
            return if word.is_empty() { Value::None } else { Value::Text(word.to_owned()) };
        }
        let Some(name) = alone(word).filter(|_| depth > 0) else { return self.mixed(word, depth) };
        self.known(name, depth).unwrap_or_else(|| Value::Unknown(format!("nginx fills in `${name}` for each request")))
    }

    /// A text with variables in it, where each has one value.
    fn mixed(&self, word: &str, depth: usize) -> Value {
        let mut text = String::new();
        let mut rest = word;
        while let Some((before, after)) = rest.split_once('$') {
            text.push_str(before);
            let (name, next) = name(after);
            let known = if depth > 0 { self.known(name, depth - 1) } else { None };
            match known {
                Some(Value::Text(value)) => text.push_str(&value),
                Some(Value::None) => {}
                // What changes with each request stays by its name: a policy with a nonce is a policy all the same.
                _ => text.extend(["$", name]),
            }
            rest = next;
        }
        text.push_str(rest);
        Value::Text(text)
    }

    fn known(&self, name: &str, depth: usize) -> Option<Value> {
        match name {
            "scheme" => return Some(Value::Text(if self.tls { "https" } else { "http" }.into())),
            "https" => return Some(if self.tls { Value::Text("on".into()) } else { Value::None }),
            _ => {}
        }
        let is = |word: &str| word.strip_prefix('$') == Some(name);
        if let Some(set) = self.context.every("set").into_iter().rev().find(|set| is(set.word(0))) {
            return Some(self.at_depth(set.word(1), depth.saturating_sub(1)));
        }
        let map = self.context.every("map").into_iter().find(|map| is(map.word(1)))?;
        Some(self.mapped(map, depth.saturating_sub(1)))
    }

    /// One of the values of a `map`; the very one where what it looks at is known.
    fn mapped(&self, map: &Directive, depth: usize) -> Value {
        let value = |entry: &Directive| self.at_depth(entry.word(0), depth);
        let default = || map.all("default").next().map_or(Value::None, value);
        if let Value::Text(source) = self.at_depth(map.word(0), depth) {
            let known = !source.contains('$');
            let chosen = map.inner().iter().find(|entry| entry.name == source);
            if known && !map.inner().iter().any(|entry| entry.name.starts_with('~')) {
                return chosen.map_or_else(default, value);
            }
        }
        let has_default = map.all("default").next().is_some();
        let mut all: Vec<Value> =
            map.inner().iter().filter(|e| !matches!(e.name.as_str(), "hostnames" | "volatile")).map(value).collect();
        all.extend((!has_default).then_some(Value::None));
        all.dedup();
        if all.len() == 1 { all.remove(0) } else { Value::OneOf(all) }
    }
}

/// The name, where a word is one variable and nothing else.
fn alone(word: &str) -> Option<&str> {
    let (name, rest) = name(word.strip_prefix('$')?);
    rest.is_empty().then_some(name)
}

/// The name behind a `$`, and what follows it.
fn name(after: &str) -> (&str, &str) {
    if let Some((name, rest)) = after.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        return (name, rest);
    }
    let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
    after.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::nginx::parse::parse;

    #[test]
    fn maps_and_sets_are_followed() {
        let text = "http { map $scheme $hsts { https \"max-age=9\"; }\nmap $uri $frame { default DENY; ~^/embed \"\"; }\n\
                    server { set $a b; } }";
        let http = parse(&"a".into(), text).directives.remove(0);
        let server = http.all("server").next().expect("a server");
        let context = Context(vec![&http, server]);
        let value = |word, tls| Variables::new(&context, tls).value(word);
        let text = |t: &str| Value::Text(t.into());
        assert_eq!(value("$hsts", true), text("max-age=9"));
        assert_eq!(value("$hsts", false), Value::None);
        assert_eq!(value("$frame", true), Value::OneOf(vec![text("DENY"), Value::None]));
        assert_eq!(value("x${a}y", true), text("xby"));
        assert_eq!(value("", true), Value::None);
        assert!(matches!(value("$host", true), Value::Unknown(_)));
    }

    #[test]
    fn a_variable_that_is_made_of_itself_ends() {
        let text = "server { set $a \"x$a\"; set $b $c$d; set $c $b; set $d \"$c\"; map $m $m { default \"$m-$a\"; } }";
        let server = parse(&"a".into(), text).directives.remove(0);
        let context = Context(vec![&server]);
        let value = |word| Variables::new(&context, true).value(word);
        assert_eq!(value("$a$b"), Value::Text("xx$a$b$c".into()));
        assert!(matches!(value("$m"), Value::OneOf(_) | Value::Text(_)));
    }
}
