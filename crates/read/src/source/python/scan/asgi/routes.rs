//! Calls that give a view its address, and what of an address is the visitor's.

use ruff_python_ast::{Expr, ExprCall, StmtFunctionDef};

use super::super::module::Module;
use super::super::names::last_part;
use super::super::routes;

/// A view that a call gives an address: the address, the view, the method if the name of the call says it.
pub struct Given<'e> {
    pub path: &'e Expr,
    pub view: &'e Expr,
    pub methods: Vec<String>,
}

/// `app.add_api_route("/x", view)`, `Route("/x", view)`, `app.router.add_get("/x", view)`,
/// `app.router.add_route("GET", "/x", view)`, `web.get("/x", view)`
#[must_use]
pub fn given<'e>(module: &Module<'_>, call: &'e ExprCall) -> Option<Given<'e>> {
    let starlette = module.uses("fastapi") || module.uses("starlette");
    let aiohttp = module.uses("aiohttp");
    let arguments = &call.arguments.args;
    let named = |name: &str| call.arguments.find_keyword(name).map(|k| &k.value);
    let at = |position: usize, name: &str| arguments.get(position).or_else(|| named(name));
    let of = |path: Option<&'e Expr>, view: Option<&'e Expr>, method: &str| {
        let methods = if method.is_empty() { Vec::new() } else { vec![method.to_ascii_uppercase()] };
        Some(Given { path: path?, view: view?, methods })
    };
    let on_web = matches!(call.func.as_ref(), Expr::Attribute(a) if last_part(&a.value) == Some("web"));
    match last_part(&call.func)? {
        "add_api_route" | "Route" | "APIRoute" if starlette => of(at(0, "path"), at(1, "endpoint"), ""),
        "add_route" if starlette => of(at(0, "path"), at(1, "route"), ""),
        "add_route" if aiohttp => match arguments.first()? {
            Expr::StringLiteral(method) => of(at(1, "path"), at(2, "handler"), method.value.to_str().trim_matches('*')),
            _ => None,
        },
        name @ ("add_get" | "add_post" | "add_put" | "add_patch" | "add_delete" | "add_view") if aiohttp => {
            let method = name.trim_start_matches("add_");
            of(at(0, "path"), at(1, "handler"), if method == "view" { "" } else { method })
        }
        name @ ("get" | "post" | "put" | "patch" | "delete") if aiohttp && on_web => {
            of(at(0, "path"), at(1, "handler"), name)
        }
        _ => None,
    }
}

/// Parameters of a view that hold text of the visitor: parts of the address that may hold several steps of a path,
/// and FastAPI's parameters of type `str` that come from the query.
#[must_use]
pub fn variables(module: &Module<'_>, def: &StmtFunctionDef) -> Vec<String> {
    let of_path = routes::decorators(&def.decorator_list).flat_map(|route| parts(route.rule, free)).collect::<Vec<_>>();
    let in_path =
        routes::decorators(&def.decorator_list).flat_map(|route| parts(route.rule, |_| true)).collect::<Vec<_>>();
    if !module.uses("fastapi") || routes::decorators(&def.decorator_list).next().is_none() {
        return of_path;
    }
    let typed = |wanted: fn(&str) -> bool| {
        move |p: &&ruff_python_ast::ParameterWithDefault| p.annotation().and_then(last_part).is_some_and(wanted)
    };
    let numbers: Vec<String> = def
        .parameters
        .iter_non_variadic_params()
        .filter(typed(|name| matches!(name, "int" | "float" | "UUID" | "bool" | "UUID4" | "date" | "datetime")))
        .map(|p| p.name().to_string())
        .collect();
    let texts = def.parameters.iter_non_variadic_params().filter(typed(|name| name == "str"));
    let depends = |p: &&ruff_python_ast::ParameterWithDefault| matches!(p.default.as_deref(), Some(Expr::Call(call)) if matches!(last_part(&call.func), Some("Depends" | "Security")));
    let texts = texts.filter(|p| !depends(p)).map(|p| p.name().to_string()).filter(|name| !in_path.contains(name));
    let mut all: Vec<String> = of_path.into_iter().filter(|name| !numbers.contains(name)).chain(texts).collect();
    all.dedup();
    all
}

/// Without a converter a part ends at the next slash, so that it cannot lead out of a folder.
fn free(converter: &str) -> bool {
    !matches!(converter, "" | "str" | "int" | "float" | "uuid") && !converter.starts_with("\\d")
}

/// `name` of `/{name:path}/{id:int}`, where its converter is wanted.
fn parts(rule: &str, wanted: fn(&str) -> bool) -> Vec<String> {
    let pieces = rule.split('{').skip(1).filter_map(|piece| piece.split_once('}'));
    pieces
        .filter_map(|(part, _)| {
            let (name, converter) = part.split_once(':').unwrap_or((part, ""));
            wanted(converter).then_some(name)
        })
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{free, parts};

    #[test]
    fn numbers_carry_no_text_of_the_visitor() {
        assert_eq!(parts("/{file:path}/{id:int}/{name}/{n:\\d+}", free), ["file"]);
        assert!(parts("/books/{", |_| true).is_empty());
    }
}
