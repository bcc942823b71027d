//! Which error a variable holds, and whether its text was written for visitors.

use ruff_python_ast::{ExceptHandlerExceptHandler, Expr, ExprCall, StmtFunctionDef};
use ruff_text_size::Ranged;
use sneck_model::Step;

use super::super::scope::Scopes;
use super::super::{asgi, names, value};

/// Flask hands an `InternalServerError` with a text of its own to the handler of 500: only the
/// error that it wraps tells anything.
#[must_use]
pub fn is_wrapped(name: &str) -> bool {
    name.starts_with('5') || name.ends_with("InternalServerError")
}

/// An error that was caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caught {
    /// Its class, as a dotted name, or the status code of its handler; empty for any.
    pub name: String,
    /// Where it was caught, and what it went through.
    pub chain: Vec<Step>,
}

/// Errors whose text is meant for visitors, by the last part of their names.
const FOR_VISITORS: &[&str] = &[
    "HTTPException",
    "ValidationError",
    "BadRequest",
    "BadRequestKeyError",
    "Unauthorized",
    "Forbidden",
    "NotFound",
    "MethodNotAllowed",
    "NotAcceptable",
    "RequestTimeout",
    "Conflict",
    "Gone",
    "RequestEntityTooLarge",
    "UnsupportedMediaType",
    "UnprocessableEntity",
    "TooManyRequests",
    "CSRFError",
    "RateLimitExceeded",
    "RequestValidationError",
    "StarletteHTTPException",
    "WebSocketException",
];

/// The error of an `except` clause, unless its text is meant for visitors.
#[must_use]
pub fn of_except(scopes: &Scopes<'_>, except: &ExceptHandlerExceptHandler) -> Option<Caught> {
    let name = match except.type_.as_deref() {
        None => String::new(),
        Some(class) => harmful(scopes, class)?,
    };
    let says = if name.is_empty() { "catches every error".to_owned() } else { format!("catches {name}") };
    let at = except.type_.as_deref().map_or(except.range(), Ranged::range);
    Some(Caught { name, chain: vec![Step::new(scopes.module.file.place(at), says)] })
}

/// The first class of an `except` whose text is not meant for visitors.
fn harmful(scopes: &Scopes<'_>, class: &Expr) -> Option<String> {
    match class {
        Expr::Tuple(several) => several.elts.iter().find_map(|one| harmful(scopes, one)),
        one => {
            let path = names::path(scopes, one).or_else(|| names::last_part(one).map(str::to_owned))?;
            (!is_for_visitors(scopes, &path)).then_some(path)
        }
    }
}

/// Also a class of this module: its texts are written by the project itself.
fn is_for_visitors(scopes: &Scopes<'_>, path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or(path);
    path.starts_with("werkzeug.exceptions.") && last != "InternalServerError"
        || FOR_VISITORS.contains(&last)
        || scopes.module.class(path).is_some()
}

/// What the parameter of an error handler holds, when the function is one.
#[must_use]
pub fn handler_parameter(scopes: &Scopes<'_>, def: &StmtFunctionDef) -> Option<Caught> {
    let registered = def.decorator_list.iter().find_map(|d| registration(&d.expression));
    let (at, class) = match (registered, asgi::handles(scopes.module, def)) {
        (Some((call, class)), _) => (call.range(), class),
        (None, Some(at)) => (def.name.range, def.parameters.args.get(at)?.annotation()?),
        (None, None) => return None,
    };
    let name = catches(scopes, class);
    let code = name.parse::<u16>().ok();
    let harmless = code.is_some_and(|code| code < 500) || is_for_visitors(scopes, &name);
    let says = format!("handles {name}");
    (!harmless).then(|| Caught { name, chain: vec![Step::new(scopes.module.file.place(at), says)] })
}

/// The function handles errors, by its decorators or by what it takes.
#[must_use]
pub fn is_handler(scopes: &Scopes<'_>, def: &StmtFunctionDef) -> bool {
    let registered = def.decorator_list.iter().any(|d| registration(&d.expression).is_some());
    registered || asgi::handles(scopes.module, def).is_some()
}

/// Which parameter of a handler holds the error: Starlette's take the request first.
#[must_use]
pub fn error_position(scopes: &Scopes<'_>, def: &StmtFunctionDef) -> usize {
    let by_decorator = def.decorator_list.iter().find_map(|d| registration(&d.expression));
    let starlette = by_decorator.is_some_and(|(call, _)| names::last_part(&call.func) == Some("exception_handler"));
    usize::from(starlette && def.parameters.args.len() > 1 || asgi::handles(scopes.module, def).is_some())
}

/// `@app.errorhandler(Exception)`: the decorator's call and what it catches.
#[must_use]
pub fn registration(decorator: &Expr) -> Option<(&ExprCall, &Expr)> {
    let Expr::Call(call) = decorator else { return None };
    let last = names::last_part(&call.func)?;
    matches!(last, "errorhandler" | "app_errorhandler" | "error_handler" | "exception_handler")
        .then(|| Some((call, call.arguments.args.first()?)))?
}

/// What a handler catches, as it is told in reports: `500`, `Exception`, `sqlalchemy.exc.SQLAlchemyError`.
fn catches(scopes: &Scopes<'_>, class: &Expr) -> String {
    match value::of(scopes, class) {
        sneck_model::Value::Int(code) => code.to_string(),
        _ => names::path(scopes, class).or_else(|| names::last_part(class).map(str::to_owned)).unwrap_or_default(),
    }
}

/// `isinstance(e, HTTPException)`: the variable, when the class it is narrowed to is harmless.
#[must_use]
pub fn narrowed<'e>(scopes: &Scopes<'_>, test: &'e Expr) -> Option<&'e str> {
    let Expr::Call(call) = test else { return None };
    let ([Expr::Name(name), class], Some("isinstance")) = (call.arguments.args.as_ref(), names::last_part(&call.func))
    else {
        return None;
    };
    harmful(scopes, class).is_none().then(|| name.id.as_str())
}
