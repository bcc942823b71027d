//! Whether an expression carries the details of an error.

use ruff_python_ast::{Expr, ExprCall, InterpolatedStringElement};
use ruff_text_size::{Ranged, TextRange};

use super::super::names;
use super::super::scope::Scopes;
use super::caught::{Caught, is_wrapped};
use super::{helper, shown};

/// Chains longer than this are not followed.
const DEPTH: u32 = 24;

/// Details of an error in an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The error.
    pub caught: Caught,
    /// What carries it: `str(e)`.
    pub expression: String,
    /// Where that stands, when in the same expression.
    pub at: Option<TextRange>,
    /// The whole traceback.
    pub traceback: bool,
    /// The error object itself, not its text.
    pub bare: bool,
}

/// Attributes of an error that tell details.
const DETAILS: &[&str] = &[
    "args",
    "message",
    "msg",
    "orig",
    "strerror",
    "reason",
    "stderr",
    "stdout",
    "output",
    "details",
    "statement",
    "params",
    "filename",
    "cmd",
    "__cause__",
];

/// Calls that hand on what they are given, by the last part of their names.
const CONVERTERS: &[&str] = &[
    "str",
    "repr",
    "format",
    "jsonify",
    "make_response",
    "Response",
    "render_template",
    "render_template_string",
    "dumps",
    "dict",
    "Markup",
    "escape",
    "JSONResponse",
    "HTMLResponse",
    "PlainTextResponse",
    "list",
    "join",
    "strip",
    "replace",
    "problem",
    "encode",
    "decode",
    "HTTPException",
    "ORJSONResponse",
    "UJSONResponse",
    "TemplateResponse",
    "json_response",
    "format_map",
];

/// Functions of the standard library that write the traceback.
const TRACEBACKS: &[&str] = &[
    "traceback.format_exc",
    "traceback.format_exception",
    "traceback.format_tb",
    "traceback.format_stack",
    "traceback.format_exception_only",
    "sys.exc_info",
    "werkzeug.debug.tbtools.get_current_traceback",
    "cgitb.html",
];

/// The details that an expression carries, if any.
#[must_use]
pub fn carried(scopes: &Scopes<'_>, expr: &Expr) -> Option<Carried> {
    scopes.knows_errors().then(|| look(scopes, expr, DEPTH))?
}

fn look(scopes: &Scopes<'_>, expr: &Expr, depth: u32) -> Option<Carried> {
    let depth = depth.checked_sub(1)?;
    let again = |e: &Expr| look(scopes, e, depth);
    match expr {
        Expr::Name(name) => {
            scopes.local(name.id.as_str())?.error.clone().filter(|c| !c.bare || !is_wrapped(&c.caught.name))
        }
        Expr::Attribute(attribute) if attribute.attr.as_str() == "original_exception" => {
            let Expr::Name(name) = attribute.value.as_ref() else { return None };
            let error = scopes.local(name.id.as_str())?.error.clone()?;
            Some(Carried { expression: shown(scopes, expr), ..error })
        }
        Expr::Attribute(attribute) => {
            let inner = again(&attribute.value)?;
            (!inner.bare || DETAILS.contains(&attribute.attr.as_str())).then(|| told(scopes, expr, inner))
        }
        Expr::Subscript(subscript) => again(&subscript.value),
        Expr::Call(call) => call_carries(scopes, expr, call, depth),
        Expr::BinOp(op) => again(&op.left).or_else(|| again(&op.right)).map(|c| text(scopes, expr, c)),
        Expr::BoolOp(op) => op.values.iter().find_map(again),
        Expr::If(choice) => again(&choice.body).or_else(|| again(&choice.orelse)),
        Expr::Await(inner) => again(&inner.value),
        Expr::Starred(inner) => again(&inner.value),
        Expr::Tuple(tuple) => tuple.elts.iter().find_map(again),
        Expr::List(list) => list.elts.iter().find_map(again),
        Expr::Dict(dict) => dict.items.iter().find_map(|item| again(&item.value)),
        Expr::FString(f) => f.value.elements().find_map(|element| match element {
            InterpolatedStringElement::Interpolation(part) => again(&part.expression).map(|c| text(scopes, expr, c)),
            InterpolatedStringElement::Literal(_) => None,
        }),
        _ => None,
    }
}

fn call_carries(scopes: &Scopes<'_>, expr: &Expr, call: &ExprCall, depth: u32) -> Option<Carried> {
    let path = names::path(scopes, &call.func).unwrap_or_default();
    if TRACEBACKS.contains(&path.as_str()) {
        let caught = scopes.handled().cloned()?;
        let expression = shown(scopes, expr);
        return Some(Carried { caught, expression, at: Some(expr.range()), traceback: true, bare: false });
    }
    // What is handed the request, too, makes an answer of its own: `handle(request, error)`.
    let is_request = |e: &Expr| names::path(scopes, e).as_deref() == Some("django.http.HttpRequest");
    if call.arguments.args.iter().any(is_request) && !path.starts_with("flask.") {
        return None;
    }
    let last = names::last_part(&call.func)?;
    if let Expr::Attribute(attribute) = call.func.as_ref()
        && let Some(inner) = look(scopes, &attribute.value, depth)
    {
        let tells = !inner.bare || matches!(last, "__str__" | "__repr__" | "with_traceback");
        return tells.then_some(inner);
    }
    let arguments = call.arguments.args.iter().enumerate().map(|(at, e)| (helper::Slot::At(at), e));
    let keywords = call
        .arguments
        .keywords
        .iter()
        .map(|k| (k.arg.as_ref().map_or(helper::Slot::Any, |name| helper::Slot::Named(name.as_str())), &k.value));
    let (slot, inner) = arguments.chain(keywords).find_map(|(slot, e)| Some((slot, look(scopes, e, depth)?)))?;
    let converts = CONVERTERS.contains(&last);
    (converts || helper::hands_on(scopes, last, slot))
        .then(|| if inner.bare { told(scopes, expr, inner) } else { inner })
}

/// The expression turns the error into text: that is what a report names.
fn text(scopes: &Scopes<'_>, expr: &Expr, inner: Carried) -> Carried {
    if inner.bare { told(scopes, expr, inner) } else { inner }
}

fn told(scopes: &Scopes<'_>, expr: &Expr, inner: Carried) -> Carried {
    let expression = if inner.bare { shown(scopes, expr) } else { inner.expression };
    let at = if inner.bare { Some(expr.range()) } else { inner.at };
    Carried { expression, at, bare: false, ..inner }
}
