//! The names of requests, answers and errors.

use ruff_python_ast::{Parameters, StmtFunctionDef};

use super::super::module::Module;
use super::super::names::last_part;
use super::super::scope::Scopes;

/// Names that FastAPI and aiohttp hand on, and where they come from.
pub const CANONICAL: &[(&str, &str)] = &[
    ("fastapi.responses.", "starlette.responses."),
    ("fastapi.Response", "starlette.responses.Response"),
    ("fastapi.requests.", "starlette.requests."),
    ("fastapi.Request", "starlette.requests.Request"),
    ("starlette.requests.HTTPConnection", "starlette.requests.Request"),
    ("fastapi.exceptions.HTTPException", "fastapi.HTTPException"),
    ("starlette.exceptions.HTTPException", "fastapi.HTTPException"),
    ("fastapi.templating.", "starlette.templating."),
    ("fastapi.routing.APIRouter", "fastapi.APIRouter"),
    ("fastapi.params.", "fastapi."),
    ("fastapi.param_functions.", "fastapi."),
    ("fastapi.datastructures.UploadFile", "fastapi.UploadFile"),
    ("starlette.datastructures.UploadFile", "fastapi.UploadFile"),
    ("aiohttp.web_exceptions.", "aiohttp.web."),
    ("aiohttp.web_response.", "aiohttp.web."),
    ("aiohttp.web_request.", "aiohttp.web."),
    ("aiohttp.web_app.", "aiohttp.web."),
];

/// The module answers requests with Starlette.
fn with_starlette(module: &Module<'_>) -> bool {
    module.uses("fastapi") || module.uses("starlette")
}

/// What a parameter called `request` is, when nothing says so.
#[must_use]
pub fn request_type(module: &Module<'_>, parameters: &Parameters, name: &str) -> Option<String> {
    let annotated = parameters.iter_non_variadic_params().find(|p| p.name().as_str() == name)?.annotation().is_some();
    if annotated || !matches!(name, "request" | "req") {
        return None;
    }
    let type_name = match () {
        () if with_starlette(module) => "starlette.requests.Request",
        () if module.uses_path("aiohttp.web") || module.uses("aiohttp_jinja2") => "aiohttp.web.Request",
        () => return None,
    };
    Some(type_name.to_owned())
}

/// Whose `set_cookie` it is, for answers of unknown type.
#[must_use]
pub fn answer_type(module: &Module<'_>) -> Option<&'static str> {
    match () {
        () if with_starlette(module) => Some("starlette.responses.Response"),
        () if module.uses("aiohttp") => Some("aiohttp.web.Response"),
        () => None,
    }
}

/// A function of the module that takes a request of Starlette or aiohttp alone answers it: what gives it an address
/// often stands in another file.
#[must_use]
pub fn takes_request(scopes: &Scopes<'_>, def: &StmtFunctionDef) -> bool {
    let [first] = def.parameters.args.as_slice() else { return false };
    let of = scopes.local(first.name().as_str()).and_then(|local| local.of.clone());
    matches!(of.as_deref(), Some("starlette.requests.Request" | "aiohttp.web.Request"))
}

/// A function that takes a request and an error handles that error: Starlette's handlers are registered by calls
/// that often stand elsewhere. Gives the position of the error.
#[must_use]
pub fn handles(module: &Module<'_>, def: &StmtFunctionDef) -> Option<usize> {
    let [first, second] = def.parameters.args.as_slice() else { return None };
    let is_request = first.annotation().and_then(last_part).is_some_and(|name| name == "Request")
        || matches!(first.name().as_str(), "request" | "req" | "_request" | "_");
    let is_error = second
        .annotation()
        .and_then(last_part)
        .is_some_and(|name| name.ends_with("Exception") || name.ends_with("Error") || name.ends_with("Exc"));
    (with_starlette(module) && is_request && is_error).then_some(1)
}
