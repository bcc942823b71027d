//! Where in the module we are, and what the names there stand for.

use std::cell::Cell;

use ruff_python_ast::{Expr, StmtFunctionDef};
use ruff_text_size::Ranged;
use sneck_model::Step;

use super::leaks::{Carried, Caught, carried};
use super::module::Module;
use super::{names, taint};
use crate::hash::Map;

/// What is known of one variable at the point that was reached.
#[derive(Clone, Default)]
pub struct Local<'a> {
    /// The expression that was assigned last.
    pub value: Option<&'a Expr>,
    /// The type of what it holds, as a dotted name: `flask.Response`.
    pub of: Option<String>,
    /// It comes from the request.
    pub from_request: bool,
    /// It is a caught error, or carries the details of one.
    pub error: Option<Carried>,
}

/// One function, class or module body.
pub struct Scope<'a> {
    /// The function or class, empty for the module.
    pub name: &'a str,
    /// The function, when it is one.
    pub function: Option<&'a StmtFunctionDef>,
    /// Its variables; those of a class are its attributes and those set on `self`.
    pub locals: Map<&'a str, Local<'a>>,
}

/// The bodies that enclose the point that was reached, the module first.
pub struct Scopes<'a> {
    /// The module.
    pub module: &'a Module<'a>,
    stack: Vec<Scope<'a>>,
    handled: Vec<Caught>,
    knows_errors: bool,
    follows: Cell<u32>,
}

/// So many names are followed to their values for one question. Names whose values name others
/// several times would otherwise unfold without end.
const FOLLOWS: u32 = 200;

impl<'a> Scopes<'a> {
    /// At the top of a module.
    #[must_use]
    pub fn new(module: &'a Module<'a>) -> Self {
        Self {
            module,
            stack: vec![Scope { name: "", function: None, locals: Map::default() }],
            handled: Vec::new(),
            knows_errors: false,
            follows: Cell::new(FOLLOWS),
        }
    }

    /// Goes into the body of an `except` or of an error handler.
    pub fn handle(&mut self, caught: Caught) {
        self.handled.push(caught);
        self.knows_errors = true;
    }

    /// Some error was caught so far: before that, nothing can carry one.
    #[must_use]
    pub fn knows_errors(&self) -> bool {
        self.knows_errors
    }

    /// Comes out of it.
    pub fn handled_it(&mut self) {
        self.handled.pop();
    }

    /// The error that is being handled.
    #[must_use]
    pub fn handled(&self) -> Option<&Caught> {
        self.handled.last()
    }

    /// What a variable carries of an error, with the place of the assignment in its chain.
    fn carried_on(&self, value: &Expr) -> Option<Carried> {
        let mut carried = carried(self, value)?;
        let says = format!("puts {} into a variable", carried.expression);
        carried.caught.chain.push(Step::new(self.module.file.place(value.range()), says));
        Some(Carried { at: None, ..carried })
    }

    /// A new question starts: names may be followed again.
    pub fn ask(&self) {
        self.follows.set(FOLLOWS);
    }

    /// Whether one more name may be followed to its value.
    #[must_use]
    pub fn follow(&self) -> bool {
        let left = self.follows.get();
        self.follows.set(left.saturating_sub(1));
        left > 0
    }

    /// Goes into a class or a function.
    pub fn enter(&mut self, name: &'a str, function: Option<&'a StmtFunctionDef>) {
        self.stack.push(Scope { name, function, locals: Map::default() });
    }

    /// Comes out again.
    pub fn leave(&mut self) {
        self.stack.pop();
    }

    /// The innermost function, if any.
    #[must_use]
    pub fn function(&self) -> Option<&'a StmtFunctionDef> {
        self.stack.iter().rev().find_map(|s| s.function)
    }

    /// The innermost class, if any.
    #[must_use]
    pub fn class(&self) -> Option<&'a str> {
        self.stack.iter().skip(1).rev().find(|s| s.function.is_none()).map(|s| s.name)
    }

    /// The class whose method the innermost function is.
    #[must_use]
    pub fn class_of_method(&self) -> Option<&'a str> {
        let outer = self.stack.len().checked_sub(2).filter(|at| *at > 0)?;
        self.stack[outer].function.is_none().then_some(self.stack[outer].name)
    }

    /// `module.function`, or the module's name.
    #[must_use]
    pub fn within(&self) -> String {
        self.stack.iter().skip(1).fold(self.module.name.clone(), |path, s| format!("{path}.{}", s.name))
    }

    /// The variable of that name, from the inside out; class bodies are not seen from methods.
    #[must_use]
    pub fn local(&self, name: &str) -> Option<&Local<'a>> {
        let innermost = self.stack.len().saturating_sub(1);
        self.stack
            .iter()
            .enumerate()
            .rev()
            .filter(|(depth, s)| *depth == 0 || *depth == innermost || s.function.is_some())
            .find_map(|(_, s)| s.locals.get(name))
    }

    /// An attribute that was set on `self` in the innermost class.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&Local<'a>> {
        let class = self.stack.iter().skip(1).rev().find(|s| s.function.is_none())?;
        class.locals.get(name)
    }

    /// Remembers what a target now holds.
    pub fn assign(&mut self, target: &'a Expr, value: &'a Expr) {
        let local = Local {
            value: Some(value),
            of: names::type_of(self, value),
            from_request: taint::from_request(self, value),
            error: self.carried_on(value),
        };
        match target {
            Expr::Name(name) => self.set(name.id.as_str(), local),
            Expr::Subscript(item) => self.add_error(&item.value, local.error),
            Expr::Attribute(attribute) if is_self(&attribute.value) => {
                self.set_attribute(attribute.attr.as_str(), local)
            }
            Expr::Tuple(tuple) => self.spread(&tuple.elts, value, &local),
            Expr::List(list) => self.spread(&list.elts, value, &local),
            _ => {}
        }
    }

    /// `a, b = x, y` pairs its members; otherwise each target may hold any part of the value.
    fn spread(&mut self, targets: &'a [Expr], value: &'a Expr, whole: &Local<'a>) {
        let members = match value {
            Expr::Tuple(tuple) if tuple.elts.len() == targets.len() => Some(&tuple.elts),
            _ => None,
        };
        for (at, target) in targets.iter().enumerate() {
            match (members, target) {
                (Some(values), _) => self.assign(target, &values[at]),
                (None, Expr::Name(name)) => {
                    let error = whole.error.clone();
                    let part = Local { from_request: whole.from_request, error, ..Local::default() };
                    self.set(name.id.as_str(), part);
                }
                _ => {}
            }
        }
    }

    /// `answer["error"] = str(e)`: the whole carries it from here on.
    fn add_error(&mut self, whole: &'a Expr, error: Option<Carried>) {
        if let (Expr::Name(name), Some(error)) = (whole, error)
            && let Some(local) = self.stack.iter_mut().rev().find_map(|s| s.locals.get_mut(name.id.as_str()))
        {
            local.error = Some(error);
        }
    }

    /// Hides the error of a variable while it is known to be harmless; gives it back for later.
    pub fn hide_error(&mut self, name: &str) -> Option<Carried> {
        self.stack.iter_mut().rev().find_map(|s| s.locals.get_mut(name))?.error.take()
    }

    /// Undoes [`Self::hide_error`].
    pub fn show_error(&mut self, name: &str, error: Option<Carried>) {
        if let Some(local) = self.stack.iter_mut().rev().find_map(|s| s.locals.get_mut(name)) {
            local.error = error;
        }
    }

    /// Sets a variable of the innermost body.
    pub fn set(&mut self, name: &'a str, local: Local<'a>) {
        if let Some(scope) = self.stack.last_mut() {
            scope.locals.insert(name, local);
        }
    }

    /// Says that a variable was checked and no longer carries what the request chose.
    pub fn clean(&mut self, name: &str) {
        if let Some(local) = self.stack.iter_mut().rev().find_map(|s| s.locals.get_mut(name)) {
            local.from_request = false;
        }
    }

    fn set_attribute(&mut self, name: &'a str, local: Local<'a>) {
        if let Some(class) = self.stack.iter_mut().skip(1).rev().find(|s| s.function.is_none()) {
            class.locals.insert(name, local);
        }
    }
}

/// `self` or `cls`.
#[must_use]
pub fn is_self(expr: &Expr) -> bool {
    matches!(expr, Expr::Name(name) if matches!(name.id.as_str(), "self" | "cls"))
}
