//! Which part of a view only posted requests reach.

use ruff_python_ast::{BoolOp, CmpOp, Expr, ExprCompare, UnaryOp};
use sneck_model::Value;

use super::super::scope::Scopes;
use super::super::{names, value};

/// Methods that nobody sends who only reads.
const POSTING: &[&str] = &["POST", "PUT", "PATCH", "DELETE"];

/// `Some(true)`: the condition holds of posted requests alone. `Some(false)`: of everything else it holds, so that what follows
/// where it does not is for posted requests. A `HEAD` reads as a `GET` does, and is none.
#[must_use]
pub fn posted(scopes: &Scopes<'_>, test: &Expr) -> Option<bool> {
    match test {
        Expr::Call(call) => {
            matches!(names::last_part(&call.func), Some("validate_on_submit" | "is_submitted")).then_some(true)
        }
        Expr::UnaryOp(unary) if unary.op == UnaryOp::Not => posted(scopes, &unary.operand).map(|only| !only),
        Expr::BoolOp(both) => {
            // One part of `and` is enough to keep the others out; one of `or` is enough to leave them behind.
            let wanted = both.op == BoolOp::And;
            both.values.iter().any(|part| posted(scopes, part) == Some(wanted)).then_some(wanted)
        }
        Expr::Compare(compare) => compared(scopes, compare),
        _ => None,
    }
}

/// `request.method == "POST"`, `request.method not in ("POST", "PUT")`.
fn compared(scopes: &Scopes<'_>, compare: &ExprCompare) -> Option<bool> {
    let path = names::path(scopes, &compare.left)?;
    let ([operator], [with]) = (compare.ops.as_ref(), compare.comparators.as_ref()) else { return None };
    let with = match value::of(scopes, with) {
        Value::Text(method) => vec![method],
        list => list.list().iter().filter_map(|method| method.text().map(str::to_owned)).collect(),
    };
    let all = |known: &[&str]| !with.is_empty() && with.iter().all(|method| known.contains(&method.as_str()));
    let reads = ["GET", "HEAD"].iter().all(|method| with.iter().any(|with| with == method));
    if !is_method(&path) {
        return None;
    }
    match operator {
        CmpOp::Eq | CmpOp::In if all(POSTING) => Some(true),
        CmpOp::NotEq | CmpOp::NotIn if all(POSTING) => Some(false),
        CmpOp::In if reads => Some(false),
        CmpOp::NotIn if reads => Some(true),
        _ => None,
    }
}

fn is_method(path: &str) -> bool {
    matches!(
        path,
        "flask.request.method"
            | "starlette.requests.Request.method"
            | "aiohttp.web.Request.method"
            | "django.http.HttpRequest.method"
    )
}
