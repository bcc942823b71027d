//! Headers of every answer: middleware is run on an empty answer, and what it sets is kept.

use std::rc::Rc;

use super::middleware::{BY_FUNCTION, Layer};
use crate::source::apps::answers;
use crate::source::apps::emit::Headers;
use crate::source::python::eval::library::builtins::partial;
use crate::source::python::eval::{Body, Call, Dict, DictKey, Machine, ObjectId, Py, Row, Site, Val};

/// What a middleware is given in place of the app, or of the next one.
const NEXT: &str = "<next>";
/// Attribute of it that keeps the answer.
const ANSWER: &str = "<answer>";
/// Key of a message of ASGI that keeps its headers.
const KEPT: &str = "<kept headers>";

pub(super) const ROWS: &[Row] =
    &[("<next>.__call__", |m, c| next(m, c)), ("starlette.datastructures.MutableHeaders", |m, c| mutable(m, c))];

/// Every header that middleware adds, and why there may be more.
pub(super) fn headers<'a>(m: &mut Machine<'a>, app: ObjectId, layers: &[Layer<'a>]) -> (Headers<'a>, Option<String>) {
    let mut all = Headers::default();
    let mut open = None;
    // The innermost sets first, and those around it over that.
    for layer in layers.iter().rev() {
        let found = added(m, app, layer);
        for (name, value) in found {
            let value = if layer.perhaps { Val::one_of([value, Val::new(Py::Unbound)]) } else { value };
            all.insert(name, value);
        }
        if may_add(layer) {
            open = Some(format!("{} may add it", layer.name));
        }
    }
    (all, open)
}

/// Middleware of other packages that is there to add headers.
fn may_add(layer: &Layer<'_>) -> bool {
    let lower = layer.name.to_ascii_lowercase();
    let ours = matches!(layer.class.py, Py::Object(_)) || lower.starts_with("starlette.");
    !ours && ["secur", "header", "helmet", "csp", "hsts"].iter().any(|word| lower.contains(word))
}

fn added<'a>(m: &mut Machine<'a>, app: ObjectId, layer: &Layer<'a>) -> Headers<'a> {
    let (answer, headers) = answers::empty(m, "starlette.responses.Response");
    let next = m.instance(NEXT);
    m.heap.change(next).attrs.insert(Rc::from(ANSWER), answer);
    let next = Val::new(Py::Object(next));
    let creation = crate::source::apps::start::creation(m, app);
    let Some((site, _)) = creation else { return Headers::default() };
    let request = Val::external("starlette.requests.Request()");
    match &layer.class.py {
        Py::External(_) if layer.name == BY_FUNCTION => {
            let dispatch = layer.option("dispatch", Val::none());
            m.call_later(&dispatch, Call { args: vec![request, next], ..Call::bare(site) });
        }
        Py::Object(_) => of_class(m, layer, &next, &request, site),
        Py::Function(_) => {
            let made = m.call_later(&layer.class, made_with(layer, &next, site));
            by_messages(m, &made, site);
        }
        _ => {}
    }
    answers::held(m, &headers)
}

fn made_with<'a>(layer: &Layer<'a>, next: &Val<'a>, site: Site) -> Call<'a> {
    let mut kwargs = vec![(Rc::from("app"), next.clone())];
    kwargs.extend(layer.options.iter().cloned());
    Call { kwargs, open: layer.open.clone(), ..Call::bare(site) }
}

/// A class of the project: `dispatch` of what builds on `BaseHTTPMiddleware`, `__call__` of the others.
fn of_class<'a>(m: &mut Machine<'a>, layer: &Layer<'a>, next: &Val<'a>, request: &Val<'a>, site: Site) {
    let made = m.call_later(&layer.class, made_with(layer, next, site));
    if m.class_attribute(&layer.class, "dispatch").is_some() {
        let dispatch = m.attribute(&made, "dispatch", site);
        m.call_later(&dispatch, Call { args: vec![request.clone(), next.clone()], ..Call::bare(site) });
    } else if m.class_attribute(&layer.class, "__call__").is_some() {
        by_messages(m, &made, site);
    }
}

/// An ASGI callable: `(scope, receive, send)`.
fn by_messages<'a>(m: &mut Machine<'a>, callable: &Val<'a>, site: Site) {
    let scope = m.dict([(DictKey::Str(Rc::from("type")), Val::str("http"))]);
    if let Some(dict) = scope.object().and_then(|id| m.dict_mut(id)) {
        dict.open = Some(Rc::from("the rest of a request is not known"));
    }
    let receive = Val::unknown("what is received is not known");
    let send = partial(|_, _| Val::none(), &Call::bare(site));
    m.call_later(callable, Call { args: vec![scope, receive, send], ..Call::bare(site) });
}

/// `call_next(request)` gives the answer; `app(scope, receive, send)` sends a message that starts it.
fn next<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let answer = c.on_object().and_then(|id| m.heap.get(id).attrs.get(ANSWER).cloned()).unwrap_or_else(Val::none);
    let Some(send) = c.arg(2, "send").cloned() else { return answer };
    let headers = answer.object().and_then(|id| m.heap.get(id).attrs.get("headers").cloned());
    let Some(headers) = headers else { return Val::none() };
    let raw = m.list(Vec::new());
    let text = |name: &str| DictKey::Str(Rc::from(name));
    let entries = [
        (text("type"), Val::str("http.response.start")),
        (text("status"), Val::new(Py::Int(200))),
        (text("headers"), raw.clone()),
        (text(KEPT), headers.clone()),
    ];
    let message = m.object(Body::Dict(Dict { entries: entries.into_iter().collect(), ..Dict::default() }));
    m.call(&send, Call { args: vec![message.clone()], ..Call::bare(c.site) });
    let raw = m.as_dict(&message).and_then(|d| d.entries.get(&text("headers")).cloned()).unwrap_or(raw);
    for pair in m.members(&raw).unwrap_or_default() {
        take(m, &headers, &pair, c);
    }
    Val::none()
}

/// `(b"x-frame-options", b"DENY")`
fn take<'a>(m: &mut Machine<'a>, headers: &Val<'a>, pair: &Val<'a>, c: &Call<'a>) {
    let both = m.members(pair).unwrap_or_default();
    let text = |v: Option<&Val<'a>>| match v.map(|v| &v.py) {
        Some(Py::Bytes(bytes)) => Some(String::from_utf8_lossy(bytes).into_owned()),
        Some(Py::Str(text)) => Some(text.to_string()),
        _ => None,
    };
    if let (Some(id), Some(name)) = (headers.object(), text(both.first())) {
        let trace = both.get(1).map(|v| v.trace.or(&pair.trace)).unwrap_or_default();
        let value = text(both.get(1)).map_or_else(|| Val::unknown("its value is not known"), Val::str);
        answers::put(m, id, &name, value.with(trace), c);
    }
}

/// `MutableHeaders(scope=message)`, `MutableHeaders(raw=message["headers"])`
fn mutable<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let kept = c.kwarg("scope").and_then(|v| m.as_dict(v)).and_then(|d| d.entries.get(&DictKey::Str(Rc::from(KEPT))));
    match kept.cloned() {
        Some(headers) => headers,
        None => m.object(Body::Dict(Dict { class: Some(answers::HEADERS), ..Dict::default() })),
    }
}
