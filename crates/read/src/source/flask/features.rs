//! What extensions, wrappers and the server mean in our vocabulary.

use ruff_text_size::Ranged;
use sneck_model::{Key, Kind, Scope, Step, Value};

use crate::source::apps::Emit;
use crate::source::python::PythonFile;
use crate::source::python::eval::Options;
use crate::source::python::eval::{Code, Py, Site, Val, What};

/// Extensions that check a token on every writing request.
const CSRF: [&str; 4] =
    ["flask_wtf.CSRFProtect", "flask_wtf.csrf.CSRFProtect", "flask_wtf.CsrfProtect", "flask_seasurf.SeaSurf"];

/// All of them.
pub(super) fn emit(e: &mut Emit<'_, '_>) {
    csrf(e);
    autoescape(e);
    toolbar(e);
    talisman(e);
    proxy(e);
    debugger(e);
    admin(e);
    api_docs(e);
    rate_limit(e);
    mail(e);
    backends(e);
    static_folder(e);
}

fn csrf(e: &mut Emit<'_, '_>) {
    let site = CSRF.iter().find_map(|class| e.extension(class)).map(|(_, site)| site);
    let (value, step) = match (site, own_check(e)) {
        (Some(site), _) => (Value::Bool(true), e.step(site, "every writing request is checked")),
        (None, Some(site)) => {
            (Value::Unknown("a function of the project checks requests".into()), e.step(site, "checks requests itself"))
        }
        (None, None) => (Value::Bool(false), Step::new(e.absent(), "no CSRF protection is attached to the app")),
    };
    e.put(Key::CSRF_PROTECTION, "CSRFProtect", value, vec![step], Scope::default());
    let is_set = e.machine.config_entry(e.app, "WTF_CSRF_ENABLED").is_some();
    if !is_set && e.machine.derives(&["flask_wtf.FlaskForm", "flask_wtf.Form", "flask_wtf.form.FlaskForm"]) {
        e.default(Key::CSRF_FORMS, "WTF_CSRF_ENABLED", &crate::source::apps::Default::Bool(true));
    }
}

/// A function that sees every request before its view, and speaks of forged ones.
fn own_check(e: &Emit<'_, '_>) -> Option<Site> {
    let speaks = |function: &Val<'_>| {
        let Py::Function(function) = &function.py else { return false };
        let Code::Def(def) = function.code else { return false };
        let text = e.project.file(function.file).text()[def.range()].to_ascii_lowercase();
        text.contains("csrf") || text.contains("xsrf")
    };
    e.machine.events.of(e.app).find_map(|event| match &event.what {
        What::BeforeRequest(function) if speaks(function) => Some(event.site),
        _ => None,
    })
}

fn autoescape(e: &mut Emit<'_, '_>) {
    let jinja = e.machine.heap.get(e.app).attrs.get("jinja_env").and_then(Val::object);
    let set = jinja.and_then(|id| e.machine.heap.get(id).attrs.get("autoescape").cloned());
    // A subclass of Flask may say it for all of its apps.
    let app = Val::new(Py::Object(e.app));
    let site = crate::source::apps::start::creation(e.machine, e.app).map(|(site, _)| site);
    let options = site.map(|site| e.machine.attribute(&app, "jinja_options", site));
    let key = crate::source::python::eval::DictKey::Str("autoescape".into());
    let by_option = options.and_then(|v| e.machine.as_dict(&v).and_then(|d| d.entries.get(&key).cloned()));
    match set.or(by_option) {
        Some(value) => e.value(Key::TEMPLATE_AUTOESCAPE, "autoescape", &value),
        None => e.default(Key::TEMPLATE_AUTOESCAPE, "autoescape", &crate::source::apps::Default::Bool(true)),
    }
}

/// Flask-DebugToolbar shows itself when `DEBUG_TB_ENABLED` is on.
fn toolbar(e: &mut Emit<'_, '_>) {
    let Some((_, site)) = e.extension("flask_debugtoolbar.DebugToolbarExtension") else { return };
    let enabled = e.machine.config_entry(e.app, "DEBUG_TB_ENABLED").unwrap_or_else(|| Val::bool(false));
    let value = super::config::truth(e.machine, &enabled);
    let model = crate::source::convert::value(e.machine, &value, false);
    let mut because = value.trace.steps(e.project, "decides DEBUG_TB_ENABLED");
    because.push(e.step(site, "attaches Flask-DebugToolbar"));
    e.put(Key::DEBUG_TOOLBAR, "DEBUG_TB_ENABLED", model, because, Scope::default());
}

fn talisman(e: &mut Emit<'_, '_>) {
    let Some((options, site)) = e.extension("flask_talisman.Talisman") else { return };
    let redirect = e.option(&options, "force_https", Val::bool(true), site);
    e.value(Key::HTTPS_REDIRECT, "force_https", &redirect);
    let secure = e.option(&options, "session_cookie_secure", Val::bool(true), site);
    let debug = e.machine.config_entry(e.app, "DEBUG").and_then(|v| e.machine.truth(&v));
    if e.machine.truth(&secure) == Some(true) && debug == Some(false) {
        let standing = e.standing();
        e.settings
            .retain(|s| !(s.key == Key::SESSION_COOKIE_SECURE && s.component == e.subject && s.standing == standing));
        e.value(Key::SESSION_COOKIE_SECURE, "SESSION_COOKIE_SECURE", &secure);
    }
}

fn proxy(e: &mut Emit<'_, '_>) {
    for class in ["werkzeug.middleware.proxy_fix.ProxyFix", "werkzeug.contrib.fixers.ProxyFix"] {
        let Some((options, site)) = wrapped(e, class) else { continue };
        let given =
            options.iter().find(|(n, _)| matches!(&**n, "x_for" | "num_proxies" | "#1")).map(|(_, v)| v.clone());
        let trace = crate::source::python::eval::Trace::default().then(site.file, site.range, "");
        let hops = given.unwrap_or_else(|| Val::new(Py::Int(1))).because(&trace);
        e.value(Key::PROXY_HOPS, "x_for", &hops);
    }
}

/// A middleware around the app, however it was put there.
fn wrapped<'a>(e: &Emit<'_, 'a>, class: &str) -> Option<(Options<'a>, Site)> {
    let mut chain = vec![e.app];
    let mut at = e.machine.heap.get(e.app).attrs.get("wsgi_app").and_then(Val::object);
    while let Some(id) = at.filter(|id| !chain.contains(id)) {
        chain.push(id);
        at = e.machine.heap.get(id).attrs.get(super::app::WRAPPED).and_then(Val::object);
    }
    e.machine.events.of_any(&chain).find_map(|event| match &event.what {
        What::Wrapped(name, options) if *name == class => Some((options.clone(), event.site)),
        _ => None,
    })
}

/// `DebuggedApplication(app, evalex)`: a debugger whatever the debug flag says.
fn debugger(e: &mut Emit<'_, '_>) {
    let Some((options, site)) = wrapped(e, "werkzeug.debug.DebuggedApplication") else { return };
    let step = e.step(site, "wraps the app in Werkzeug's debugger");
    e.put(Key::DEBUGGER, "DebuggedApplication", Value::Bool(true), vec![step], Scope::default());
    let evalex = options.iter().find(|(n, _)| matches!(&**n, "evalex" | "#1")).map(|(_, v)| v.clone());
    let trace = crate::source::python::eval::Trace::default().then(site.file, site.range, "");
    let evalex = evalex.unwrap_or_else(|| Val::bool(false)).because(&trace);
    e.value(Key::DEBUGGER_CONSOLE, "evalex", &evalex);
}

/// Flask-Admin lets everybody in unless a view says otherwise in `is_accessible()`.
fn admin(e: &mut Emit<'_, '_>) {
    let Some((options, site)) = e.extension("flask_admin.Admin") else { return };
    let decides = |file: &PythonFile<'_>| file.kind == Kind::Production && file.text().contains("def is_accessible(");
    if e.project.files().iter().any(decides) {
        let why = "its views decide in is_accessible() whom they let in".to_owned();
        let step = e.step(site, "attaches Flask-Admin");
        return e.put(Key::ADMIN_PANEL, "Flask-Admin", Value::Unknown(why), vec![step], Scope::default());
    }
    let url = e.option(&options, "url", Val::str("/admin"), site);
    e.value(Key::ADMIN_PANEL, "Flask-Admin", &url);
}

/// Extensions that describe the API: class, option that holds the address, address by default.
/// Sources: Flask-RESTX `Api.__init__`; flasgger `Swagger.DEFAULT_CONFIG`.
const API_DOCS: [(&str, &str, &str); 3] = [
    ("flask_restx.Api", "doc", "/"),
    ("flask_restplus.Api", "doc", "/"),
    ("flasgger.Swagger", "specs_route", "/apidocs/"),
];

fn api_docs(e: &mut Emit<'_, '_>) {
    for (class, option, default) in API_DOCS {
        let Some((options, site)) = e.extension(class).or_else(|| super::emit::extension_of_blueprint(e, class)) else {
            continue;
        };
        let address = e.option(&options, option, Val::str(default), site);
        e.value(Key::API_DOCS, option, &address);
    }
}

fn rate_limit(e: &mut Emit<'_, '_>) {
    let Some((_, site)) = e.extension("flask_limiter.Limiter") else { return };
    let step = e.step(site, "attaches Flask-Limiter");
    e.put(Key::RATE_LIMIT, "Limiter", Value::Bool(true), vec![step], Scope::default());
}

/// Mail goes out encrypted when either of two switches is on.
fn mail(e: &mut Emit<'_, '_>) {
    if e.machine.config_entry(e.app, "MAIL_SERVER").is_none() {
        return;
    }
    let entry = |e: &Emit<'_, '_>, name: &str| e.machine.config_entry(e.app, name).map(|v| e.machine.truth(&v));
    let on = [entry(e, "MAIL_USE_TLS"), entry(e, "MAIL_USE_SSL")];
    let value = match on {
        [Some(Some(true)), _] | [_, Some(Some(true))] => Value::Bool(true),
        [Some(None), _] | [_, Some(None)] => Value::Unknown("it depends on a value that is not known".to_owned()),
        _ => Value::Bool(false),
    };
    let written =
        e.machine.config_entry(e.app, "MAIL_USE_TLS").or_else(|| e.machine.config_entry(e.app, "MAIL_SERVER"));
    let because = written.map(|v| v.trace.steps(e.project, "configures mail")).unwrap_or_default();
    let because = if because.is_empty() { vec![Step::new(e.absent(), "MAIL_USE_TLS is not set")] } else { because };
    e.put(Key::MAIL_TLS, "MAIL_USE_TLS", value, because, Scope::default());
}

/// Entries that hold URLs of databases, caches and brokers.
const URLS: [&str; 12] = [
    "SQLALCHEMY_DATABASE_URI",
    "DATABASE_URL",
    "DATABASE_URI",
    "REDIS_URL",
    "CELERY_BROKER_URL",
    "BROKER_URL",
    "MONGO_URI",
    "MONGODB_URI",
    "CACHE_REDIS_URL",
    "RATELIMIT_STORAGE_URI",
    "SESSION_REDIS",
    "AMQP_URL",
];

fn backends(e: &mut Emit<'_, '_>) {
    for name in URLS {
        if let Some(value) = e.machine.config_entry(e.app, name) {
            crate::source::apps::backend::emit(e, name, &value);
        }
    }
}

fn static_folder(e: &mut Emit<'_, '_>) {
    let attrs = &e.machine.heap.get(e.app).attrs;
    let (folder, url) = (attrs.get("<static folder>").cloned(), attrs.get("<static url>").cloned());
    let root = attrs.get("<root path>").and_then(Val::as_str).unwrap_or_default().to_owned();
    let Some(folder) = folder.as_ref().and_then(Val::as_str) else { return };
    use crate::source::python::eval::library::paths;
    let Some(path) = paths::to_tree(&format!("{root}/{folder}")) else { return };
    let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
    let url = url.as_ref().and_then(Val::as_str).map_or_else(|| format!("/{name}"), str::to_owned);
    let step = Step::new(e.creation(), "serves this folder");
    e.put(Key::STATIC_FOLDER, "static_folder", Value::Text(path), vec![step.clone()], Scope::default());
    e.put(Key::STATIC_URL, "static_url_path", Value::Text(url), vec![step], Scope::default());
}
