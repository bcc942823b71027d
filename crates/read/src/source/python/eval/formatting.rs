//! Text made from values: f-strings, `%`, `str.format`, `str()`.

use ruff_python_ast::{self as ast, ConversionFlag, FStringPart, InterpolatedStringElement};

use super::heap::DictKey;
use super::machine::Machine;
use super::value::{Py, Val};

impl<'a> Machine<'a> {
    pub(super) fn f_string(&mut self, e: &'a ast::ExprFString) -> Val<'a> {
        let mut made = Val::str("");
        for part in &e.value {
            match part {
                FStringPart::Literal(text) => made = append(&made, &Val::str(text.as_str())),
                FStringPart::FString(f) => {
                    for element in &f.elements {
                        let text = self.f_string_element(element);
                        made = append(&made, &text);
                    }
                }
            }
        }
        let trace = made.trace.or(&super::trace::Trace::literal(self.file(), e.range));
        made.with(trace)
    }

    fn f_string_element(&mut self, element: &'a InterpolatedStringElement) -> Val<'a> {
        match element {
            InterpolatedStringElement::Literal(text) => Val::str(&*text.value),
            InterpolatedStringElement::Interpolation(i) => {
                let value = self.eval(&i.expression);
                if i.format_spec.is_some() || i.debug_text.is_some() {
                    return Val::unknown("a format is not followed");
                }
                match i.conversion {
                    ConversionFlag::None | ConversionFlag::Str => value.map(|v| self.text_of(v)),
                    ConversionFlag::Repr | ConversionFlag::Ascii => value.map(repr),
                }
            }
        }
    }

    /// `str(value)`
    pub fn text_of(&self, value: &Val<'a>) -> Val<'a> {
        match &value.py {
            Py::Str(_) | Py::Unknown(_) => value.clone(),
            Py::None => Val::str("None"),
            Py::Bool(b) => Val::str(if *b { "True" } else { "False" }),
            Py::Int(n) => Val::str(n.to_string()),
            Py::Float(n) => Val::str(float_text(*n)),
            Py::Object(id) => match self.heap.get(*id).attrs.get(super::library::paths::PATH) {
                Some(path) => path.clone(),
                None => Val::unknown("an object as text"),
            },
            _ => Val::unknown("something unknown as text"),
        }
    }

    /// `pattern % values`
    pub(super) fn percent(&mut self, pattern: &str, values: &Val<'a>) -> Val<'a> {
        let listed = match &values.py {
            Py::Tuple(all) => all.to_vec(),
            _ => vec![values.clone()],
        };
        let mut listed = listed.into_iter();
        let mut made = Val::str("");
        let mut rest = pattern;
        while let Some(at) = rest.find('%') {
            made = append(&made, &Val::str(&rest[..at]));
            rest = &rest[at + 1..];
            let (name, after) = match rest.strip_prefix('(').and_then(|r| r.split_once(')')) {
                Some((name, after)) => (Some(name), after),
                None => (None, rest),
            };
            let Some(kind) = after.chars().next() else { break };
            rest = &after[kind.len_utf8()..];
            let value = match (kind, name) {
                ('%', _) => Val::str("%"),
                ('s' | 'd' | 'i', Some(name)) => self.named_value(values, name),
                ('s' | 'd' | 'i', None) => listed.next().unwrap_or_else(|| Val::unknown("too few values")),
                _ => return Val::unknown("a format is not followed"),
            };
            made = append(&made, &value.map(|v| self.text_of(v)));
        }
        append(&made, &Val::str(rest))
    }

    fn named_value(&self, values: &Val<'a>, name: &str) -> Val<'a> {
        let key = DictKey::Str(std::rc::Rc::from(name));
        let found = self.as_dict(values).and_then(|dict| dict.entries.get(&key).cloned());
        found.unwrap_or_else(|| Val::unknown("a value of a format is not known"))
    }

    /// `pattern.format(...)`
    pub(super) fn format(&mut self, pattern: &str, call: &super::calls::Call<'a>) -> Val<'a> {
        let mut made = Val::str("");
        let mut next = 0usize;
        let mut rest = pattern;
        while let Some(at) = rest.find(['{', '}']) {
            made = append(&made, &Val::str(&rest[..at]));
            let brace = &rest[at..=at];
            if rest[at + 1..].starts_with(brace) {
                made = append(&made, &Val::str(brace));
                rest = &rest[at + 2..];
                continue;
            }
            let Some((field, after)) = rest[at + 1..].split_once('}') else { break };
            rest = after;
            let value = if field.is_empty() {
                next += 1;
                call.args.get(next - 1)
            } else if let Ok(position) = field.parse::<usize>() {
                call.args.get(position)
            } else {
                call.kwarg(field)
            };
            let value = value.cloned().unwrap_or_else(|| Val::unknown("a format is not followed"));
            made = append(&made, &value.map(|v| self.text_of(v)));
        }
        append(&made, &Val::str(rest))
    }
}

fn append<'a>(before: &Val<'a>, part: &Val<'a>) -> Val<'a> {
    let mut results = Vec::new();
    for a in before.alternatives() {
        for b in part.alternatives() {
            let made = match (a.as_str(), b.as_str()) {
                (Some(a), Some(b)) => Val::str(format!("{a}{b}")),
                _ => super::operators::unknown_operation(a, b),
            };
            results.push(made.because(&a.trace).because(&b.trace));
        }
    }
    Val::one_of(results)
}

/// `repr(value)`, of text without quotes and backslashes alone.
fn repr<'a>(value: &Val<'a>) -> Val<'a> {
    match value.as_str() {
        Some(text) if !text.contains(['\'', '"', '\\']) && !text.contains(char::is_control) => {
            Val::str(format!("'{text}'"))
        }
        _ => Val::unknown("a format is not followed"),
    }
}

/// A float as Python prints it.
fn float_text(n: f64) -> String {
    if n.fract() == 0.0 && n.abs() < 1e16 { format!("{n:.1}") } else { n.to_string() }
}
