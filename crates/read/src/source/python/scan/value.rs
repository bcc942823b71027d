//! Values of arguments, as far as one module tells them.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_interpolated_string_element};
use ruff_python_ast::{BytesLiteral, Expr, InterpolatedStringElement, Number, Operator, StringLiteral, UnaryOp};
use ruff_text_size::{Ranged, TextRange};
use sneck_model::{Place, Value};

use super::names;
use super::scope::Scopes;
use crate::source::literals;

/// Names are followed this far.
const DEPTH: u32 = 8;
/// The text of a longer argument is not taken apart.
const LONGEST: u32 = 4096;
/// Longer argument texts are cut.
const SOURCE_CHARACTERS: usize = 80;

/// Packages whose constants mean the same in every project: `ssl.CERT_NONE` stands for itself.
const CONSTANTS_OF: &[&str] = &[
    "ssl", "OpenSSL", "logging", "yaml", "jwt", "jose", "hashlib", "jinja2", "paramiko", "socket", "urllib3", "http",
    "smtplib",
];

/// The value of an expression where the module says it, otherwise unknown with the reason. A
/// constant of a well-known package is text: its dotted name. Text that is or holds a secret is one.
#[must_use]
pub fn of(scopes: &Scopes<'_>, expr: &Expr) -> Value {
    scopes.ask();
    fold(scopes, expr, DEPTH).unwrap_or_else(|| Value::Unknown("it is not constant in its module".into()))
}

/// The text of an expression, if it is constant text.
#[must_use]
pub fn text(scopes: &Scopes<'_>, expr: &Expr) -> Option<String> {
    match expr {
        Expr::StringLiteral(literal) => Some(literal.value.to_str().to_owned()),
        Expr::BytesLiteral(literal) => {
            let bytes: Vec<u8> = literal.value.bytes().collect();
            String::from_utf8(bytes).ok()
        }
        _ => match of(scopes, expr) {
            Value::Text(text) => Some(text),
            _ => None,
        },
    }
}

/// The bytes of a string or bytes literal that is written right there.
#[must_use]
pub fn literal_bytes(expr: &Expr) -> Option<Vec<u8>> {
    match expr {
        Expr::StringLiteral(literal) => Some(literal.value.to_str().as_bytes().to_vec()),
        Expr::BytesLiteral(literal) => Some(literal.value.bytes().collect()),
        _ => None,
    }
}

fn fold(scopes: &Scopes<'_>, expr: &Expr, depth: u32) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    let all = |elts: &[Expr]| Value::List(elts.iter().map(|e| element(scopes, e, depth)).collect());
    match expr {
        Expr::NoneLiteral(_) => Some(Value::None),
        Expr::BooleanLiteral(literal) => Some(Value::Bool(literal.value)),
        Expr::NumberLiteral(literal) => number(&literal.value),
        Expr::StringLiteral(literal) => Some(guarded(literal.value.to_str().to_owned())),
        Expr::BytesLiteral(_) => literal_bytes(expr).map(|bytes| match String::from_utf8(bytes) {
            Ok(text) => guarded(text),
            Err(not_text) => Value::Secret(literals::secret(not_text.as_bytes())),
        }),
        Expr::List(list) => Some(all(&list.elts)),
        Expr::Tuple(tuple) => Some(all(&tuple.elts)),
        Expr::Set(set) => Some(all(&set.elts)),
        Expr::Dict(dict) => Some(Value::Map(
            dict.items
                .iter()
                .filter_map(|item| Some((text(scopes, item.key.as_ref()?)?, element(scopes, &item.value, depth))))
                .collect(),
        )),
        Expr::UnaryOp(op) => negated(op.op, fold(scopes, &op.operand, depth)?),
        Expr::BinOp(op) if op.op == Operator::Add => {
            joined(fold(scopes, &op.left, depth)?, fold(scopes, &op.right, depth)?)
        }
        Expr::Name(name) => named(scopes, expr, name.id.as_str(), depth),
        Expr::Attribute(_) => constant(scopes, expr),
        _ => None,
    }
}

fn element(scopes: &Scopes<'_>, expr: &Expr, depth: u32) -> Value {
    fold(scopes, expr, depth).unwrap_or_else(|| Value::Unknown("it is not constant in its module".into()))
}

fn named(scopes: &Scopes<'_>, expr: &Expr, name: &str, depth: u32) -> Option<Value> {
    let assigned = match scopes.local(name) {
        Some(local) => local.value.or_else(|| scopes.module.value_of(name)),
        None => scopes.module.value_of(name),
    };
    match assigned {
        Some(value) => scopes.follow().then(|| fold(scopes, value, depth))?,
        None => constant(scopes, expr),
    }
}

/// Where the literal stands that a name is bound to.
#[must_use]
pub fn written(scopes: &Scopes<'_>, expr: &Expr) -> Option<Place> {
    let Expr::Name(name) = expr else { return None };
    let local = scopes.local(name.id.as_str()).and_then(|local| local.value);
    let assigned = local.or_else(|| scopes.module.value_of(name.id.as_str()))?;
    literal_bytes(assigned).map(|_| scopes.module.file.place(assigned.range()))
}

fn constant(scopes: &Scopes<'_>, expr: &Expr) -> Option<Value> {
    let path = names::path(scopes, expr)?;
    let package = path.split('.').next()?;
    (path.contains('.') && CONSTANTS_OF.contains(&package)).then_some(Value::Text(path))
}

fn number(number: &Number) -> Option<Value> {
    match number {
        Number::Int(int) => int.as_i64().map(Value::Int),
        Number::Float(float) => Some(Value::Float(*float)),
        Number::Complex { .. } => None,
    }
}

fn negated(op: UnaryOp, value: Value) -> Option<Value> {
    match (op, value) {
        (UnaryOp::Not, value) => value.truth().map(|t| Value::Bool(!t)),
        (UnaryOp::USub, Value::Int(n)) => n.checked_neg().map(Value::Int),
        (UnaryOp::USub, Value::Float(n)) => Some(Value::Float(-n)),
        (UnaryOp::UAdd, value) => Some(value),
        _ => None,
    }
}

fn joined(left: Value, right: Value) -> Option<Value> {
    match (left, right) {
        (Value::Text(a), Value::Text(b)) => Some(guarded(a + &b)),
        (Value::Int(a), Value::Int(b)) => a.checked_add(b).map(Value::Int),
        _ => None,
    }
}

/// Text that carries a credential is a secret.
fn guarded(text: String) -> Value {
    if literals::holds_secret(&text) { Value::Secret(literals::secret(text)) } else { Value::Text(text) }
}

/// The text of an expression as it is written, without what stands in its string literals, so that
/// it can be shown: cut at 80 characters.
#[must_use]
pub fn source(text: &str, expr: &Expr) -> String {
    if u32::from(expr.range().len()) > LONGEST {
        return "…".to_owned();
    }
    let mut hidden = Hidden(Vec::new());
    hidden.visit_expr(expr);
    let mut out = String::new();
    let mut from = expr.range().start();
    for (range, stands_in) in hidden.0 {
        if range.start() >= from {
            out.push_str(&text[TextRange::new(from, range.start())]);
            out.push_str(stands_in);
            from = range.end();
        }
    }
    out.push_str(&text[TextRange::new(from, expr.range().end())]);
    let line = out.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SOURCE_CHARACTERS) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

/// Ranges of literals, with what is shown in their place.
struct Hidden(Vec<(TextRange, &'static str)>);

impl<'a> Visitor<'a> for Hidden {
    fn visit_string_literal(&mut self, literal: &'a StringLiteral) {
        self.0.push((literal.range(), "\"…\""));
    }

    fn visit_bytes_literal(&mut self, literal: &'a BytesLiteral) {
        self.0.push((literal.range(), "b\"…\""));
    }

    fn visit_interpolated_string_element(&mut self, element: &'a InterpolatedStringElement) {
        match element {
            InterpolatedStringElement::Literal(literal) => self.0.push((literal.range(), "…")),
            InterpolatedStringElement::Interpolation(_) => walk_interpolated_string_element(self, element),
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        walk_expr(self, expr);
    }
}
