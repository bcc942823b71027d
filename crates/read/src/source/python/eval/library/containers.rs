//! Methods of lists, dicts and sets.

use std::rc::Rc;

use super::Row;
use crate::source::python::eval::calls::Call;
use crate::source::python::eval::heap::{Body, DictKey};
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::value::{Py, Val};

pub(super) const ROWS: &[Row] = &[
    ("builtins.dict", |m, c| dict(m, c)),
    ("collections.OrderedDict", |m, c| dict(m, c)),
    ("builtins.dict.fromkeys", |m, c| from_keys(m, c)),
    ("dict.get", |m, c| get(m, c)),
    ("dict.update", |m, c| update(m, c)),
    ("dict.setdefault", |m, c| set_default(m, c)),
    ("dict.pop", |m, c| pop(m, c)),
    ("dict.copy", |m, c| copy(m, c)),
    ("dict.keys", |m, c| entries(m, c, |k, _| k.value())),
    ("dict.values", |m, c| entries(m, c, |_, v| v.bound())),
    ("dict.items", |m, c| entries(m, c, |k, v| Val::new(Py::Tuple(Rc::from([k.value(), v.bound()]))))),
    ("dict.clear", |m, c| {
        c.on_object().and_then(|id| m.dict_mut(id).map(|d| d.entries.clear()));
        Val::none()
    }),
    ("list.append", |m, c| push(m, c, |list, v| list.push(v))),
    ("list.insert", |m, c| insert(m, c)),
    ("list.extend", |m, c| extend(m, c)),
    ("list.copy", |m, c| copy(m, c)),
    ("list.remove", |m, c| remove(m, c)),
    ("list.pop", |m, c| pop_member(m, c)),
    ("list.index", |m, c| position(m, c)),
    ("set.add", |m, c| push(m, c, |set, v| set.push(v))),
    ("set.update", |m, c| extend(m, c)),
];

fn dict<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let made = m.dict([]);
    let given = Call { receiver: Some(made.clone()), ..c.clone() };
    update(m, &given);
    made
}

fn from_keys<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let value = c.arg(1, "value").cloned().unwrap_or_else(Val::none);
    let keys = c.args.first().and_then(|v| m.iterate(v)).unwrap_or_default();
    let entries: Vec<_> = keys.iter().filter_map(DictKey::of).map(|k| (k, value.clone())).collect();
    m.dict(entries)
}

/// `dict.get`, also of configurations.
pub fn get<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let (on, Some(key)) = (c.on(), c.arg(0, "key")) else { return Val::none() };
    let default = c.arg(1, "default").cloned().unwrap_or_else(Val::none);
    let mut results = Vec::new();
    for k in key.alternatives() {
        results.push(get_one(m, &on, k, &default));
    }
    Val::one_of(results)
}

fn get_one<'a>(m: &Machine<'a>, on: &Val<'a>, key: &Val<'a>, default: &Val<'a>) -> Val<'a> {
    let Some(dict) = m.as_dict(on) else { return Val::unknown("a look-up in something unknown") };
    let Some(name) = DictKey::of(key) else {
        let why = key.why_unknown().map_or("the key is not known", |why| why);
        let entries = dict.entries.values().map(Val::bound).take(8);
        return Val::one_of(entries.chain([default.clone(), Val::unknown(why)]));
    };
    match (dict.entries.get(&name), &dict.open) {
        (Some(value), _) if value.alternatives().iter().any(|v| matches!(v.py, Py::Unbound)) => {
            Val::one_of([value.bound(), default.clone()])
        }
        (Some(value), _) => value.clone().because(&key.trace),
        (None, Some(why)) => Val::one_of([default.clone(), Val::new(Py::Unknown(why.clone()))]),
        (None, None) => default.clone().because(&key.trace),
    }
}

/// `dict.update`: mappings, pairs, keywords; unknown ones leave the dict open.
pub fn update<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let Some(id) = c.on_object() else { return Val::none() };
    let mut added: Vec<(DictKey, Val<'a>)> = Vec::new();
    let mut open = c.open.clone();
    for given in &c.args {
        match pairs(m, given) {
            Some((pairs, why)) => {
                added.extend(pairs);
                open = open.or(why);
            }
            None => open = Some(Rc::from("what it is updated with is not known")),
        }
    }
    added.extend(c.kwargs.iter().map(|(name, value)| (DictKey::Str(name.clone()), value.clone())));
    if let Some(dict) = m.dict_mut(id) {
        open.iter().for_each(|why| dict.open_up(why));
        for (key, value) in added {
            let value = match value.alternatives().iter().any(|v| matches!(v.py, Py::Unbound)) {
                true => Val::one_of(dict.entries.get(&key).cloned().into_iter().chain([value.bound()])),
                false => value,
            };
            dict.entries.insert(key, value);
        }
    }
    Val::none()
}

type Pairs<'a> = (Vec<(DictKey, Val<'a>)>, Option<Rc<str>>);

/// Entries of a mapping, or of a sequence of pairs.
pub fn pairs<'a>(m: &Machine<'a>, value: &Val<'a>) -> Option<Pairs<'a>> {
    if let Some(dict) = m.as_dict(value) {
        return Some((dict.entries.iter().map(|(k, v)| (k.clone(), v.clone())).collect(), dict.open.clone()));
    }
    let members = m.members(value)?;
    let pair = |v: &Val<'a>| {
        let both = m.members(v)?;
        Some((DictKey::of(both.first()?)?, both.get(1)?.clone()))
    };
    members.iter().map(pair).collect::<Option<Vec<_>>>().map(|pairs| (pairs, None))
}

/// `dict.setdefault`, also of configurations.
pub fn set_default<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let (Some(id), Some(key)) = (c.on_object(), c.arg(0, "key").and_then(DictKey::of)) else {
        return Val::unknown("a default is not known");
    };
    let default = c.arg(1, "default").cloned().unwrap_or_else(Val::none);
    let Some(dict) = m.dict_mut(id) else { return default };
    let value = match dict.entries.get(&key) {
        Some(value) if value.alternatives().iter().any(|v| matches!(v.py, Py::Unbound)) => {
            Val::one_of([value.bound(), default])
        }
        Some(value) => value.clone(),
        None => match &dict.open {
            Some(why) => Val::one_of([default, Val::new(Py::Unknown(why.clone()))]),
            None => default,
        },
    };
    dict.entries.insert(key, value.clone());
    value
}

fn pop<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let (Some(id), Some(key)) = (c.on_object(), c.arg(0, "key").and_then(DictKey::of)) else {
        return Val::unknown("what is taken out is not known");
    };
    let taken = m.dict_mut(id).and_then(|dict| dict.entries.shift_remove(&key));
    match (taken, c.arg(1, "default")) {
        (Some(value), _) => value.bound(),
        (None, Some(default)) => default.clone(),
        (None, None) => m.raise("KeyError"),
    }
}

fn copy<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    match c.on_object().map(|id| m.heap.get(id).body.clone()) {
        Some(Body::Dict(mut dict)) => {
            dict.class = None;
            m.object(Body::Dict(dict))
        }
        Some(body) => m.object(body),
        None => c.on(),
    }
}

fn entries<'a>(m: &mut Machine<'a>, c: &Call<'a>, each: fn(&DictKey, &Val<'a>) -> Val<'a>) -> Val<'a> {
    let on = c.on();
    let Some(dict) = m.as_dict(&on) else { return Val::unknown("entries of something unknown") };
    if let Some(why) = &dict.open {
        return Val::new(Py::Unknown(why.clone()));
    }
    let all = dict.entries.iter().map(|(k, v)| each(k, v)).collect();
    m.list(all)
}

fn push<'a>(m: &mut Machine<'a>, c: &Call<'a>, add: fn(&mut Vec<Val<'a>>, Val<'a>)) -> Val<'a> {
    if let (Some(id), Some(value)) = (c.on_object(), c.args.first())
        && let Body::List(list) | Body::Set(list) = &mut m.heap.change(id).body
    {
        add(list, value.clone());
    }
    Val::none()
}

fn insert<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let (Some(id), Some(value)) = (c.on_object(), c.args.get(1)) else { return Val::none() };
    if let Body::List(list) = &mut m.heap.change(id).body {
        let at = match c.args.first().map(|v| &v.py) {
            Some(Py::Int(at)) if *at < 0 => list.len().saturating_sub(usize::try_from(-at).unwrap_or(usize::MAX)),
            Some(Py::Int(at)) => usize::try_from(*at).unwrap_or(usize::MAX).min(list.len()),
            _ => list.len(),
        };
        list.insert(at, value.clone());
    }
    Val::none()
}

fn extend<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let added =
        c.args.first().and_then(|v| m.iterate(v)).unwrap_or_else(|| vec![Val::unknown("what is added is not known")]);
    if let Some(id) = c.on_object()
        && let Body::List(list) | Body::Set(list) = &mut m.heap.change(id).body
    {
        list.extend(added);
    }
    Val::none()
}

fn remove<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    if let (Some(id), Some(value)) = (c.on_object(), c.args.first())
        && let Body::List(list) = &mut m.heap.change(id).body
        && let Some(at) = list.iter().position(|v| v.same(value))
    {
        list.remove(at);
    }
    Val::none()
}

fn pop_member<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let taken = c.on_object().and_then(|id| match &mut m.heap.change(id).body {
        Body::List(list) => match c.args.first().map(|v| &v.py) {
            None => list.pop(),
            Some(Py::Int(at)) => place(*at, list.len()).map(|at| list.remove(at)),
            Some(_) => None,
        },
        _ => None,
    });
    taken.unwrap_or_else(|| Val::unknown("what is taken out is not known"))
}

/// An index from either end.
pub fn place(at: i64, len: usize) -> Option<usize> {
    let from_start = if at < 0 { at + i64::try_from(len).ok()? } else { at };
    usize::try_from(from_start).ok().filter(|at| *at < len)
}

/// `list.index`: certain only while every member before it is known to differ.
fn position<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let (Some(members), Some(wanted)) = (m.members(&c.on()), c.args.first()) else {
        return Val::unknown("a position in something unknown");
    };
    for (at, member) in members.iter().enumerate() {
        match m.equal(member, wanted) {
            Some(true) => return Val::new(Py::Int(i64::try_from(at).unwrap_or(i64::MAX))),
            Some(false) => {}
            None => return Val::unknown("a position among values that are not known"),
        }
    }
    m.raise("ValueError")
}
