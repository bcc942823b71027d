//! What views show of their app: sessions, pages, forms, uploads.

use ruff_python_ast::{Expr, StmtFunctionDef};
use sneck_model::Step;

use super::super::names;
use super::super::scope::Scopes;
use super::super::views::{Seen, Traits};

/// Functions that render a page.
const PAGES: &[&str] = &[
    "starlette.templating.Jinja2Templates.TemplateResponse",
    "starlette.responses.HTMLResponse",
    "aiohttp_jinja2.render_template",
    "aiohttp_jinja2.setup",
    "aiohttp_jinja2.template",
];
/// Functions that set logging up.
const LOGS: &[&str] = &["loguru.logger.add", "loguru.logger.configure", "logfire.configure"];

/// Takes note of a call by its full name.
pub fn note(path: &str, step: impl Fn(&str) -> Option<Step>, traits: &mut Traits) {
    if PAGES.contains(&path) || path.ends_with(".TemplateResponse") {
        traits.renders_html = traits.renders_html.take().or_else(|| step("renders a template"));
    }
    if path == "aiohttp_session.get_session" || path == "aiohttp_session.new_session" {
        traits.uses_sessions = traits.uses_sessions.take().or_else(|| step("uses the session"));
    }
    if LOGS.contains(&path) {
        traits.configures_logging = traits.configures_logging.take().or_else(|| step("configures logging"));
    }
}

/// `form: str = Form()`, `file: UploadFile`: FastAPI reads what is posted by itself.
pub fn note_parameters(scopes: &Scopes<'_>, def: &StmtFunctionDef, seen: &mut Seen, traits: &mut Traits) {
    if !scopes.module.uses("fastapi") {
        return;
    }
    for parameter in def.parameters.iter_non_variadic_params() {
        let written = parameter.default.as_deref().into_iter().chain(parameter.annotation());
        let step = |says: &str| Some(Step::new(scopes.module.file.place(parameter.name()), says));
        for expr in written {
            if mentions(scopes, expr, "fastapi.Form", 4) {
                seen.reads_form = true;
                seen.methods_read.push("POST".into());
                traits.takes_forms = traits.takes_forms.take().or_else(|| step("takes a posted form"));
            }
            if mentions(scopes, expr, "fastapi.UploadFile", 4) || mentions(scopes, expr, "fastapi.File", 4) {
                seen.methods_read.push("POST".into());
                traits.reads_uploads = traits.reads_uploads.take().or_else(|| step("takes an uploaded file"));
            }
        }
    }
}

/// `Form()`, `list[UploadFile]`, `Annotated[str, Form()]`, `UploadFile | None`
fn mentions(scopes: &Scopes<'_>, expr: &Expr, wanted: &str, depth: u32) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let again = |e: &Expr| mentions(scopes, e, wanted, depth);
    match expr {
        Expr::Name(_) | Expr::Attribute(_) => names::path(scopes, expr).as_deref() == Some(wanted),
        Expr::Call(call) => again(&call.func),
        Expr::Subscript(subscript) => again(&subscript.slice),
        Expr::Tuple(tuple) => tuple.elts.iter().any(again),
        Expr::BinOp(op) => again(&op.left) || again(&op.right),
        _ => false,
    }
}
