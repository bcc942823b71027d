//! Signs that something checks who is asking.

use ruff_python_ast::{Decorator, Expr, ExprCall};
use sneck_model::{Step, Value};

use super::super::scope::Scopes;
use super::super::{names, value};
use crate::source::words::{self, Words};

/// Words of decorators that guard.
static GUARDING: Words = Words::new(|| {
    words::set(
        "login auth authenticate authenticated authorize authorized authorization jwt role roles permission \
         permissions admin require requires required protect protected secured secure access token signed \
         superuser staff only acl rbac oauth oauth2 apikey user privilege scope scopes",
    )
});
/// Words that say a decorator requires something else.
static OTHERWISE: Words = Words::new(|| {
    words::set(
        "http method methods json param params parameters args body form content type csrf exempt loader \
                callback optional cache limit debug safe post get unauthorized handler context processor schema",
    )
});
/// Functions that check credentials, by the last part of their names.
static CHECKS: Words = Words::new(|| {
    words::set(
        "verify_jwt_in_request token_validator check_auth validate_token verify_token decode_token verify_auth_token \
         decode_auth_token check_token require_login require_admin require_auth get_jwt_identity current_user_id \
         verify_password check_permission check_permissions authorize authenticate is_authenticated check_access \
         require_permission validate_api_key verify_api_key get_current_user require_user ensure_admin ensure_login",
    )
});

/// Words of dependencies that guard.
static DEPENDED: Words = Words::new(|| {
    words::set(
        "auth authenticate authenticated authentication authorize authorized authorization jwt role roles permission \
         permissions admin superuser staff require requires required verify verified token bearer credentials login \
         apikey acl rbac oauth oauth2 security secured protected scopes basic",
    )
});
/// Words of dependencies that hand out tools.
static TOOLS: Words = Words::new(|| {
    words::set(
        "repo repository service services db session settings config client factory store storage manager optional",
    )
});

/// A dependency of that name checks who is asking: `get_current_user`, `verify_api_key`, `JWTBearer`.
#[must_use]
pub fn is_guard(name: &str) -> bool {
    let words = split(name.rsplit('.').next().unwrap_or(name));
    let has = |word: &str| words.iter().any(|w| w == word);
    let guards = words.iter().any(|w| DEPENDED.contains(w.as_str()));
    let user = has("current") && has("user") || has("active") && has("user");
    (guards || user || has("api") && has("key")) && !words.iter().any(|w| TOOLS.contains(w.as_str()))
}

/// `get_current_user`, `CurrentUser`, `JWTBearer` in words, in lower case.
fn split(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let chars: Vec<char> = name.chars().collect();
    for (at, &c) in chars.iter().enumerate() {
        let after = chars.get(at + 1).is_some_and(|next| next.is_lowercase());
        let before = at > 0 && chars[at - 1].is_lowercase();
        if c == '_' || c.is_uppercase() && at > 0 && (before || after) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c != '_') {
            word.extend(c.to_lowercase());
        }
    }
    words
}

/// `@login_required` and its kin.
#[must_use]
pub fn by_decorator(scopes: &Scopes<'_>, decorators: &[Decorator]) -> Option<Step> {
    decorators.iter().find_map(|decorator| by_decorator_name(scopes, &decorator.expression))
}

/// The same for the decorator alone, as it stands in a list of a class-based view.
#[must_use]
pub fn by_decorator_name(scopes: &Scopes<'_>, decorator: &Expr) -> Option<Step> {
    let name = match decorator {
        Expr::Call(call) => names::last_part(&call.func)?,
        other => names::last_part(other)?,
    };
    let lower = name.to_ascii_lowercase();
    let words = || lower.split('_');
    let guards = words().any(|w| GUARDING.contains(w)) && !words().any(|w| OTHERWISE.contains(w));
    guards.then(|| Step::new(scopes.module.file.place(decorator), format!("`{name}` checks who is asking")))
}

/// `abort(401)`, `verify_jwt_in_request()`; and whether visitors are turned away right there.
#[must_use]
pub fn by_call(scopes: &Scopes<'_>, call: &ExprCall) -> Option<(Step, bool)> {
    let last = names::last_part(&call.func)?;
    let refuses = last == "abort" && call.arguments.args.first().is_some_and(|code| is_refusal(scopes, code));
    let named = || call.arguments.find_keyword("status_code").map(|k| &k.value);
    let http = last.ends_with("HTTPException")
        && call.arguments.args.first().or_else(named).is_some_and(|code| is_refusal(scopes, code));
    let raises = http
        || matches!(
            last,
            "Unauthorized" | "Forbidden" | "PermissionDenied" | "AuthError" | "HTTPUnauthorized" | "HTTPForbidden"
        );
    let step = |says: &str| Step::new(scopes.module.file.place(call), says);
    if refuses || raises {
        return Some((step("refuses some visitors"), true));
    }
    let verifies = matches!(last, "verify_jwt_in_request");
    CHECKS.contains(last).then(|| (step("checks who is asking"), verifies))
}

/// `return "no", 401`, `return Response(…, 403)`, a redirect to the login page.
#[must_use]
pub fn by_answer(scopes: &Scopes<'_>, given: &Expr) -> Option<Step> {
    let step = || Some(Step::new(scopes.module.file.place(given), "refuses some visitors"));
    match given {
        Expr::Tuple(tuple) if tuple.elts.iter().skip(1).any(|code| is_refusal(scopes, code)) => step(),
        Expr::Call(call) => {
            let coded = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|k| &k.value));
            if coded.clone().any(|code| is_refusal(scopes, code)) || leads_to_login(scopes, call) {
                step()
            } else {
                None
            }
        }
        _ => None,
    }
}

/// `if not current_user.is_admin`, `if "user_id" not in session`, `if g.user is None`.
#[must_use]
pub fn by_condition(scopes: &Scopes<'_>, test: &Expr) -> Option<Step> {
    asks_for_user(scopes, test, 8).then(|| Step::new(scopes.module.file.place(test), "asks who the visitor is"))
}

fn asks_for_user(scopes: &Scopes<'_>, expr: &Expr, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let again = |e: &Expr| asks_for_user(scopes, e, depth);
    match expr {
        Expr::Name(_) | Expr::Attribute(_) => names::path(scopes, expr).is_some_and(|path| is_user(&path)),
        Expr::UnaryOp(op) => again(&op.operand),
        Expr::BoolOp(op) => op.values.iter().any(again),
        Expr::Compare(compare) => again(&compare.left) || compare.comparators.iter().any(again),
        Expr::Call(call) => again(&call.func) || call.arguments.args.iter().any(again),
        Expr::Subscript(subscript) => again(&subscript.value),
        _ => false,
    }
}

fn is_user(path: &str) -> bool {
    path.starts_with("flask_login.current_user")
        || path.starts_with("flask.session")
        || path.starts_with("flask.g.user")
        || path.starts_with("flask.request.authorization")
        || path.starts_with("flask_security.current_user")
        || path.starts_with("flask_jwt_extended.current_user")
        || path.starts_with("starlette.requests.Request.session")
        || path.starts_with("starlette.requests.Request.user")
}

fn is_refusal(scopes: &Scopes<'_>, code: &Expr) -> bool {
    matches!(value::of(scopes, code), Value::Int(401 | 403))
        || names::last_part(code).is_some_and(|name| {
            matches!(name, "UNAUTHORIZED" | "FORBIDDEN") || name.starts_with("HTTP_401") || name.starts_with("HTTP_403")
        })
}

fn leads_to_login(scopes: &Scopes<'_>, call: &ExprCall) -> bool {
    let to_login = |e: &Expr| match e {
        Expr::Call(url) => url.arguments.args.first().and_then(|a| value::text(scopes, a)),
        other => value::text(scopes, other),
    };
    names::path(scopes, &call.func).as_deref() == Some("flask.redirect")
        && call
            .arguments
            .args
            .first()
            .and_then(to_login)
            .is_some_and(|target| target.contains("login") || target.contains("signin"))
}

#[cfg(test)]
mod tests {
    use super::is_guard;

    #[test]
    fn a_dependency_that_guards_is_told_from_a_tool() {
        for name in ["get_current_user", "CurrentUser", "verify_api_key", "JWTBearer", "require_admin", "deps.AuthDep"]
        {
            assert!(is_guard(name), "{name}");
        }
        for name in ["get_db", "SessionDep", "get_auth_service", "get_user_repository", "pagination", "get_settings"] {
            assert!(!is_guard(name), "{name}");
        }
    }
}
