//! Decorators that make a function answer requests.

use ruff_python_ast::{Decorator, Expr, ExprCall, StmtFunctionDef};

use super::names;

/// Methods of apps and blueprints that take a URL rule and answer one HTTP method.
const BY_METHOD: &[&str] = &["get", "post", "put", "patch", "delete"];

/// One rule of a view.
pub struct RouteDecorator<'a> {
    /// The decorator's call.
    pub call: &'a ExprCall,
    /// What it is called on: `app`, `bp`.
    pub owner: &'a Expr,
    /// `route`, `get`, `post`, `expose`, …
    pub method: &'a str,
    /// The URL rule.
    pub rule: &'a str,
}

/// Rules that the decorators of a function or class give it.
pub fn decorators(list: &[Decorator]) -> impl Iterator<Item = RouteDecorator<'_>> {
    list.iter().filter_map(route)
}

fn route(decorator: &Decorator) -> Option<RouteDecorator<'_>> {
    let Expr::Call(call) = &decorator.expression else { return None };
    let Expr::Attribute(attribute) = call.func.as_ref() else { return expose(call) };
    let method = attribute.attr.as_str();
    let rule = rule_of(call)?;
    // An empty rule of a router stands for its prefix alone.
    let of_router =
        || matches!(names::last_part(&attribute.value), Some(name) if name.ends_with("router") || name == "routes");
    let by_method = BY_METHOD.contains(&method) && (rule.starts_with('/') || rule.is_empty() && of_router());
    let is_route = matches!(method, "route" | "api_route") || by_method || method == "view" && rule.starts_with('/');
    is_route.then_some(RouteDecorator { call, owner: &attribute.value, method, rule })
}

/// `@expose("/list")` of Flask-Admin, Flask-AppBuilder and Flask-Classful.
fn expose(call: &ExprCall) -> Option<RouteDecorator<'_>> {
    let method = names::last_part(&call.func)?;
    (method == "expose").then(|| Some(RouteDecorator { call, owner: &call.func, method, rule: rule_of(call)? }))?
}

fn rule_of(call: &ExprCall) -> Option<&str> {
    let named = || ["rule", "path"].iter().find_map(|name| call.arguments.find_keyword(name)).map(|k| &k.value);
    match call.arguments.args.first().or_else(named)? {
        Expr::StringLiteral(literal) => Some(literal.value.to_str()),
        _ => None,
    }
}

/// Names of the variable parts of a view's rules that can hold any text: `name` of
/// `/<name>/<int:id>`.
#[must_use]
pub fn variables(def: &StmtFunctionDef) -> Vec<String> {
    decorators(&def.decorator_list).flat_map(|route| parts(route.rule)).collect()
}

fn parts(rule: &str) -> Vec<String> {
    let pieces = rule.split('<').skip(1).filter_map(|piece| piece.split_once('>'));
    pieces
        .filter_map(|(part, _)| match part.rsplit_once(':') {
            Some((converter, name)) => is_free(converter).then_some(name),
            None => Some(part),
        })
        .map(str::to_owned)
        .collect()
}

/// Numbers, UUIDs and a choice of words carry no text of the visitor.
fn is_free(converter: &str) -> bool {
    !matches!(converter, "int" | "float" | "uuid") && !converter.starts_with("any(")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_choices_carry_no_text_of_the_visitor() {
        assert_eq!(parts("/<path:file>/<int:id>/<uuid:u>/<name>/<any(a, b):kind>"), ["file", "name"]);
    }
}
