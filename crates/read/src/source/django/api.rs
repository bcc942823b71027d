//! Django REST framework: who may call what by default.
//!
//! Source: `rest_framework/settings.py`, `DEFAULTS`.

use std::rc::Rc;

use sneck_model::{Key, Scope, Step, Value};

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
    let config = object::setting(e.machine, e.app, "REST_FRAMEWORK");
    permission(e, config.as_ref(), &presence.because);
    if config.as_ref().and_then(|c| entry(e, c, "DEFAULT_THROTTLE_CLASSES")).is_some() {
        let because = presence.because;
        e.put(Key::RATE_LIMIT, "DEFAULT_THROTTLE_CLASSES", Value::Bool(true), because, Scope::default());
    }
}

fn entry<'a>(e: &Emit<'_, 'a>, dict: &Val<'a>, name: &str) -> Option<Val<'a>> {
    e.machine.as_dict(dict)?.entries.get(&DictKey::Str(Rc::from(name))).cloned()
}

fn permission(e: &mut Emit<'_, '_>, config: Option<&Val<'_>>, installed: &[Step]) {
    const RAW: &str = "DEFAULT_PERMISSION_CLASSES";
    let known = config.is_none_or(|c| e.machine.as_dict(c).is_some_and(|d| d.open.is_none()));
    let given = config.and_then(|c| e.machine.as_dict(c)?.entries.get(&DictKey::Str(Rc::from(RAW))).cloned());
    let (value, because) = match given {
        Some(given) => {
            let members = e.machine.members(&given).unwrap_or_default();
            let names: Option<Vec<String>> = members.iter().map(class_name).collect();
            let value = names.filter(|names| !names.is_empty()).map_or_else(
                || Value::Unknown(format!("what {RAW} holds is not known")),
                |names| Value::List(names.into_iter().map(Value::Text).collect()),
            );
            (value, given.trace.steps(e.project, &format!("sets {RAW}")))
        }
        None if !known => (Value::Unknown("REST_FRAMEWORK is not known".to_owned()), installed.to_vec()),
        None => {
            let says = format!("{RAW} is not set: AllowAny is the default");
            let at = config.and_then(|c| c.trace.steps(e.project, "").into_iter().next());
            let place = at.map_or_else(|| e.absent(), |step| step.place);
            (Value::List(vec![Value::Text("AllowAny".to_owned())]), vec![Step::new(place, says)])
        }
    };
    let because = if because.is_empty() { installed.to_vec() } else { because };
    e.put(Key::API_PERMISSION, RAW, value, because, Scope::default());
}

/// The last part of a dotted path, or of a class.
fn class_name(value: &Val<'_>) -> Option<String> {
    use crate::source::python::eval::Py;
    match &value.py {
        Py::Str(path) | Py::External(path) => path.rsplit('.').next().map(str::to_owned),
        _ => None,
    }
}
