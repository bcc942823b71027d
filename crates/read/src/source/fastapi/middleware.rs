//! What stands around an app: middleware that it is given, that is added, and that wraps it.

use std::rc::Rc;

use crate::source::apps::start::import_name;
use crate::source::python::eval::{
    Body, Call, DictKey, Machine, ObjectId, Options, Py, Row, Site, Trace, Val, What, option,
};

/// Class of a middleware with its options, as it stands in a list.
const MIDDLEWARE: &str = "starlette.middleware.Middleware";
/// Attribute of an app that keeps what was added after it was made, in that order.
pub(super) const ADDED: &str = "<added>";
/// Attribute of a middleware that keeps its options.
const OPTIONS: &str = "<options>";
/// Attribute of a middleware that keeps its class.
const CLASS: &str = "cls";
/// Class of middleware that is written as one function.
pub(super) const BY_FUNCTION: &str = "starlette.middleware.base.BaseHTTPMiddleware";

pub(super) const ROWS: &[Row] = &[
    ("starlette.middleware.Middleware", |m, c| entry(m, c)),
    ("fastapi.middleware.Middleware", |m, c| entry(m, c)),
    ("starlette.middleware.base.BaseHTTPMiddleware.__init__", |m, c| keep_app(m, c)),
];

macro_rules! wrappers {
    ($($class:literal),* $(,)?) => { pub(super) const WRAPPERS: &[Row] = &[$(($class, |m, c| wrap(m, c, $class)),)*]; };
}

wrappers! {
    "starlette.middleware.cors.CORSMiddleware", "fastapi.middleware.cors.CORSMiddleware",
    "starlette.middleware.sessions.SessionMiddleware", "starlette.middleware.trustedhost.TrustedHostMiddleware",
    "fastapi.middleware.trustedhost.TrustedHostMiddleware", "starlette.middleware.gzip.GZipMiddleware",
    "fastapi.middleware.gzip.GZipMiddleware", "starlette.middleware.httpsredirect.HTTPSRedirectMiddleware",
    "fastapi.middleware.httpsredirect.HTTPSRedirectMiddleware",
    "uvicorn.middleware.proxy_headers.ProxyHeadersMiddleware", "hypercorn.middleware.ProxyFixMiddleware",
    "hypercorn.middleware.HTTPToHTTPSRedirectMiddleware", "sentry_sdk.integrations.asgi.SentryAsgiMiddleware"
}

/// `Middleware(cls, **options)`
fn entry<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let class = c.arg(0, "cls").cloned().unwrap_or_else(Val::none);
    let id = m.instance(MIDDLEWARE);
    let mut options = c.kwargs.clone();
    options.extend(c.args.iter().skip(1).enumerate().map(|(at, v)| (Rc::from(format!("#{at}")), v.clone())));
    let options = m.dict(options.into_iter().map(|(name, value)| (DictKey::Str(name), value)).collect::<Vec<_>>());
    if let (Some(id), Some(why)) = (options.object(), &c.open) {
        m.dict_mut(id).into_iter().for_each(|d| d.open = Some(why.clone()));
    }
    m.heap.change(id).attrs.extend([(Rc::from(CLASS), class), (Rc::from(OPTIONS), options)]);
    Val::new(Py::Object(id)).with(Trace::literal(c.site.file, c.site.range))
}

/// `app.add_middleware(cls, **options)`: it stands around everything that was added before.
pub(super) fn add<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let entry = entry(m, &Call { args: c.args.clone(), ..c.clone() });
    if let Some(app) = c.on_object() {
        append(m, app, entry);
    }
    Val::none()
}

fn append<'a>(m: &mut Machine<'a>, app: ObjectId, entry: Val<'a>) {
    let list = m.heap.get(app).attrs.get(ADDED).cloned();
    if let Some(list) = list {
        let append = m.attribute(&list, "append", Site { file: m.file(), range: Default::default() });
        let call = Call { args: vec![entry], ..Call::bare(Site { file: m.file(), range: Default::default() }) };
        m.call(&append, call);
    }
}

/// `@app.middleware("http")` on a function.
pub(super) fn decorated<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let function = c.args.last().cloned().unwrap_or_else(Val::none);
    let dispatch = vec![(Rc::from("dispatch"), function.clone())];
    let call = Call { args: vec![Val::external(BY_FUNCTION)], kwargs: dispatch, ..Call::bare(c.site) };
    add(m, &Call { receiver: c.receiver.clone(), ..call });
    function
}

fn keep_app<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    if let (Some(id), Some(app)) = (c.on_object(), c.arg(0, "app")) {
        m.heap.change(id).attrs.insert(Rc::from("app"), app.clone());
    }
    Val::none()
}

/// `CORSMiddleware(app, **options)`: the server is handed the outer object; it is the same as if it was added.
fn wrap<'a>(m: &mut Machine<'a>, c: &Call<'a>, class: &'static str) -> Val<'a> {
    let id = m.instance(class);
    let inner = c.arg(0, "app").cloned().unwrap_or_else(Val::none);
    m.heap.change(id).attrs.insert(Rc::from("app"), inner.clone());
    if let Some(app) = crate::source::apps::start::app_behind(m, &inner) {
        let kwargs = c.kwargs.iter().filter(|(name, _)| &**name != "app").cloned().collect();
        let mut args = vec![Val::external(class)];
        args.extend(c.args.iter().skip(1).cloned());
        let entry = entry(m, &Call { args, kwargs, ..c.clone() });
        append(m, app, entry);
        m.tell(app, What::Wrapped(class, c.kwargs.clone()), c);
    }
    Val::new(Py::Object(id))
}

/// A middleware of an app.
#[derive(Clone)]
pub(super) struct Layer<'a> {
    /// Its full name, or that of the class that it builds on; `fastapi` only hands on what `starlette` has.
    pub name: String,
    /// Its own full name.
    pub own_name: String,
    /// Its class, or what makes it.
    pub class: Val<'a>,
    pub options: Options<'a>,
    /// Why it may have more options.
    pub open: Option<Rc<str>>,
    /// It may not be there at all.
    pub perhaps: bool,
    pub trace: Trace,
}

impl<'a> Layer<'a> {
    /// An option, or a default; unknown where more options may be given.
    pub fn option(&self, name: &str, default: Val<'a>) -> Val<'a> {
        match (option(&self.options, name), &self.open) {
            (Some(value), _) => value.clone(),
            (None, Some(why)) => Val::one_of([default, Val::unknown(why)]),
            (None, None) => default,
        }
        .because(&self.trace)
    }
}

/// All middleware of an app, the outermost first; and why there may be more.
pub(super) fn layers<'a>(m: &Machine<'a>, app: ObjectId) -> (Vec<Layer<'a>>, Option<String>) {
    let mut all = Vec::new();
    let mut open = None;
    let attr = |name: &str| m.heap.get(app).attrs.get(name).cloned();
    for (name, turned) in [(ADDED, true), ("user_middleware", false)] {
        let Some(list) = attr(name) else { continue };
        let mut members = m.members(&list).unwrap_or_else(|| {
            open = Some(list.why_unknown().map_or("its middleware is not known".to_owned(), ToString::to_string));
            Vec::new()
        });
        if turned {
            members.reverse();
        }
        for member in members {
            let perhaps = member.alternatives().len() > 1;
            for one in member.alternatives() {
                match (layer(m, one, perhaps), one.why_unknown()) {
                    (Some(layer), _) => all.push(layer),
                    (None, Some(why)) => open = Some(why.to_string()),
                    (None, None) => {}
                }
            }
        }
    }
    (all, open)
}

fn layer<'a>(m: &Machine<'a>, value: &Val<'a>, perhaps: bool) -> Option<Layer<'a>> {
    let attrs = &m.heap.get(value.object()?).attrs;
    let class = attrs.get(CLASS)?.clone();
    let dict = m.as_dict(attrs.get(OPTIONS)?)?;
    let options = dict.entries.iter().filter_map(|(k, v)| Some((Rc::from(k.text()?), v.bound()))).collect();
    let (name, own_name) = (name(m, &class), own_name(m, &class));
    Some(Layer { name, own_name, class, options, open: dict.open.clone(), perhaps, trace: value.trace.clone() })
}

/// The class's full name: for one of the project, that of the nearest class that it builds on.
fn name(m: &Machine<'_>, class: &Val<'_>) -> String {
    let full = match &class.py {
        Py::External(name) => Some(name.clone()),
        Py::Object(_) => m.external_bases(class).into_iter().next(),
        _ => None,
    };
    let full = full.map_or_else(String::new, |name| name.to_string());
    full.strip_prefix("fastapi.middleware").map_or(full.clone(), |rest| format!("starlette.middleware{rest}"))
}

/// The full name of a class of the project; that of another package as it is.
fn own_name(m: &Machine<'_>, class: &Val<'_>) -> String {
    let Some(Body::Class(own)) = class.object().map(|id| &m.heap.get(id).body) else { return name(m, class) };
    let (_, module) = import_name(m.project, own.file);
    format!("{module}.{}", own.name)
}
