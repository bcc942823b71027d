//! Values of the interpreter as values of the model: secrets become handles.

use std::collections::HashSet;

use sneck_model::Value;

use super::literals;
use super::python::eval::library::paths;
use super::python::eval::{Body, Machine, ObjectId, Py, Val};

/// Deeper structures are unknown.
const DEEPEST: usize = 8;

/// A value of a setting. Texts of a secret setting become handles.
pub(super) fn value(machine: &Machine<'_>, val: &Val<'_>, secret: bool) -> Value {
    Converter { machine, secret, above: HashSet::new() }.value(val)
}

struct Converter<'m, 'a> {
    machine: &'m Machine<'a>,
    secret: bool,
    above: HashSet<ObjectId>,
}

impl Converter<'_, '_> {
    fn value(&mut self, val: &Val<'_>) -> Value {
        match &val.py {
            Py::None => Value::None,
            Py::Bool(b) => Value::Bool(*b),
            Py::Int(n) => Value::Int(*n),
            Py::Float(n) => Value::Float(*n),
            Py::Duration(n) if n.fract() == 0.0 => Value::Int(*n as i64),
            Py::Duration(n) => Value::Float(*n),
            Py::Str(text) if self.secret => Value::Secret(literals::secret(text.as_bytes())),
            Py::Str(text) => Value::Text(text.replace(&format!("{}/", paths::ROOT), "")),
            Py::Bytes(bytes) if self.secret => Value::Secret(literals::secret(bytes)),
            Py::Bytes(bytes) => Value::Text(String::from_utf8_lossy(bytes).into_owned()),
            Py::Tuple(all) => Value::List(all.iter().map(|v| self.value(v)).collect()),
            Py::Object(id) => self.object(*id),
            Py::OneOf(all) => self.one_of(all),
            Py::Unknown(why) => Value::Unknown(why.to_string()),
            Py::External(name) => Value::Unknown(format!("it is what {name} gives")),
            Py::Function(_) | Py::Partial(_) => Value::Unknown("it is a function".to_owned()),
            Py::Unbound => Value::None,
        }
    }

    fn one_of(&mut self, all: &[Val<'_>]) -> Value {
        let mut values: Vec<Value> = Vec::new();
        for one in all {
            let value = self.value(one);
            if !values.contains(&value) {
                values.push(value);
            }
        }
        if values.len() == 1 { values.remove(0) } else { Value::OneOf(values) }
    }

    fn object(&mut self, id: ObjectId) -> Value {
        if self.above.len() >= DEEPEST || !self.above.insert(id) {
            return Value::Unknown("it contains itself, or too much".to_owned());
        }
        let value = match &self.machine.heap.get(id).body {
            Body::List(all) | Body::Set(all) => Value::List(all.iter().map(|v| self.value(v)).collect()),
            Body::Dict(dict) if dict.open.is_none() => {
                let entries = dict.entries.iter().filter_map(|(k, v)| Some((k.text()?.to_owned(), self.value(v))));
                Value::Map(entries.collect())
            }
            _ => match self.machine.heap.get(id).attrs.get(paths::PATH).and_then(Val::as_str) {
                Some(path) => Value::Text(path.replace(&format!("{}/", paths::ROOT), "")),
                None => Value::Unknown("it is an object that is not followed".to_owned()),
            },
        };
        self.above.remove(&id);
        value
    }
}
