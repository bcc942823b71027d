//! pydantic-settings: the fields of a `BaseSettings` class are read from the environment by name.

use std::rc::Rc;

use super::lookup::{self, WORDS};
use super::{FACTORY, Row};
use crate::source::python::eval::calls::Call;
use crate::source::python::eval::heap::{Body, Dict, DictKey, Object, ObjectId};
use crate::source::python::eval::library::{files, json};
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::value::{Py, Val};

pub(super) const ROWS: &[Row] = &[
    ("pydantic.Field", |m, c| field(m, c)),
    ("pydantic.fields.Field", |m, c| field(m, c)),
    ("pydantic_settings.SettingsConfigDict", |m, c| {
        m.dict(c.kwargs.iter().map(|(n, v)| (DictKey::Str(n.clone()), v.clone())).collect::<Vec<_>>())
    }),
    ("str.get_secret_value", |_, c| c.on()),
];

/// Attribute of a field marker that holds the name it is read under.
const ALIAS: &str = "<alias>";
/// Attribute of a field marker that holds its default.
const DEFAULT: &str = "<default>";

fn field<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let mut marker = Object::new(Body::Instance(Val::external("pydantic.FieldInfo")));
    let default = c.arg(0, "default").filter(|v| !matches!(&v.py, Py::Unknown(_)));
    marker.attrs.extend(default.map(|v| (Rc::from(DEFAULT), v.clone())));
    marker.attrs.extend(c.kwarg("default_factory").map(|v| (Rc::from(FACTORY), v.clone())));
    let alias = ["validation_alias", "alias", "env"].iter().find_map(|name| c.kwarg(name));
    marker.attrs.extend(alias.map(|v| (Rc::from(ALIAS), v.clone())));
    Val::new(Py::Object(m.heap.add(marker)))
}

/// Where a settings class reads from.
struct Source<'a> {
    prefix: String,
    file: Option<Dict<'a>>,
    sensitive: bool,
}

/// Makes an instance of a settings class.
pub(super) fn make<'a>(m: &mut Machine<'a>, class: ObjectId, c: &Call<'a>) -> Val<'a> {
    let class_value = Val::new(Py::Object(class));
    let source = source(m, &class_value, c);
    let mut object = Object::new(Body::Instance(class_value.clone()));
    for (name, annotation) in m.fields(class) {
        let declared = m.class_attribute(&class_value, &name);
        let (default, alias) = parts(m, declared, c);
        let value = match c.kwarg(&name) {
            Some(given) => given.clone(),
            None => {
                let found = read(m, c, &name, alias.as_deref(), &source, default);
                typed(m, &found, &annotation, c)
            }
        };
        object.attrs.insert(name, value);
    }
    Val::new(Py::Object(m.heap.add(object)))
}

/// Default and alias of a field, which may be a marker.
fn parts<'a>(m: &mut Machine<'a>, declared: Option<Val<'a>>, c: &Call<'a>) -> (Option<Val<'a>>, Option<String>) {
    let Some(declared) = declared else { return (None, None) };
    let attrs = declared.object().map(|id| m.heap.get(id).attrs.clone()).unwrap_or_default();
    let is_marker = declared.object().is_some_and(|id| matches!(&m.heap.get(id).body, Body::Instance(class) if matches!(&class.py, Py::External(n) if n.ends_with("FieldInfo"))));
    if !is_marker {
        return (Some(declared), None);
    }
    let default = match (attrs.get(DEFAULT), attrs.get(FACTORY)) {
        (Some(default), _) => Some(default.clone()),
        (None, Some(factory)) => Some(m.call(factory, Call::bare(c.site))),
        _ => None,
    };
    (
        default.filter(|v| !matches!(&v.py, Py::External(name) if &**name == "builtins.Ellipsis")),
        attrs.get(ALIAS).and_then(Val::as_str).map(str::to_owned),
    )
}

fn source<'a>(m: &mut Machine<'a>, class: &Val<'a>, c: &Call<'a>) -> Source<'a> {
    let config = m.class_attribute(class, "model_config").or_else(|| m.class_attribute(class, "Config"));
    let option = |m: &mut Machine<'a>, name: &str| {
        let config = config.as_ref()?;
        match m.as_dict(config) {
            Some(dict) => dict.entries.get(&DictKey::Str(Rc::from(name))).cloned(),
            None => m.class_attribute(config, name),
        }
    };
    let prefix = option(m, "env_prefix").and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    let sensitive = option(m, "case_sensitive").is_some_and(|v| m.truth(&v) == Some(true));
    let file = c.kwarg("_env_file").cloned().or_else(|| option(m, "env_file"));
    let values = file.as_ref().and_then(|v| files::file_of(m, v)).map(lookup::simple_lines);
    if values.is_none() && file.is_some_and(|v| !matches!(v.py, Py::None)) {
        m.open_environment("a .env file that is not in the tree may set it");
    }
    Source { prefix, file: values, sensitive }
}

/// Looks a field up under each spelling that counts.
fn read<'a>(
    m: &mut Machine<'a>,
    c: &Call<'a>,
    name: &str,
    alias: Option<&str>,
    source: &Source<'a>,
    default: Option<Val<'a>>,
) -> Val<'a> {
    let full = alias.map_or_else(|| format!("{}{name}", source.prefix), str::to_owned);
    if source.sensitive {
        return lookup::setting(m, c, &full, source.file.as_ref(), default);
    }
    let environ = Val::new(Py::Object(m.environ));
    let spelled = |dict: &Dict<'a>| {
        dict.entries.keys().filter_map(DictKey::text).find(|k| k.eq_ignore_ascii_case(&full)).map(str::to_owned)
    };
    let known = m.as_dict(&environ).and_then(spelled);
    let in_file = source.file.as_ref().and_then(spelled);
    let name = known.or(in_file).unwrap_or_else(|| full.to_ascii_uppercase());
    lookup::setting(m, c, &name, source.file.as_ref(), default)
}

/// Converts text by the field's annotation.
fn typed<'a>(m: &mut Machine<'a>, value: &Val<'a>, annotation: &str, c: &Call<'a>) -> Val<'a> {
    let plain = annotation.trim_start_matches("Optional[").trim_end_matches(']').trim_end_matches(" | None");
    match plain.rsplit('.').next().unwrap_or(plain) {
        "bool" => lookup::truth(m, value, &WORDS),
        "int" | "float" => lookup::number(m, value),
        _ if annotation.to_ascii_lowercase().contains("list[") || annotation.contains("Dict[") => {
            let call = Call { args: vec![value.clone()], ..Call::bare(c.site) };
            if value.alternatives().iter().any(|v| v.as_str().is_some()) {
                json::loads(m, &call)
            } else {
                value.clone()
            }
        }
        _ => value.clone(),
    }
}
