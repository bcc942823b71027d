//! The app object, which is also a mapping, and its router.

use std::rc::Rc;

use sneck_model::Framework;

use crate::source::apps::start;
use crate::source::python::eval::library::builtins::partial;
use crate::source::python::eval::{Body, Call, Dict, Machine, ObjectId, Options, Py, Row, Trace, Val, What, option};

/// Class of apps.
const CLASS: &str = "aiohttp.web.Application";
/// Attribute that says why the app may have been given more than is known.
pub(super) const OPEN: &str = "<open>";

pub(super) const ROWS: &[Row] = &[
    ("aiohttp.web.Application", |m, c| construct(m, c)),
    ("aiohttp.web_app.Application", |m, c| construct(m, c)),
    ("aiohttp.web.Application.__init__", |m, c| initialize(m, c)),
    ("aiohttp.web.Application.add_subapp", |m, c| subapp(m, c)),
    ("aiohttp.web.Application.router:get", |_, c| c.on()),
    ("aiohttp.web.run_app", |m, c| run_app(m, c)),
    ("aiohttp.web.middleware", |_, c| c.args.first().cloned().unwrap_or_else(Val::none)),
    ("aiohttp.web.AppRunner", |m, c| runner(m, c)),
    ("aiohttp.web.TCPSite", |m, c| site(m, c)),
    ("aiohttp_jinja2.setup", |m, c| attach(m, c, "aiohttp_jinja2")),
    ("aiohttp_csrf.setup", |m, c| attach(m, c, "aiohttp_csrf")),
    ("aiohttp_cors.setup", |m, c| cors(m, c)),
    ("aiohttp_cors.ResourceOptions", |m, c| options(m, c)),
    ("aiohttp_debugtoolbar.setup", |m, c| attach(m, c, "aiohttp_debugtoolbar")),
];

macro_rules! routes {
    ($($name:literal => $method:literal),*) => { &[
        ("aiohttp.web.Application.add_route", |m, c| route(m, c, 1)),
        ("aiohttp.web.Application.add_view", |m, c| route(m, c, 0)),
        ("aiohttp.web.Application.add_routes", |m, c| listed(m, c)),
        ("aiohttp.web.RouteTableDef", |m, _| Val::new(Py::Object(m.instance("aiohttp.web.RouteTableDef")))),
        $((concat!("aiohttp.web.Application.add_", $name), |m, c| route(m, c, 0)),
          (concat!("aiohttp.web.", $name), |m, c| options(m, c)),
          (concat!("aiohttp.web.RouteTableDef.", $name), |_, c| partial(|m, c| decorated(m, c), c)),)*
    ] };
}

pub(super) const ROUTES: &[Row] =
    routes!("get" => "GET", "post" => "POST", "put" => "PUT", "patch" => "PATCH", "delete" => "DELETE");

fn construct<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    // Other entries are made when the app starts up, which is not followed.
    let open = Some(Rc::from("the app's entries are made when it starts"));
    let app = m.object(Body::Dict(Dict { class: Some(CLASS), open, ..Dict::default() }));
    initialize(m, &Call { receiver: Some(app.clone()), ..c.clone() });
    app
}

/// `Application(middlewares=, client_max_size=, debug=)`
fn initialize<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let Some(app) = c.on_object() else { return Val::none() };
    let trace = Trace::literal(c.site.file, c.site.range);
    let middlewares = c.kwarg("middlewares").cloned().unwrap_or_else(|| m.list(Vec::new()));
    let prepare = m.list(Vec::new());
    let mut attrs = vec![("middlewares", middlewares), ("on_response_prepare", prepare)];
    for name in ["debug", "client_max_size"] {
        attrs.extend(c.kwarg(name).map(|value| (name, value.clone().because(&trace))));
    }
    attrs.extend(c.open.iter().map(|why| (OPEN, Val::unknown(why))));
    m.heap.change(app).attrs.extend(attrs.into_iter().map(|(name, value)| (Rc::from(name), value)));
    m.tell(app, What::Created(Framework::Aiohttp), c);
    Val::none()
}

/// What could not be followed may have changed what the app was given.
pub(super) fn open_up(m: &mut Machine<'_>, app: ObjectId, why: &str) {
    m.heap.change(app).attrs.entry(Rc::from(OPEN)).or_insert_with(|| Val::unknown(why));
}

/// `add_get(path, handler)`, `add_route(method, path, handler)`
fn route<'a>(m: &mut Machine<'a>, c: &Call<'a>, at: usize) -> Val<'a> {
    let given = |position, name| c.arg(position, name).cloned().unwrap_or_else(Val::none);
    if let Some(app) = c.on_object() {
        m.tell(app, What::Route(given(at, "path"), Val::none(), given(at + 1, "handler")), c);
    }
    Val::none()
}

/// `@routes.get(path)`
fn decorated<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let view = c.args.last().cloned().unwrap_or_else(Val::none);
    if let (Some(table), Some(path)) = (c.on_object(), c.args.first().cloned()) {
        m.tell(table, What::Route(path, Val::none(), view.clone()), c);
    }
    view
}

/// `add_routes(routes)`: a table, whose routes join the app, or a list.
fn listed<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let (Some(app), Some(given)) = (c.on_object(), c.arg(0, "routes")) else { return Val::none() };
    match m.members(given) {
        Some(members) => {
            for one in members.iter().filter_map(Val::object) {
                let argument = |name: &str| m.heap.get(one).attrs.get(name).cloned().unwrap_or_else(Val::none);
                let (path, view) = (argument("#0"), argument("#1"));
                m.tell(app, What::Route(path, Val::none(), view), c);
            }
        }
        None => {
            if let Some(table) = given.object() {
                m.tell(app, What::Registered(table, Val::str("")), c);
            }
        }
    }
    Val::none()
}

fn subapp<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let prefix = c.arg(0, "prefix").cloned().unwrap_or_else(Val::none);
    if let (Some(app), Some(inner)) = (c.on_object(), c.arg(1, "subapp").and_then(Val::object)) {
        m.tell(app, What::Registered(inner, prefix), c);
    }
    Val::none()
}

/// An object that keeps what it is given.
pub(super) fn options<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let id = m.instance("<options>");
    let positional = c.args.iter().enumerate().map(|(at, value)| (Rc::from(format!("#{at}")), value.clone()));
    let all: Options<'a> = positional.chain(c.kwargs.iter().cloned()).collect();
    m.heap.change(id).attrs.extend(all);
    Val::new(Py::Object(id))
}

/// `setup(app, …)` of an extension.
fn attach<'a>(m: &mut Machine<'a>, c: &Call<'a>, name: &'static str) -> Val<'a> {
    if let Some(app) = c.arg(0, "app").and_then(Val::object) {
        m.tell(app, What::Extension(name, c.kwargs.clone()), c);
    }
    Val::external(format!("{name}.setup()"))
}

/// `aiohttp_cors.setup(app, defaults={origin: ResourceOptions(…)})`
fn cors<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let defaults = c.kwarg("defaults").cloned().unwrap_or_else(Val::none);
    if let Some(app) = c.arg(0, "app").and_then(Val::object) {
        m.tell(app, What::Extension("aiohttp_cors", vec![(Rc::from("defaults"), defaults)]), c);
    }
    Val::external("aiohttp_cors.CorsConfig()")
}

/// `web.run_app(app, host=, port=)`: every interface, unless an address or a socket is given.
fn run_app<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    if let Some(app) = c.arg(0, "app").and_then(|v| start::app_behind(m, v)) {
        let mut options = c.kwargs.clone();
        let bound = ["host", "path", "sock"]
            .iter()
            .any(|name| option(&options, name).is_some_and(|v| !matches!(v.py, Py::None)));
        if !bound && c.open.is_none() {
            options.push((Rc::from("host"), Val::str("0.0.0.0")));
        }
        m.tell(app, What::Served("aiohttp", options), c);
    }
    m.serve_until_stopped();
    Val::none()
}

fn runner<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let id = m.instance("aiohttp.web.AppRunner");
    let app = c.arg(0, "app").cloned().unwrap_or_else(Val::none);
    m.heap.change(id).attrs.insert(Rc::from("app"), app);
    Val::new(Py::Object(id))
}

/// `web.TCPSite(runner, host, port)`
fn site<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let host = c.arg(1, "host").filter(|v| !matches!(v.py, Py::None)).cloned().unwrap_or_else(|| Val::str("0.0.0.0"));
    if let Some(app) = c.arg(0, "runner").and_then(|v| start::app_behind(m, v)) {
        m.tell(app, What::Served("aiohttp", vec![(Rc::from("host"), host)]), c);
    }
    Val::external("aiohttp.web.TCPSite()")
}
