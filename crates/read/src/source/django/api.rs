//! Django REST framework: who may call what by default.
//!
//! Source: `rest_framework/settings.py`, `DEFAULTS`.

use std::rc::Rc;

use ruff_text_size::{TextRange, TextSize};
use sneck_model::{Key, Kind, Scope, Step, Value};

use super::emit::installed;
use super::object;
use crate::source::apps::Emit;
use crate::source::python::eval::{DictKey, Val};

/// Where it is installed: the default permission, and the limit of requests.
pub(super) fn emit(e: &mut Emit<'_, '_>) {
    let presence = installed(e, "rest_framework");
    if presence.is != Some(true) {
        return;
    }
    documentation(e);
    tokens(e);
    let config = object::setting(e.machine, e.app, "REST_FRAMEWORK");
    for (raw, key, default) in CLASSES {
        classes(e, config.as_ref(), &presence.because, raw, *key, default);
    }
    if config.as_ref().and_then(|c| entry(e, c, "DEFAULT_THROTTLE_CLASSES")).is_some() {
        let because = presence.because;
        e.put(Key::RATE_LIMIT, "DEFAULT_THROTTLE_CLASSES", Value::Bool(true), because, Scope::default());
    }
}

/// drf-spectacular: who may read the description, which asks nobody by itself.
fn documentation(e: &mut Emit<'_, '_>) {
    if let Some(given) = part(e, "SPECTACULAR_SETTINGS", "SERVE_PERMISSIONS") {
        let names = e.machine.members(&given).and_then(|all| all.iter().map(class_path).collect::<Option<Vec<_>>>());
        let value = names.map_or_else(|| Value::Unknown("SERVE_PERMISSIONS is not known".to_owned()), list);
        let because = given.trace.steps(e.project, "sets SERVE_PERMISSIONS");
        e.put(Key::API_DOCS_PERMISSIONS, "SERVE_PERMISSIONS", value, because, Scope::default());
    }
}

/// djangorestframework-simplejwt: its tokens are signed with `SECRET_KEY` unless it has a key of its own.
fn tokens(e: &mut Emit<'_, '_>) {
    for (name, key) in [
        ("SIGNING_KEY", Key::TOKEN_KEY),
        ("ALGORITHM", Key::TOKEN_ALGORITHM),
        ("ACCESS_TOKEN_LIFETIME", Key::TOKEN_LIFETIME),
    ] {
        if let Some(value) = part(e, "SIMPLE_JWT", name) {
            e.value(key, name, &value);
        }
    }
}

/// One entry of a setting that is a dict.
fn part<'a>(e: &Emit<'_, 'a>, setting: &str, name: &str) -> Option<Val<'a>> {
    entry(e, &object::setting(e.machine, e.app, setting)?, name)
}

fn entry<'a>(e: &Emit<'_, 'a>, dict: &Val<'a>, name: &str) -> Option<Val<'a>> {
    e.machine.as_dict(dict)?.entries.get(&DictKey::Str(Rc::from(name))).cloned()
}

/// Lists of classes: name, key, what Django REST framework uses when nothing sets it.
const CLASSES: &[(&str, Key, &[&str])] = &[
    ("DEFAULT_PERMISSION_CLASSES", Key::API_PERMISSIONS, &["rest_framework.permissions.AllowAny"]),
    (
        "DEFAULT_AUTHENTICATION_CLASSES",
        Key::API_AUTHENTICATION,
        &["rest_framework.authentication.SessionAuthentication", "rest_framework.authentication.BasicAuthentication"],
    ),
    (
        "DEFAULT_RENDERER_CLASSES",
        Key::API_RENDERERS,
        &["rest_framework.renderers.JSONRenderer", "rest_framework.renderers.BrowsableAPIRenderer"],
    ),
];

fn classes<'a>(
    e: &mut Emit<'_, 'a>,
    config: Option<&Val<'a>>,
    installed: &[Step],
    raw: &str,
    key: Key,
    default: &[&str],
) {
    let open = config.is_some_and(|c| e.machine.as_dict(c).is_none_or(|dict| dict.open.is_some()));
    let (value, because) = match config.and_then(|c| entry(e, c, raw)) {
        Some(given) => {
            let names: Option<Vec<String>> =
                e.machine.members(&given).and_then(|all| all.iter().map(class_path).collect::<Option<Vec<_>>>());
            let value = names.map_or_else(|| Value::Unknown(format!("what {raw} holds is not known")), list);
            (value, given.trace.steps(e.project, &format!("sets {raw}")))
        }
        None if open => (Value::Unknown("REST_FRAMEWORK is not known".to_owned()), installed.to_vec()),
        None => {
            let at = config.and_then(|c| c.trace.steps(e.project, "").into_iter().next());
            let place = at.map_or_else(|| e.absent(), |step| step.place);
            let because = vec![Step::new(place, format!("{raw} is not set"))];
            (list(default.iter().map(|name| (*name).to_owned()).collect()), because)
        }
    };
    let mut because = if because.is_empty() { installed.to_vec() } else { because };
    if key == Key::API_PERMISSIONS {
        because.extend(said_by_views(e));
    }
    e.put(key, raw, value, because, Scope::default());
}

/// Where a view says for itself who may call it.
fn said_by_views(e: &Emit<'_, '_>) -> Option<Step> {
    const MARK: &str = "permission_classes";
    let production = e.project.ids().filter(|(_, file)| file.kind == Kind::Production);
    production.map(|(_, file)| file).find_map(|file| {
        let at = memchr::memmem::find(file.text().as_bytes(), MARK.as_bytes())?;
        let range = TextRange::at(TextSize::try_from(at).ok()?, TextSize::of(MARK));
        Some(Step::new(file.place(range), "views say who may call them"))
    })
}

fn list(names: Vec<String>) -> Value {
    Value::List(names.into_iter().map(Value::Text).collect())
}

/// The dotted path of a class that is named or given.
fn class_path(value: &Val<'_>) -> Option<String> {
    use crate::source::python::eval::Py;
    match &value.py {
        Py::Str(path) | Py::External(path) => Some(path.to_string()),
        _ => None,
    }
}
