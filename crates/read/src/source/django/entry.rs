//! What starts Django: the functions of `wsgi.py`, `asgi.py` and `manage.py`, and `settings.configure()`.

use std::rc::Rc;

use crate::source::python::eval::{Call, DictKey, Machine, Py, Row, Val};

use super::object::{self, SETTINGS};
use crate::source::python::eval::library::os::RANDOM;

pub(super) const ROWS: &[Row] = &[
    ("django.core.wsgi.get_wsgi_application", |m, c| application(m, c)),
    ("django.core.asgi.get_asgi_application", |m, c| application(m, c)),
    ("django.core.handlers.wsgi.WSGIHandler", |m, c| application(m, c)),
    ("django.VERSION:get", |m, _| version(m)),
    ("django.setup", |m, c| application(m, c)),
    ("django.core.management.execute_from_command_line", |m, c| command(m, c)),
    ("django.core.management.ManagementUtility.execute", |m, c| command(m, c)),
    ("configurations.wsgi.get_wsgi_application", |m, c| application(m, c)),
    ("configurations.asgi.get_asgi_application", |m, c| application(m, c)),
    ("configurations.management.execute_from_command_line", |m, c| command(m, c)),
    ("configurations.setup", |m, c| application(m, c)),
    ("django.conf.settings:object", |m, c| in_use(m, c)),
    ("django.conf.settings.configure", |m, c| configure(m, c)),
    ("django.core.management.utils.get_random_secret_key", |_, _| Val::unknown(RANDOM)),
    ("channels.routing.ProtocolTypeRouter", |m, c| by_protocol(m, c)),
    ("channels.asgi.get_channel_layer", |m, c| application(m, c)),
];

/// `django.VERSION`, a tuple whose last parts nobody asks for.
fn version<'a>(m: &mut Machine<'a>) -> Val<'a> {
    match m.launch.releases.get("django").filter(|release| !release.is_empty()) {
        Some(release) => {
            let part = |at: usize| Val::new(Py::Int(release.get(at).copied().unwrap_or(0).into()));
            Val::new(Py::Tuple(Rc::from([part(0), part(1), part(2), Val::str("final"), Val::new(Py::Int(0))])))
        }
        None => Val::unknown("the release of Django is not known"),
    }
}

/// Loads the settings, unless they are, and hands out the app.
fn application<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    object::loaded(m, c).unwrap_or_else(|| Val::unknown("the settings module is not known"))
}

fn command<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    application(m, c);
    m.serve_until_stopped();
    Val::none()
}

/// `django.conf.settings`, while some module reads it. Modules that the settings import come too early.
fn in_use<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    match object::made(m) {
        Some(app) => app,
        None if object::is_loading(m) => Val::none(),
        None => object::loaded(m, c).unwrap_or_else(Val::none),
    }
}

/// `settings.configure(DEBUG=True, …)`: the settings of a program in one file.
fn configure<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let module = m.instance(SETTINGS);
    let names = c.kwargs.iter().map(|(name, value)| (name.clone(), value.clone()));
    m.heap.change(module).attrs.extend(names);
    if let Some(why) = &c.open {
        object::mark_open(m, module, why);
    }
    object::make(m, module, c);
    Val::none()
}

/// `ProtocolTypeRouter({"http": get_asgi_application(), …})` hands requests on to the app.
fn by_protocol<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let protocols = c.arg(0, "application_mapping").and_then(|given| m.as_dict(given));
    let http = protocols.and_then(|dict| dict.entries.get(&DictKey::Str(Rc::from("http"))).cloned());
    http.or_else(|| object::made(m)).unwrap_or_else(|| Val::unknown("what answers HTTP is not known"))
}
