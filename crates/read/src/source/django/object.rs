//! `django.conf.settings`: the upper-case names of a settings module over Django's own defaults.

use std::rc::Rc;

use crate::source::apps::start;
use crate::source::python::eval::{Body, Call, Machine, OPEN, ObjectId, Py, Site, Val, What};

use super::defaults;

/// The class under which the settings stand in the library.
pub(super) const SETTINGS: &str = "django.conf.Settings";
/// Attribute of the settings that names their module.
const MODULE: &str = "<module>";
/// Entry of `os.environ` that marks settings which are being loaded.
const LOADING: &str = "<settings are loading>";

/// Every project sets some of these: where all are left out, its settings were not seen.
const BASICS: &[&str] = &["SECRET_KEY", "INSTALLED_APPS", "MIDDLEWARE", "ROOT_URLCONF", "ALLOWED_HOSTS", "DATABASES"];

/// The settings that are in use, if any are.
pub(super) fn made<'a>(m: &Machine<'a>) -> Option<Val<'a>> {
    let django = |what: &What<'_>| matches!(what, What::Created(sneck_model::Framework::Django));
    let made = m.events.created().find(|e| django(&e.what))?;
    Some(Val::new(Py::Object(made.target)))
}

/// True while the settings module runs.
pub(super) fn is_loading(m: &Machine<'_>) -> bool {
    m.heap.get(m.environ).attrs.contains_key(LOADING)
}

/// The settings in use; those of `DJANGO_SETTINGS_MODULE` when there are none yet.
pub(super) fn loaded<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Option<Val<'a>> {
    if let Some(app) = made(m) {
        return Some(app);
    }
    let named = m.read_variable("DJANGO_SETTINGS_MODULE", None, c);
    let name = named.alternatives().iter().find_map(|v| v.as_str().map(str::to_owned))?;
    let environ = m.environ;
    m.heap.change(environ).attrs.insert(Rc::from(LOADING), Val::bool(true));
    let module = m.module_value(&name).object();
    m.heap.change(environ).attrs.shift_remove(LOADING);
    let module = chosen_class(m, module?, c);
    let app = make(m, module, c);
    if BASICS.iter().all(|name| own(m, app, name).is_none()) {
        open_up(m, app, "the settings module could not be followed to where it sets anything");
    }
    m.heap.change(app).attrs.insert(Rc::from(MODULE), Val::str(name));
    Some(Val::new(Py::Object(app)))
}

/// django-configurations: `DJANGO_CONFIGURATION` names a class of the settings module.
fn chosen_class<'a>(m: &mut Machine<'a>, module: ObjectId, c: &Call<'a>) -> ObjectId {
    if !m.derives(&["configurations.Configuration", "configurations.base.Configuration"]) {
        return module;
    }
    let named = m.read_variable("DJANGO_CONFIGURATION", None, c);
    let name = named.alternatives().iter().find_map(|v| v.as_str().map(str::to_owned));
    let class = name.and_then(|name| m.heap.get(module).attrs.get(name.as_str()).and_then(Val::object));
    class.unwrap_or(module)
}

/// The settings made of the names of a module, a class or a call.
pub(super) fn make<'a>(m: &mut Machine<'a>, source: ObjectId, c: &Call<'a>) -> ObjectId {
    let app = m.instance(SETTINGS);
    for entry in defaults::ENTRIES {
        let default = entry.default(&m.launch).value();
        m.heap.change(app).attrs.insert(Rc::from(entry.name), default);
    }
    let names = m.public_names(source).unwrap_or_else(|| m.heap.get(source).attrs.keys().cloned().collect());
    let value = instance_of(m, source, c);
    for name in names.iter().filter(|name| is_setting(name)) {
        let set = m.attribute(&value, name, c.site);
        let set = if may_be_unset(m, source, name) { or_default(m, name, &set) } else { set };
        m.heap.change(app).attrs.insert(name.clone(), set);
    }
    if let Some(open) = m.heap.get(source).attrs.get(OPEN).cloned() {
        m.heap.change(app).attrs.insert(Rc::from(OPEN), open);
    }
    let site = m.file_of_module(source).map_or(c.site, |file| Site { file, range: Default::default() });
    m.tell(app, What::Created(sneck_model::Framework::Django), &Call::bare(site));
    app
}

/// Only one side of a branch that is not decided sets it.
fn may_be_unset(m: &Machine<'_>, source: ObjectId, name: &str) -> bool {
    let value = m.heap.get(source).attrs.get(name);
    value.is_some_and(|value| value.alternatives().iter().any(|one| matches!(one.py, Py::Unbound)))
}

fn or_default<'a>(m: &Machine<'a>, name: &str, set: &Val<'a>) -> Val<'a> {
    let entry = defaults::ENTRIES.iter().find(|entry| entry.name == name);
    let default = entry.map(|entry| entry.default(&m.launch).value());
    let default = default.unwrap_or_else(|| Val::unknown("it may be left to its default"));
    Val::one_of([set.clone(), default]).with(set.trace.clone())
}

/// Of a class of settings an instance is made, for settings may be properties.
fn instance_of<'a>(m: &mut Machine<'a>, source: ObjectId, c: &Call<'a>) -> Val<'a> {
    let value = Val::new(Py::Object(source));
    match m.heap.get(source).body {
        Body::Class(_) => m.call(&value, Call::bare(c.site)),
        _ => value,
    }
}

fn is_setting(name: &str) -> bool {
    name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase)
}

/// What a setting is.
pub(super) fn setting<'a>(m: &Machine<'a>, app: ObjectId, name: &str) -> Option<Val<'a>> {
    m.heap.get(app).attrs.get(name).map(Val::bound)
}

/// What a setting is, where the project says so and not Django's default.
pub(super) fn own<'a>(m: &Machine<'a>, app: ObjectId, name: &str) -> Option<Val<'a>> {
    setting(m, app, name).filter(|value| defaults::is_set(name, value, &m.launch))
}

/// Why the settings may hold more than is known.
pub(super) fn open_reason(m: &Machine<'_>, app: ObjectId) -> Option<String> {
    m.heap.get(app).attrs.get(OPEN)?.why_unknown().map(ToString::to_string)
}

/// Notes that settings may hold more than is known, and other values.
pub(super) fn mark_open(m: &mut Machine<'_>, id: ObjectId, why: &str) {
    m.heap.change(id).attrs.entry(Rc::from(OPEN)).or_insert_with(|| Val::unknown(why));
}

/// The program was cut short: each value may be another one.
pub(super) fn open_up(m: &mut Machine<'_>, app: ObjectId, why: &str) {
    mark_open(m, app, why);
    for (name, value) in &mut m.heap.change(app).attrs {
        if is_setting(name) {
            let trace = value.trace.clone();
            *value = Val::one_of([value.clone(), Val::unknown(why)]).with(trace);
        }
    }
}

/// The project's package: that of `ROOT_URLCONF`, or the one that holds the settings.
pub(super) fn name(m: &Machine<'_>, app: ObjectId, site: Site) -> String {
    let urls = setting(m, app, "ROOT_URLCONF")
        .and_then(|v| v.alternatives().iter().find_map(|v| v.as_str().map(str::to_owned)));
    if let Some((package, _)) = urls.as_deref().and_then(|urls| urls.rsplit_once('.')) {
        return package.trim_end_matches(".config").to_owned();
    }
    let (_, dotted) = start::import_name(m.project, site.file);
    let package = dotted.split(".settings").next().unwrap_or(&dotted);
    package.to_owned()
}

/// The settings module that an environment loads.
pub(in crate::source) fn module_of(m: &Machine<'_>, app: ObjectId) -> Option<String> {
    setting(m, app, MODULE)?.as_str().map(str::to_owned)
}

/// The module of the root list of URL patterns.
pub(in crate::source) fn root_urls(m: &Machine<'_>, app: ObjectId) -> Option<String> {
    let urls = setting(m, app, "ROOT_URLCONF")?;
    urls.alternatives().iter().find_map(|v| v.as_str().map(str::to_owned))
}
