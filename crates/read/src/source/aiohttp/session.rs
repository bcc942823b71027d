//! What keeps sessions: aiohttp_session's storages, wherever they are made.

use std::rc::Rc;

use sneck_model::{Key, Scope, Value};

use crate::source::apps::{Default, Emit};
use crate::source::python::eval::{Body, Call, Machine, ObjectId, Py, Row, Trace, Val, What};

/// Attribute that keeps where a storage is made.
const MADE: &str = "<made>";

macro_rules! storages {
    ($($class:literal),* $(,)?) => {
        /// Classes of storages.
        const CLASSES: &[&str] = &[$($class),*];
        pub(super) const STORAGES: &[Row] = &[$(($class, |m, c| storage(m, c, $class)),)*];
    };
}

storages! {
    "aiohttp_session.SimpleCookieStorage", "aiohttp_session.cookie_storage.EncryptedCookieStorage",
    "aiohttp_session.nacl_storage.NaClCookieStorage", "aiohttp_session.redis_storage.RedisStorage",
    "aiohttp_session.memcached_storage.MemcachedStorage"
}

pub(super) const ROWS: &[Row] =
    &[("aiohttp_session.setup", |m, c| setup(m, c)), ("aiohttp_session.session_middleware", |m, c| middleware(m, c))];

fn storage<'a>(m: &mut Machine<'a>, c: &Call<'a>, class: &'static str) -> Val<'a> {
    let id = m.instance(class);
    let attrs = &mut m.heap.change(id).attrs;
    attrs.extend(c.args.first().map(|key| (Rc::from("secret_key"), key.clone())));
    attrs.extend(c.kwargs.iter().cloned());
    attrs.insert(Rc::from(MADE), Val::none().with(Trace::literal(c.site.file, c.site.range)));
    Val::new(Py::Object(id))
}

fn setup<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    if let Some(app) = c.arg(0, "app").and_then(Val::object) {
        m.tell(app, What::Extension("aiohttp_session", c.kwargs.clone()), c);
    }
    Val::none()
}

/// The middleware goes on with the next one.
fn middleware<'a>(_: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    crate::source::python::eval::library::builtins::partial(
        |m, c| {
            // The storage was given beforehand; then come the request and what goes on.
            let next = c.args.get(2).cloned().unwrap_or_else(Val::none);
            let request = c.args.get(1).cloned().unwrap_or_else(Val::none);
            m.call(&next, Call { args: vec![request], ..Call::bare(c.site) })
        },
        c,
    )
}

/// `AbstractStorage.__init__`: option, key, default.
const OPTIONS: &[(&str, Key, Default)] = &[
    ("cookie_name", Key::SESSION_COOKIE_NAME, Default::Text("AIOHTTP_SESSION")),
    ("max_age", Key::SESSION_LIFETIME, Default::None),
    ("path", Key::SESSION_COOKIE_PATH, Default::Text("/")),
    ("samesite", Key::SESSION_COOKIE_SAMESITE, Default::None),
    ("secure", Key::SESSION_COOKIE_SECURE, Default::None),
    ("httponly", Key::SESSION_COOKIE_HTTPONLY, Default::Bool(true)),
    ("domain", Key::SESSION_COOKIE_DOMAIN, Default::None),
];

/// The flags of the session's cookie, and the key of a storage that keeps everything in it.
pub(super) fn emit(e: &mut Emit<'_, '_>) {
    let Some((id, class)) = found(e.machine) else { return };
    let attrs = e.machine.heap.get(id).attrs.clone();
    let made = attrs.get(MADE).map(|v| v.trace.clone()).unwrap_or_default();
    for (name, key, default) in OPTIONS {
        match attrs.get(*name) {
            Some(value) => e.value(*key, name, &value.clone().because(&made)),
            None => {
                let value = crate::source::convert::value(e.machine, &default.value(), false);
                let because = e.left_out(&made, name, default);
                e.put(*key, name, value, because, Scope::default());
            }
        }
    }
    let because = made.steps(e.project, "keeps the sessions");
    let interface = class.rsplit('.').next().unwrap_or(class).to_owned();
    e.put(Key::SESSION_INTERFACE, "storage", Value::Text(interface), because, Scope::default());
    if let Some(key) = attrs.get("secret_key").filter(|_| class.contains("Cookie") && !class.contains("Simple")) {
        e.value(Key::SECRET_KEY, "secret_key", &key.clone().because(&made));
    }
}

/// The storage that was made last.
fn found(m: &Machine<'_>) -> Option<(ObjectId, &'static str)> {
    let of = |id: ObjectId| match &m.heap.get(id).body {
        Body::Instance(class) => match &class.py {
            Py::External(name) => CLASSES.iter().find(|known| **known == &**name).map(|class| (id, *class)),
            _ => None,
        },
        _ => None,
    };
    m.heap.ids().filter_map(of).last()
}
