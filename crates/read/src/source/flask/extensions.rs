//! Extensions: what was attached to an app with which options, and what that does to its configuration.

use std::rc::Rc;

use crate::source::python::eval::library::builtins::partial;
use crate::source::python::eval::{Call, DictKey, Event, Machine, ObjectId, Options, Py, Row, Val, What, option};

use super::app::WRAPPED;

/// Attribute that keeps the constructor's options until `init_app`.
const OPTIONS: &str = "<options>";

macro_rules! extensions {
    ($($class:literal),* $(,)?) => {
        pub(super) const ROWS: &[Row] = &[$(
            ($class, |m, c| construct(m, c, $class)),
            (concat!($class, ".init_app"), |m, c| init_app(m, c, $class)),
        )*];
    };
}

extensions! {
    "flask_talisman.Talisman", "flask_cors.CORS", "flask_wtf.CSRFProtect", "flask_wtf.csrf.CSRFProtect",
    "flask_wtf.CsrfProtect", "flask_seasurf.SeaSurf", "flask_login.LoginManager", "flask_session.Session",
    "flask_jwt_extended.JWTManager", "flask_debugtoolbar.DebugToolbarExtension", "flask_limiter.Limiter",
    "flask_admin.Admin", "flask_mail.Mail", "flask_mailman.Mail", "flask_sqlalchemy.SQLAlchemy", "flasgger.Swagger",
    "flask_restx.Api", "flask_restplus.Api", "flask_security.Security", "flask_httpauth.HTTPBasicAuth",
    "flask_praetorian.Praetorian", "flask_bcrypt.Bcrypt", "flask_socketio.SocketIO", "flask_profiler.Profiler",
    "flask_monitoringdashboard.dashboard"
}

macro_rules! wrappers {
    ($($class:literal),* $(,)?) => { pub(super) const WRAPPERS: &[Row] = &[$(($class, |m, c| wrap(m, c, $class)),)*]; };
}

wrappers! {
    "werkzeug.middleware.proxy_fix.ProxyFix", "werkzeug.contrib.fixers.ProxyFix", "werkzeug.debug.DebuggedApplication",
    "werkzeug.middleware.profiler.ProfilerMiddleware", "werkzeug.contrib.profiler.ProfilerMiddleware",
    "werkzeug.middleware.dispatcher.DispatcherMiddleware", "werkzeug.middleware.shared_data.SharedDataMiddleware",
    "whitenoise.WhiteNoise"
}

pub(super) const OTHERS: &[Row] = &[
    ("flask_cors.cross_origin", |_, c| partial(cross_origin, c)),
    ("werkzeug.serving.run_simple", |m, c| run_simple(m, c)),
    ("werkzeug.run_simple", |m, c| run_simple(m, c)),
];

/// What attaching an extension does to the configuration.
type Effect = for<'a> fn(&mut Machine<'a>, ObjectId, &Options<'a>);

const EFFECTS: &[(&str, Effect)] = &[
    ("flask_talisman.Talisman", talisman),
    ("flask_wtf.CSRFProtect", csrf),
    ("flask_wtf.csrf.CSRFProtect", csrf),
    ("flask_wtf.CsrfProtect", csrf),
    ("flask_debugtoolbar.DebugToolbarExtension", toolbar),
];

fn construct<'a>(m: &mut Machine<'a>, c: &Call<'a>, class: &'static str) -> Val<'a> {
    let id = m.instance(class);
    let options: Options<'a> = c.kwargs.iter().filter(|(n, _)| &**n != "app").cloned().collect();
    let kept = m.dict(options.iter().map(|(n, v)| (DictKey::Str(n.clone()), v.clone())).collect::<Vec<_>>());
    m.heap.change(id).attrs.insert(Rc::from(OPTIONS), kept);
    if let Some(app) = app_among(m, c).or_else(|| blueprint_among(m, c)) {
        attach(m, c, class, app, options);
    }
    Val::new(Py::Object(id))
}

fn init_app<'a>(m: &mut Machine<'a>, c: &Call<'a>, class: &'static str) -> Val<'a> {
    let kept = c.on_object().and_then(|id| m.heap.get(id).attrs.get(OPTIONS).cloned());
    let kept = kept.and_then(|v| m.as_dict(&v).map(|d| d.entries.clone())).unwrap_or_default();
    let mut options: Options<'a> = kept.into_iter().filter_map(|(k, v)| Some((Rc::from(k.text()?), v))).collect();
    options.extend(c.kwargs.iter().filter(|(n, _)| &**n != "app").cloned());
    if let Some(app) = app_among(m, c).or_else(|| blueprint_among(m, c)) {
        attach(m, c, class, app, options);
    }
    Val::none()
}

/// Some extensions take a blueprint in an app's place, and then hold for it alone.
fn blueprint_among<'a>(m: &Machine<'a>, c: &Call<'a>) -> Option<ObjectId> {
    let is_blueprint = |id: &ObjectId| m.events.of(*id).any(|e| matches!(e.what, What::Blueprint(..)));
    c.args.iter().chain(c.kwarg("app")).chain(c.kwarg("blueprint")).filter_map(Val::object).find(is_blueprint)
}

/// The app among the arguments of a call, in whatever position the extension takes it.
fn app_among<'a>(m: &Machine<'a>, c: &Call<'a>) -> Option<ObjectId> {
    let given = c.args.iter().chain(c.kwarg("app")).filter_map(Val::object);
    given.into_iter().find(|id| m.heap.get(*id).attrs.contains_key("config"))
}

fn attach<'a>(m: &mut Machine<'a>, c: &Call<'a>, class: &'static str, app: ObjectId, options: Options<'a>) {
    if let Some((_, effect)) = EFFECTS.iter().find(|(name, _)| *name == class) {
        effect(m, app, &options);
    }
    m.tell(app, What::Extension(class, options), c);
}

/// Flask-Talisman 1.1, `Talisman.init_app`: it hardens the session cookie. `Secure` is set at the first
/// request, unless the app is in debug mode.
fn talisman<'a>(m: &mut Machine<'a>, app: ObjectId, options: &Options<'a>) {
    let samesite = option(options, "session_cookie_samesite").cloned().unwrap_or_else(|| Val::str("Lax"));
    m.set_config(app, "SESSION_COOKIE_SAMESITE", samesite);
    if option(options, "session_cookie_http_only").is_none_or(|v| m.truth(v) != Some(false)) {
        m.set_config(app, "SESSION_COOKIE_HTTPONLY", Val::bool(true));
    }
}

/// Flask-WTF, `CSRFProtect.init_app`.
fn csrf<'a>(m: &mut Machine<'a>, app: ObjectId, _: &Options<'a>) {
    set_default(m, app, "WTF_CSRF_ENABLED", Val::bool(true));
}

/// Flask-DebugToolbar, `DebugToolbarExtension._default_config`.
fn toolbar<'a>(m: &mut Machine<'a>, app: ObjectId, _: &Options<'a>) {
    let debug = m.config_entry(app, "DEBUG").unwrap_or_else(|| Val::bool(false));
    set_default(m, app, "DEBUG_TB_ENABLED", debug);
}

fn set_default<'a>(m: &mut Machine<'a>, app: ObjectId, key: &str, value: Val<'a>) {
    if m.config_entry(app, key).is_none() {
        m.set_config(app, key, value);
    }
}

/// A WSGI middleware around an app.
fn wrap<'a>(m: &mut Machine<'a>, c: &Call<'a>, class: &'static str) -> Val<'a> {
    let id = m.instance(class);
    if let Some(inner) = c.args.first() {
        m.heap.change(id).attrs.insert(Rc::from(WRAPPED), inner.clone());
    }
    let mut options = c.kwargs.clone();
    options.extend(c.args.iter().skip(1).enumerate().map(|(at, v)| (Rc::from(format!("#{}", at + 1)), v.clone())));
    let app = app_among(m, c).unwrap_or(id);
    m.tell(app, What::Wrapped(class, options), c);
    Val::new(Py::Object(id))
}

/// `@cross_origin(...)` on a view: an answer of whichever app has the view.
fn cross_origin<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let (target, certain) = (m.environ, m.heap.depth() == 0);
    m.events.push(Event {
        target,
        what: What::Extension("flask_cors.cross_origin", c.kwargs.clone()),
        site: c.site,
        certain,
    });
    c.args.last().cloned().unwrap_or_else(Val::none)
}

/// `run_simple(hostname, port, application, use_reloader, use_debugger, use_evalex)`
fn run_simple<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    const NAMES: [&str; 6] = ["host", "port", "application", "use_reloader", "use_debugger", "use_evalex"];
    let mut options = c.kwargs.clone();
    options.extend(NAMES.iter().zip(&c.args).map(|(name, value)| (Rc::from(*name), value.clone())));
    let host = options.iter().find(|(n, _)| &**n == "hostname").map(|(_, v)| v.clone());
    options.extend(host.map(|v| (Rc::from("host"), v)));
    if let Some(app) = app_among(m, c) {
        m.tell(app, What::Run(options), c);
    }
    Val::none()
}
