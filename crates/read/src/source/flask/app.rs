//! The app and blueprint objects.

use std::rc::Rc;

use sneck_model::Framework;

use crate::source::python::eval::library::{builtins::partial, paths};
use crate::source::python::eval::{Body, Call, Dict, DictKey, Event, Machine, Object, ObjectId, Py, Row, Val, What};

use super::{config, debug, defaults};

/// Class under which apps and blueprints stand in the library.
pub(super) const CLASS: &str = "flask.Flask";
/// Attribute under which a middleware keeps what it wraps.
pub(in crate::source) const WRAPPED: &str = "<wrapped>";
/// Attribute that holds the name the app was given.
pub(super) const IMPORT_NAME: &str = "<import name>";

pub(super) const ROWS: &[Row] = &[
    ("flask.Flask", |m, c| construct(m, c)),
    ("flask.app.Flask", |m, c| construct(m, c)),
    ("apiflask.APIFlask", |m, c| construct(m, c)),
    ("flask_openapi3.OpenAPI", |m, c| construct(m, c)),
    ("connexion.App", |m, c| connexion(m, c)),
    ("connexion.FlaskApp", |m, c| connexion(m, c)),
    ("flask.Flask.__init__", |m, c| initialize(m, c)),
    ("flask.app.Flask.__init__", |m, c| initialize(m, c)),
    ("flask.Flask.run", |m, c| run(m, c)),
    ("connexion.App.run", |m, c| run_inner(m, c)),
    ("connexion.App.add_api", |_, _| Val::none()),
    ("flask.Flask.register_blueprint", |m, c| register(m, c)),
    ("flask.Flask.route", |_, c| partial(|m, c| decorated_route(m, c, None), c)),
    ("flask.Flask.get", |_, c| partial(|m, c| decorated_route(m, c, Some("GET")), c)),
    ("flask.Flask.post", |_, c| partial(|m, c| decorated_route(m, c, Some("POST")), c)),
    ("flask.Flask.put", |_, c| partial(|m, c| decorated_route(m, c, Some("PUT")), c)),
    ("flask.Flask.patch", |_, c| partial(|m, c| decorated_route(m, c, Some("PATCH")), c)),
    ("flask.Flask.delete", |_, c| partial(|m, c| decorated_route(m, c, Some("DELETE")), c)),
    ("flask.Flask.add_url_rule", |m, c| add_rule(m, c)),
    ("flask.Flask.errorhandler", |_, c| partial(error_handler, c)),
    ("flask.Flask.app_errorhandler", |_, c| partial(error_handler, c)),
    ("flask.Flask.register_error_handler", |m, c| error_handler(m, c)),
    ("flask.Flask.after_request", |m, c| hook(m, c, What::AfterRequest)),
    ("flask.Flask.after_app_request", |m, c| hook(m, c, What::AfterAppRequest)),
    ("flask.Flask.before_request", |m, c| hook(m, c, What::BeforeRequest)),
    ("flask.Flask.before_app_request", |m, c| hook(m, c, What::BeforeRequest)),
    ("flask.Flask.root_path:get", |m, c| root_path(m, c)),
    ("flask.current_app:object", |m, _| current_app(m)),
    ("flask.Flask.record", |m, c| hook(m, c, What::Recorded)),
    ("flask.Flask.record_once", |m, c| hook(m, c, What::Recorded)),
    ("flask.Blueprint", |m, c| blueprint(m, c)),
    ("flask.blueprints.Blueprint", |m, c| blueprint(m, c)),
];

macro_rules! entries {
    ($($attribute:literal => $key:literal),*) => {
        /// Attributes of the app that read and write an entry of its configuration.
        pub(super) const ENTRIES: &[Row] = &[$(
            (concat!("flask.Flask.", $attribute, ":get"), |m, c| read_entry(m, c, $key)),
            (concat!("flask.Flask.", $attribute, ":set"), |m, c| write_entry(m, c, $key)),
        )*];
    };
}

entries! {
    "secret_key" => "SECRET_KEY",
    "debug" => "DEBUG",
    "testing" => "TESTING",
    "env" => "ENV",
    "permanent_session_lifetime" => "PERMANENT_SESSION_LIFETIME",
    "session_cookie_name" => "SESSION_COOKIE_NAME",
    "use_x_sendfile" => "USE_X_SENDFILE"
}

impl<'a> Machine<'a> {
    /// `app.config` of an app.
    pub(super) fn config_of(&self, app: ObjectId) -> Option<ObjectId> {
        self.heap.get(app).attrs.get("config").and_then(Val::object)
    }

    /// Sets an entry of an app's configuration.
    pub(super) fn set_config(&mut self, app: ObjectId, key: &str, value: Val<'a>) {
        let config = self.config_of(app);
        if let Some(dict) = config.and_then(|id| self.dict_mut(id)) {
            dict.entries.insert(DictKey::Str(Rc::from(key)), value);
        }
    }

    /// An entry of an app's configuration, if there is one.
    pub(super) fn config_entry(&self, app: ObjectId, key: &str) -> Option<Val<'a>> {
        let config = Val::new(Py::Object(self.config_of(app)?));
        self.as_dict(&config)?.entries.get(&DictKey::Str(Rc::from(key))).map(Val::bound)
    }

    /// True where an entry of the configuration of an app is set by some branches only.
    pub(super) fn may_lack_entry(&self, app: ObjectId, key: &str) -> bool {
        let config = self.config_of(app).map(|id| Val::new(Py::Object(id)));
        let dict = config.as_ref().and_then(|config| self.as_dict(config));
        let entry = dict.and_then(|dict| dict.entries.get(&DictKey::Str(Rc::from(key))));
        entry.is_some_and(|entry| entry.alternatives().iter().any(|one| matches!(one.py, Py::Unbound)))
    }
}

fn construct<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let app = Val::new(Py::Object(m.instance(CLASS)));
    initialize(m, &Call { receiver: Some(app.clone()), ..c.clone() });
    app
}

/// `Flask.__init__`: the configuration starts with the debug flag of the environment.
fn initialize<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let Some(app) = c.on_object() else { return Val::none() };
    let name = c.arg(0, "import_name").cloned().unwrap_or_else(Val::none);
    let root = root_folder(m, &name, c);
    let relative = c.kwarg("instance_relative_config").is_some_and(|v| m.truth(v) == Some(true));
    let files = if relative { instance_folder(m, &name, &root, c) } else { root.clone() };
    let mut settings = Object::new(Body::Dict(Dict { class: Some("flask.Config"), ..Dict::default() }));
    settings.attrs.insert(Rc::from(config::ROOT), Val::str(files));
    let settings = Val::new(Py::Object(m.heap.add(settings)));
    let jinja = Val::new(Py::Object(m.instance("jinja2.Environment")));
    let attrs = [
        ("config", settings),
        ("jinja_env", jinja),
        ("name", name.clone()),
        (IMPORT_NAME, name),
        ("<root path>", Val::str(&root)),
        ("wsgi_app", Val::external("flask.Flask().wsgi_app")),
        ("<static folder>", c.kwarg("static_folder").cloned().unwrap_or_else(|| Val::str("static"))),
        ("<static url>", c.arg(1, "static_url_path").cloned().unwrap_or_else(Val::none)),
    ];
    m.heap.change(app).attrs.extend(attrs.map(|(name, value)| (Rc::from(name), value)));
    for entry in defaults::ENTRIES {
        if entry.is_in(&m.launch) {
            m.set_config(app, entry.name, entry.default.value());
        }
    }
    if let Some(defaults) = own_defaults(m, app) {
        defaults.into_iter().for_each(|(name, value)| m.set_config(app, &name, value));
    }
    if !m.launch.at_least("flask", 2, 3) {
        let environment = debug::environment(m, c);
        m.set_config(app, "ENV", environment);
    }
    let flag = debug::flag(m, c);
    m.set_config(app, "DEBUG", flag);
    m.tell(app, What::Created(Framework::Flask), c);
    Val::none()
}

/// `default_config` of a subclass, as far as it differs from Flask's own.
fn own_defaults<'a>(m: &mut Machine<'a>, app: ObjectId) -> Option<Vec<(Rc<str>, Val<'a>)>> {
    let Body::Instance(class) = &m.heap.get(app).body else { return None };
    let class = class.clone();
    let defaults = m.class_attribute(&class, "default_config")?;
    let entries = m.as_dict(&defaults)?.entries.iter();
    Some(entries.filter_map(|(name, value)| Some((Rc::from(name.text()?), value.clone()))).collect())
}

/// The folder of the module whose name the app was given.
fn root_folder<'a>(m: &Machine<'a>, name: &Val<'a>, c: &Call<'a>) -> String {
    if let Some(given) = c.kwarg("root_path").and_then(|v| paths::text_of(m, v)) {
        return given.to_string();
    }
    let named = name.as_str().and_then(|n| m.project.module(&m.roots, n));
    let path = &m.project.file(named.unwrap_or(c.site.file)).path;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    paths::in_tree(folder).trim_end_matches('/').to_owned()
}

/// `instance/` beside the package, or inside the folder of a plain module.
fn instance_folder<'a>(m: &Machine<'a>, name: &Val<'a>, root: &str, c: &Call<'a>) -> String {
    if let Some(given) = c.kwarg("instance_path").and_then(|v| paths::text_of(m, v)) {
        return given.to_string();
    }
    let named = name.as_str().and_then(|n| m.project.module(&m.roots, n));
    let is_package = m.project.file(named.unwrap_or(c.site.file)).path.ends_with("__init__.py");
    let base = if is_package { root.rsplit_once('/').map_or(root, |(parent, _)| parent) } else { root };
    format!("{base}/instance")
}

/// `connexion.App` holds a Flask app in `.app`.
fn connexion<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let inner = construct(m, &Call { kwargs: Vec::new(), ..c.clone() });
    let outer = m.instance("connexion.App");
    m.heap.change(outer).attrs.insert(Rc::from("app"), inner);
    Val::new(Py::Object(outer))
}

fn run_inner<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let inner = c.on_object().and_then(|id| m.heap.get(id).attrs.get("app").cloned());
    // connexion takes the port first, Flask the host.
    let mut given = Call { receiver: inner, args: Vec::new(), ..c.clone() };
    given.kwargs.extend(c.args.first().map(|port| (Rc::from("port"), port.clone())));
    run(m, &given)
}

/// `app.run()`: the environment's debug flag wins over the configuration, the argument over both.
fn run<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    if m.launch.flask_cli {
        return Val::none();
    }
    let Some(app) = c.on_object() else { return Val::none() };
    if c.arg(3, "load_dotenv").is_none_or(|v| m.truth(v) != Some(false)) {
        debug::load_dotenv(m);
    }
    if let Some(flag) = debug::flag_at_run(m, c) {
        m.set_config(app, "DEBUG", flag);
    }
    if let Some(given) = c.arg(2, "debug").filter(|v| !matches!(v.py, Py::None)) {
        let value = config::truth(m, given);
        m.set_config(app, "DEBUG", value);
    }
    let mut options = c.kwargs.clone();
    let named = ["host", "port", "debug"].into_iter().zip(&c.args);
    options.extend(named.map(|(name, value)| (Rc::from(name), value.clone())));
    m.tell(app, What::Run(options), c);
    m.serve_until_stopped();
    Val::none()
}

fn read_entry<'a>(m: &mut Machine<'a>, c: &Call<'a>, key: &str) -> Val<'a> {
    c.on_object().and_then(|app| m.config_entry(app, key)).unwrap_or_else(Val::none)
}

fn write_entry<'a>(m: &mut Machine<'a>, c: &Call<'a>, key: &str) -> Val<'a> {
    if let (Some(app), Some(value)) = (c.on_object(), c.args.first()) {
        m.set_config(app, key, value.clone());
    }
    Val::none()
}

/// The app that was made last: while a program starts, it is the one whose context is open.
fn current_app<'a>(m: &Machine<'a>) -> Val<'a> {
    let made = m.events.created().next_back();
    made.map_or_else(|| Val::unknown("no app is made yet"), |e| Val::new(Py::Object(e.target)))
}

fn root_path<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let root = c.on_object().and_then(|app| m.heap.get(app).attrs.get("<root path>").cloned());
    root.unwrap_or_else(|| Val::unknown("the root path is not known"))
}

fn blueprint<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let id = m.instance(CLASS);
    let name = c.arg(0, "name").cloned().unwrap_or_else(Val::none);
    let prefix = c.kwarg("url_prefix").cloned().unwrap_or_else(Val::none);
    m.heap.change(id).attrs.insert(Rc::from("name"), name.clone());
    m.tell(id, What::Blueprint(name, prefix), c);
    Val::new(Py::Object(id))
}

fn register<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    if let (Some(app), Some(blueprint)) = (c.on_object(), c.arg(0, "blueprint").and_then(Val::object)) {
        let prefix = c.kwarg("url_prefix").cloned().unwrap_or_else(Val::none);
        m.tell(app, What::Registered(blueprint, prefix), c);
        call_recorded(m, app, blueprint, c);
    }
    Val::none()
}

/// Functions that `@blueprint.record` keeps are called with a state that holds the app.
fn call_recorded<'a>(m: &mut Machine<'a>, app: ObjectId, blueprint: ObjectId, c: &Call<'a>) {
    let recorded = |e: &Event<'a>| match &e.what {
        What::Recorded(function) => Some(function.clone()),
        _ => None,
    };
    let functions: Vec<Val<'a>> = m.events.of(blueprint).filter_map(recorded).collect();
    for function in functions {
        let state = m.instance("flask.blueprints.BlueprintSetupState");
        m.heap.change(state).attrs.insert(Rc::from("app"), Val::new(Py::Object(app)));
        m.call(&function, Call { args: vec![Val::new(Py::Object(state))], ..Call::bare(c.site) });
    }
}

/// `@app.route(rule, methods=[...])` on a view; the view is the last argument.
fn decorated_route<'a>(m: &mut Machine<'a>, c: &Call<'a>, method: Option<&str>) -> Val<'a> {
    let view = c.args.last().cloned().unwrap_or_else(Val::none);
    let rule = if c.args.len() > 1 { c.args[0].clone() } else { c.kwarg("rule").cloned().unwrap_or_else(Val::none) };
    let methods = match method {
        Some(method) => m.list(vec![Val::str(method)]),
        None => c.kwarg("methods").cloned().unwrap_or_else(Val::none),
    };
    if let Some(app) = c.on_object() {
        m.tell(app, What::Route(rule, methods, view.clone()), c);
    }
    view
}

fn add_rule<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let given = |at, name| c.arg(at, name).cloned().unwrap_or_else(Val::none);
    if let Some(app) = c.on_object() {
        m.tell(app, What::Route(given(0, "rule"), given(9, "methods"), given(2, "view_func")), c);
    }
    Val::none()
}

/// `@app.errorhandler(x)` and `register_error_handler(x, f)`: the function is the last argument.
fn error_handler<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let function = c.args.last().cloned().unwrap_or_else(Val::none);
    if let (Some(app), Some(catches)) = (c.on_object(), c.args.first()) {
        m.tell(app, What::ErrorHandler(catches.clone(), function.clone()), c);
    }
    function
}

fn hook<'a>(m: &mut Machine<'a>, c: &Call<'a>, what: fn(Val<'a>) -> What<'a>) -> Val<'a> {
    let function = c.args.first().cloned().unwrap_or_else(Val::none);
    if let Some(app) = c.on_object() {
        m.tell(app, what(function.clone()), c);
    }
    function
}
