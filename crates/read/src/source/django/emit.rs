//! The settings of a Django project in one environment, in our vocabulary.

use ruff_text_size::Ranged;
use sneck_model::{Key, Scope, Step, Value};

use super::middleware::{self, CSRF, SESSIONS};
use super::presence::Presence;
use super::{api, backends, cors, defaults, headers, object, own};
use crate::source::apps::{Default, Emit};
use crate::source::convert;
use crate::source::python::eval::{Call, Code, DictKey, Py, Val};

/// Everything that the settings say.
pub(super) fn emit(e: &mut Emit<'_, '_>) {
    e.open = object::open_reason(e.machine, e.app);
    own::import(e);
    let has_cookie = has_csrf_cookie(e);
    for entry in defaults::ENTRIES.iter().filter(|entry| has_cookie || !entry.name.starts_with("CSRF_COOKIE_")) {
        plain(e, entry);
    }
    hosts(e);
    sessions(e);
    csrf(e);
    headers::emit(e);
    cors::emit(e);
    debug_toolbar(e);
    templates(e);
    lists(e);
    validators(e);
    logging(e);
    backends::emit(e);
    api::emit(e);
}

/// The token has a cookie of its own unless nothing checks it, or the session keeps it.
fn has_csrf_cookie(e: &Emit<'_, '_>) -> bool {
    let in_session = object::setting(e.machine, e.app, "CSRF_USE_SESSIONS");
    let in_session = in_session.is_some_and(|value| e.machine.truth(&value) == Some(true));
    !in_session && middleware::presence(e, CSRF).is != Some(false)
}

fn plain(e: &mut Emit<'_, '_>, entry: &defaults::Entry) {
    let Some(key) = entry.key else { return };
    let Some(value) = object::setting(e.machine, e.app, entry.name) else { return };
    if !entry.is_default(&value, &e.machine.launch) {
        return e.value(key, entry.name, &seconds(key, &value));
    }
    if entry.is_in(&e.machine.launch) {
        let default = entry.default(&e.machine.launch);
        e.default(key, entry.name, default);
    }
}

/// `SESSION_COOKIE_AGE` counts seconds.
fn seconds<'a>(key: Key, value: &Val<'a>) -> Val<'a> {
    if key != Key::SESSION_LIFETIME {
        return value.clone();
    }
    value.map(|one| match one.py {
        Py::Int(n) => Val::new(Py::Duration(n as f64)),
        _ => one.clone(),
    })
}

/// `ALLOWED_HOSTS`: an empty list answers nobody, and in debug mode this machine alone.
fn hosts(e: &mut Emit<'_, '_>) {
    match object::own(e.machine, e.app, "ALLOWED_HOSTS") {
        Some(value) => e.value(Key::TRUSTED_HOSTS, "ALLOWED_HOSTS", &value),
        None => {
            let because = vec![Step::new(e.absent(), "ALLOWED_HOSTS is not set")];
            let empty = Value::List(Vec::new());
            let value = match &e.open {
                Some(why) => Value::OneOf(vec![empty, Value::Unknown(why.clone())]),
                None => empty,
            };
            e.put(Key::TRUSTED_HOSTS, "ALLOWED_HOSTS", value, because, Scope::default());
        }
    }
}

/// Whether an app is installed: `INSTALLED_APPS` names it, or its configuration.
pub(super) fn installed(e: &Emit<'_, '_>, app: &str) -> Presence {
    let below = format!("{app}.");
    match object::setting(e.machine, e.app, "INSTALLED_APPS") {
        Some(value) => Presence::among(e, "INSTALLED_APPS", &value, |m| m == app || m.starts_with(&below)),
        None => Presence::unset(e, "INSTALLED_APPS"),
    }
}

/// Sessions are kept when their app is installed or their middleware runs.
fn sessions(e: &mut Emit<'_, '_>) {
    let by_middleware = middleware::presence(e, SESSIONS);
    let by_app = installed(e, "django.contrib.sessions");
    let found = [by_middleware, by_app].into_iter().find(|p| p.is == Some(true));
    e.seen.uses_sessions = found.and_then(|p| p.because.first().map(|s| Step::new(s.place.clone(), "keeps sessions")));
}

fn csrf(e: &mut Emit<'_, '_>) {
    let mut presence = middleware::presence(e, CSRF);
    if presence.is == Some(false) {
        presence.because.extend(middleware::taken_out(e, &presence.because, CSRF));
    }
    e.put(Key::CSRF_PROTECTION, "CsrfViewMiddleware", presence.value(), presence.because, Scope::default());
}

/// A function of the project that asks what the visitor sent: who knows the word sees the toolbar, unless the function
/// lets nobody.
fn switched_by_visitor<'a>(e: &mut Emit<'_, 'a>, path: &str) -> Option<Val<'a>> {
    let callback = e.machine.loaded(path)?;
    let Py::Function(function) = &callback.py else { return None };
    let Code::Def(def) = function.code else { return None };
    let text = &e.project.file(function.file).text()[def.range()];
    let asks = [".GET", ".POST", ".COOKIES"].iter().any(|sent| text.contains(sent));
    let call = Call { args: vec![Val::unknown("the request")], ..Call::bare(start_of(e)) };
    let shown = e.machine.call_later(&callback, call);
    let refused = e.machine.truth(&shown) == Some(false);
    (asks && !refused).then(|| Val::bool(true).because(&callback.trace))
}

/// django-debug-toolbar shows itself to whom its callback lets: by default in debug mode only.
fn debug_toolbar(e: &mut Emit<'_, '_>) {
    let presence = installed(e, "debug_toolbar");
    if presence.is == Some(false) {
        return;
    }
    let entry = DictKey::Str("SHOW_TOOLBAR_CALLBACK".into());
    let config = object::setting(e.machine, e.app, "DEBUG_TOOLBAR_CONFIG");
    let callback = config.and_then(|v| e.machine.as_dict(&v).and_then(|d| d.entries.get(&entry).cloned()));
    let shown = match (&callback, object::setting(e.machine, e.app, "DEBUG")) {
        (Some(callback), _) if !matches!(callback.py, Py::Str(_)) => {
            let call = Call::bare(start_of(e));
            e.machine.call_later(&callback.clone(), call)
        }
        (Some(callback), _) => match callback.as_str().and_then(|path| switched_by_visitor(e, path)) {
            Some(shown) => shown,
            None => Val::unknown("a callback of the project decides who sees the toolbar"),
        },
        (None, debug) => debug.unwrap_or_else(|| Val::bool(false)),
    };
    let model = match presence.is {
        Some(true) => match e.machine.truth(&shown) {
            Some(truth) => Value::Bool(truth),
            None => convert::value(e.machine, &shown, false),
        },
        _ => Value::Unknown(presence.why.clone()),
    };
    let mut because = presence.because;
    because.extend(shown.trace.steps(e.project, "decides whether the toolbar is shown"));
    e.put(Key::DEBUG_TOOLBAR, "debug_toolbar", model, because, Scope::default());
}

fn start_of(e: &Emit<'_, '_>) -> crate::source::python::eval::Site {
    use crate::source::apps::start;
    start::creation(e.machine, e.app).map(|(site, _)| site).expect("an app that is emitted was created")
}

/// `TEMPLATES[…]["OPTIONS"]["autoescape"]`
fn templates(e: &mut Emit<'_, '_>) {
    let Some(templates) = object::setting(e.machine, e.app, "TEMPLATES") else { return };
    let engines = e.machine.members(&templates).unwrap_or_default();
    let place = templates.trace.steps(e.project, "configures templates");
    if !engines.is_empty() {
        e.seen.renders_html = place.into_iter().next();
    }
    let mut searched: Vec<String> = Vec::new();
    for engine in engines {
        let escape = entry(e, &engine, "OPTIONS").and_then(|options| entry(e, &options, "autoescape"));
        // Django asks engines in their order: one that looks only where an earlier one has looked is used
        // where code names it (`using=`), which is how plain text is written.
        let folders = folders(e, &engine);
        let is_shadowed = !searched.is_empty()
            && entry(e, &engine, "APP_DIRS").is_none_or(|apps| e.machine.truth(&apps) == Some(false))
            && folders.iter().all(|folder| folder.as_ref().is_some_and(|f| searched.contains(f)));
        searched.extend(folders.into_iter().flatten());
        match escape {
            Some(_) if is_shadowed => {}
            Some(value) => e.value(Key::TEMPLATE_AUTOESCAPE, "autoescape", &value),
            None => e.default(Key::TEMPLATE_AUTOESCAPE, "autoescape", &Default::Bool(true)),
        }
    }
}

fn entry<'a>(e: &Emit<'_, 'a>, dict: &Val<'a>, name: &str) -> Option<Val<'a>> {
    e.machine.as_dict(dict)?.entries.get(&DictKey::Str(name.into())).cloned()
}

/// The folders that an engine lists, as far as they are known.
fn folders<'a>(e: &Emit<'_, 'a>, engine: &Val<'a>) -> Vec<Option<String>> {
    let listed = entry(e, engine, "DIRS").map(|dirs| e.machine.members(&dirs));
    let known = |folder: &Val<'a>| folder.as_str().map(str::to_owned);
    match listed {
        None => Vec::new(),
        Some(None) => vec![None],
        Some(Some(all)) => all.iter().map(known).collect(),
    }
}

/// Lists that are told as they are, where they are set.
const LISTS: &[(&str, Key)] =
    &[("PASSWORD_HASHERS", Key::PASSWORD_HASHERS), ("CSRF_TRUSTED_ORIGINS", Key::CSRF_TRUSTED_ORIGINS)];

fn lists(e: &mut Emit<'_, '_>) {
    for (name, key) in LISTS {
        if let Some(value) = object::setting(e.machine, e.app, name) {
            e.value(*key, name, &value);
        }
    }
    if let Some((name, value)) = middleware::list(e) {
        e.value(Key::MIDDLEWARE, name, &value);
    }
}

/// What refuses weak passwords, where people log in with one.
fn validators(e: &mut Emit<'_, '_>) {
    if !e.machine.launch.at_least("django", 1, 9) || installed(e, "django.contrib.auth").is != Some(true) {
        return;
    }
    let Some(value) = object::setting(e.machine, e.app, "AUTH_PASSWORD_VALIDATORS") else {
        return e.default(Key::PASSWORD_VALIDATORS, "AUTH_PASSWORD_VALIDATORS", &Default::None);
    };
    let name = |entry: &Val<'_>| {
        let dict = e.machine.as_dict(entry)?;
        dict.entries.get(&DictKey::Str("NAME".into())).and_then(|v| v.as_str().map(str::to_owned))
    };
    let names: Option<Vec<String>> =
        e.machine.members(&value).and_then(|all| all.iter().map(name).collect::<Option<Vec<_>>>());
    let model = names.map_or_else(
        || Value::Unknown("the list of validators is not known".to_owned()),
        |names| Value::List(names.into_iter().map(Value::Text).collect()),
    );
    let because = value.trace.steps(e.project, "lists what refuses weak passwords");
    let because = if because.is_empty() { vec![Step::new(e.absent(), "lists validators")] } else { because };
    e.put(Key::PASSWORD_VALIDATORS, "AUTH_PASSWORD_VALIDATORS", model, because, Scope::default());
}

fn logging(e: &mut Emit<'_, '_>) {
    let set = object::setting(e.machine, e.app, "LOGGING").filter(|v| e.machine.truth(v) != Some(false));
    e.seen.configures_logging = set.and_then(|v| v.trace.steps(e.project, "configures logging").into_iter().next());
}
