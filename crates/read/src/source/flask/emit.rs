//! The settings of a Flask app in one environment, from what a run left behind.

use crate::source::apps::{Default, Emit};
use crate::source::python::eval::{Options, Py, Site, Val};

use super::defaults::{self, Entry};
use super::{answers, cors, features};

/// Everything that is set on the app.
pub(super) fn emit(e: &mut Emit<'_, '_>) {
    e.open = open_reason(e);
    for one in defaults::ENTRIES {
        entry(e, one);
    }
    optional(e);
    with_extensions(e);
    let headers = answers::headers(e.machine, e.app);
    e.headers(&headers);
    cors::emit(e, &headers);
    crate::source::flask::server::emit(e);
}

/// Why the configuration may hold entries that are not known.
fn open_reason(e: &Emit<'_, '_>) -> Option<String> {
    let config = Val::new(Py::Object(e.machine.config_of(e.app)?));
    e.machine.as_dict(&config)?.open.as_ref().map(ToString::to_string)
}

fn entry(e: &mut Emit<'_, '_>, entry: &Entry) {
    let known = entry.is_in(&e.machine.launch);
    match e.machine.config_entry(e.app, entry.name) {
        Some(value) if entry.is_default(&value) => {
            let why = value.alternatives().iter().find_map(|v| v.why_unknown().map(ToString::to_string));
            let why = why.or_else(|| e.open.clone());
            e.unset(entry.key, entry.name, &entry.default, why);
        }
        Some(value) => {
            let value = maybe_default(value, entry);
            e.value(entry.key, entry.name, &value);
        }
        None if known => e.default(entry.key, entry.name, &entry.default),
        None => {}
    }
}

/// `DEBUG` starts as `None` until Flask computes it; a set entry of the configuration stays.
fn maybe_default<'a>(value: Val<'a>, entry: &Entry) -> Val<'a> {
    let unset = matches!(value.py, Py::None) && matches!(entry.default, Default::Bool(_));
    if unset && entry.name == "DEBUG" { Val::bool(false).because(&value.trace) } else { value }
}

fn optional(e: &mut Emit<'_, '_>) {
    for (name, key) in defaults::OPTIONAL {
        if let Some(value) = e.machine.config_entry(e.app, name) {
            let left_out = e.machine.may_lack_entry(e.app, name);
            let value = if left_out { or_default(&value, name) } else { value };
            e.value(*key, name, &value);
        }
    }
}

/// What only some of the possible configurations set has its default in the others.
fn or_default<'a>(value: &Val<'a>, name: &str) -> Val<'a> {
    let default = defaults::WITH_EXTENSION.iter().find(|(_, n, _)| *n == name).map(|(.., default)| default.value());
    let default = default.unwrap_or_else(|| Val::unknown("some of the possible configurations do not set it"));
    Val::one_of([value.clone(), default]).because(&value.trace)
}

/// What attached extensions add.
fn with_extensions(e: &mut Emit<'_, '_>) {
    for (class, name, default) in defaults::WITH_EXTENSION {
        if e.extension(class).is_some() && e.machine.config_entry(e.app, name).is_none() {
            let key = defaults::OPTIONAL.iter().find(|(n, _)| n == name).map(|(_, k)| *k);
            key.into_iter().for_each(|key| e.default(key, name, default));
        }
    }
    features::emit(e);
}

/// The options and the place of an extension of the app, or of a blueprint of it.
pub(super) fn extension_of_blueprint<'a>(e: &Emit<'_, 'a>, class: &str) -> Option<(Options<'a>, Site)> {
    e.attached(class, &answers::joined(e.machine, e.app))
}
