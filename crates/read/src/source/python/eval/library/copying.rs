//! `copy`: a copy has an identity of its own, so that what is changed in it leaves the first as it was.

use super::Row;
use crate::hash::Map;
use crate::source::python::eval::calls::Call;
use crate::source::python::eval::heap::{Body, Object, ObjectId};
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::value::{Py, Val};

pub(super) const ROWS: &[Row] = &[("copy.copy", |m, c| copied(m, c, 1)), ("copy.deepcopy", |m, c| copied(m, c, DEPTH))];

/// What lies deeper is shared with the first.
const DEPTH: u32 = 24;
/// A copy of more objects than these shares the rest, too.
const OBJECTS: usize = 4096;

fn copied<'a>(m: &mut Machine<'a>, c: &Call<'a>, depth: u32) -> Val<'a> {
    let mut known = Map::default();
    c.args.first().map_or_else(Val::none, |value| copy(m, value, depth, &mut known))
}

fn copy<'a>(m: &mut Machine<'a>, value: &Val<'a>, depth: u32, known: &mut Map<ObjectId, Val<'a>>) -> Val<'a> {
    let Some(depth) = depth.checked_sub(1) else { return value.clone() };
    value.map(|one| match &one.py {
        Py::Object(id) => copy_object(m, *id, one, depth, known),
        Py::Tuple(all) => {
            let all = all.iter().map(|v| copy(m, v, depth, known)).collect();
            Val { py: Py::Tuple(all), ..one.clone() }
        }
        _ => one.clone(),
    })
}

fn copy_object<'a>(
    m: &mut Machine<'a>,
    id: ObjectId,
    value: &Val<'a>,
    depth: u32,
    known: &mut Map<ObjectId, Val<'a>>,
) -> Val<'a> {
    if let Some(made) = known.get(&id) {
        return made.clone();
    }
    let Object { body, attrs } = m.heap.get(id).clone();
    // What a framework made is followed by its identity: an app stays the one app that it is.
    let is_foreign = matches!(&body, Body::Instance(class) if matches!(class.py, Py::External(_)));
    if known.len() >= OBJECTS || is_foreign || matches!(body, Body::Class(_) | Body::Module(_) | Body::Frame) {
        return value.clone();
    }
    let made = m.heap.add(Object::new(Body::List(Vec::new())));
    known.insert(id, Val { py: Py::Object(made), ..value.clone() });
    let mut again = |v: &Val<'a>| copy(m, v, depth, known);
    let body = match body {
        Body::List(all) => Body::List(all.iter().map(&mut again).collect()),
        Body::Set(all) => Body::Set(all.iter().map(&mut again).collect()),
        Body::Dict(mut dict) => {
            dict.entries.values_mut().for_each(|v| *v = again(v));
            Body::Dict(dict)
        }
        other => other,
    };
    let attrs = attrs.iter().map(|(name, v)| (name.clone(), again(v))).collect();
    *m.heap.change(made) = Object { body, attrs };
    Val { py: Py::Object(made), ..value.clone() }
}
