//! Databases, caches, brokers and mail of a Django project.

use std::rc::Rc;

use sneck_model::{Key, Scope, Step, Value};

use super::object;
use crate::source::apps::{Emit, backend};
use crate::source::python::eval::{DictKey, Val};
use crate::source::{convert, literals};

/// Settings that hold URLs of brokers and caches.
const URLS: [&str; 6] =
    ["CELERY_BROKER_URL", "BROKER_URL", "CELERY_RESULT_BACKEND", "REDIS_URL", "RQ_REDIS_URL", "CACHE_URL"];

/// All of them.
pub(super) fn emit(e: &mut Emit<'_, '_>) {
    databases(e);
    caches(e);
    for name in URLS {
        if let Some(value) = object::setting(e.machine, e.app, name) {
            backend::emit(e, name, &value);
        }
    }
    mail(e);
}

fn entry<'a>(e: &Emit<'_, 'a>, dict: &Val<'a>, name: &str) -> Option<Val<'a>> {
    e.machine.as_dict(dict)?.entries.get(&DictKey::Str(Rc::from(name))).cloned()
}

fn entries<'a>(e: &Emit<'_, 'a>, dict: &Val<'a>) -> Vec<(String, Val<'a>)> {
    let dict = e.machine.as_dict(dict).map(|d| d.entries.clone()).unwrap_or_default();
    dict.into_iter().filter_map(|(k, v)| Some((k.text()?.to_owned(), v))).collect()
}

fn databases(e: &mut Emit<'_, '_>) {
    let Some(all) = object::setting(e.machine, e.app, "DATABASES") else { return };
    for (alias, database) in entries(e, &all) {
        one(e, &alias, &database);
    }
}

/// `{"ENGINE": "django.db.backends.postgresql", "HOST": …, "USER": …, "PASSWORD": …}`
fn one<'a>(e: &mut Emit<'_, 'a>, alias: &str, database: &Val<'a>) {
    let Some(engine) = entry(e, database, "ENGINE") else { return };
    let Some(scheme) = engine.alternatives().iter().find_map(|v| v.as_str().and_then(scheme)) else { return };
    let raw = format!("DATABASES[{alias:?}]");
    let scope = Scope(vec![raw.clone()]);
    let place = |e: &Emit<'_, 'a>, value: &Val<'a>| {
        let steps = value.trace.steps(e.project, &format!("sets {raw}"));
        if steps.is_empty() { vec![Step::new(e.absent(), format!("sets {raw}"))] } else { steps }
    };
    let text = |e: &Emit<'_, 'a>, name: &str| {
        let value = entry(e, database, name)?;
        let empty = value.as_str() == Some("");
        Some((if empty { Value::None } else { convert::value(e.machine, &value, false) }, place(e, &value)))
    };
    e.put(Key::BACKEND_SCHEME, &raw, Value::Text(scheme.to_owned()), place(e, &engine), scope.clone());
    for (name, key) in [("HOST", Key::BACKEND_HOST), ("USER", Key::BACKEND_USER)] {
        let (value, because) = text(e, name).unwrap_or((Value::None, place(e, &engine)));
        let value = if key == Key::BACKEND_HOST && value == Value::None { Value::Text(String::new()) } else { value };
        e.put(key, &raw, value, because, scope.clone());
    }
    let written = entry(e, database, "PORT");
    let number = written.as_ref().map_or(Ok(None), |port| number(e, port));
    let because = written.as_ref().map_or_else(|| place(e, &engine), |port| place(e, port));
    let port = number.map_or_else(Value::Unknown, |number| backend::port(number, scheme));
    e.put(Key::BACKEND_PORT, &raw, port, because, scope.clone());
    let password = entry(e, database, "PASSWORD");
    let because = password.as_ref().map_or_else(|| place(e, &engine), |v| place(e, v));
    e.put(Key::BACKEND_PASSWORD, &raw, secret(e, password.as_ref()), because, scope.clone());
    let options = entry(e, database, "OPTIONS");
    let because = options.as_ref().map_or_else(|| place(e, &engine), |v| place(e, v));
    e.put(Key::BACKEND_TLS, &raw, tls(e, options.as_ref()), because, scope);
}

/// `5433`, `"5433"`; an empty text stands for the usual one. An error is why it is not known.
fn number<'a>(e: &Emit<'_, 'a>, value: &Val<'a>) -> Result<Option<u16>, String> {
    match convert::value(e.machine, value, false) {
        Value::Int(number) => Ok(u16::try_from(number).ok()),
        Value::Text(text) => Ok(text.parse().ok()),
        Value::None => Ok(None),
        Value::Unknown(why) => Err(why),
        _ => Err("it is one of several".to_owned()),
    }
}

/// The scheme that a URL of such a database has; none for files.
fn scheme(engine: &str) -> Option<&'static str> {
    const ENGINES: [(&str, &str); 6] = [
        ("postg", "postgresql"),
        ("psycopg", "postgresql"),
        ("mysql", "mysql"),
        ("oracle", "oracle"),
        ("mssql", "mssql"),
        ("sql_server", "mssql"),
    ];
    ENGINES.iter().find(|(part, _)| engine.contains(part)).map(|(_, scheme)| *scheme)
}

fn secret(e: &Emit<'_, '_>, value: Option<&Val<'_>>) -> Value {
    let Some(value) = value else { return Value::None };
    match value.as_str() {
        Some("") => Value::None,
        Some(text) => Value::Secret(literals::secret(text)),
        None => convert::value(e.machine, value, true),
    }
}

/// `OPTIONS = {"sslmode": "require"}`; none where the driver decides.
fn tls<'a>(e: &Emit<'_, 'a>, options: Option<&Val<'a>>) -> Value {
    let Some(options) = options else { return Value::None };
    let mode = entry(e, options, "sslmode").and_then(|v| v.as_str().map(str::to_owned));
    match mode.as_deref() {
        Some("disable" | "allow") => Value::Bool(false),
        Some("require" | "verify-ca" | "verify-full") => Value::Bool(true),
        _ if entry(e, options, "ssl").is_some() || entry(e, options, "ssl_mode").is_some() => Value::Bool(true),
        _ => Value::None,
    }
}

/// `CACHES = {"default": {"LOCATION": "redis://…"}}`
fn caches(e: &mut Emit<'_, '_>) {
    let Some(all) = object::setting(e.machine, e.app, "CACHES") else { return };
    for (alias, cache) in entries(e, &all) {
        let Some(location) = entry(e, &cache, "LOCATION") else { continue };
        let urls = match location.as_str() {
            Some(_) => vec![location.clone()],
            None => e.machine.members(&location).unwrap_or_default(),
        };
        for url in urls {
            backend::emit(e, &format!("CACHES[{alias:?}]"), &url.because(&location.trace));
        }
    }
}

/// Mail goes out encrypted when either of two switches is on; only where SMTP is used.
fn mail<'a>(e: &mut Emit<'_, 'a>) {
    let set = |e: &Emit<'_, 'a>, name: &str| object::setting(e.machine, e.app, name);
    let smtp = "django.core.mail.backends.smtp.EmailBackend";
    let by_smtp = set(e, "EMAIL_BACKEND").is_none_or(|v| v.as_str() == Some(smtp));
    let Some(host) = set(e, "EMAIL_HOST").filter(|_| by_smtp) else { return };
    e.value(Key::MAIL_HOST, "EMAIL_HOST", &host);
    let on = ["EMAIL_USE_TLS", "EMAIL_USE_SSL"].map(|name| set(e, name).map(|v| e.machine.truth(&v)));
    let value = match on {
        [Some(Some(true)), _] | [_, Some(Some(true))] => Value::Bool(true),
        [Some(None), _] | [_, Some(None)] => Value::Unknown("it depends on a value that is not known".to_owned()),
        _ => Value::Bool(false),
    };
    let written = set(e, "EMAIL_USE_TLS").unwrap_or(host);
    let because = written.trace.steps(e.project, "configures mail");
    let because = if because.is_empty() { vec![Step::new(e.absent(), "EMAIL_USE_TLS is not set")] } else { because };
    e.put(Key::MAIL_TLS, "EMAIL_USE_TLS", value, because, Scope::default());
}
