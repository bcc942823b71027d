//! What a class-based view says of all of its methods: mixins, permissions, `method_decorator`.

use ruff_python_ast::{Decorator, Expr, Stmt, StmtClassDef};
use sneck_model::Step;

use super::super::names;
use super::super::scope::Scopes;
use super::super::views;

/// Something before every method checks who is asking.
#[must_use]
pub fn guard(scopes: &Scopes<'_>, class: &StmtClassDef) -> Option<Step> {
    by_mixin(scopes, class)
        .or_else(|| class.body.iter().find_map(|stmt| by_permissions(scopes, stmt)))
        .or_else(|| decorated(&class.decorator_list).find_map(|inner| views::by_decorator_name(scopes, inner)))
}

/// `class Orders(LoginRequiredMixin, View)`: mixins of Django and of django-braces, and the project's own.
fn by_mixin(scopes: &Scopes<'_>, class: &StmtClassDef) -> Option<Step> {
    class.bases().iter().find_map(|base| {
        let name = names::last_part(base)?;
        let guards = name.contains("Required") || name.contains("UserPassesTest") || name.contains("Permission");
        guards.then(|| Step::new(scopes.module.file.place(base), format!("`{name}` checks who is asking")))
    })
}

/// `permission_classes = [IsAuthenticated]` of Django REST framework.
fn by_permissions(scopes: &Scopes<'_>, stmt: &Stmt) -> Option<Step> {
    let Stmt::Assign(assign) = stmt else { return None };
    if !assign.targets.iter().any(|t| names::last_part(t) == Some("permission_classes")) {
        return None;
    }
    let classes = match assign.value.as_ref() {
        Expr::List(list) => list.elts.as_slice(),
        Expr::Tuple(tuple) => tuple.elts.as_slice(),
        _ => return None,
    };
    let open = |e: &Expr| names::last_part(e).is_none_or(|name| name == "AllowAny");
    let place = || scopes.module.file.place(assign);
    (!classes.is_empty() && !classes.iter().any(open)).then(|| Step::new(place(), "lists who may call it"))
}

/// `@method_decorator(csrf_exempt, name="dispatch")` on a class, or on a method.
#[must_use]
pub fn is_exempted(decorators: &[Decorator]) -> bool {
    decorated(decorators).any(|inner| names::last_part(inner) == Some("csrf_exempt"))
}

/// What `@method_decorator(…)` puts around the methods of a class.
fn decorated(decorators: &[Decorator]) -> impl Iterator<Item = &Expr> {
    decorators.iter().filter_map(|decorator| match &decorator.expression {
        Expr::Call(call) if names::last_part(&call.func) == Some("method_decorator") => call.arguments.args.first(),
        _ => None,
    })
}
