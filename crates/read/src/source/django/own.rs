//! Headers that middleware of the project adds: it is run on an answer, and what it sets is kept.

use std::rc::Rc;

use sneck_model::Kind;

use super::middleware;
use crate::source::apps::emit::Headers;
use crate::source::apps::{Emit, answers, start};
use crate::source::python::eval::{Body, Call, Dict, DictKey, Machine, Py, Row, Site, Val};

/// What a middleware is given in place of the next one.
const NEXT: &str = "<django next>";
/// Attribute of it that keeps the answer.
const ANSWER: &str = "<answer>";

pub(super) const ROWS: &[Row] = &[("<django next>.__call__", |m, c| {
    c.on_object().and_then(|id| m.heap.get(id).attrs.get(ANSWER).cloned()).unwrap_or_else(|| m.raise("TypeError"))
})];

/// Parts of names of headers that settings cannot add, or that a project may set over them.
const MARKS: [&str; 9] = [
    "strict-transport",
    "x-frame",
    "content-security",
    "x-content-type",
    "referrer-policy",
    "permissions-policy",
    "cross-origin",
    "cache-control",
    "access-control",
];

/// Imports every middleware of the project, so that its bases are known.
pub(super) fn import(e: &mut Emit<'_, '_>) {
    let Some((_, list)) = middleware::list(e) else { return };
    let members = list.alternatives().iter().filter_map(|one| e.machine.members(one)).flatten();
    let modules: Vec<String> = members.filter_map(|one| Some(one.as_str()?.rsplit_once('.')?.0.to_owned())).collect();
    let Some(site) = site(e) else { return };
    for module in modules {
        if e.machine.project.module(&e.machine.roots, &module).is_none() {
            continue;
        }
        let import = Val::external("importlib.import_module");
        e.machine.call_later(&import, Call { args: vec![Val::str(module)], ..Call::bare(site) });
    }
}

/// True for a class of the project that is made from this one.
pub(super) fn derives(e: &Emit<'_, '_>, path: &str, class: &str) -> bool {
    let own = e.machine.loaded(path);
    own.is_some_and(|own| e.machine.external_bases(&own).iter().any(|base| &**base == class))
}

/// Adds what the project's own middleware sets, the innermost first.
pub(super) fn add<'a>(e: &mut Emit<'_, 'a>, headers: &mut Headers<'a>) {
    let Some((_, list)) = middleware::list(e) else { return };
    let names: Vec<String> = e
        .machine
        .members(&list)
        .unwrap_or_default()
        .iter()
        .rev()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    for name in names {
        if may_add_elsewhere(&name) {
            unknown(headers, &name);
        } else if let Some(class) = own(e, &name) {
            run(e, &class, headers);
        }
    }
}

/// A middleware of another package that is there to add headers, and is not followed.
fn may_add_elsewhere(name: &str) -> bool {
    let known = ["django.", "csp.", "corsheaders.", "django_permissions_policy."];
    let lower = name.to_ascii_lowercase();
    !known.iter().any(|package| name.starts_with(package))
        && ["security_headers", "securityheaders", "secure_headers", "django_secure"].iter().any(|w| lower.contains(w))
}

/// Every header that such a middleware may add.
fn unknown<'a>(headers: &mut Headers<'a>, name: &str) {
    for header in ["content-security-policy", "permissions-policy", "referrer-policy", "strict-transport-security"] {
        headers.entry(Rc::from(header)).or_insert_with(|| Val::unknown(format!("{name} may add it")));
    }
}

/// A middleware of the project whose file speaks of such headers.
fn own<'a>(e: &mut Emit<'_, 'a>, name: &str) -> Option<Val<'a>> {
    let (module, class) = name.rsplit_once('.')?;
    let file = e.machine.project.module(&e.machine.roots, module)?;
    let file = e.machine.project.file(file);
    let text = file.text().to_ascii_lowercase().replace('_', "-");
    if file.kind != Kind::Production || !MARKS.iter().any(|mark| text.contains(mark)) {
        return None;
    }
    let site = site(e)?;
    let loaded = Val::external("importlib.import_module");
    let found = e.machine.call_later(&loaded, Call { args: vec![Val::str(module)], ..Call::bare(site) });
    let class = e.machine.heap.get(found.object()?).attrs.get(class).cloned();
    class.filter(|v| matches!(v.py, Py::Object(_) | Py::Function(_)))
}

fn site(e: &Emit<'_, '_>) -> Option<Site> {
    start::creation(e.machine, e.app).map(|(site, _)| site)
}

/// `Middleware(get_response)(request)`, or `process_response(request, response)` of the older form.
fn run<'a>(e: &mut Emit<'_, 'a>, class: &Val<'a>, headers: &mut Headers<'a>) {
    let Some(site) = site(e) else { return };
    let m = &mut *e.machine;
    let answer = answer_with(m, headers);
    let next = m.instance(NEXT);
    m.heap.change(next).attrs.insert(Rc::from(ANSWER), answer.clone());
    let next = Val::new(Py::Object(next));
    let request = Val::unknown("the request is not known");
    let made = m.call_later(class, Call { args: vec![next], ..Call::bare(site) });
    let is_class = matches!(class.py, Py::Object(_));
    let older = is_class && m.class_attribute(class, "process_response").is_some();
    if older {
        let process = m.attribute(&made, "process_response", site);
        m.call_later(&process, Call { args: vec![request, answer.clone()], ..Call::bare(site) });
    } else {
        m.call_later(&made, Call { args: vec![request], ..Call::bare(site) });
    }
    *headers = answers::held(m, &answer);
}

/// An answer is its headers: `response["X-Frame-Options"]` and `response.headers[…]` are the same.
fn answer_with<'a>(m: &mut Machine<'a>, headers: &Headers<'a>) -> Val<'a> {
    let entries = headers.iter().map(|(name, value)| (DictKey::Str(name.clone()), value.clone())).collect();
    let answer = m.object(Body::Dict(Dict { entries, class: Some(answers::HEADERS), open: None }));
    if let Some(id) = answer.object() {
        let attrs = &mut m.heap.change(id).attrs;
        attrs.insert(Rc::from("headers"), answer.clone());
        attrs.insert(Rc::from("status_code"), Val::new(Py::Int(200)));
    }
    answer
}
