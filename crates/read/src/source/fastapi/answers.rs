//! Headers of every answer: middleware is run on an empty answer, and what it sets is kept.

use std::rc::Rc;

use super::middleware::{BY_FUNCTION, Layer};
use crate::source::apps::answers;
use crate::source::apps::emit::Headers;
use crate::source::python::eval::library::builtins::partial;
use crate::source::python::eval::{Body, Call, Dict, DictKey, Machine, ObjectId, Py, Row, Site, Val};

pub(super) const ROWS: &[Row] = &[("starlette.datastructures.MutableHeaders", |m, c| mutable(m, c))];

/// Every header that middleware adds, and why there may be more.
pub(super) fn headers<'a>(m: &mut Machine<'a>, app: ObjectId, layers: &[Layer<'a>]) -> (Headers<'a>, Option<String>) {
    let mut all = Headers::default();
    let mut open = None;
    // The innermost sets first, and those around it over that.
    for layer in layers.iter().rev() {
        let (found, ended) = added(m, app, layer);
        if !ended {
            open = Some(format!("{} could not be followed to its end", layer.own_name));
        }
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

/// What one middleware adds, and whether it was followed to its end.
fn added<'a>(m: &mut Machine<'a>, app: ObjectId, layer: &Layer<'a>) -> (Headers<'a>, bool) {
    let (answer, headers) = answers::empty(m, "starlette.responses.Response");
    let next = answers::next(m, answer);
    let creation = crate::source::apps::start::creation(m, app);
    let Some((site, _)) = creation else { return (Headers::default(), true) };
    let request = Val::external("starlette.requests.Request()");
    let ended = match &layer.class.py {
        Py::External(_) if layer.name == BY_FUNCTION => {
            let dispatch = layer.option("dispatch", Val::none());
            m.call_aside(&dispatch, Call { args: vec![request, next], ..Call::bare(site) }).1
        }
        Py::Object(_) => of_class(m, layer, &next, &request, site),
        Py::Function(_) => {
            let (made, ended) = m.call_aside(&layer.class, made_with(layer, &next, site));
            by_messages(m, &made, site) && ended
        }
        _ => true,
    };
    (answers::held(m, &headers), ended)
}

fn made_with<'a>(layer: &Layer<'a>, next: &Val<'a>, site: Site) -> Call<'a> {
    let mut kwargs = vec![(Rc::from("app"), next.clone())];
    kwargs.extend(layer.options.iter().cloned());
    Call { kwargs, open: layer.open.clone(), ..Call::bare(site) }
}

/// A class of the project: `dispatch` of what builds on `BaseHTTPMiddleware`, `__call__` of the others.
fn of_class<'a>(m: &mut Machine<'a>, layer: &Layer<'a>, next: &Val<'a>, request: &Val<'a>, site: Site) -> bool {
    let (made, ended) = m.call_aside(&layer.class, made_with(layer, next, site));
    if m.class_attribute(&layer.class, "dispatch").is_some() {
        let dispatch = m.attribute(&made, "dispatch", site);
        ended && m.call_aside(&dispatch, Call { args: vec![request.clone(), next.clone()], ..Call::bare(site) }).1
    } else if m.class_attribute(&layer.class, "__call__").is_some() {
        ended && by_messages(m, &made, site)
    } else {
        ended
    }
}

/// An ASGI callable: `(scope, receive, send)`.
fn by_messages<'a>(m: &mut Machine<'a>, callable: &Val<'a>, site: Site) -> bool {
    let scope = m.dict([(DictKey::Str(Rc::from("type")), Val::str("http"))]);
    if let Some(dict) = scope.object().and_then(|id| m.dict_mut(id)) {
        dict.open = Some(Rc::from("the rest of a request is not known"));
    }
    let receive = Val::unknown("what is received is not known");
    let send = partial(|_, _| Val::none(), &Call::bare(site));
    m.call_aside(callable, Call { args: vec![scope, receive, send], ..Call::bare(site) }).1
}

/// `MutableHeaders(scope=message)`, `MutableHeaders(raw=message["headers"])`
fn mutable<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let kept =
        c.kwarg("scope").and_then(|v| m.as_dict(v)).and_then(|d| d.entries.get(&DictKey::Str(Rc::from(answers::KEPT))));
    match kept.cloned() {
        Some(headers) => headers,
        None => m.object(Body::Dict(Dict { class: Some(answers::HEADERS), ..Dict::default() })),
    }
}
