//! Headers that code adds to answers: its functions are run on an empty answer, which keeps what they set.

use std::rc::Rc;

use super::emit::{self, Headers};
use crate::source::python::eval::library::containers;
use crate::source::python::eval::{Body, Call, Dict, DictKey, Machine, Object, ObjectId, Py, Row, Trace, Val};

/// Class of the headers of an answer, whose names are kept in lower case.
pub(in crate::source) const HEADERS: &str = "<headers>";

/// What a middleware is given in place of the app, or of the next one.
const NEXT: &str = "<next>";
/// Attribute of it that keeps the answer.
const ANSWER: &str = "<answer>";
/// Why a header that nothing is seen to add may be there.
const MORE: &str = "code adds headers whose names are not known";

/// Key of a message of ASGI that keeps its headers.
pub(in crate::source) const KEPT: &str = "<kept headers>";

pub(in crate::source) const ROWS: &[Row] = &[
    ("<next>.__call__", |m, c| go_on(m, c)),
    ("<headers>.__setitem__", |m, c| set(m, c, true)),
    ("<headers>.__getitem__", |m, c| get(m, c)),
    ("<headers>.get", |m, c| get(m, c)),
    ("<headers>.has_header", |m, c| {
        let there = get(m, c);
        Val::bool(!matches!(there.py, Py::None))
    }),
    ("<headers>.set", |m, c| set(m, c, true)),
    ("<headers>.add", |m, c| set(m, c, true)),
    ("<headers>.add_header", |m, c| set(m, c, true)),
    ("<headers>.append", |m, c| set(m, c, true)),
    ("<headers>.setdefault", |m, c| set(m, c, false)),
    ("<headers>.update", |m, c| update(m, c)),
    ("<headers>.extend", |m, c| update(m, c)),
    ("secure.Secure().framework.flask", |m, c| secure(m, c)),
    ("secure.Secure().framework.fastapi", |m, c| secure(m, c)),
    ("secure.Secure().framework.starlette", |m, c| secure(m, c)),
    ("secure.Secure().framework.aiohttp", |m, c| secure(m, c)),
    ("secure.Secure().set_headers", |m, c| secure(m, c)),
    ("secure.Secure().set_headers_async", |m, c| secure(m, c)),
    ("secure.Secure.with_default_headers().set_headers", |m, c| secure(m, c)),
    ("secure.Secure.with_default_headers().set_headers_async", |m, c| secure(m, c)),
];

/// An answer of a class without headers, and its headers.
pub(in crate::source) fn empty<'a>(m: &mut Machine<'a>, class: &str) -> (Val<'a>, Val<'a>) {
    let headers = m.object(Body::Dict(Dict { class: Some(HEADERS), ..Dict::default() }));
    let mut answer = Object::new(Body::Instance(Val::external(class)));
    answer.attrs.insert(Rc::from("headers"), headers.clone());
    (Val::new(Py::Object(m.heap.add(answer))), headers)
}

/// What a middleware is given to go on with: it gives that answer.
pub(in crate::source) fn next<'a>(m: &mut Machine<'a>, answer: Val<'a>) -> Val<'a> {
    let next = m.instance(NEXT);
    m.heap.change(next).attrs.insert(Rc::from(ANSWER), answer);
    Val::new(Py::Object(next))
}

/// What headers hold. Where something that is not known was added, every protective header that is missing may be it.
pub(in crate::source) fn held<'a>(m: &Machine<'a>, headers: &Val<'a>) -> Headers<'a> {
    let Some(dict) = m.as_dict(headers) else { return Headers::default() };
    let mut held: Headers<'a> =
        dict.entries.iter().filter_map(|(k, v)| Some((Rc::from(k.text()?), v.clone()))).collect();
    for (name, _) in dict.open.iter().flat_map(|_| emit::HEADERS) {
        held.entry(Rc::from(*name)).or_insert_with(|| Val::unknown(MORE));
    }
    held
}

fn open<'a>(m: &mut Machine<'a>, headers: &Val<'a>) {
    if let Some(dict) = headers.object().and_then(|id| m.dict_mut(id)) {
        dict.open.get_or_insert_with(|| Rc::from(MORE));
    }
}

/// Sets a header, as if this call did.
pub(in crate::source) fn put<'a>(m: &mut Machine<'a>, headers: ObjectId, name: &str, value: Val<'a>, c: &Call<'a>) {
    let receiver = Some(Val::new(Py::Object(headers)));
    set(m, &Call { receiver, args: vec![Val::str(name), value], ..Call::bare(c.site) }, true);
}

fn set<'a>(m: &mut Machine<'a>, c: &Call<'a>, over: bool) -> Val<'a> {
    let (Some(id), Some(name), Some(value)) = (c.on_object(), c.args.first(), c.args.get(1)) else {
        return Val::none();
    };
    let value = value.clone();
    let trace = if value.trace.is_empty() { Trace::literal(c.site.file, c.site.range) } else { value.trace.clone() };
    if let (Some(name), Some(dict)) = (name.as_str().map(str::to_ascii_lowercase), m.dict_mut(id)) {
        let key = DictKey::Str(Rc::from(name));
        if over || !dict.entries.contains_key(&key) {
            dict.entries.insert(key, value.with(trace));
        }
    }
    Val::none()
}

fn get<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let default = c.args.get(1).cloned().unwrap_or_else(Val::none);
    let (Some(id), Some(name)) = (c.on_object(), c.args.first().and_then(Val::as_str)) else { return default };
    let key = DictKey::Str(Rc::from(name.to_ascii_lowercase()));
    m.dict_mut(id).and_then(|dict| dict.entries.get(&key).cloned()).unwrap_or(default)
}

fn update<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let given = c.args.first().and_then(|v| containers::pairs(m, v));
    let complete = c.args.is_empty() || matches!(given, Some((_, None)));
    for (key, value) in given.into_iter().flat_map(|(pairs, _)| pairs) {
        let call = Call { args: vec![key.value(), value], ..c.clone() };
        set(m, &call, true);
    }
    if let Some(headers) = c.receiver.as_ref().filter(|_| !complete) {
        open(m, headers);
    }
    Val::none()
}

/// `secure` sets its default headers on an answer (secure 0.3, `Secure.headers`).
fn secure<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    const DEFAULTS: [(&str, &str); 5] = [
        ("strict-transport-security", "max-age=63072000; includeSubdomains"),
        ("x-frame-options", "SAMEORIGIN"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer, strict-origin-when-cross-origin"),
        ("cache-control", "no-store"),
    ];
    let headers = c.args.first().and_then(Val::object).and_then(|id| m.heap.get(id).attrs.get("headers").cloned());
    for (name, value) in DEFAULTS {
        let call = Call { receiver: headers.clone(), args: vec![Val::str(name), Val::str(value)], ..c.clone() };
        set(m, &call, false);
    }
    Val::none()
}

/// `call_next(request)` gives the answer; `app(scope, receive, send)` sends a message that starts it.
fn go_on<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
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
    match m.members(&raw) {
        Some(pairs) => pairs.iter().for_each(|pair| take(m, &headers, pair, c)),
        None => open(m, &headers),
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
    let Some(name) = text(both.first()) else { return open(m, headers) };
    if let Some(id) = headers.object() {
        let trace = both.get(1).map(|v| v.trace.or(&pair.trace)).unwrap_or_default();
        let value = text(both.get(1)).map_or_else(|| Val::unknown("its value is not known"), Val::str);
        put(m, id, &name, value.with(trace), c);
    }
}
