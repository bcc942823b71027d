//! `os`: environment variables above all.

use std::rc::Rc;

use super::Row;
use crate::source::python::eval::calls::Call;
use crate::source::python::eval::heap::DictKey;
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::trace::Trace;
use crate::source::python::eval::value::{Py, Val};

pub(super) const ROWS: &[Row] = &[
    ("os.environ:get", |m, _| Val::new(Py::Object(m.environ))),
    ("os.getenv", |m, c| get(m, c)),
    ("os.environ.get", |m, c| get(m, c)),
    ("os.environ.__getitem__", |m, c| required(m, c)),
    ("os.environ.setdefault", |m, c| set_default(m, c)),
    ("os.environ.copy", |_, c| c.on()),
    ("os.name:get", |_, _| Val::str("posix")),
    ("sys.platform:get", |_, _| Val::str("linux")),
    ("os.urandom", |_, _| Val::unknown(RANDOM)),
    ("os.getcwd", |_, _| Val::str(super::paths::ROOT)),
    ("sys.argv:get", |m, _| argv(m)),
    ("sys.exit", |m, _| m.raise("SystemExit")),
    ("builtins.exit", |m, _| m.raise("SystemExit")),
    ("secrets.token_hex", |_, _| Val::unknown(RANDOM)),
    ("secrets.token_bytes", |_, _| Val::unknown(RANDOM)),
    ("secrets.token_urlsafe", |_, _| Val::unknown(RANDOM)),
    ("uuid.uuid4", |_, _| Val::unknown(RANDOM)),
];

/// The words of the command; which program started them is nobody's concern.
fn argv<'a>(m: &mut Machine<'a>) -> Val<'a> {
    let words: Vec<Val<'a>> = m.launch.argv.iter().map(Val::str).collect();
    if words.is_empty() {
        return Val::unknown("the command line's arguments are not known");
    }
    m.list(words)
}

/// Why a key made by `os.urandom` is unknown, and well.
pub(in crate::source) const RANDOM: &str = "it is made at random when the program starts";

/// What is known of a variable.
pub enum Variable<'a> {
    /// Set to this.
    Set(Val<'a>),
    /// Certainly not set.
    Unset,
    /// A source that could not be read may set it: why.
    Open(Rc<str>),
}

impl<'a> Machine<'a> {
    /// Looks a variable up, and notes that the program depends on it.
    pub fn variable(&mut self, name: &str) -> Variable<'a> {
        let name: Rc<str> = Rc::from(name);
        self.variables_read.insert(name.clone());
        let environ = Val::new(Py::Object(self.environ));
        let Some(dict) = self.as_dict(&environ) else { return Variable::Unset };
        match (dict.entries.get(&DictKey::Str(name)), &dict.open) {
            (Some(value), _) => Variable::Set(value.bound()),
            (None, Some(why)) => Variable::Open(why.clone()),
            (None, None) => Variable::Unset,
        }
    }

    /// The value of a read with a default, with its chain.
    pub fn read_variable(&mut self, name: &str, default: Option<Val<'a>>, call: &Call<'a>) -> Val<'a> {
        let (file, range) = (call.site.file, call.site.range);
        let reads = format!("reads {name}");
        match self.variable(name) {
            Variable::Set(value) => {
                let trace = value.trace.reads(file, range, name, &reads);
                value.with(trace)
            }
            Variable::Unset => unset(name, default, call),
            Variable::Open(why) => {
                let unknown = Val::unknown(format!("{name} may be supplied from outside: {why}"));
                let unknown = unknown.with(Trace::default().reads(file, range, name, &reads));
                Val::one_of([unset(name, default, call), unknown])
            }
        }
    }

    /// The value of a read that fails without the variable: supplied from outside, the safe pattern.
    pub fn require_variable(&mut self, name: &str, call: &Call<'a>) -> Val<'a> {
        let trace = Trace::default().reads(call.site.file, call.site.range, name, &format!("requires {name}"));
        match self.variable(name) {
            Variable::Set(value) => {
                let trace = value.trace.reads(call.site.file, call.site.range, name, &format!("reads {name}"));
                value.with(trace)
            }
            Variable::Unset if self.is_caught("KeyError") => {
                self.might_raise("KeyError");
                self.raise("KeyError")
            }
            Variable::Unset => Val::unknown(format!("{name} is supplied from outside")).with(trace),
            Variable::Open(_) => {
                self.might_raise("KeyError");
                Val::unknown(format!("{name} is supplied from outside")).with(trace)
            }
        }
    }
}

fn unset<'a>(name: &str, default: Option<Val<'a>>, call: &Call<'a>) -> Val<'a> {
    let (file, range) = (call.site.file, call.site.range);
    match default {
        Some(value) if !matches!(value.py, Py::None) => {
            let says = format!("falls back to it because {name} is not set");
            let trace = value.trace.reads(file, range, name, &says);
            value.with(trace)
        }
        _ => Val::none().with(Trace::default().reads(file, range, name, &format!("reads {name}, which nothing sets"))),
    }
}

fn get<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let Some(name) = c.arg(0, "key") else { return Val::none() };
    let default = c.arg(1, "default").cloned();
    each_name(name, |name| m.read_variable(name, default.clone(), c))
}

fn required<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let Some(name) = c.arg(0, "key") else { return Val::none() };
    each_name(name, |name| m.require_variable(name, c))
}

/// Runs for each alternative of a variable's name.
pub(super) fn each_name<'a>(name: &Val<'a>, mut read: impl FnMut(&str) -> Val<'a>) -> Val<'a> {
    let one = |v: &Val<'a>| match v.as_str() {
        Some(name) => read(name),
        None => Val::unknown("the name of the variable is not known"),
    };
    Val::one_of(name.alternatives().iter().map(one).collect::<Vec<_>>())
}

fn set_default<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    let (Some(name), Some(value)) = (c.arg(0, "key").and_then(Val::as_str), c.arg(1, "value")) else {
        return Val::none();
    };
    match m.variable(name) {
        Variable::Set(set) => set,
        Variable::Unset => {
            let (name, value, environ) = (Rc::from(name), value.clone(), m.environ);
            m.dict_mut(environ).into_iter().for_each(|d| {
                d.entries.insert(DictKey::Str(Rc::clone(&name)), value.clone());
            });
            value
        }
        Variable::Open(why) => {
            let value = Val::one_of([value.clone(), Val::new(Py::Unknown(why))]);
            let (name, environ) = (Rc::from(name), m.environ);
            m.dict_mut(environ).into_iter().for_each(|d| {
                d.entries.insert(DictKey::Str(Rc::clone(&name)), value.clone());
            });
            value
        }
    }
}
