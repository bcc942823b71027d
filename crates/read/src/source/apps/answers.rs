//! Headers that code adds to answers: its functions are run on an empty answer, which keeps what they set.

use std::rc::Rc;

use super::emit::Headers;
use crate::source::python::eval::library::containers;
use crate::source::python::eval::{Body, Call, Dict, DictKey, Machine, Object, ObjectId, Py, Row, Trace, Val};

/// Class of the headers of an answer, whose names are kept in lower case.
pub(in crate::source) const HEADERS: &str = "<headers>";

pub(in crate::source) const ROWS: &[Row] = &[
    ("<headers>.__setitem__", |m, c| set(m, c, true)),
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

/// What headers hold.
pub(in crate::source) fn held<'a>(m: &Machine<'a>, headers: &Val<'a>) -> Headers<'a> {
    let dict = m.as_dict(headers).map(|d| d.entries.clone()).unwrap_or_default();
    dict.into_iter().filter_map(|(k, v)| Some((Rc::from(k.text()?), v))).collect()
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

fn update<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let given = c.args.first().and_then(|v| containers::pairs(m, v));
    for (key, value) in given.into_iter().flat_map(|(pairs, _)| pairs) {
        let call = Call { args: vec![key.value(), value], ..c.clone() };
        set(m, &call, true);
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
