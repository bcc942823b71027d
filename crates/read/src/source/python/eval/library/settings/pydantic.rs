//! pydantic-settings: the fields of a `BaseSettings` class are read from the environment by name.

use std::rc::Rc;

use super::lookup::{self, WORDS};
use super::validators;
use super::{FACTORY, Row};
use crate::source::python::eval::calls::Call;
use crate::source::python::eval::heap::{Body, Dict, DictKey, Object, ObjectId};
use crate::source::python::eval::library::{files, json};
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::value::{Py, Val};

pub(super) const ROWS: &[Row] = &[
    ("pydantic.SecretStr", |_, c| text(c)),
    ("pydantic.types.SecretStr", |_, c| text(c)),
    ("pydantic.SecretBytes", |_, c| text(c)),
    ("pydantic.AnyUrl", |_, c| text(c)),
    ("pydantic.AnyHttpUrl", |_, c| text(c)),
    ("pydantic.HttpUrl", |_, c| text(c)),
    ("pydantic.PostgresDsn", |_, c| text(c)),
    ("pydantic.RedisDsn", |_, c| text(c)),
    ("starlette.datastructures.Secret", |_, c| text(c)),
    ("starlette.datastructures.URL", |_, c| text(c)),
    ("pydantic.AliasChoices", |_, c| Val::new(Py::Tuple(c.args.clone().into()))),
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

/// Classes that hold a text, and give it back.
fn text<'a>(c: &Call<'a>) -> Val<'a> {
    c.args.first().cloned().unwrap_or_else(|| Val::unknown("an empty call"))
}

/// Where a settings class reads from.
struct Source<'a> {
    prefix: String,
    file: Option<Dict<'a>>,
    sensitive: bool,
    /// What stands between the names of a nested model and its field: `__`.
    nested: Option<String>,
    /// How many more models inside of models are looked into: one may hold itself.
    depth: u32,
}

/// Models inside of models.
const DEEPEST: u32 = 6;

/// Makes an instance of a settings class.
pub(super) fn make<'a>(m: &mut Machine<'a>, class: ObjectId, c: &Call<'a>) -> Val<'a> {
    let class_value = Val::new(Py::Object(class));
    let source = source(m, &class_value, c);
    let mut object = Object::new(Body::Instance(class_value.clone()));
    for (name, annotation) in m.fields(class) {
        let declared = m.class_attribute(&class_value, &name);
        let (default, aliases) = parts(m, declared, c);
        let value = match c.kwarg(&name) {
            Some(given) => given.clone(),
            None => match nested(m, class, &name, &annotation, &source, default.as_ref(), c) {
                Some(model) => model,
                None => {
                    let found = read(m, c, &name, &aliases, &source, default);
                    let before = validators::run(m, class, &name, &found, &object.attrs, true);
                    let before = validators::annotated(m, class, &annotation, &before, c);
                    let value = typed(m, class, &before, &annotation, c);
                    validators::run(m, class, &name, &value, &object.attrs, false)
                }
            },
        };
        object.attrs.insert(name, value);
    }
    Val::new(Py::Object(m.heap.add(object)))
}

/// A model inside of the settings: its fields are read as `MODEL__FIELD`, where the class says so.
fn nested<'a>(
    m: &mut Machine<'a>,
    class: ObjectId,
    name: &str,
    annotation: &str,
    source: &Source<'a>,
    default: Option<&Val<'a>>,
    c: &Call<'a>,
) -> Option<Val<'a>> {
    let (delimiter, depth) = (source.nested.as_ref()?, source.depth.checked_sub(1)?);
    let model = validators::named(m, class, annotation).filter(|v| is_model(m, v))?;
    let prefix = format!("{}{name}{delimiter}", source.prefix);
    let inner =
        Source { prefix, file: source.file.clone(), sensitive: source.sensitive, nested: source.nested.clone(), depth };
    let id = model.object()?;
    let mut object = Object::new(Body::Instance(model.clone()));
    for (field, annotation) in m.fields(id) {
        let own = default.and_then(Val::object).and_then(|d| m.heap.get(d).attrs.get(&field).cloned());
        let declared = m.class_attribute(&model, &field);
        let (declared, aliases) = parts(m, declared, c);
        let default = own.or(declared);
        let value = match nested(m, id, &field, &annotation, &inner, default.as_ref(), c) {
            Some(value) => value,
            None => {
                let found = read(m, c, &field, &aliases, &inner, default);
                typed(m, id, &found, &annotation, c)
            }
        };
        object.attrs.insert(field, value);
    }
    Some(Val::new(Py::Object(m.heap.add(object))))
}

fn is_model<'a>(m: &Machine<'a>, class: &Val<'a>) -> bool {
    let is = |base: &Rc<str>| {
        matches!(&**base, "pydantic.BaseModel" | "pydantic_settings.BaseSettings" | "pydantic.BaseSettings")
    };
    class.object().is_some_and(|id| matches!(m.heap.get(id).body, Body::Class(_)))
        && m.external_bases(class).iter().any(is)
}

/// Default and aliases of a field, which may be a marker.
fn parts<'a>(m: &mut Machine<'a>, declared: Option<Val<'a>>, c: &Call<'a>) -> (Option<Val<'a>>, Vec<String>) {
    let Some(declared) = declared else { return (None, Vec::new()) };
    let attrs = declared.object().map(|id| m.heap.get(id).attrs.clone()).unwrap_or_default();
    let is_marker = declared.object().is_some_and(|id| matches!(&m.heap.get(id).body, Body::Instance(class) if matches!(&class.py, Py::External(n) if n.ends_with("FieldInfo"))));
    if !is_marker {
        return (Some(declared), Vec::new());
    }
    let default = match (attrs.get(DEFAULT), attrs.get(FACTORY)) {
        (Some(default), _) => Some(default.clone()),
        (None, Some(factory)) => Some(m.call(factory, Call::bare(c.site))),
        _ => None,
    };
    (
        default.filter(|v| !matches!(&v.py, Py::External(name) if &**name == "builtins.Ellipsis")),
        attrs.get(ALIAS).map(|alias| aliases(m, alias)).unwrap_or_default(),
    )
}

/// One name, or several.
fn aliases<'a>(m: &Machine<'a>, alias: &Val<'a>) -> Vec<String> {
    match alias.as_str() {
        Some(name) => vec![name.to_owned()],
        None => m.members(alias).unwrap_or_default().iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(),
    }
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
    let nested = option(m, "env_nested_delimiter").and_then(|v| v.as_str().map(str::to_owned));
    Source { prefix, file: values, sensitive, nested, depth: DEEPEST }
}

/// Looks a field up under each spelling that counts.
fn read<'a>(
    m: &mut Machine<'a>,
    c: &Call<'a>,
    name: &str,
    aliases: &[String],
    source: &Source<'a>,
    default: Option<Val<'a>>,
) -> Val<'a> {
    let is_set = |m: &Machine<'a>, alias: &&String| {
        let set =
            |dict: &Dict<'a>| dict.entries.keys().filter_map(DictKey::text).any(|k| k.eq_ignore_ascii_case(alias));
        m.as_dict(&Val::new(Py::Object(m.environ))).is_some_and(set) || source.file.as_ref().is_some_and(set)
    };
    let alias = aliases.iter().find(|alias| is_set(m, alias)).or(aliases.first());
    let full = alias.map_or_else(|| format!("{}{name}", source.prefix), Clone::clone);
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
fn typed<'a>(m: &mut Machine<'a>, class: ObjectId, value: &Val<'a>, annotation: &str, c: &Call<'a>) -> Val<'a> {
    let annotation = validators::without_metadata(annotation);
    let plain = annotation.trim_start_matches("Optional[").trim_end_matches(']').trim_end_matches(" | None");
    let enumeration = validators::named(m, class, plain).filter(|class| m.is_enum(class));
    if let Some(enumeration) = enumeration {
        return value.map(|v| match v.as_str() {
            Some(_) => m.call(&enumeration, Call { args: vec![v.clone()], ..Call::bare(c.site) }),
            None => v.clone(),
        });
    }
    match plain.rsplit('.').next().unwrap_or(plain) {
        "bool" => lookup::truth(m, value, &WORDS),
        "int" | "float" => lookup::number(m, value),
        _ if annotation.to_ascii_lowercase().contains("list[") || annotation.contains("Dict[") => {
            // A text that is no JSON stays what it is where the annotation allows a text.
            let may_be_text =
                annotation.contains("str |") || annotation.contains("| str") || annotation.contains("Union[");
            value.map(|v| match v.as_str() {
                Some(text) if may_be_text && !text.trim_start().starts_with(['[', '{']) => v.clone(),
                Some(_) => json::loads(m, &Call { args: vec![v.clone()], ..Call::bare(c.site) }),
                None => v.clone(),
            })
        }
        _ => value.clone(),
    }
}
