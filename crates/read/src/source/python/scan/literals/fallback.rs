//! Defaults that stand in for a credential when nobody supplies one.

use ruff_python_ast::{BoolOp, Expr, ExprCall};
use sneck_model::LiteralForm;

use super::super::scope::Scopes;
use super::super::{names, taint, value};
use super::row::{Rows, literal_in};
use crate::source::literals;

/// Functions that read a setting by its name and take a default.
const READERS: &[&str] = &[
    "os.environ.get",
    "os.getenv",
    "os.environ.setdefault",
    "environ.get",
    "decouple.config",
    "starlette.config.Config",
    "environs.Env",
];

/// Names that objects of settings go by.
const STORES: &[&str] =
    &["config", "settings", "conf", "env", "environ", "cfg", "getenv", "get_env", "env_var", "envvar"];

/// `os.environ.get("DB_PASSWORD", "…")` and its kin.
pub fn read<'e>(scopes: &Scopes<'e>, call: &'e ExprCall, rows: &mut Rows<'_>) {
    let arguments = &call.arguments;
    let Some(name) = arguments.args.first().and_then(|a| value::text(scopes, a)) else { return };
    let default = arguments.find_keyword("default").map(|k| &k.value).or_else(|| arguments.args.get(1));
    if let Some(default) = default.filter(|_| reads_setting(scopes, call, &name)) {
        fall_back(scopes, &name, default, rows);
    }
}

/// `os.environ.get("SECRET_KEY") or "…"`, bound to a name.
pub fn alternative<'e>(scopes: &Scopes<'e>, bound_to: &str, expr: &'e Expr, rows: &mut Rows<'_>) {
    let Expr::BoolOp(either) = expr else { return };
    if either.op != BoolOp::Or {
        return;
    }
    let Some((last, reads)) = either.values.split_last() else { return };
    let read = reads.iter().find_map(|e| setting_name(scopes, e));
    if reads.iter().any(|e| matches!(e, Expr::Call(_) | Expr::Subscript(_))) {
        fall_back(scopes, read.as_deref().unwrap_or(bound_to), last, rows);
    }
}

fn setting_name(scopes: &Scopes<'_>, expr: &Expr) -> Option<String> {
    let Expr::Call(call) = expr else { return None };
    let name = value::text(scopes, call.arguments.args.first()?)?;
    reads_setting(scopes, call, &name).then_some(name)
}

fn fall_back<'e>(scopes: &Scopes<'e>, name: &str, default: &'e Expr, rows: &mut Rows<'_>) {
    let Some(literal) = literal_in(constant(scopes, default)) else { return };
    let text = String::from_utf8_lossy(&literal.bytes);
    let at = rows.found.len();
    if rows.url(scopes, name, literal.expr, &text) {
        rows.found[at..].iter_mut().for_each(|row| row.form = LiteralForm::Fallback);
        return;
    }
    let Some(sense) = literals::sense(name) else { return };
    if literals::accepts(sense, name, &text, true) {
        rows.push(scopes, name, LiteralForm::Fallback, literal.expr, &literal.bytes, None);
    }
}

/// A default that is named once in the module stands for its value.
fn constant<'e>(scopes: &Scopes<'e>, default: &'e Expr) -> &'e Expr {
    match default {
        Expr::Name(name) => scopes.module.value_of(name.id.as_str()).unwrap_or(default),
        other => other,
    }
}

fn reads_setting(scopes: &Scopes<'_>, call: &ExprCall, name: &str) -> bool {
    if taint::from_request(scopes, &call.func) {
        return false;
    }
    let known = names::path(scopes, &call.func).is_some_and(|path| READERS.contains(&path.as_str()));
    let upper = name.contains('_') && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    let last = names::last_part(&call.func).unwrap_or_default();
    known || (upper && (is_store(&call.func) || STORES.contains(&last) || last == "get"))
}

/// `app.config.get`, `settings.get`, `env.str`.
fn is_store(func: &Expr) -> bool {
    let Expr::Attribute(attribute) = func else { return false };
    names::last_part(&attribute.value).is_some_and(|owner| STORES.contains(&owner.to_ascii_lowercase().as_str()))
}
