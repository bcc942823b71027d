//! The settings of a FastAPI or Starlette app in one environment, from what a run left behind.

use sneck_model::{Key, Scope, Step, Value};

use super::middleware::{self, Layer};
use super::{answers, app, cors, keys, routes};
use crate::source::apps::{Default, Emit};
use crate::source::convert;
use crate::source::python::eval::library::paths;
use crate::source::python::eval::{Py, Val, What, option};

/// Middleware that checks a token on every writing request, by the last part of its name.
const CSRF: [&str; 4] = ["CSRFMiddleware", "CsrfMiddleware", "CSRFProtectMiddleware", "ASGIMiddlewareCSRF"];
/// What limits how often somebody asks, by the last part of its name.
const LIMITERS: [&str; 4] =
    ["SlowAPIMiddleware", "SlowAPIASGIMiddleware", "RateLimitMiddleware", "RateLimiterMiddleware"];

/// Everything that is set on the app.
pub(super) fn emit(e: &mut Emit<'_, '_>) {
    let (layers, open) = middleware::layers(e.machine, e.app);
    e.open = attr(e, app::OPEN).and_then(|v| v.why_unknown().map(ToString::to_string)).or(open);
    debug(e);
    docs(e);
    cors::emit(e, &layers);
    session(e, &layers);
    folders(e);
    // What stands around a mounted app answers for it.
    if attr(e, routes::OUTER).is_none() {
        around(e, &layers);
    }
    keys::emit(e);
}

fn around<'a>(e: &mut Emit<'_, 'a>, layers: &[Layer<'a>]) {
    hosts(e, layers);
    present(e, layers, Key::HTTPS_REDIRECT, &["HTTPSRedirectMiddleware", "HTTPToHTTPSRedirectMiddleware"]);
    present(e, layers, Key::RATE_LIMIT, &LIMITERS);
    csrf(e, layers);
    proxies(e, layers);
    limit(e);
    names(e, layers);
    let (headers, open) = answers::headers(e.machine, e.app, layers);
    e.headers_unless(&headers, open);
}

fn attr<'a>(e: &Emit<'_, 'a>, name: &str) -> Option<Val<'a>> {
    e.machine.heap.get(e.app).attrs.get(name).cloned()
}

/// One that was never given keeps no history: it is the default.
fn set<'a>(e: &Emit<'_, 'a>, name: &str) -> Option<Val<'a>> {
    attr(e, name).filter(|v| !v.trace.is_empty() || v.alternatives().len() > 1)
}

fn debug(e: &mut Emit<'_, '_>) {
    match set(e, "debug") {
        Some(value) => e.value(Key::DEBUG, "debug", &value),
        None => e.default(Key::DEBUG, "debug", &Default::Bool(false)),
    }
}

/// `openapi_url`, `docs_url`, `redoc_url`: without the first there is neither of the others.
fn docs(e: &mut Emit<'_, '_>) {
    let Some(schema) = attr(e, "openapi_url") else { return };
    let prefix =
        attr(e, app::PREFIX).and_then(|v| v.as_str().map(|p| p.trim_end_matches('/').to_owned())).unwrap_or_default();
    address(e, Key::API_SCHEMA, "openapi_url", &prefix, Scope::default());
    for (name, scope) in [("docs_url", Scope::default()), ("redoc_url", Scope(vec!["redoc".to_owned()]))] {
        match e.machine.truth(&schema) {
            Some(false) => {
                let because = schema.trace.steps(e.project, "sets openapi_url to None");
                let because =
                    if because.is_empty() { vec![Step::new(e.creation(), "sets no openapi_url")] } else { because };
                e.put(Key::API_DOCS, name, Value::None, because, scope);
            }
            Some(true) => address(e, Key::API_DOCS, name, &prefix, scope),
            None => {
                let page = attr(e, name).unwrap_or_else(Val::none);
                let value = Val::one_of(
                    schema
                        .alternatives()
                        .iter()
                        .map(|one| match e.machine.truth(one) {
                            Some(true) => page.clone(),
                            Some(false) => Val::none(),
                            None => Val::unknown(one.why_unknown().map_or("openapi_url is not known", |why| why)),
                        })
                        .collect::<Vec<_>>(),
                );
                let model = convert::value(e.machine, &value, false);
                let because = schema.trace.steps(e.project, "sets openapi_url");
                let because =
                    if because.is_empty() { vec![Step::new(e.creation(), "may set openapi_url")] } else { because };
                e.put(Key::API_DOCS, name, model, because, scope);
            }
        }
    }
}

fn address(e: &mut Emit<'_, '_>, key: Key, name: &'static str, prefix: &str, scope: Scope) {
    let default = app::OPTIONS.iter().find(|(n, _)| *n == name).map_or("", |(_, default)| default);
    match set(e, name) {
        Some(value) => {
            let model = under(prefix, convert::value(e.machine, &value, false));
            let mut because = value.trace.steps(e.project, &format!("sets {name}"));
            if because.is_empty() {
                because.push(Step::new(e.creation(), format!("sets {name}")));
            }
            e.put(key, name, model, because, scope);
        }
        None => {
            let value = under(prefix, Value::Text(default.to_owned()));
            let value = e.open.clone().map_or(value.clone(), |why| Value::OneOf(vec![value, Value::Unknown(why)]));
            let because = vec![
                Step::new(e.absent(), format!("{name} is not set")),
                Step::new(e.product(), format!("{name} is `{default}` by default")),
            ];
            e.put(key, name, value, because, scope);
        }
    }
}

/// The address of a mounted app's page; an empty one is none.
fn under(prefix: &str, value: Value) -> Value {
    match value {
        Value::Text(text) if text.is_empty() => Value::None,
        Value::Text(text) => Value::Text(format!("{prefix}{text}")),
        Value::OneOf(all) => Value::OneOf(all.into_iter().map(|one| under(prefix, one)).collect()),
        other => other,
    }
}

/// Starlette, `SessionMiddleware.__init__`: the cookie is HttpOnly whatever is said; option, key, default.
const SESSION: &[(&str, Key, Default)] = &[
    ("secret_key", Key::SECRET_KEY, Default::None),
    ("session_cookie", Key::SESSION_COOKIE_NAME, Default::Text("session")),
    ("max_age", Key::SESSION_LIFETIME, Default::Int(14 * 24 * 60 * 60)),
    ("path", Key::SESSION_COOKIE_PATH, Default::Text("/")),
    ("same_site", Key::SESSION_COOKIE_SAMESITE, Default::Text("lax")),
    ("https_only", Key::SESSION_COOKIE_SECURE, Default::Bool(false)),
    ("domain", Key::SESSION_COOKIE_DOMAIN, Default::None),
];

fn session<'a>(e: &mut Emit<'_, 'a>, layers: &[Layer<'a>]) {
    let Some(layer) = layers.iter().find(|l| l.name == "starlette.middleware.sessions.SessionMiddleware") else {
        return;
    };
    for (name, key, default) in SESSION {
        let given =
            option(&layer.options, name).or_else(|| option(&layer.options, "#0").filter(|_| *name == "secret_key"));
        match (given, &layer.open) {
            (Some(value), _) => {
                let value = value.clone().because(&layer.trace);
                e.value(*key, name, &value);
            }
            (None, why) => {
                let known = convert::value(e.machine, &default.value(), *key == Key::SECRET_KEY);
                let value = why
                    .as_ref()
                    .map_or(known.clone(), |why| Value::OneOf(vec![known, Value::Unknown(why.to_string())]));
                let because = e.left_out(&layer.trace, name, default);
                e.put(*key, name, value, because, Scope::default());
            }
        }
    }
    let mut because = layer.trace.steps(e.project, "keeps sessions in a cookie");
    because.push(Step::new(e.product(), "the cookie is always HttpOnly"));
    e.put(Key::SESSION_COOKIE_HTTPONLY, "SessionMiddleware", Value::Bool(true), because.clone(), Scope::default());
    e.put(
        Key::SESSION_INTERFACE,
        "SessionMiddleware",
        Value::Text("signed cookie".to_owned()),
        because,
        Scope::default(),
    );
}

/// `TrustedHostMiddleware(allowed_hosts=)`: any host without it, and any without the option.
fn hosts<'a>(e: &mut Emit<'_, 'a>, layers: &[Layer<'a>]) {
    let layer = layers.iter().find(|l| l.name == "starlette.middleware.trustedhost.TrustedHostMiddleware");
    let Some(layer) = layer else {
        return e.default(Key::TRUSTED_HOSTS, "TrustedHostMiddleware", &Default::None);
    };
    let any = e.machine.list(vec![Val::str("*")]);
    let given = layer.option("allowed_hosts", any.clone());
    let given = if matches!(given.py, Py::None) { any.because(&layer.trace) } else { given };
    let given = if layer.perhaps { Val::one_of([given.clone(), Val::none()]).with(given.trace) } else { given };
    e.value(Key::TRUSTED_HOSTS, "allowed_hosts", &given);
}

/// A middleware that does one thing by being there.
fn present<'a>(e: &mut Emit<'_, 'a>, layers: &[Layer<'a>], key: Key, names: &[&str]) {
    let Some(layer) = layers.iter().find(|l| names.contains(&last(&l.name))) else { return };
    let value =
        if layer.perhaps { Value::OneOf(vec![Value::Bool(true), Value::Bool(false)]) } else { Value::Bool(true) };
    let because = layer.trace.steps(e.project, &format!("adds {}", last(&layer.name)));
    e.put(key, last(&layer.name), value, because, Scope::default());
}

fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn csrf<'a>(e: &mut Emit<'_, 'a>, layers: &[Layer<'a>]) {
    present(e, layers, Key::CSRF_PROTECTION, &CSRF);
    if !layers.iter().any(|l| CSRF.contains(&last(&l.name))) && e.open.is_none() {
        let absent = Step::new(e.absent(), "no middleware checks where a form comes from");
        e.put(Key::CSRF_PROTECTION, "CSRFMiddleware", Value::Bool(false), vec![absent], Scope::default());
    }
}

/// uvicorn's and hypercorn's middleware believe forwarding headers of the addresses that they are given.
fn proxies<'a>(e: &mut Emit<'_, 'a>, layers: &[Layer<'a>]) {
    if let Some(layer) = layers.iter().find(|l| last(&l.name) == "ProxyHeadersMiddleware") {
        let trusted = option(&layer.options, "#0")
            .cloned()
            .unwrap_or_else(|| layer.option("trusted_hosts", Val::str("127.0.0.1")));
        let value = match convert::value(e.machine, &trusted, false) {
            Value::List(all) => Value::Text(all.iter().filter_map(Value::text).collect::<Vec<_>>().join(",")),
            other => other,
        };
        let because = layer.trace.steps(e.project, "believes forwarding headers");
        e.put(Key::SERVER_TRUSTED_PROXIES, "trusted_hosts", value, because, Scope::default());
    }
    if let Some(layer) = layers.iter().find(|l| last(&l.name) == "ProxyFixMiddleware") {
        let hops = layer.option("trusted_hops", Val::new(Py::Int(1)));
        e.value(Key::PROXY_HOPS, "trusted_hops", &hops);
    }
}

/// `Starlette(max_body_size=)`, which newer releases have; whoever adds a middleware of that sort limits it, too.
fn limit(e: &mut Emit<'_, '_>) {
    match set(e, "max_body_size") {
        Some(value) => e.value(Key::MAX_BODY, "max_body_size", &value),
        None => e.default(Key::MAX_BODY, "max_body_size", &Default::None),
    }
}

/// The middleware, the outermost first.
fn names<'a>(e: &mut Emit<'_, 'a>, layers: &[Layer<'a>]) {
    let named = layers.iter().filter(|l| !l.own_name.is_empty());
    let all: Vec<Value> = named.map(|l| Value::Text(l.own_name.clone())).collect();
    let mut because: Vec<Step> = layers.iter().flat_map(|l| l.trace.steps(e.project, "adds a middleware")).collect();
    if because.is_empty() {
        because.push(Step::new(e.absent(), "no middleware is added"));
    }
    e.put(Key::MIDDLEWARE, "middleware", Value::List(all), because, Scope::default());
}

/// `app.mount("/static", StaticFiles(directory="static"))`
fn folders(e: &mut Emit<'_, '_>) {
    let found = e.machine.events.of(e.app).filter_map(|event| match &event.what {
        What::Extension(class, options) if *class == routes::FOLDER => {
            Some((option(options, "directory").cloned()?, option(options, "path").cloned()?, event.site))
        }
        _ => None,
    });
    for (folder, path, site) in found.collect::<Vec<_>>() {
        let folder =
            paths::text_of(e.machine, &folder).map(|text| paths::to_tree(&text).unwrap_or_else(|| text.to_string()));
        let (Some(folder), Some(url)) = (folder, path.as_str().map(str::to_owned)) else { continue };
        let step = e.step(site, "serves this folder");
        let scope = Scope(vec![format!("folder {url}")]);
        let folder = folder.trim_start_matches("./").to_owned();
        e.put(Key::STATIC_FOLDER, "directory", Value::Text(folder), vec![step.clone()], scope.clone());
        e.put(Key::STATIC_URL, "path", Value::Text(url), vec![step], scope);
    }
}
