//! Conversions: `bool()`, `int()`, `str()` and the like, with their traps (`bool("False")` is true).

use super::Row;
use crate::source::python::eval::calls::Call;
use crate::source::python::eval::heap::Body;
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::value::{Py, Val};

pub(super) const ROWS: &[Row] = &[
    ("builtins.bool", |m, c| each(c, |v| to_bool(m, v))),
    ("builtins.int", |m, c| to_int_call(m, c)),
    ("builtins.float", |m, c| raising(m, c, to_float)),
    ("builtins.str", |m, c| to_str(m, c)),
    ("builtins.bytes", |_, c| each(c, to_bytes)),
    ("builtins.list", |m, c| to_list(m, c)),
    ("builtins.tuple", |m, c| to_tuple(m, c)),
    ("builtins.set", |m, c| to_set(m, c)),
    ("builtins.frozenset", |m, c| to_set(m, c)),
    ("distutils.util.strtobool", |m, c| raising(m, c, strtobool)),
    ("setuptools._distutils.util.strtobool", |m, c| raising(m, c, strtobool)),
    ("str2bool.str2bool", |m, c| raising(m, c, strtobool)),
    ("datetime.timedelta", |_, c| timedelta(c)),
    ("datetime.timedelta.total_seconds", |_, c| seconds(c)),
    ("datetime.timedelta.seconds:get", |_, c| seconds(c)),
    ("datetime.timedelta.days:get", |_, c| {
        c.on().map(|v| match v.py {
            Py::Duration(s) => Val::new(Py::Int((s / 86400.0) as i64)),
            _ => Val::unknown("a duration is not known"),
        })
    }),
];

fn each<'a>(c: &Call<'a>, f: impl FnMut(&Val<'a>) -> Val<'a>) -> Val<'a> {
    c.args.first().map_or_else(|| Val::unknown("a conversion of nothing"), |v| v.map(f))
}

/// A conversion that fails with `ValueError`: `Err` when certain.
fn raising<'a>(m: &mut Machine<'a>, c: &Call<'a>, convert: fn(&Val<'a>) -> Result<Val<'a>, ()>) -> Val<'a> {
    let Some(value) = c.args.first() else { return Val::unknown("a conversion of nothing") };
    let several = value.alternatives().len() > 1;
    value.map(|v| match convert(v) {
        Ok(made) => {
            if made.why_unknown().is_some() {
                m.might_raise("ValueError");
            }
            made
        }
        Err(()) if several => Val::unknown("ValueError is raised"),
        Err(()) => {
            m.might_raise("ValueError");
            m.raise("ValueError")
        }
    })
}

/// `bool(value)`
pub fn to_bool<'a>(m: &Machine<'a>, value: &Val<'a>) -> Val<'a> {
    match m.truth(value) {
        Some(truth) => Val::bool(truth),
        None => still_unknown(value),
    }
}

fn to_int_call<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    if c.args.is_empty() {
        return Val::new(Py::Int(0));
    }
    raising(m, c, to_int)
}

/// `int(value)`
pub fn to_int<'a>(value: &Val<'a>) -> Result<Val<'a>, ()> {
    match &value.py {
        Py::Int(_) => Ok(value.clone()),
        Py::Bool(b) => Ok(Val::new(Py::Int(i64::from(*b)))),
        Py::Float(n) => Ok(Val::new(Py::Int(n.trunc() as i64))),
        Py::Str(text) => text.trim().replace('_', "").parse().map(|n| Val::new(Py::Int(n))).map_err(|_| ()),
        Py::None => Err(()),
        _ => Ok(still_unknown(value)),
    }
}

/// `float(value)`
pub fn to_float<'a>(value: &Val<'a>) -> Result<Val<'a>, ()> {
    match &value.py {
        Py::Float(_) => Ok(value.clone()),
        Py::Int(n) => Ok(Val::new(Py::Float(*n as f64))),
        Py::Str(text) => text.trim().parse().map(|n| Val::new(Py::Float(n))).map_err(|_| ()),
        Py::None => Err(()),
        _ => Ok(still_unknown(value)),
    }
}

fn to_str<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    if c.args.is_empty() {
        return Val::str("");
    }
    each(c, |v| m.text_of(v))
}

fn to_bytes<'a>(value: &Val<'a>) -> Val<'a> {
    match &value.py {
        Py::Str(text) => Val::new(Py::Bytes(text.as_bytes().into())),
        Py::Bytes(_) => value.clone(),
        _ => still_unknown(value),
    }
}

fn to_list<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    match c.args.first() {
        None => m.list(Vec::new()),
        Some(value) => match m.iterate(value) {
            Some(members) => m.list(members),
            None => still_unknown(value),
        },
    }
}

fn to_tuple<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    match c.args.first() {
        None => Val::new(Py::Tuple([].into())),
        Some(value) => m.iterate(value).map_or_else(|| still_unknown(value), |all| Val::new(Py::Tuple(all.into()))),
    }
}

fn to_set<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    match c.args.first() {
        None => m.object(Body::Set(Vec::new())),
        Some(value) => match m.iterate(value) {
            Some(members) => m.object(Body::Set(members)),
            None => still_unknown(value),
        },
    }
}

/// `strtobool`: 1 for the words that mean yes, 0 for those that mean no.
pub fn strtobool<'a>(value: &Val<'a>) -> Result<Val<'a>, ()> {
    let Some(text) = value.as_str() else { return Ok(still_unknown(value)) };
    match text.to_ascii_lowercase().as_str() {
        "y" | "yes" | "t" | "true" | "on" | "1" => Ok(Val::new(Py::Int(1))),
        "n" | "no" | "f" | "false" | "off" | "0" => Ok(Val::new(Py::Int(0))),
        _ => Err(()),
    }
}

fn timedelta<'a>(c: &Call<'a>) -> Val<'a> {
    const UNITS: [(&str, usize, f64); 7] = [
        ("days", 0, 86400.0),
        ("seconds", 1, 1.0),
        ("microseconds", 2, 1e-6),
        ("milliseconds", 3, 1e-3),
        ("minutes", 4, 60.0),
        ("hours", 5, 3600.0),
        ("weeks", 6, 604_800.0),
    ];
    let mut total = Val::new(Py::Duration(0.0));
    for (name, position, unit) in UNITS {
        let Some(given) = c.arg(position, name) else { continue };
        total = given.map(|v| match (super::super::operators::as_number(v), &total.py) {
            (Some(n), Py::Duration(sum)) => Val::new(Py::Duration(sum + n * unit)),
            _ => still_unknown(v),
        });
    }
    total
}

fn seconds<'a>(c: &Call<'a>) -> Val<'a> {
    c.on().map(|v| match v.py {
        Py::Duration(s) => Val::new(Py::Float(s)),
        _ => Val::unknown("a duration is not known"),
    })
}

/// The reason goes on.
pub fn still_unknown<'a>(value: &Val<'a>) -> Val<'a> {
    Val::unknown(value.why_unknown().map_or("a conversion is not followed", |why| why))
}
