//! Keys and URLs in objects that hold settings: FastAPI has no configuration of its own, and apps read theirs from
//! such objects when they sign and connect.

use std::rc::Rc;

use sneck_model::{Key, Value};

use crate::source::apps::{Emit, backend};
use crate::source::python::eval::{Body, Code, ObjectId, Py, Val};
use crate::source::words::{self, Words};

/// Base classes of objects that hold settings.
const SETTINGS: [&str; 2] = ["pydantic_settings.BaseSettings", "pydantic.BaseSettings"];

/// Names of keys that sign what the app hands out, in lower case.
static SIGNING: Words = Words::new(|| {
    words::set(
        "secret_key secret jwt_secret jwt_secret_key jwt_key secret_key_jwt session_secret session_secret_key session_key \
         token_secret token_secret_key token_key access_token_secret access_token_secret_key refresh_token_secret \
         refresh_secret_key refresh_token_secret_key jwt_refresh_secret_key auth_secret auth_secret_key app_secret \
         app_secret_key signing_key jwt_signing_key cookie_secret authjwt_secret_key users_secret",
    )
});

/// Settings from every such object that the program made.
pub(super) fn emit(e: &mut Emit<'_, '_>) {
    for (name, value) in fields(e) {
        let lower = name.to_ascii_lowercase();
        let known = e
            .settings
            .iter()
            .any(|s| s.raw == *name && s.component == e.subject && s.standing == e.standing() && s.scope.0.is_empty());
        if SIGNING.contains(lower.as_str()) && !known && !value.trace.is_empty() {
            e.value(Key::TOKEN_KEY, &name, &value);
        }
        let is_url = ["url", "uri", "dsn"].iter().any(|word| lower.split('_').any(|part| part == *word));
        if is_url && value.alternatives().iter().any(|v| v.as_str().is_some_and(|text| text.contains("://"))) {
            let of_backend = |v: &Val<'_>| v.as_str().is_none_or(|text| !text.starts_with("http"));
            if value.alternatives().iter().all(of_backend) {
                backend::emit(e, &name, &value);
            }
        }
    }
    e.settings.retain(|s| !matches!((&s.key, &s.value), (&Key::TOKEN_KEY, Value::None)));
}

/// Fields and properties of settings objects, each name once.
fn fields<'a>(e: &mut Emit<'_, 'a>) -> Vec<(Rc<str>, Val<'a>)> {
    let objects: Vec<(ObjectId, Val<'a>)> = e.machine.heap.ids().filter_map(|id| Some((id, class(e, id)?))).collect();
    let mut found: Vec<(Rc<str>, Val<'a>)> = Vec::new();
    for (id, class) in objects {
        let attrs = e.machine.heap.get(id).attrs.clone();
        let computed = properties(e, id, &class);
        for (name, value) in attrs.into_iter().chain(computed) {
            if !found.iter().any(|(known, _)| *known == name) && !name.starts_with('<') {
                found.push((name, value.bound()));
            }
        }
    }
    found
}

/// The class of an object that holds settings.
fn class<'a>(e: &Emit<'_, 'a>, id: ObjectId) -> Option<Val<'a>> {
    let Body::Instance(class) = &e.machine.heap.get(id).body else { return None };
    let bases = class.object().map(|_| e.machine.external_bases(class)).unwrap_or_default();
    bases.iter().any(|base| SETTINGS.contains(&&**base)).then(|| class.clone())
}

/// Properties that put a URL together.
fn properties<'a>(e: &mut Emit<'_, 'a>, id: ObjectId, class: &Val<'a>) -> Vec<(Rc<str>, Val<'a>)> {
    let names = e.machine.public_names(id).unwrap_or_default();
    let mut found = Vec::new();
    for name in names {
        let upper = name.to_ascii_uppercase();
        let is_url = ["URL", "URI", "DSN"].iter().any(|word| upper.contains(word));
        let function = e.machine.class_attribute(class, &name).filter(|_| is_url);
        let Some(Py::Function(function)) = function.map(|v| v.py) else { continue };
        if let (Code::Def(_), Some((site, _))) = (function.code, crate::source::apps::start::creation(e.machine, e.app))
            && function.is_property()
        {
            let object = Val::new(Py::Object(id));
            let value = e.machine.attribute_later(&object, &name, site);
            found.push((name, value));
        }
    }
    found
}
