//! Servers that code starts: `uvicorn.run`, `uvicorn.Config` with `Server`, `hypercorn`, `granian`.

use std::rc::Rc;

use crate::source::apps::start;
use crate::source::python::eval::{Call, Machine, ObjectId, Options, Py, Row, Val, What, option};

pub(super) const ROWS: &[Row] = &[
    ("uvicorn.run", |m, c| serve(m, c, "uvicorn")),
    ("uvicorn.main.run", |m, c| serve(m, c, "uvicorn")),
    ("uvicorn.Config", |m, c| config(m, c)),
    ("uvicorn.config.Config", |m, c| config(m, c)),
    ("uvicorn.Server", |m, c| server(m, c)),
    ("uvicorn.server.Server", |m, c| server(m, c)),
    ("uvicorn.Server.run", |m, c| run(m, c)),
    ("uvicorn.Server.serve", |m, c| run(m, c)),
    ("hypercorn.asyncio.serve", |m, c| hypercorn(m, c)),
    ("hypercorn.trio.serve", |m, c| hypercorn(m, c)),
    ("hypercorn.config.Config", |m, _| Val::new(Py::Object(m.instance("hypercorn.config.Config")))),
    ("hypercorn.Config", |m, _| Val::new(Py::Object(m.instance("hypercorn.config.Config")))),
    ("granian.Granian", |m, c| granian(m, c)),
    ("granian.server.Granian", |m, c| granian(m, c)),
    ("granian.Granian.serve", |m, _| {
        m.serve_until_stopped();
        Val::none()
    }),
];

/// Attribute that keeps what a server was configured with.
const CONFIG: &str = "config";

/// `uvicorn.run(app, host=, port=, …)`, where the app may be named as text.
fn serve<'a>(m: &mut Machine<'a>, c: &Call<'a>, name: &'static str) -> Val<'a> {
    if let Some(app) = app(m, c) {
        m.tell(app, What::Served(name, options(c)), c);
    }
    m.serve_until_stopped();
    Val::none()
}

fn options<'a>(c: &Call<'a>) -> Options<'a> {
    let mut options = c.kwargs.clone();
    if let Some(why) = &c.open {
        let known: Vec<Rc<str>> = options.iter().map(|(name, _)| name.clone()).collect();
        let may =
            ["host", "reload", "forwarded_allow_ips"].into_iter().filter(|name| !known.iter().any(|k| **k == **name));
        options.extend(may.map(|name| (Rc::from(name), Val::unknown(why))));
    }
    options
}

/// The app: an object, a factory, or `"module:name"`.
fn app<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Option<ObjectId> {
    let given = c.arg(0, "app").or_else(|| c.kwarg("target"))?.clone();
    let named = match given.as_str().map(str::to_owned) {
        Some(target) => {
            let (module, name) = target.split_once(':')?;
            let raised = m.failure().is_some();
            let owner = m.module_value(module);
            if !raised {
                m.recover();
            }
            name.split('.').fold(owner, |owner, part| m.attribute(&owner, part, c.site))
        }
        None => given,
    };
    let factory = c.kwarg("factory").is_some_and(|v| m.truth(v) == Some(true)) || matches!(named.py, Py::Function(_));
    let made = if factory { m.call(&named, Call::bare(c.site)) } else { named };
    start::app_behind(m, &made)
}

fn config<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let id = m.instance("uvicorn.Config");
    let app = app(m, c).map_or_else(Val::none, |app| Val::new(Py::Object(app)));
    let mut attrs = options(c);
    attrs.push((Rc::from("app"), app));
    m.heap.change(id).attrs.extend(attrs);
    Val::new(Py::Object(id))
}

fn server<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let id = m.instance("uvicorn.Server");
    let config = c.arg(0, "config").cloned().unwrap_or_else(Val::none);
    m.heap.change(id).attrs.insert(Rc::from(CONFIG), config);
    Val::new(Py::Object(id))
}

/// `server.run()`, `await server.serve()`
fn run<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let config = c.on_object().and_then(|id| m.heap.get(id).attrs.get(CONFIG).and_then(Val::object));
    let attrs: Options<'a> = config.map(|id| m.heap.get(id).attrs.clone().into_iter().collect()).unwrap_or_default();
    if let Some(app) = option(&attrs, "app").and_then(Val::object) {
        m.tell(app, What::Served("uvicorn", attrs), c);
    }
    m.serve_until_stopped();
    Val::none()
}

/// `serve(app, config)`: the configuration names the address in `bind`.
fn hypercorn<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let app = c.arg(0, "app").and_then(|given| start::app_behind(m, given));
    let config = c.arg(1, "config").and_then(Val::object);
    let mut options: Options<'a> =
        config.map(|id| m.heap.get(id).attrs.clone().into_iter().collect()).unwrap_or_default();
    let bind = option(&options, "bind").cloned();
    let bind = bind.and_then(|v| if v.as_str().is_some() { Some(v) } else { m.members(&v)?.first().cloned() });
    let host = bind.map(|v| {
        v.as_str().map_or_else(|| v.clone(), |t| Val::str(crate::source::command::host_of(t))).because(&v.trace)
    });
    options.extend(host.map(|host| (Rc::from("host"), host)));
    if let Some(app) = app {
        m.tell(app, What::Served("hypercorn", options), c);
    }
    Val::none()
}

/// `Granian("module:app", address=, port=, reload=).serve()`
fn granian<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let mut options = c.kwargs.clone();
    let host = c.arg(1, "address").cloned();
    options.extend(host.map(|host| (Rc::from("host"), host)));
    if let Some(app) = app(m, c) {
        m.tell(app, What::Served("granian", options), c);
    }
    Val::new(Py::Object(m.instance("granian.Granian")))
}
