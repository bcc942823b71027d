//! Built-in functions that configuration code calls.

use std::rc::Rc;

use super::Row;
use crate::source::python::eval::calls::{Call, Partial, Target};
use crate::source::python::eval::heap::Body;
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::value::{Py, Val};

pub(super) const ROWS: &[Row] = &[
    ("builtins.__debug__:get", |_, _| Val::bool(true)),
    ("builtins.len", |m, c| first(c).map(|v| length(m, v))),
    ("builtins.any", |m, c| quantify(m, c, true)),
    ("builtins.all", |m, c| quantify(m, c, false)),
    ("builtins.getattr", |m, c| get_attribute(m, c)),
    ("builtins.hasattr", |m, c| has_attribute(m, c)),
    ("builtins.setattr", |m, c| set_attribute(m, c)),
    ("builtins.isinstance", |_, c| is_instance(c)),
    ("builtins.callable", |m, c| Val::bool(is_callable(m, &first(c)))),
    ("builtins.print", |_, _| Val::none()),
    ("builtins.range", |m, c| range(m, c)),
    ("builtins.enumerate", |m, c| enumerate(m, c)),
    ("builtins.zip", |m, c| zip(m, c)),
    ("builtins.map", |m, c| map(m, c)),
    ("builtins.filter", |m, c| filter(m, c)),
    ("builtins.sorted", |m, c| sorted(m, c)),
    ("builtins.reversed", |m, c| reversed(m, c)),
    ("builtins.iter", |_, c| first(c)),
    ("builtins.next", |m, c| next(m, c)),
    ("builtins.min", |m, c| extreme(m, c, false)),
    ("builtins.max", |m, c| extreme(m, c, true)),
    ("builtins.type", |m, c| class_of(m, c)),
    ("types.SimpleNamespace", |m, c| simple_namespace(m, c)),
    ("argparse.Namespace", |m, c| simple_namespace(m, c)),
    ("builtins.object", |m, _| Val::new(Py::Object(m.instance("builtins.object")))),
];

fn first<'a>(c: &Call<'a>) -> Val<'a> {
    c.args.first().cloned().unwrap_or_else(Val::none)
}

fn length<'a>(m: &Machine<'a>, value: &Val<'a>) -> Val<'a> {
    let count = match &value.py {
        Py::Bytes(bytes) => Some(bytes.len()),
        _ => m.members(value).map(|all| all.len()),
    };
    match count.and_then(|n| i64::try_from(n).ok()) {
        Some(n) => Val::new(Py::Int(n)),
        None => Val::unknown(value.why_unknown().map_or("a length is not known", |why| why)),
    }
}

fn quantify<'a>(m: &mut Machine<'a>, c: &Call<'a>, any: bool) -> Val<'a> {
    let value = first(c);
    let Some(members) = m.iterate(&value) else { return super::conversion::still_unknown(&value) };
    let truths: Vec<_> = members.iter().map(|v| m.truth(v)).collect();
    if truths.contains(&Some(any)) {
        return Val::bool(any);
    }
    if truths.iter().all(Option::is_some) { Val::bool(!any) } else { Val::unknown("a condition is not known") }
}

fn get_attribute<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let (Some(owner), Some(name)) = (c.args.first(), c.args.get(1)) else { return Val::none() };
    let Some(text) = name.as_str() else { return Val::unknown("the name of an attribute is not known") };
    match (m.has(owner, text), c.args.get(2)) {
        (Some(false), Some(default)) => default.clone(),
        (None, Some(default)) => {
            let value = m.attribute(owner, text, c.site);
            m.recover();
            Val::one_of([value, default.clone()])
        }
        _ => m.attribute(owner, text, c.site).because(&name.trace),
    }
}

fn has_attribute<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let (Some(owner), Some(name)) = (c.args.first(), c.args.get(1).and_then(Val::as_str)) else {
        return Val::unknown("the name of an attribute is not known");
    };
    m.has(owner, name).map_or_else(|| Val::unknown("an attribute is not followed"), Val::bool)
}

impl<'a> Machine<'a> {
    /// Whether an object has an attribute, where that can be told.
    pub(super) fn has(&mut self, owner: &Val<'a>, name: &str) -> Option<bool> {
        let id = owner.object()?;
        let object = self.heap.get(id);
        if let Some(value) = object.attrs.get(name) {
            return (!value.alternatives().iter().any(|v| matches!(v.py, Py::Unbound))).then_some(true);
        }
        let class = match &object.body {
            Body::Class(_) => owner.clone(),
            Body::Instance(class) => class.clone(),
            Body::Module(_) => return Some(false),
            _ => return None,
        };
        if self.class_attribute(&class, name).is_some() {
            return Some(true);
        }
        self.external_bases(&class).iter().all(|b| &**b == "builtins.object").then_some(false)
    }
}

fn set_attribute<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    if let [owner, name, value] = c.args.as_slice()
        && let Some(name) = name.as_str()
    {
        m.set_attribute(owner, name, value.clone(), c.site);
    }
    Val::none()
}

fn is_instance<'a>(c: &Call<'a>) -> Val<'a> {
    let (Some(value), Some(Py::External(class))) = (c.args.first(), c.args.get(1).map(|v| &v.py)) else {
        return Val::unknown("a type test is not followed");
    };
    let class = class.trim_start_matches("builtins.");
    value.map(|v| match &v.py {
        Py::Str(_) => Val::bool(class == "str"),
        Py::Bool(_) => Val::bool(matches!(class, "bool" | "int")),
        Py::Int(_) => Val::bool(class == "int"),
        Py::Float(_) => Val::bool(class == "float"),
        Py::Bytes(_) => Val::bool(class == "bytes"),
        Py::None => Val::bool(false),
        _ => Val::unknown("a type test is not followed"),
    })
}

fn is_callable<'a>(m: &Machine<'a>, value: &Val<'a>) -> bool {
    match &value.py {
        Py::Function(_) | Py::Partial(_) => true,
        Py::Object(id) => matches!(m.heap.get(*id).body, Body::Class(_)),
        _ => false,
    }
}

fn range<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let numbers: Option<Vec<i64>> = c.args.iter().map(|v| if let Py::Int(n) = v.py { Some(n) } else { None }).collect();
    let (start, end) = match numbers.as_deref() {
        Some([end]) => (0, *end),
        Some([start, end]) => (*start, *end),
        _ => return Val::unknown("a range is not known"),
    };
    if end.saturating_sub(start) > 1000 {
        return Val::unknown("a long range is not followed");
    }
    let members = (start..end).map(|n| Val::new(Py::Int(n))).collect();
    m.list(members)
}

fn enumerate<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let value = first(c);
    let Some(members) = m.iterate(&value) else { return super::conversion::still_unknown(&value) };
    let pair = |(at, v): (usize, Val<'a>)| Val::new(Py::Tuple(Rc::from([Val::new(Py::Int(at as i64)), v])));
    let pairs = members.into_iter().enumerate().map(pair).collect();
    m.list(pairs)
}

fn zip<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let lists: Option<Vec<Vec<Val<'a>>>> = c.args.iter().map(|v| m.iterate(v)).collect();
    let Some(lists) = lists else { return Val::unknown("what is looped over is not known") };
    let shortest = lists.iter().map(Vec::len).min().unwrap_or(0);
    let row = |at: usize| Val::new(Py::Tuple(lists.iter().map(|l| l[at].clone()).collect()));
    let rows = (0..shortest).map(row).collect();
    m.list(rows)
}

fn map<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let (Some(function), Some(members)) = (c.args.first(), c.args.get(1).and_then(|v| m.iterate(v))) else {
        return Val::unknown("what is looped over is not known");
    };
    let call = |v: Val<'a>| Call { args: vec![v], ..Call::bare(c.site) };
    let made = members.into_iter().map(|v| m.call(function, call(v))).collect();
    m.list(made)
}

fn filter<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let (Some(function), Some(members)) = (c.args.first(), c.args.get(1).and_then(|v| m.iterate(v))) else {
        return Val::unknown("what is looped over is not known");
    };
    let mut kept = Vec::new();
    for member in members {
        let test = match function.py {
            Py::None => member.clone(),
            _ => m.call(function, Call { args: vec![member.clone()], ..Call::bare(c.site) }),
        };
        match m.truth(&test) {
            Some(true) => kept.push(member),
            Some(false) => {}
            None => return Val::unknown("a condition is not known"),
        }
    }
    m.list(kept)
}

/// Sorts text and whole numbers in their natural order.
fn sorted<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let Some(mut members) = m.iterate(&first(c)) else { return super::conversion::still_unknown(&first(c)) };
    let texts = members.iter().all(|v| v.as_str().is_some());
    let numbers = members.iter().all(|v| matches!(v.py, Py::Int(_)));
    if !c.kwargs.is_empty() || !(texts || numbers) {
        return Val::unknown("an order is not followed");
    }
    let number = |v: &Val<'a>| if let Py::Int(n) = v.py { n } else { 0 };
    members.sort_by(|a, b| number(a).cmp(&number(b)).then_with(|| a.as_str().cmp(&b.as_str())));
    m.list(members)
}

fn reversed<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    match m.iterate(&first(c)) {
        Some(members) => m.list(members.into_iter().rev().collect()),
        None => super::conversion::still_unknown(&first(c)),
    }
}

fn next<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    match (m.iterate(&first(c)), c.args.get(1)) {
        (Some(members), default) => match (members.into_iter().next(), default) {
            (Some(member), _) => member,
            (None, Some(default)) => default.clone(),
            (None, None) => m.raise("StopIteration"),
        },
        (None, _) => super::conversion::still_unknown(&first(c)),
    }
}

fn extreme<'a>(m: &mut Machine<'a>, c: &Call<'a>, largest: bool) -> Val<'a> {
    let members = if c.args.len() > 1 { Some(c.args.clone()) } else { m.iterate(&first(c)) };
    let number = super::super::operators::as_number;
    let Some(members) = members.filter(|all| !all.is_empty() && all.iter().all(|v| number(v).is_some())) else {
        return Val::unknown("a comparison is not known");
    };
    let better = |a: &Val<'a>, b: &Val<'a>| if largest { number(b) > number(a) } else { number(b) < number(a) };
    members.into_iter().reduce(|a, b| if better(&a, &b) { b } else { a }).unwrap_or_else(Val::none)
}

/// An object that is its keywords.
fn simple_namespace<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let id = m.instance("types.SimpleNamespace");
    m.heap.change(id).attrs.extend(c.kwargs.iter().cloned());
    Val::new(Py::Object(id))
}

fn class_of<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let value = first(c);
    if let [name, bases, names] = c.args.as_slice()
        && let (Some(name), Some(bases), Some(names)) = (name.as_str(), m.members(bases), m.as_dict(names))
    {
        let attrs: Vec<_> = names.entries.iter().filter_map(|(k, v)| Some((Rc::from(k.text()?), v.clone()))).collect();
        return m.make_class(name, &bases, attrs, c.site);
    }
    match value.object().map(|id| &m.heap.get(id).body) {
        Some(Body::Instance(class)) => class.clone(),
        _ => Val::unknown("a type is not followed"),
    }
}

/// A library function with arguments given beforehand: what a decorator factory returns.
pub fn partial<'a>(native: super::NativeFn, c: &Call<'a>) -> Val<'a> {
    let receiver = c.receiver.clone();
    let given = Call { receiver: None, ..c.clone() };
    Val::new(Py::Partial(Rc::new(Partial { target: Target::Native(native), receiver, given: Some(given) })))
}
