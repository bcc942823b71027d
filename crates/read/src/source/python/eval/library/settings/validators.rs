//! What pydantic does with a value on its way into a field: validators of the class, and those in its annotation.

use std::rc::Rc;

use crate::hash::OrderedMap;

use super::Row;
use crate::source::python::eval::calls::Call;
use crate::source::python::eval::heap::{Body, DictKey, Object, ObjectId};
use crate::source::python::eval::library::builtins::partial;
use crate::source::python::eval::machine::{Machine, Site};
use crate::source::python::eval::value::{Code, Py, Val};

pub(super) const ROWS: &[Row] = &[
    ("pydantic.validator", |_, c| partial(mark, c)),
    ("pydantic.field_validator", |_, c| partial(mark, c)),
    ("pydantic.functional_validators.field_validator", |_, c| partial(mark, c)),
    ("pydantic.class_validators.validator", |_, c| partial(mark, c)),
    // URLs put together from their parts; version 1 calls the user `user`.
    ("pydantic.PostgresDsn.build", |_, c| build(c)),
    ("pydantic.networks.PostgresDsn.build", |_, c| build(c)),
    ("pydantic.RedisDsn.build", |_, c| build(c)),
    ("pydantic.AnyUrl.build", |_, c| build(c)),
    ("pydantic_core.MultiHostUrl.build", |_, c| build(c)),
    ("pydantic_core.Url.build", |_, c| build(c)),
    ("sqlalchemy.engine.url.URL.create", |_, c| build(c)),
    ("sqlalchemy.engine.URL.create", |_, c| build(c)),
    ("sqlalchemy.URL.create", |_, c| build(c)),
    ("str.render_as_string", |_, c| c.on()),
    ("str.unicode_string", |_, c| c.on()),
];

/// Class of a function that validates fields.
const VALIDATOR: &str = "pydantic.Validator";

/// `@validator("a", "b", pre=True)`: the function is the last argument.
fn mark<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let Some((function, names)) = c.args.split_last() else { return Val::none() };
    let before = c.kwarg("pre").is_some_and(|v| m.truth(v) == Some(true))
        || c.kwarg("mode").is_some_and(|v| v.as_str() == Some("before"));
    let mut marker = Object::new(Body::Instance(Val::external(VALIDATOR)));
    let names = Val::new(Py::Tuple(names.to_vec().into()));
    let attrs = [("names", names), ("function", function.clone()), ("before", Val::bool(before))];
    marker.attrs.extend(attrs.map(|(name, value)| (Rc::from(name), value)));
    Val::new(Py::Object(m.heap.add(marker)))
}

/// Runs the validators of a field, those before or those after its conversion.
pub(super) fn run<'a>(
    m: &mut Machine<'a>,
    class: ObjectId,
    field: &str,
    value: &Val<'a>,
    known: &OrderedMap<Rc<str>, Val<'a>>,
    before: bool,
) -> Val<'a> {
    let mut value = value.clone();
    for function in of_field(m, class, field, before) {
        let values = m.dict(known.iter().map(|(n, v)| (DictKey::Str(n.clone()), v.clone())).collect::<Vec<_>>());
        value = value.map(|one| match one.why_unknown() {
            Some(_) => one.clone(),
            None => call(m, &function, class, one, &values),
        });
    }
    value
}

fn call<'a>(m: &mut Machine<'a>, function: &Val<'a>, class: ObjectId, value: &Val<'a>, values: &Val<'a>) -> Val<'a> {
    let Py::Function(own) = &function.py else { return value.clone() };
    let Code::Def(def) = own.code else { return value.clone() };
    let site = Site { file: own.file, range: def.name.range };
    let mut args = vec![Val::new(Py::Object(class)), value.clone()];
    for extra in def.parameters.iter_non_variadic_params().skip(2) {
        args.push(match extra.name().as_str() {
            "info" => {
                let info = m.instance("pydantic.ValidationInfo");
                m.heap.change(info).attrs.insert(Rc::from("data"), values.clone());
                Val::new(Py::Object(info))
            }
            _ => values.clone(),
        });
    }
    m.call(function, Call { args, ..Call::bare(site) }).because(&value.trace)
}

fn of_field<'a>(m: &Machine<'a>, class: ObjectId, field: &str, before: bool) -> Vec<Val<'a>> {
    let mut found = Vec::new();
    for base in m.mro(class).iter().filter_map(Val::object) {
        for value in m.heap.get(base).attrs.values() {
            let Some(marker) = value.object().map(|id| m.heap.get(id)) else { continue };
            let is =
                matches!(&marker.body, Body::Instance(of) if matches!(&of.py, Py::External(n) if &**n == VALIDATOR));
            if !is {
                continue;
            }
            let names = marker.attrs.get("names").and_then(|v| m.members(v)).unwrap_or_default();
            let of_this = names.iter().any(|v| matches!(v.as_str(), Some(name) if name == field || name == "*"));
            let turn = marker.attrs.get("before").is_some_and(|v| m.truth(v) == Some(before));
            found.extend(marker.attrs.get("function").filter(|_| of_this && turn).cloned());
        }
    }
    found
}

/// `Annotated[list[str], BeforeValidator(parse)]`
pub(super) fn annotated<'a>(
    m: &mut Machine<'a>,
    class: ObjectId,
    annotation: &str,
    value: &Val<'a>,
    c: &Call<'a>,
) -> Val<'a> {
    let Some((_, rest)) = annotation.split_once("BeforeValidator(") else { return value.clone() };
    let name = rest.split(')').next().unwrap_or_default().trim();
    let Some(function) = named(m, class, name) else { return value.clone() };
    value.map(|one| match one.why_unknown() {
        Some(_) => one.clone(),
        None => m.call(&function, Call { args: vec![one.clone()], ..Call::bare(c.site) }).because(&one.trace),
    })
}

/// `X` of `Annotated[X, …]`.
pub(super) fn without_metadata(annotation: &str) -> &str {
    let Some(inner) = annotation.trim().strip_prefix("Annotated[") else { return annotation };
    let mut depth = 0usize;
    for (at, c) in inner.char_indices() {
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' if depth == 0 => return &inner[..at],
            ']' | ')' => depth -= 1,
            ',' if depth == 0 => return &inner[..at],
            _ => {}
        }
    }
    inner
}

/// What a name in an annotation stands for, in the module that defines the class.
pub(super) fn named<'a>(m: &Machine<'a>, class: ObjectId, name: &str) -> Option<Val<'a>> {
    let Body::Class(own) = &m.heap.get(class).body else { return None };
    let name = name.trim().trim_matches(['"', '\'']);
    let name = name.trim_start_matches("Optional[").trim_end_matches(']').trim_end_matches(" | None");
    let of = |module: &ObjectId| m.file_of_module(*module) == Some(own.file);
    let modules = m.modules.values().filter(|id| of(id));
    modules.into_iter().find_map(|id| m.heap.get(*id).attrs.get(name)).map(Val::bound)
}

/// `scheme://user:password@host:port/path`
fn build<'a>(c: &Call<'a>) -> Val<'a> {
    let given =
        |names: &[&str]| names.iter().find_map(|name| c.kwarg(name)).filter(|v| !matches!(v.py, Py::None)).cloned();
    let parts = [
        given(&["scheme", "drivername"]).or_else(|| c.args.first().cloned()),
        given(&["username", "user"]),
        given(&["password"]),
        given(&["host"]),
        given(&["port"]),
        given(&["path", "database"]),
    ];
    let unknown =
        parts.iter().flatten().find_map(|v| v.alternatives().iter().find_map(|one| one.why_unknown().cloned()));
    if let Some(why) = unknown {
        return Val::unknown(why);
    }
    let text = |v: &Option<Val<'a>>| {
        v.as_ref().and_then(|v| match &v.py {
            Py::Str(text) => Some(text.to_string()),
            Py::Int(n) => Some(n.to_string()),
            _ => None,
        })
    };
    let [scheme, user, password, host, port, path] = parts.each_ref().map(text);
    let (Some(scheme), Some(host)) = (scheme, host) else { return Val::unknown("a part of a URL is not known") };
    let password = password.map(|p| format!(":{p}")).unwrap_or_default();
    let user = user.map(|u| format!("{u}{password}@")).unwrap_or_default();
    let port = port.map(|p| format!(":{p}")).unwrap_or_default();
    let path = path.map(|p| format!("/{}", p.trim_start_matches('/'))).unwrap_or_default();
    // The password is what a URL is told for, so its history leads.
    let trace = parts[2].as_ref().or(parts[3].as_ref()).map(|v| v.trace.clone()).unwrap_or_default();
    Val::str(format!("{scheme}://{user}{host}{port}{path}")).with(trace)
}

#[cfg(test)]
mod tests {
    use super::without_metadata;

    #[test]
    fn the_type_of_an_annotation_stands_before_what_is_said_of_it() {
        assert_eq!(without_metadata("Annotated[list[AnyUrl] | str, BeforeValidator(f)]"), "list[AnyUrl] | str");
        assert_eq!(without_metadata("bool"), "bool");
        assert_eq!(without_metadata("Annotated[x"), "x");
    }
}
