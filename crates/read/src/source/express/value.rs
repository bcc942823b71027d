//! What an expression of JavaScript is worth, as far as it can be followed, and the places that made it so.

use std::cell::RefCell;
use std::rc::Rc;

use indexmap::IndexMap;
use sneck_model::{Place, Step, Value};

use super::syntax::{Node, Script};
use crate::source::literals;

/// A value and where it comes from: first where it is written, then what it went through.
#[derive(Clone)]
pub(super) struct Val<'t> {
    pub js: Js<'t>,
    pub steps: Vec<Step>,
}

/// The properties of an object.
pub(super) type Fields<'t> = Rc<RefCell<IndexMap<String, Val<'t>>>>;

/// Key of an object that may have properties beside those that are known, with the reason.
pub(super) const OPEN: &str = "<open>";

/// The value itself.
#[derive(Clone)]
pub(super) enum Js<'t> {
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Text(Rc<str>),
    /// A regular expression, as written.
    Pattern(Rc<str>),
    Array(Rc<Vec<Val<'t>>>),
    Object(Fields<'t>),
    Function(Rc<Function<'t>>),
    Class(Rc<Function<'t>>),
    /// Something of a package or of Node itself, by its dotted name: `helmet.frameguard`.
    Outside(Rc<str>),
    /// What a call of something outside gave.
    Made(Rc<Made<'t>>),
    /// An app or a router, by its number.
    App(usize),
    /// One of several.
    OneOf(Rc<Vec<Val<'t>>>),
    /// It cannot be told, and why.
    Unknown(Rc<str>),
}

/// A function with the names that it sees.
pub(super) struct Function<'t> {
    pub script: &'t Script,
    pub node: Node<'t>,
    pub scope: Rc<Scope<'t>>,
    pub this: Option<Val<'t>>,
}

/// A call of something outside.
pub(super) struct Made<'t> {
    /// Of what.
    pub of: Rc<str>,
    pub arguments: Vec<Val<'t>>,
}

/// Names and their values.
#[derive(Default)]
pub(super) struct Scope<'t> {
    names: RefCell<IndexMap<String, Val<'t>>>,
    outer: Option<Rc<Scope<'t>>>,
}

impl<'t> Scope<'t> {
    pub(super) fn within(outer: &Rc<Self>) -> Rc<Self> {
        Rc::new(Self { names: RefCell::default(), outer: Some(outer.clone()) })
    }

    pub(super) fn get(&self, name: &str) -> Option<Val<'t>> {
        let own = self.names.borrow().get(name).cloned();
        own.or_else(|| self.outer.as_ref()?.get(name))
    }

    pub(super) fn declare(&self, name: &str, value: Val<'t>) {
        self.names.borrow_mut().insert(name.to_owned(), value);
    }

    /// Changes a name where it is known, or adds it here.
    pub(super) fn set(&self, name: &str, value: Val<'t>) {
        match &self.outer {
            Some(outer) if !self.names.borrow().contains_key(name) && outer.get(name).is_some() => {
                outer.set(name, value);
            }
            _ => self.declare(name, value),
        }
    }
}

impl<'t> Val<'t> {
    pub(super) fn new(js: Js<'t>) -> Self {
        Self { js, steps: Vec::new() }
    }

    pub(super) fn at(js: Js<'t>, place: Place) -> Self {
        Self { js, steps: vec![Step::new(place, "")] }
    }

    pub(super) fn undefined() -> Self {
        Self::new(Js::Undefined)
    }

    pub(super) fn text(text: impl AsRef<str>) -> Self {
        Self::new(Js::Text(Rc::from(text.as_ref())))
    }

    pub(super) fn unknown(why: impl AsRef<str>) -> Self {
        Self::new(Js::Unknown(Rc::from(why.as_ref())))
    }

    pub(super) fn outside(name: impl AsRef<str>) -> Self {
        Self::new(Js::Outside(Rc::from(name.as_ref())))
    }

    pub(super) fn object(fields: IndexMap<String, Self>) -> Self {
        Self::new(Js::Object(Rc::new(RefCell::new(fields))))
    }

    /// One of these, each once.
    pub(super) fn one_of(all: Vec<Self>) -> Self {
        let flat = all.into_iter().flat_map(|one| match &one.js {
            Js::OneOf(inner) => inner.to_vec(),
            _ => vec![one],
        });
        let mut kept: Vec<Self> = Vec::new();
        for one in flat {
            let known = one.plain(false);
            if kept.iter().all(|other| matches!(known, Value::Unknown(_)) || other.plain(false) != known) {
                kept.push(one);
            }
        }
        if kept.len() == 1 { kept.remove(0) } else { Self::new(Js::OneOf(Rc::new(kept))) }
    }

    /// The members of a one-of, or the value alone.
    pub(super) fn alternatives(&self) -> Vec<Self> {
        match &self.js {
            Js::OneOf(all) => all.to_vec(),
            _ => vec![self.clone()],
        }
    }

    /// The same with another place that it went through.
    pub(super) fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.js {
            Js::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A property that is there; nothing where the object has none or is none.
    pub(super) fn own(&self, name: &str) -> Option<Self> {
        match &self.js {
            Js::Object(fields) => fields.borrow().get(name).cloned(),
            _ => None,
        }
    }

    /// The same; unknown where it may be among properties that are not known.
    pub(super) fn field(&self, name: &str) -> Option<Self> {
        self.own(name).or_else(|| self.own(OPEN))
    }

    /// Takes over the properties of another value, as far as they are known.
    pub(super) fn spread(fields: &mut IndexMap<String, Self>, other: &Self) {
        match &other.js {
            Js::Object(more) => {
                let more = more.borrow();
                fields.extend(more.iter().map(|(name, value)| (name.clone(), value.clone())));
            }
            Js::Undefined | Js::Null | Js::Bool(_) | Js::Number(_) | Js::Text(_) => {}
            _ => {
                let why = Self::unknown("it may be among properties of an object that is not followed");
                // What stands before it may be written over.
                fields.values_mut().for_each(|value| *value = Self::one_of(vec![value.clone(), why.clone()]));
                fields.insert(OPEN.to_owned(), why);
            }
        }
    }

    /// Whether JavaScript takes it for true, where that is known.
    pub(super) fn truth(&self) -> Option<bool> {
        Some(match &self.js {
            Js::Undefined | Js::Null => false,
            Js::Bool(on) => *on,
            Js::Number(n) => *n != 0.0 && !n.is_nan(),
            Js::Text(text) => !text.is_empty(),
            Js::Unknown(_) => return None,
            Js::OneOf(all) => {
                let first = all.first()?.truth()?;
                return all.iter().all(|one| one.truth() == Some(first)).then_some(first);
            }
            _ => true,
        })
    }

    /// Neither `undefined` nor `null`, where that is known.
    pub(super) fn is_there(&self) -> Option<bool> {
        match &self.js {
            Js::Undefined | Js::Null => Some(false),
            Js::Unknown(_) | Js::OneOf(_) => None,
            _ => Some(true),
        }
    }

    /// In the model's own terms. Texts of a secret become handles.
    pub(super) fn plain(&self, secret: bool) -> Value {
        match &self.js {
            Js::Undefined | Js::Null => Value::None,
            Js::Bool(on) => Value::Bool(*on),
            Js::Number(n) if n.fract() == 0.0 && n.abs() < 9e15 => Value::Int(*n as i64),
            Js::Number(n) => Value::Float(*n),
            Js::Text(text) if secret => Value::Secret(literals::secret(text.as_bytes())),
            Js::Text(text) => Value::Text(text.to_string()),
            Js::Pattern(text) => Value::Text(text.to_string()),
            Js::Array(all) => Value::List(all.iter().map(|one| one.plain(secret)).collect()),
            Js::OneOf(all) => Value::OneOf(all.iter().map(|one| one.plain(secret)).collect()),
            Js::Unknown(why) => Value::Unknown(why.to_string()),
            Js::Outside(name) => Value::Unknown(format!("it is what {name} gives")),
            Js::Made(made) => Value::Unknown(format!("it is what {}() gives", made.of)),
            Js::Object(_) | Js::App(_) => Value::Unknown("it is an object that is not followed".to_owned()),
            Js::Function(_) | Js::Class(_) => Value::Unknown("it is a function".to_owned()),
        }
    }
}
