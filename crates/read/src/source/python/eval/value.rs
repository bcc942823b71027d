//! Python values as far as they can be known.

use std::rc::Rc;

use ruff_python_ast::{ExprLambda, StmtFunctionDef};

use super::calls::Partial;
use super::heap::ObjectId;
use super::trace::Trace;
use crate::source::python::project::FileId;

/// A value with the chain of places behind it.
#[derive(Clone)]
pub struct Val<'a> {
    /// The value.
    pub py: Py<'a>,
    /// Where it came from.
    pub trace: Trace,
}

/// A Python value: known, one of several, or unknown with the reason.
#[derive(Clone)]
pub enum Py<'a> {
    /// `None`
    None,
    /// `True`, `False`
    Bool(bool),
    /// An integer that fits 64 bits; larger ones are unknown.
    Int(i64),
    /// A float.
    Float(f64),
    /// Text.
    Str(Rc<str>),
    /// Bytes.
    Bytes(Rc<[u8]>),
    /// A tuple.
    Tuple(Rc<[Val<'a>]>),
    /// A duration in seconds: `timedelta(...)`.
    Duration(f64),
    /// A list, dict, set, class, instance or module: things with an identity.
    Object(ObjectId),
    /// A function of the project.
    Function(Rc<Function<'a>>),
    /// A function with its receiver or first arguments.
    Partial(Rc<Partial<'a>>),
    /// Something that the project does not define, by its full dotted name (`os.environ`); a call's
    /// result ends in `()`.
    External(Rc<str>),
    /// One of several. Never nested, never fewer than two.
    OneOf(Rc<[Val<'a>]>),
    /// The name may not be bound at all; only inside a one-of.
    Unbound,
    /// Unknown, and why.
    Unknown(Rc<str>),
}

/// A function of the project.
pub struct Function<'a> {
    /// Its code.
    pub code: Code<'a>,
    /// The file it stands in.
    pub file: FileId,
    /// The module whose globals it sees.
    pub module: ObjectId,
    /// Scopes around it, from the inside out, without the module.
    pub scopes: Rc<[ObjectId]>,
    /// Values of default parameters, by parameter name.
    pub defaults: Vec<(Rc<str>, Val<'a>)>,
    /// The class whose body holds it, for `super()`.
    pub class: Option<ObjectId>,
    /// How it binds: a plain function, `@staticmethod`, `@classmethod`, `@property`.
    pub binding: Binding,
}

impl Function<'_> {
    /// It is called when the attribute is read.
    pub fn is_property(&self) -> bool {
        self.binding == Binding::Property
    }
}

/// What is run when a function is called.
#[derive(Clone, Copy)]
pub enum Code<'a> {
    /// `def`
    Def(&'a StmtFunctionDef),
    /// `lambda`
    Lambda(&'a ExprLambda),
}

/// How a function found on a class binds to an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// To the instance.
    Method,
    /// To nothing.
    Static,
    /// To the class.
    Class,
    /// Called when the attribute is read.
    Property,
}

/// More alternatives than this are unknown.
const MOST_ALTERNATIVES: usize = 8;

impl<'a> Val<'a> {
    /// A value without a history.
    pub fn new(py: Py<'a>) -> Self {
        Self { py, trace: Trace::default() }
    }

    /// `None`.
    pub fn none() -> Self {
        Self::new(Py::None)
    }

    /// Text.
    pub fn str(text: impl AsRef<str>) -> Self {
        Self::new(Py::Str(Rc::from(text.as_ref())))
    }

    /// A truth value.
    pub fn bool(truth: bool) -> Self {
        Self::new(Py::Bool(truth))
    }

    /// Unknown, and why.
    pub fn unknown(why: impl AsRef<str>) -> Self {
        Self::new(Py::Unknown(Rc::from(why.as_ref())))
    }

    /// Something outside of the project.
    pub fn external(name: impl AsRef<str>) -> Self {
        Self::new(Py::External(Rc::from(name.as_ref())))
    }

    /// The same value with another history.
    #[must_use]
    pub fn with(mut self, trace: Trace) -> Self {
        self.trace = trace;
        self
    }

    /// The same value; an empty history is replaced by this one.
    #[must_use]
    pub fn because(mut self, trace: &Trace) -> Self {
        self.trace = self.trace.or(trace);
        self
    }

    /// One of these. Equal ones are merged; too many are unknown.
    pub fn one_of(values: impl IntoIterator<Item = Self>) -> Self {
        let mut all: Vec<Self> = Vec::new();
        for value in values {
            for alternative in value.alternatives() {
                if !all.iter().any(|known| known.same(alternative)) {
                    all.push(alternative.clone());
                }
            }
        }
        match all.len() {
            0 => Self::new(Py::Unbound),
            1 => all.remove(0),
            n if n > MOST_ALTERNATIVES => Self::unknown("it may take too many values"),
            _ => {
                let trace = all[0].trace.clone();
                Self::new(Py::OneOf(all.into())).with(trace)
            }
        }
    }

    /// The alternatives, or the value alone.
    pub fn alternatives(&self) -> &[Self] {
        match &self.py {
            Py::OneOf(all) => all,
            _ => std::slice::from_ref(self),
        }
    }

    /// Without the alternative of not being bound.
    #[must_use]
    pub fn bound(&self) -> Self {
        match &self.py {
            Py::OneOf(all) if all.iter().any(|v| matches!(v.py, Py::Unbound)) => {
                Self::one_of(all.iter().filter(|v| !matches!(v.py, Py::Unbound)).cloned())
            }
            _ => self.clone(),
        }
    }

    /// Applies a function to each alternative. The result keeps the alternative's history.
    pub fn map(&self, mut f: impl FnMut(&Self) -> Self) -> Self {
        match &self.py {
            Py::OneOf(all) => Self::one_of(all.iter().map(|v| f(v).because(&v.trace)).collect::<Vec<_>>()),
            _ => f(self).because(&self.trace),
        }
    }

    /// The text, where known.
    pub fn as_str(&self) -> Option<&str> {
        match &self.py {
            Py::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The object, where it is one.
    pub fn object(&self) -> Option<ObjectId> {
        match self.py {
            Py::Object(id) => Some(id),
            _ => None,
        }
    }

    /// Why it is unknown, if it is.
    pub fn why_unknown(&self) -> Option<&Rc<str>> {
        match &self.py {
            Py::Unknown(why) => Some(why),
            _ => None,
        }
    }

    /// Identical as far as a join is concerned.
    pub fn same(&self, other: &Self) -> bool {
        match (&self.py, &other.py) {
            (Py::None, Py::None) | (Py::Unbound, Py::Unbound) | (Py::Unknown(_), Py::Unknown(_)) => true,
            (Py::Bool(a), Py::Bool(b)) => a == b,
            (Py::Int(a), Py::Int(b)) => a == b,
            (Py::Float(a), Py::Float(b)) | (Py::Duration(a), Py::Duration(b)) => a == b,
            (Py::Str(a), Py::Str(b)) | (Py::External(a), Py::External(b)) => a == b,
            (Py::Bytes(a), Py::Bytes(b)) => a == b,
            (Py::Object(a), Py::Object(b)) => a == b,
            (Py::Function(a), Py::Function(b)) => Rc::ptr_eq(a, b),
            (Py::Partial(a), Py::Partial(b)) => Rc::ptr_eq(a, b),
            (Py::Tuple(a), Py::Tuple(b)) => a.len() == b.len() && a.iter().zip(b.iter()).all(|(x, y)| x.same(y)),
            _ => false,
        }
    }
}
