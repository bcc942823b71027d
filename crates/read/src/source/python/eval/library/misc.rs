//! The rest of the standard library that configuration code touches.

use super::Row;
use super::builtins::partial;
use crate::source::python::eval::calls::Call;
use crate::source::python::eval::machine::Machine;
use crate::source::python::eval::value::{Py, Val};

pub(super) const ROWS: &[Row] = &[
    ("functools.wraps", |_, c| partial(|_, c| c.args.last().cloned().unwrap_or_else(Val::none), c)),
    ("functools.lru_cache", |_, c| cached(c)),
    ("functools.cache", |_, c| c.args.first().cloned().unwrap_or_else(Val::none)),
    ("functools.partial", |_, c| given_before(c)),
    ("typing.cast", |_, c| c.args.get(1).cloned().unwrap_or_else(Val::none)),
    ("typing.TYPE_CHECKING:get", |_, _| Val::bool(false)),
    ("re.compile", |_, c| c.arg(0, "pattern").cloned().unwrap_or_else(Val::none)),
    ("importlib.import_module", |m, c| import_module(m, c)),
    ("werkzeug.utils.import_string", |m, c| import_string(m, c)),
    ("logging.DEBUG:get", |_, _| Val::new(Py::Int(10))),
    ("logging.INFO:get", |_, _| Val::new(Py::Int(20))),
    ("logging.WARNING:get", |_, _| Val::new(Py::Int(30))),
    ("logging.ERROR:get", |_, _| Val::new(Py::Int(40))),
    ("logging.CRITICAL:get", |_, _| Val::new(Py::Int(50))),
];

/// `@lru_cache` and `@lru_cache(maxsize=1)`.
fn cached<'a>(c: &Call<'a>) -> Val<'a> {
    match c.args.first() {
        Some(function @ Val { py: Py::Function(_), .. }) => function.clone(),
        _ => partial(|_, c| c.args.last().cloned().unwrap_or_else(Val::none), c),
    }
}

fn given_before<'a>(c: &Call<'a>) -> Val<'a> {
    use crate::source::python::eval::calls::{Partial, Target};
    let Some((function, rest)) = c.args.split_first() else { return Val::none() };
    let given = Call { args: rest.to_vec(), receiver: None, ..c.clone() };
    let made = Partial { target: Target::Value(function.clone()), receiver: None, given: Some(given) };
    Val::new(Py::Partial(std::rc::Rc::new(made)))
}

fn import_module<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    match c.arg(0, "name").and_then(Val::as_str) {
        Some(name) => m.module_value(name),
        None => Val::unknown("the name of a module is not known"),
    }
}

fn import_string<'a>(m: &mut Machine<'a>, c: &Call<'a>) -> Val<'a> {
    match c.arg(0, "import_name") {
        Some(name) => m.imported(name, c),
        None => Val::none(),
    }
}

impl<'a> Machine<'a> {
    /// `package.module.Name` or `package.module:Name`, as `from_object` takes it.
    pub fn imported(&mut self, name: &Val<'a>, call: &Call<'a>) -> Val<'a> {
        let one = |machine: &mut Self, v: &Val<'a>| {
            let Some(dotted) = v.as_str().map(|s| s.replace(':', ".")) else {
                return super::conversion::still_unknown(v);
            };
            if machine.project.module(&machine.roots, &dotted).is_some() {
                return machine.module_value(&dotted);
            }
            match dotted.rsplit_once('.') {
                Some((module, attribute)) => {
                    let module = machine.module_value(module);
                    machine.attribute(&module, attribute, call.site)
                }
                None => machine.module_value(&dotted),
            }
        };
        let all: Vec<_> = name.alternatives().iter().map(|v| one(self, v)).collect();
        Val::one_of(all)
    }
}
