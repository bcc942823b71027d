//! The app and router objects.

use std::rc::Rc;

use sneck_model::Framework;

use super::{middleware, routes};
use crate::source::python::eval::library::builtins::partial;
use crate::source::python::eval::{Call, Machine, ObjectId, Py, Row, Trace, Val, What};

/// Class of apps.
pub(super) const CLASS: &str = "fastapi.FastAPI";
/// Class of apps without FastAPI's part.
pub(super) const PLAIN: &str = "starlette.applications.Starlette";
/// Class of routers.
const ROUTERS: &str = "fastapi.APIRouter";
/// Attribute that keeps the prefix of a router, or the path under which an app is mounted.
pub(super) const PREFIX: &str = "<prefix>";
/// Attribute that keeps what every route of an app or router depends on.
pub(super) const DEPENDENCIES: &str = "<dependencies>";
/// Attribute that says why the app may have been given more than is known.
pub(super) const OPEN: &str = "<open>";

/// What apps and routers can do, under the name of a class.
macro_rules! methods {
    ($class:literal; $($row:expr),*) => { &[
        $($row,)*
        (concat!($class, ".get"), |_, c| partial(|m, c| routes::decorated(m, c, "GET"), c)),
        (concat!($class, ".post"), |_, c| partial(|m, c| routes::decorated(m, c, "POST"), c)),
        (concat!($class, ".put"), |_, c| partial(|m, c| routes::decorated(m, c, "PUT"), c)),
        (concat!($class, ".patch"), |_, c| partial(|m, c| routes::decorated(m, c, "PATCH"), c)),
        (concat!($class, ".delete"), |_, c| partial(|m, c| routes::decorated(m, c, "DELETE"), c)),
        (concat!($class, ".api_route"), |_, c| partial(|m, c| routes::decorated(m, c, ""), c)),
        (concat!($class, ".route"), |_, c| partial(|m, c| routes::decorated(m, c, ""), c)),
        (concat!($class, ".add_api_route"), |m, c| routes::added(m, c)),
        (concat!($class, ".add_route"), |m, c| routes::added(m, c)),
        (concat!($class, ".include_router"), |m, c| routes::include(m, c)),
        (concat!($class, ".mount"), |m, c| routes::mount(m, c)),
        (concat!($class, ".add_middleware"), |m, c| middleware::add(m, c)),
        (concat!($class, ".middleware"), |_, c| partial(|m, c| middleware::decorated(m, c), c)),
        (concat!($class, ".exception_handler"), |_, c| partial(handler, c)),
        (concat!($class, ".add_exception_handler"), |m, c| handler(m, c)),
        (concat!($class, ".on_event"), |_, c| partial(|_, c| c.args.last().cloned().unwrap_or_else(Val::none), c)),
        (concat!($class, ".add_event_handler"), |_, _| Val::none()),
        (concat!($class, ".router:get"), |_, c| c.on()),
    ] };
}

pub(super) const FASTAPI: &[Row] = methods!("fastapi.FastAPI";
    ("fastapi.FastAPI", |m, c| construct(m, c, CLASS)), ("fastapi.FastAPI.__init__", |m, c| initialize(m, c, CLASS)));
pub(super) const FASTAPI_APPLICATIONS: &[Row] = methods!("fastapi.applications.FastAPI";
    ("fastapi.applications.FastAPI", |m, c| construct(m, c, CLASS)),
    ("fastapi.applications.FastAPI.__init__", |m, c| initialize(m, c, CLASS)));
pub(super) const STARLETTE: &[Row] = methods!("starlette.applications.Starlette";
    ("starlette.applications.Starlette", |m, c| construct(m, c, PLAIN)),
    ("starlette.applications.Starlette.__init__", |m, c| initialize(m, c, PLAIN)));
pub(super) const ROUTER: &[Row] = methods!("fastapi.APIRouter";
    ("fastapi.APIRouter", |m, c| router(m, c)), ("fastapi.APIRouter.__init__", |m, c| initialize_router(m, c)));
pub(super) const ROUTER_ROUTING: &[Row] = methods!("fastapi.routing.APIRouter";
    ("fastapi.routing.APIRouter", |m, c| router(m, c)),
    ("fastapi.routing.APIRouter.__init__", |m, c| initialize_router(m, c)));
pub(super) const STARLETTE_ROUTER: &[Row] = methods!("starlette.routing.Router";
    ("starlette.routing.Router", |m, c| router(m, c)),
    ("starlette.routing.Router.__init__", |m, c| initialize_router(m, c)));

/// Options that stay attributes of the app, and what they are when they are not given.
pub(super) const OPTIONS: &[(&str, &str)] = &[
    ("openapi_url", "/openapi.json"),
    ("docs_url", "/docs"),
    ("redoc_url", "/redoc"),
    ("title", "FastAPI"),
    ("version", "0.1.0"),
    ("root_path", ""),
];

fn construct<'a>(m: &mut Machine<'a>, c: &Call<'a>, class: &str) -> Val<'a> {
    let app = Val::new(Py::Object(m.instance(class)));
    initialize(m, &Call { receiver: Some(app.clone()), ..c.clone() }, class);
    app
}

/// `FastAPI.__init__`, `Starlette.__init__`: FastAPI takes keywords only.
fn initialize<'a>(m: &mut Machine<'a>, c: &Call<'a>, class: &str) -> Val<'a> {
    let Some(app) = c.on_object() else { return Val::none() };
    let mut attrs = vec![("debug", given(c, 0, "debug", Val::bool(false)))];
    if class == CLASS {
        attrs.extend(OPTIONS.iter().map(|(name, default)| (*name, given(c, usize::MAX, name, Val::str(default)))));
    }
    let state = Val::new(Py::Object(m.instance("starlette.datastructures.State")));
    let middleware = c.arg(2, "middleware").filter(|v| !matches!(v.py, Py::None)).cloned();
    let middleware = middleware.unwrap_or_else(|| m.list(Vec::new()));
    let added = m.list(Vec::new());
    let dependencies = c.kwarg("dependencies").cloned().unwrap_or_else(Val::none);
    let limit = given(c, usize::MAX, "max_body_size", Val::none());
    attrs.extend([
        ("state", state),
        ("user_middleware", middleware),
        (middleware::ADDED, added),
        (DEPENDENCIES, dependencies),
        ("max_body_size", limit),
    ]);
    attrs.extend(c.open.iter().map(|why| (OPEN, Val::unknown(why))));
    m.heap.change(app).attrs.extend(attrs.into_iter().map(|(name, value)| (Rc::from(name), value)));
    m.tell(app, What::Created(Framework::Fastapi), c);
    handlers(m, app, c);
    routes::listed(m, app, c);
    Val::none()
}

/// An option as it is given; one that is not given keeps no history, which says that it is the default.
fn given<'a>(c: &Call<'a>, position: usize, name: &str, default: Val<'a>) -> Val<'a> {
    match (c.arg(position, name), &c.open) {
        (Some(value), _) => value.clone().because(&Trace::literal(c.site.file, c.site.range)),
        (None, Some(why)) => Val::one_of([default, Val::unknown(why)]),
        (None, None) => default,
    }
}

/// Something after the program's last step that could be followed may have changed what the app was given.
pub(super) fn open_up(m: &mut Machine<'_>, app: ObjectId, why: &str) {
    m.heap.change(app).attrs.entry(Rc::from(OPEN)).or_insert_with(|| Val::unknown(why));
}

/// `exception_handlers={404: f, Exception: g}`
fn handlers<'a>(m: &mut Machine<'a>, app: ObjectId, c: &Call<'a>) {
    let given = c.arg(3, "exception_handlers").and_then(|v| m.as_dict(v)).map(|d| d.entries.clone());
    for (catches, function) in given.unwrap_or_default() {
        m.tell(app, What::ErrorHandler(catches.value(), function), c);
    }
}

/// `@app.exception_handler(x)`, `add_exception_handler(x, f)`: the function is the last argument.
fn handler<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let function = c.kwarg("handler").or(c.args.last()).cloned().unwrap_or_else(Val::none);
    if let (Some(app), Some(catches)) = (c.on_object(), c.arg(0, "exc_class_or_status_code")) {
        m.tell(app, What::ErrorHandler(catches.clone(), function.clone()), c);
    }
    function
}

fn router<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let router = Val::new(Py::Object(m.instance(ROUTERS)));
    initialize_router(m, &Call { receiver: Some(router.clone()), ..c.clone() });
    router
}

fn initialize_router<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let Some(router) = c.on_object() else { return Val::none() };
    let prefix = c.kwarg("prefix").cloned().unwrap_or_else(|| Val::str(""));
    let dependencies = c.kwarg("dependencies").cloned().unwrap_or_else(Val::none);
    let attrs = [(PREFIX, prefix.clone()), ("prefix", prefix.clone()), (DEPENDENCIES, dependencies)];
    m.heap.change(router).attrs.extend(attrs.map(|(name, value)| (Rc::from(name), value)));
    m.tell(router, What::Blueprint(Val::none(), prefix), c);
    routes::listed(m, router, c);
    Val::none()
}
