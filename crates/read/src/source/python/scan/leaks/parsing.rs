//! What only takes in what the visitor sent: an error of it tells visitors of their own text.

use ruff_python_ast::{Expr, ExprCall, Stmt};

use super::super::names;

/// Modules whose `loads` takes text apart.
const TEXTS: &[&str] = &["json", "orjson", "ujson", "simplejson", "rapidjson", "tomllib"];
/// Methods of a request that take its body apart.
const BODIES: &[&str] = &["json", "get_json", "form", "body"];
/// Methods of a model that check what they are given.
const CHECKS: &[&str] = &["model_validate", "model_validate_json", "parse_obj", "parse_raw"];

/// Names that a request's body goes by.
const SENT: &[&str] = &["body", "data", "payload", "json", "json_data", "request_data", "form", "form_data"];

/// Everything that is tried takes the request apart: its body, the text of it, a model of it.
#[must_use]
pub fn only_parses(tried: &[Stmt]) -> bool {
    tried.iter().all(|stmt| value_of(stmt).is_some_and(parses))
}

fn value_of(stmt: &Stmt) -> Option<&Expr> {
    match stmt {
        Stmt::Assign(assign) => Some(&assign.value),
        Stmt::AnnAssign(assign) => assign.value.as_deref(),
        Stmt::Return(given) => given.value.as_deref(),
        Stmt::Expr(alone) => Some(&alone.value),
        _ => None,
    }
}

fn parses(expr: &Expr) -> bool {
    match expr {
        Expr::Await(inner) => parses(&inner.value),
        Expr::Call(call) => call_parses(call),
        _ => false,
    }
}

fn call_parses(call: &ExprCall) -> bool {
    let Some(last) = names::last_part(&call.func) else { return false };
    let (positional, keywords) = (&call.arguments.args, &call.arguments.keywords);
    let of = match call.func.as_ref() {
        Expr::Attribute(attribute) => attribute.value.as_name_expr().map(|name| name.id.as_str()),
        _ => None,
    };
    let parses = match of {
        Some("request" | "req") => BODIES.contains(&last),
        Some(module) if TEXTS.contains(&module) => last == "loads",
        _ if CHECKS.contains(&last) => true,
        // `Order(**body)`
        _ => positional.is_empty() && spread(call) && last.starts_with(|c: char| c.is_ascii_uppercase()),
    };
    parses && positional.iter().all(is_at_hand) && keywords.iter().all(|k| is_at_hand(&k.value))
}

/// The only argument is a mapping that is spread, and by its name what the visitor sent.
fn spread(call: &ExprCall) -> bool {
    let [only] = call.arguments.keywords.as_ref() else { return false };
    let sent = only.value.as_name_expr().is_some_and(|name| SENT.contains(&name.id.as_str()));
    only.arg.is_none() && (sent || parses(&only.value))
}

/// A value that is there already, or what is taken out of the request here.
fn is_at_hand(expr: &Expr) -> bool {
    match expr {
        Expr::Attribute(attribute) => is_at_hand(&attribute.value),
        Expr::Subscript(subscript) => is_at_hand(&subscript.value),
        Expr::Name(_) => true,
        _ => expr.is_literal_expr() || parses(expr),
    }
}
