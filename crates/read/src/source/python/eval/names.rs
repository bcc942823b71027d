//! Names: looking them up, and assigning to names, attributes, items and patterns.

use std::rc::Rc;

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;

use super::library;
use super::machine::Machine;
use super::value::{Py, Val};

impl<'a> Machine<'a> {
    /// What a name means here: local, enclosing, global, built in.
    pub(super) fn lookup(&mut self, name: &str) -> Val<'a> {
        let frame = self.frame();
        let own = (frame.globals.is_empty() || !frame.globals.contains(name)).then_some(frame.locals);
        let scopes = own.into_iter().chain(frame.scopes.iter().copied()).chain(std::iter::once(frame.module));
        let unknown_names = frame.unknown_names;
        if let Some(value) = scopes.into_iter().find_map(|scope| self.heap.get(scope).attrs.get(name)) {
            return value.bound();
        }
        if unknown_names && !library::is_builtin(name) {
            return Val::unknown(format!("{name} comes from a star import outside of the project"));
        }
        self.builtin(name)
    }

    fn builtin(&mut self, name: &str) -> Val<'a> {
        let full = ["builtins.", name].concat();
        self.constant(&full).unwrap_or_else(|| Val::external(full))
    }

    /// Binds a name in the running scope.
    pub(super) fn bind(&mut self, name: &str, value: Val<'a>) {
        let frame = self.frame();
        let scope = if frame.globals.contains(name) {
            frame.module
        } else if frame.nonlocals.contains(name) {
            let holder = frame.scopes.iter().find(|s| self.heap.get(**s).attrs.contains_key(name));
            holder.copied().unwrap_or(frame.locals)
        } else {
            frame.locals
        };
        self.heap.change(scope).attrs.insert(Rc::from(name), value);
    }

    /// Assigns to a target of any form.
    pub(super) fn assign(&mut self, target: &'a Expr, value: Val<'a>) {
        match target {
            Expr::Name(name) => self.bind(&name.id, value),
            Expr::Attribute(a) => {
                let owner = self.eval(&a.value);
                self.set_attribute(&owner, &a.attr, value, self.site(a.range()));
            }
            Expr::Subscript(s) => {
                let owner = self.eval(&s.value);
                if let Expr::Slice(slice) = &*s.slice {
                    return self.set_slice(&owner, slice, Some(&value));
                }
                let key = self.eval(&s.slice);
                self.set_item(&owner, &key, value, self.site(s.range()));
            }
            Expr::Starred(s) => self.assign(&s.value, value),
            Expr::Tuple(ast::ExprTuple { elts, .. }) | Expr::List(ast::ExprList { elts, .. }) => {
                self.unpack(elts, &value)
            }
            _ => {}
        }
    }

    fn unpack(&mut self, targets: &'a [Expr], value: &Val<'a>) {
        let members = self.members(value).unwrap_or_default();
        let star = targets.iter().position(|t| matches!(t, Expr::Starred(_)));
        let fits = members.len() == targets.len() || star.is_some() && members.len() + 1 >= targets.len();
        if !fits {
            let why = value.why_unknown().cloned().unwrap_or_else(|| Rc::from("what is unpacked is not known"));
            targets.iter().for_each(|t| self.assign(t, Val::new(Py::Unknown(why.clone()))));
            return;
        }
        let spare = members.len() + 1 - targets.len().min(members.len() + 1);
        let mut members = members.into_iter();
        for (at, target) in targets.iter().enumerate() {
            let part = if Some(at) == star {
                let taken = members.by_ref().take(spare).collect();
                self.list(taken)
            } else {
                members.next().unwrap_or_else(Val::none)
            };
            self.assign(target, part);
        }
    }
}
