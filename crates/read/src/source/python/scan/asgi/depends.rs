//! Dependencies that stand before a view: `Depends(get_current_user)`, `Security(…)`, and names for them.

use ruff_python_ast::{Decorator, Expr, ExprCall, Stmt, StmtFunctionDef};
use sneck_model::Step;

use super::super::names;
use super::super::scope::Scopes;
use super::super::views::{Seen, View, is_guard};

/// Takes note of what stands before a view: who is asked for right there, and the functions that may ask.
pub fn guard(scopes: &Scopes<'_>, def: &StmtFunctionDef, seen: &mut Seen) {
    if !scopes.module.uses("fastapi") {
        return;
    }
    if let [Stmt::Return(given)] = def.body.as_slice()
        && let Some(Expr::Call(call)) = given.value.as_deref()
        && names::last_part(&call.func) == Some("RedirectResponse")
    {
        let step = Step::new(scopes.module.file.place(call), "only sends visitors elsewhere");
        seen.guarded = seen.guarded.take().or(Some(step));
    }
    let parameters = def.parameters.iter_non_variadic_params();
    let written = parameters.flat_map(|p| p.default.as_deref().into_iter().chain(p.annotation()));
    for expr in written.chain(def.decorator_list.iter().flat_map(listed)) {
        look(scopes, expr, seen, 4);
    }
}

/// `dependencies=[Depends(…)]` of a decorator.
fn listed(decorator: &Decorator) -> Vec<&Expr> {
    let Expr::Call(call) = &decorator.expression else { return Vec::new() };
    match call.arguments.find_keyword("dependencies").map(|k| &k.value) {
        Some(Expr::List(list)) => list.elts.iter().collect(),
        _ => Vec::new(),
    }
}

/// `CurrentUser = Annotated[User, Depends(get_current_user)]`: whoever asks for it is followed like a function.
#[must_use]
pub fn alias(scopes: &Scopes<'_>, target: &Expr, value: &Expr) -> Option<View> {
    let (Expr::Name(name), Expr::Subscript(_)) = (target, value) else { return None };
    let mut seen = Seen::default();
    if scopes.module.uses("fastapi") && scopes.function().is_none() {
        look(scopes, value, &mut seen, 4);
    }
    let file = scopes.module.file;
    (seen.guarded.is_some() || !seen.calls.is_empty()).then(|| View {
        function: format!("{}.{}", scopes.within(), name.id),
        path: file.path.clone(),
        line: file.line(name.range),
        place: file.place(name.range),
        rules: Vec::new(),
        class: None,
        seen,
        before: None,
        csrf_exempt: None,
        kind: file.kind,
    })
}

fn look(scopes: &Scopes<'_>, expr: &Expr, seen: &mut Seen, depth: u32) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match expr {
        Expr::Call(call) => depends(scopes, call, seen),
        Expr::Subscript(subscript) => {
            if let Expr::Tuple(tuple) = subscript.slice.as_ref() {
                tuple.elts.iter().skip(1).for_each(|part| look(scopes, part, seen, depth));
            }
        }
        // An alias, of this module or of another.
        Expr::Name(_) | Expr::Attribute(_) => {
            let Some(path) = names::path(scopes, expr) else { return };
            let last = path.rsplit('.').next().unwrap_or(&path);
            if is_guard(last) && last.ends_with("Dep") || last.starts_with("Current") && is_guard(last) {
                ask(scopes, expr, last, seen);
            }
            seen.calls.push(path);
        }
        _ => {}
    }
}

/// `Depends(x)`, `Security(x, scopes=[…])`
fn depends(scopes: &Scopes<'_>, call: &ExprCall, seen: &mut Seen) {
    let function = names::path(scopes, &call.func).unwrap_or_default();
    let security = function == "fastapi.Security";
    if !security && function != "fastapi.Depends" {
        return;
    }
    let given = call.arguments.args.first().or_else(|| call.arguments.find_keyword("dependency").map(|k| &k.value));
    let Some(given) = given else { return };
    let path = names::path(scopes, given).unwrap_or_default();
    let last = match given {
        Expr::Call(inner) => names::last_part(&inner.func),
        other => names::last_part(other),
    };
    let own = |last: &str| scopes.module.function(last).is_some();
    if security || path.starts_with("fastapi.security.") || last.is_some_and(|last| is_guard(last) && !own(last)) {
        ask(scopes, given, last.unwrap_or("Security"), seen);
    }
    if !path.is_empty() {
        seen.calls.push(path);
    }
}

fn ask(scopes: &Scopes<'_>, at: &Expr, name: &str, seen: &mut Seen) {
    let step = || Step::new(scopes.module.file.place(at), format!("`{name}` checks who is asking"));
    seen.guarded = seen.guarded.take().or_else(|| Some(step()));
}
