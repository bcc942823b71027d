//! The settings of an aiohttp app in one environment.

use std::rc::Rc;

use sneck_model::{Key, Scope, Step, Value};

use super::{app, session};
use crate::source::apps::emit::Headers;
use crate::source::apps::{Default, Emit, answers, start};
use crate::source::convert;
use crate::source::python::eval::{Call, Code, Machine, ObjectId, Py, Val, option};

/// Everything that is set on the app.
pub(super) fn emit(e: &mut Emit<'_, '_>) {
    e.open = attr(e, app::OPEN).and_then(|v| v.why_unknown().map(ToString::to_string));
    match attr(e, "debug") {
        Some(value) => e.value(Key::DEBUG, "debug", &value),
        None => e.default(Key::DEBUG, "debug", &Default::Bool(false)),
    }
    limit(e);
    csrf(e);
    templates(e);
    toolbar(e);
    cors(e);
    let (headers, open) = headers(e.machine, e.app);
    e.headers_unless(&headers, open);
    // A storage may be made by a middleware only when it runs, as it just did.
    session::emit(e);
}

fn attr<'a>(e: &Emit<'_, 'a>, name: &str) -> Option<Val<'a>> {
    e.machine.heap.get(e.app).attrs.get(name).cloned()
}

/// `client_max_size`: one MiB by default, and 0 for no limit.
fn limit(e: &mut Emit<'_, '_>) {
    match attr(e, "client_max_size") {
        Some(value) => {
            let value = value.map(|v| if matches!(v.py, Py::Int(0)) { Val::none() } else { v.clone() });
            e.value(Key::MAX_BODY, "client_max_size", &value);
        }
        None => e.default(Key::MAX_BODY, "client_max_size", &Default::Int(1024 * 1024)),
    }
}

fn middlewares<'a>(m: &Machine<'a>, app: ObjectId) -> Option<Vec<Val<'a>>> {
    let list = m.heap.get(app).attrs.get("middlewares")?;
    m.members(list)
}

/// A middleware whose name says that it checks tokens.
fn csrf(e: &mut Emit<'_, '_>) {
    let listed = attr(e, "middlewares").unwrap_or_else(Val::none);
    let Some(all) = middlewares(e.machine, e.app) else { return };
    let found =
        all.iter().find(|one| one.alternatives().iter().any(|one| name(one).to_ascii_lowercase().contains("csrf")));
    let by_extension = e.extension("aiohttp_csrf").map(|(_, site)| e.step(site, "every writing request is checked"));
    let mut because = listed.trace.steps(e.project, "lists no middleware that checks where a form comes from");
    because.push(Step::new(e.absent(), "no middleware checks where a form comes from"));
    let (value, because) = match (found, by_extension) {
        (_, Some(step)) => (true, vec![step]),
        (Some(_), None) => {
            (true, listed.trace.steps(e.project, "lists a middleware that checks where a form comes from"))
        }
        (None, None) => (false, because),
    };
    e.put(Key::CSRF_PROTECTION, "middlewares", Value::Bool(value), because, Scope::default());
}

/// The name of a function, or of what makes one.
fn name(value: &Val<'_>) -> String {
    match &value.py {
        Py::Function(function) => match function.code {
            Code::Def(def) => def.name.to_string(),
            Code::Lambda(_) => String::new(),
        },
        Py::External(name) => name.to_string(),
        _ => String::new(),
    }
}

/// `aiohttp_jinja2.setup(app, autoescape=)`: on by default.
fn templates(e: &mut Emit<'_, '_>) {
    let Some((options, site)) = e.extension("aiohttp_jinja2") else { return };
    let value = e.option(&options, "autoescape", Val::bool(true), site);
    e.value(Key::TEMPLATE_AUTOESCAPE, "autoescape", &value);
}

fn toolbar(e: &mut Emit<'_, '_>) {
    let Some((_, site)) = e.extension("aiohttp_debugtoolbar") else { return };
    let step = e.step(site, "attaches aiohttp-debugtoolbar");
    e.put(Key::DEBUG_TOOLBAR, "aiohttp_debugtoolbar", Value::Bool(true), vec![step], Scope::default());
}

/// Origins with their options; `*` with credentials sends the origin of the request back.
fn cors(e: &mut Emit<'_, '_>) {
    let Some((options, site)) = e.extension("aiohttp_cors") else { return };
    let defaults = option(&options, "defaults").cloned().unwrap_or_else(Val::none);
    let Some(entries) = e.machine.as_dict(&defaults).map(|d| d.entries.clone()) else { return };
    let origins = entries.keys().filter_map(|k| k.text()).map(|o| Value::Text(o.to_owned())).collect();
    let credentials = entries.values().any(|v| {
        let given = v.object().and_then(|id| e.machine.heap.get(id).attrs.get("allow_credentials").cloned());
        given.is_some_and(|v| e.machine.truth(&v) == Some(true))
    });
    let step = e.step(site, "lets other sites read answers");
    let scope = || Scope(vec!["resource /*".to_owned()]);
    e.put(Key::CORS_ORIGINS, "defaults", Value::List(origins), vec![step.clone()], scope());
    e.put(Key::CORS_CREDENTIALS, "allow_credentials", Value::Bool(credentials), vec![step.clone()], scope());
    for (name, key) in [("allow_methods", Key::CORS_METHODS), ("allow_headers", Key::CORS_HEADERS)] {
        let given = entries.values().find_map(|v| e.machine.heap.get(v.object()?).attrs.get(name).cloned());
        let Some(given) = given else { continue };
        let value = match convert::value(e.machine, &given, false) {
            Value::Text(text) => Value::List(vec![Value::Text(text)]),
            other => other,
        };
        e.put(key, name, value, vec![step.clone()], scope());
    }
}

/// Middleware and `on_response_prepare` are run on an empty answer.
fn headers<'a>(m: &mut Machine<'a>, app: ObjectId) -> (Headers<'a>, Option<String>) {
    let Some((site, _)) = start::creation(m, app) else { return (Headers::default(), None) };
    let mut ended = true;
    let (answer, headers) = answers::empty(m, "aiohttp.web.Response");
    let mut request = crate::source::python::eval::Object::new(crate::source::python::eval::Body::Instance(
        Val::external("aiohttp.web.Request"),
    ));
    request.attrs.insert(Rc::from("app"), Val::new(Py::Object(app)));
    let request = Val::new(Py::Object(m.heap.add(request)));
    for middleware in middlewares(m, app).unwrap_or_default() {
        let next = answers::next(m, answer.clone());
        ended &= m.call_aside(&middleware, Call { args: vec![request.clone(), next], ..Call::bare(site) }).1;
    }
    let prepare = m.heap.get(app).attrs.get("on_response_prepare").and_then(|list| m.members(list));
    for function in prepare.unwrap_or_default() {
        ended &= m.call_aside(&function, Call { args: vec![request.clone(), answer.clone()], ..Call::bare(site) }).1;
    }
    let open = (!ended).then(|| "a middleware could not be followed to its end".to_owned());
    (answers::held(m, &headers), open)
}
