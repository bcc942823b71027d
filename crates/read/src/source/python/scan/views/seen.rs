//! What a function was seen to do, gathered while its body is visited.

use ruff_python_ast::{CmpOp, Expr, ExprCall, ExprCompare};
use sneck_model::{Place, Step};

use super::super::scope::Scopes;
use super::super::{asgi, names, taint, value};
use super::{guards, reveals, writes};

/// What one function was seen to do.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// HTTP methods that it distinguishes or whose data it reads.
    pub methods_read: Vec<String>,
    /// It reads posted form fields.
    pub reads_form: bool,
    /// It checks who is asking.
    pub guarded: Option<Step>,
    /// It turns some visitors away.
    pub refuses: bool,
    /// It changes state.
    pub writes: bool,
    /// It changes state whatever the method is, as far as can be told: not only for requests that post something.
    pub gets_write: bool,
    /// What is visited now is done for requests that post something only.
    pub posted: bool,
    /// It gives away what only a developer should see.
    pub reveals: Option<Step>,
    /// What is visited now is done in debug mode only.
    pub debugging: bool,
    /// Functions that it calls, as far as they could be resolved.
    pub calls: Vec<String>,
    /// Those of them that it calls whatever the method is.
    pub always_calls: Vec<String>,
    /// Those of them whose result it gives back, and where.
    pub gives: Vec<(String, Place)>,
}

impl Seen {
    /// A nested function counts for the one around it.
    pub fn absorb(&mut self, inner: Seen) {
        self.methods_read.extend(inner.methods_read);
        self.reads_form |= inner.reads_form;
        self.writes |= inner.writes;
        self.refuses |= inner.refuses;
        if !self.posted {
            self.gets_write |= inner.gets_write;
            self.always_calls.extend(inner.always_calls);
        }
        self.guarded = self.guarded.take().or(inner.guarded);
        self.calls.extend(inner.calls);
    }
}

/// What one file shows of the app that it belongs to.
#[derive(Clone, Debug, Default)]
pub struct Traits {
    /// Uses the session, or an extension that does.
    pub uses_sessions: Option<Step>,
    /// Renders HTML.
    pub renders_html: Option<Step>,
    /// Accepts uploads or reads whole bodies.
    pub reads_uploads: Option<Step>,
    /// Takes posted forms.
    pub takes_forms: Option<Step>,
    /// Configures logging.
    pub configures_logging: Option<Step>,
}

/// Takes note of one expression.
pub fn note(scopes: &Scopes<'_>, expr: &Expr, seen: &mut Seen, traits: &mut Traits) {
    match expr {
        Expr::Call(call) => note_call(scopes, call, seen, traits),
        Expr::Attribute(_) | Expr::Name(_) => note_name(scopes, expr, seen, traits),
        Expr::Compare(compare) => note_method(scopes, compare, seen),
        _ => {}
    }
}

/// Takes note of what a function gives back.
pub fn note_return(scopes: &Scopes<'_>, given: &Expr, seen: &mut Seen) {
    if seen.reveals.is_none() {
        seen.reveals = reveals::revealed(scopes, given);
    }
    if let Some(step) = guards::by_answer(scopes, given) {
        seen.refuses = true;
        seen.guarded = seen.guarded.take().or(Some(step));
    }
    let place = || scopes.module.file.place(given);
    seen.gives.extend(reveals::called(scopes, given).into_iter().map(|name| (name, place())));
}

fn note_call(scopes: &Scopes<'_>, call: &ExprCall, seen: &mut Seen, traits: &mut Traits) {
    let last = names::last_part(&call.func).unwrap_or_default();
    let step = |says: &str| Some(Step::new(scopes.module.file.place(call), says));
    let writes = writes::by_call(scopes, call);
    seen.writes |= writes;
    seen.gets_write |= writes && !seen.posted;
    if !scopes.module.is_web() {
        return;
    }
    let path = names::path(scopes, &call.func);
    if let Some((step, refuses)) = guards::by_call(scopes, call) {
        seen.refuses |= refuses;
        seen.guarded = seen.guarded.take().or(Some(step));
    }
    if last == "validate_on_submit" {
        seen.reads_form = true;
        seen.methods_read.push("POST".into());
        traits.takes_forms = traits.takes_forms.take().or_else(|| step("takes a posted form"));
    }
    match path.as_deref() {
        Some("flask.render_template" | "flask.render_template_string" | "flask_admin.BaseView.render") => {
            traits.renders_html = traits.renders_html.take().or_else(|| step("renders a template"));
        }
        Some("flask.flash" | "flask_login.login_user" | "flask_login.LoginManager") => {
            traits.uses_sessions = traits.uses_sessions.take().or_else(|| step("keeps something in the session"));
        }
        Some(
            "logging.basicConfig"
            | "logging.config.dictConfig"
            | "logging.config.fileConfig"
            | "structlog.configure"
            | "sentry_sdk.init",
        ) => {
            traits.configures_logging = traits.configures_logging.take().or_else(|| step("configures logging"));
        }
        _ => {}
    }
    path.iter().for_each(|path| asgi::note(path, step, traits));
    if last == "addHandler" {
        traits.configures_logging = traits.configures_logging.take().or_else(|| step("adds a log handler"));
    }
    if !seen.posted {
        seen.always_calls.extend(path.clone());
    }
    seen.calls.extend(path);
}

fn note_name(scopes: &Scopes<'_>, expr: &Expr, seen: &mut Seen, traits: &mut Traits) {
    let Some(path) = names::path(scopes, expr) else { return };
    let step = |says: &str| Some(Step::new(scopes.module.file.place(expr), says));
    if matches!(path.as_str(), "flask.session" | "starlette.requests.Request.session") {
        traits.uses_sessions = traits.uses_sessions.take().or_else(|| step("uses the session"));
    }
    match taint::request_part(&path) {
        Some("form" | "values" | "post") => {
            seen.reads_form = true;
            seen.methods_read.push("POST".into());
            traits.takes_forms = traits.takes_forms.take().or_else(|| step("reads a posted form"));
        }
        Some("files" | "stream" | "data" | "get_data" | "json" | "get_json" | "body" | "text" | "read") => {
            seen.methods_read.push("POST".into());
            traits.reads_uploads = traits.reads_uploads.take().or_else(|| step("reads what is posted"));
        }
        _ => {}
    }
}

/// `request.method == "POST"`, `request.method in ("POST", "PUT")`.
fn note_method(scopes: &Scopes<'_>, compare: &ExprCompare, seen: &mut Seen) {
    let equal = matches!(compare.ops.as_ref(), [CmpOp::Eq | CmpOp::In]);
    if !equal || !names::path(scopes, &compare.left).is_some_and(|path| is_method(&path)) {
        return;
    }
    let with = compare.comparators.iter().map(|c| value::of(scopes, c));
    seen.methods_read.extend(with.flat_map(|v| match v {
        sneck_model::Value::Text(method) => vec![method],
        list => list.list().iter().filter_map(|m| m.text().map(str::to_owned)).collect(),
    }));
}

fn is_method(path: &str) -> bool {
    matches!(path, "flask.request.method" | "starlette.requests.Request.method" | "aiohttp.web.Request.method")
}
