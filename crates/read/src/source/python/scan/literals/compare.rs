//! Passwords that the code compares with: `if username == "admin" and password == "…"`.

use ruff_python_ast::{BoolOp, CmpOp, Expr};

use super::super::scope::Scopes;
use super::super::{names, value};
use super::row::{self, Bound, Rows};
use crate::source::literals::{self, Sense};

/// Finds comparisons with a password in a condition.
pub fn logical(scopes: &Scopes<'_>, expr: &Expr, rows: &mut Rows<'_>) {
    if rows.refusing {
        return;
    }
    let parts: Vec<(String, &Expr)> = match expr {
        Expr::BoolOp(both) if both.op == BoolOp::And => {
            both.values.iter().filter_map(|e| equality(scopes, e)).collect()
        }
        Expr::Compare(_) => equality(scopes, expr).into_iter().collect(),
        _ => return,
    };
    let user = parts.iter().find_map(|(name, value)| row::user(scopes, name, value));
    let is_password = |name: &str| literals::sense(name) == Some(Sense::Password);
    for (name, value) in parts.iter().filter(|(name, _)| is_password(name)) {
        rows.bound(scopes, &Bound { name, value, user: user.as_deref(), in_call: false });
    }
}

/// The name and the literal of `name == "…"`, either way round.
fn equality<'e>(scopes: &Scopes<'_>, expr: &'e Expr) -> Option<(String, &'e Expr)> {
    let Expr::Compare(compare) = expr else { return None };
    let ([CmpOp::Eq], [right]) = (compare.ops.as_ref(), compare.comparators.as_ref()) else { return None };
    let sides = [(compare.left.as_ref(), right), (right, compare.left.as_ref())];
    sides.into_iter().find_map(|(name, literal)| {
        value::literal_bytes(literal)?;
        Some((compared(scopes, name)?, literal))
    })
}

/// `password`, `form.password`, `request.form["password"]`, `request.form.get("password")`.
fn compared(scopes: &Scopes<'_>, expr: &Expr) -> Option<String> {
    match expr {
        Expr::Name(_) | Expr::Attribute(_) => names::last_part(expr).map(str::to_owned),
        Expr::Subscript(subscript) => value::text(scopes, &subscript.slice),
        Expr::Call(call) if names::last_part(&call.func) == Some("get") => {
            value::text(scopes, call.arguments.args.first()?)
        }
        _ => None,
    }
}
