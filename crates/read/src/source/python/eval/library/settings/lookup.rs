//! What the packages share: a look-up in the environment, then in files, then a default, then a cast.

use std::rc::Rc;

use crate::source::python::eval::calls::Call;
use crate::source::python::eval::heap::{Dict, DictKey};
use crate::source::python::eval::library::conversion;
use crate::source::python::eval::library::os::Variable;
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::value::{Py, Val};

/// Values of a file, by name.
pub(super) type FileValues<'a> = Dict<'a>;

/// Looks a setting up: environment, file, default; required when there is no default.
pub(super) fn setting<'a>(
    m: &mut Machine<'a>,
    c: &Call<'a>,
    name: &str,
    file: Option<&FileValues<'a>>,
    default: Option<Val<'a>>,
) -> Val<'a> {
    let in_file = file.and_then(|f| f.entries.get(&DictKey::Str(Rc::from(name))).cloned());
    match (m.variable(name), in_file, default) {
        (Variable::Set(_), _, _) => m.read_variable(name, None, c),
        (Variable::Unset, Some(value), _) => {
            let trace = value.trace.reads(c.site.file, c.site.range, name, &format!("reads {name}"));
            value.with(trace)
        }
        (Variable::Open(_), Some(value), _) => m.read_variable(name, Some(value), c),
        (_, None, Some(default)) => m.read_variable(name, Some(default), c),
        (_, None, None) => m.require_variable(name, c),
    }
}

/// Words that mean yes and no for a package.
pub(super) struct Words {
    /// Yes.
    pub yes: &'static [&'static str],
    /// No; when empty, every other word means no.
    pub no: &'static [&'static str],
}

/// python-decouple, pydantic and (with fewer words) environs.
pub(super) const WORDS: Words =
    Words { yes: &["y", "yes", "t", "true", "on", "1"], no: &["n", "no", "f", "false", "off", "0"] };
/// django-environ, `Env.BOOLEAN_TRUE_STRINGS`.
pub(super) const DJANGO_ENVIRON: Words = Words { yes: &["true", "on", "ok", "y", "yes", "1"], no: &[] };
/// Starlette, `Config._perform_cast`.
pub(super) const STARLETTE: Words = Words { yes: &["true", "1"], no: &["false", "0"] };

/// Text to a truth value by a package's words; other values are left alone.
pub(super) fn truth<'a>(m: &mut Machine<'a>, value: &Val<'a>, words: &Words) -> Val<'a> {
    let several = value.alternatives().len() > 1;
    value.map(|v| {
        let Some(text) = v.as_str() else { return v.clone() };
        let word = text.trim().to_ascii_lowercase();
        if words.yes.contains(&word.as_str()) {
            Val::bool(true)
        } else if words.no.is_empty() || words.no.contains(&word.as_str()) {
            Val::bool(false)
        } else if several {
            Val::unknown("ValueError is raised")
        } else {
            m.might_raise("ValueError");
            m.raise("ValueError")
        }
    })
}

/// Applies a cast that was given as a callable.
pub(super) fn cast<'a>(
    m: &mut Machine<'a>,
    c: &Call<'a>,
    value: Val<'a>,
    with: Option<&Val<'a>>,
    words: &Words,
) -> Val<'a> {
    let Some(with) = with.filter(|w| !matches!(w.py, Py::None)) else { return value };
    match &with.py {
        Py::External(name) if &**name == "builtins.bool" => truth(m, &value, words),
        Py::External(name) if &**name == "builtins.str" => value.map(|v| m.text_of(v)),
        Py::External(name) if is_text_class(name) => value,
        _ => {
            let call = Call { args: vec![value.clone()], ..Call::bare(c.site) };
            m.call(with, call).because(&value.trace)
        }
    }
}

/// Classes that hold a secret text.
pub(super) fn is_text_class(name: &str) -> bool {
    name.ends_with("Secret") || name.ends_with("SecretStr") || name.ends_with("URL")
}

/// A comma-separated text to a list.
pub(super) fn list<'a>(m: &mut Machine<'a>, value: &Val<'a>) -> Val<'a> {
    value.map(|v| match v.as_str() {
        Some(text) => {
            let parts = text.split(',').map(str::trim).filter(|p| !p.is_empty()).map(Val::str).collect();
            m.list(parts)
        }
        None => v.clone(),
    })
}

/// Text to a number; other values are left alone.
pub(super) fn number<'a>(m: &mut Machine<'a>, value: &Val<'a>) -> Val<'a> {
    value.map(|v| match v.as_str() {
        Some(_) => {
            conversion::to_int(v).or_else(|()| conversion::to_float(v)).unwrap_or_else(|()| m.raise("ValueError"))
        }
        None => v.clone(),
    })
}

/// Lines `NAME=value` as simple readers take them: quotes around a value are taken off, no interpolation.
pub(super) fn simple_lines<'a>(file: &crate::tree::File) -> FileValues<'a> {
    let mut values = Dict::default();
    for (at, line) in file.text().lines().enumerate() {
        let line = line.trim();
        let Some((name, value)) = line.split_once('=').filter(|_| !line.starts_with('#') && !line.starts_with(';'))
        else {
            continue;
        };
        let value = value.trim();
        let quoted = value.len() >= 2
            && (value.starts_with('"') && value.ends_with('"') || value.starts_with('\'') && value.ends_with('\''));
        let value = if quoted { &value[1..value.len() - 1] } else { value };
        let (key, value) =
            super::dotenv::entry(file, name.trim(), crate::declared::Supplied::Text(value.to_owned()), at + 1);
        values.entries.insert(key, value);
    }
    values
}
