//! Routes, routers that join apps, and apps and folders that are mounted.

use std::rc::Rc;

use super::app::{DEPENDENCIES, PREFIX};
use crate::source::python::eval::{Call, Machine, ObjectId, Py, Row, Val, What};

/// Class of routes and mounts as they stand in a list.
const ROUTE: &str = "starlette.routing.Route";
/// Class of what serves a folder.
pub(super) const FOLDER: &str = "starlette.staticfiles.StaticFiles";

/// Attribute of a mounted app that keeps the app around it.
pub(super) const OUTER: &str = "<outer app>";

pub(super) const ROWS: &[Row] = &[
    ("starlette.routing.Route", |m, c| kept(m, c, ROUTE)),
    ("starlette.routing.Mount", |m, c| kept(m, c, "starlette.routing.Mount")),
    ("fastapi.routing.APIRoute", |m, c| kept(m, c, ROUTE)),
    ("starlette.staticfiles.StaticFiles", |m, c| kept(m, c, FOLDER)),
    ("fastapi.staticfiles.StaticFiles", |m, c| kept(m, c, FOLDER)),
    ("fastapi.Depends", |m, c| kept(m, c, "fastapi.Depends")),
    ("fastapi.Security", |m, c| kept(m, c, "fastapi.Depends")),
    ("fastapi.params.Depends", |m, c| kept(m, c, "fastapi.Depends")),
    ("fastapi.params.Security", |m, c| kept(m, c, "fastapi.Depends")),
];

/// Names of positional arguments, by class.
const POSITIONS: &[(&str, &[&str])] = &[
    (ROUTE, &["path", "endpoint"]),
    ("starlette.routing.Mount", &["path", "app"]),
    (FOLDER, &["directory"]),
    ("fastapi.Depends", &["dependency"]),
];

/// An object that keeps what it is given.
fn kept<'a>(m: &mut Machine<'a>, c: &Call<'a>, class: &'static str) -> Val<'a> {
    let id = m.instance(class);
    let names = POSITIONS.iter().find(|(of, _)| *of == class).map_or(&[][..], |(_, names)| names);
    let positional = names.iter().zip(&c.args).map(|(name, value)| (Rc::from(*name), value.clone()));
    let all: Vec<_> = positional.chain(c.kwargs.iter().cloned()).collect();
    m.heap.change(id).attrs.extend(all);
    Val::new(Py::Object(id))
}

/// `@app.get(path)` on a view; the view is the last argument. Without a method, `methods=` says which.
pub(super) fn decorated<'a>(m: &mut Machine<'a>, c: &Call<'a>, method: &str) -> Val<'a> {
    let view = c.args.last().cloned().unwrap_or_else(Val::none);
    let path = if c.args.len() > 1 { Some(&c.args[0]) } else { c.kwarg("path") };
    let methods = match method {
        "" => c.kwarg("methods").cloned().unwrap_or_else(Val::none),
        method => m.list(vec![Val::str(method)]),
    };
    if let (Some(owner), Some(path)) = (c.on_object(), path.cloned()) {
        m.tell(owner, What::Route(path, methods, view.clone()), c);
    }
    view
}

/// `add_api_route(path, view)`, `add_route(path, view)`
pub(super) fn added<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let argument = |at, name| c.arg(at, name).cloned();
    let view = argument(1, "endpoint").or_else(|| argument(1, "route")).unwrap_or_else(Val::none);
    let methods = c.kwarg("methods").cloned().unwrap_or_else(Val::none);
    if let (Some(owner), Some(path)) = (c.on_object(), argument(0, "path")) {
        m.tell(owner, What::Route(path, methods, view), c);
    }
    Val::none()
}

/// `include_router(router, prefix=)`: the prefix comes before the router's own.
pub(super) fn include<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let (Some(owner), Some(router)) = (c.on_object(), c.arg(0, "router").and_then(Val::object)) else {
        return Val::none();
    };
    let own = m.heap.get(router).attrs.get(PREFIX).and_then(Val::as_str).unwrap_or_default().to_owned();
    let given = c.kwarg("prefix").and_then(Val::as_str).unwrap_or_default();
    let prefix = Val::str(format!("{given}{own}"));
    if let Some(dependencies) = c.kwarg("dependencies") {
        depend(m, router, dependencies);
    }
    m.tell(owner, What::Registered(router, prefix), c);
    Val::none()
}

/// A router's views depend on what it is included with, too.
fn depend<'a>(m: &mut Machine<'a>, router: ObjectId, more: &Val<'a>) {
    let known = m.heap.get(router).attrs.get(DEPENDENCIES).and_then(|v| m.members(v)).unwrap_or_default();
    let more = m.members(more).unwrap_or_default();
    let all = m.list(known.into_iter().chain(more).collect());
    m.heap.change(router).attrs.insert(Rc::from(DEPENDENCIES), all);
}

/// `app.mount(path, app)`: another app, or a folder.
pub(super) fn mount<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let path = c.arg(0, "path").cloned().unwrap_or_else(Val::none);
    if let (Some(owner), Some(inner)) = (c.on_object(), c.arg(1, "app").cloned()) {
        mounted(m, owner, &path, &inner, c);
    }
    Val::none()
}

fn mounted<'a>(m: &mut Machine<'a>, owner: ObjectId, path: &Val<'a>, inner: &Val<'a>, c: &Call<'a>) {
    let Some(id) = inner.object() else { return };
    match m.heap.get(id).attrs.get("directory").cloned() {
        Some(folder) => {
            let options = vec![(Rc::from("directory"), folder), (Rc::from("path"), path.clone())];
            m.tell(owner, What::Extension(FOLDER, options), c);
        }
        None => {
            let attrs = [(OUTER, Val::new(Py::Object(owner))), (PREFIX, path.clone())];
            m.heap.change(id).attrs.extend(attrs.map(|(name, value)| (Rc::from(name), value)));
            m.tell(owner, What::Registered(id, path.clone()), c);
        }
    }
}

/// `routes=[Route(path, view, methods=), Mount(path, app)]`
pub(super) fn listed<'a>(m: &mut Machine<'a>, owner: ObjectId, c: &Call<'a>) {
    let routes = c.kwarg("routes").or_else(|| c.args.get(1)).and_then(|v| m.members(v)).unwrap_or_default();
    for route in routes.iter().filter_map(Val::object) {
        let attrs = m.heap.get(route).attrs.clone();
        let attr = |name: &str| attrs.get(name).cloned();
        let Some(path) = attr("path") else { continue };
        match (attr("endpoint"), attr("app")) {
            (Some(view), _) => {
                m.tell(owner, What::Route(path, attr("methods").unwrap_or_else(Val::none), view), c);
            }
            (None, Some(inner)) => mounted(m, owner, &path, &inner, c),
            (None, None) => {}
        }
    }
}
