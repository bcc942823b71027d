//! Helper functions that put what they are given into an answer.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, Stmt, StmtFunctionDef};

use super::super::scope::Scopes;
use crate::hash::Set;
use crate::source::words::{self, Words};

/// Which argument of a call is meant.
#[derive(Clone, Copy)]
pub enum Slot<'e> {
    /// By position.
    At(usize),
    /// By keyword.
    Named(&'e str),
    /// Spread into the call.
    Any,
}

/// Words of names of functions elsewhere that make an answer.
static ANSWERING: Words = Words::new(|| {
    words::set("error errors response respond fail failure failed abort json bad reply problem err resp internal")
});

/// The function puts that argument into what it gives back.
#[must_use]
pub fn hands_on(scopes: &Scopes<'_>, function: &str, slot: Slot<'_>) -> bool {
    match scopes.module.function(function) {
        Some(def) => parameter(def, slot).is_some_and(|name| reaches_return(def, name)),
        None => {
            let lower = function.to_ascii_lowercase();
            lower.split('_').any(|word| ANSWERING.contains(word))
                && !lower.starts_with("log")
                && scopes.module.class(function).is_none()
        }
    }
}

fn parameter<'a>(def: &'a StmtFunctionDef, slot: Slot<'_>) -> Option<&'a str> {
    let mut names = def.parameters.iter_non_variadic_params().map(|p| p.name().as_str());
    match slot {
        Slot::At(at) => names.filter(|n| !matches!(*n, "self" | "cls")).nth(at),
        Slot::Named(name) => names.find(|n| *n == name),
        Slot::Any => names.next(),
    }
}

/// The value of a parameter, or a variable made from it, stands in a `return`.
fn reaches_return<'a>(def: &'a StmtFunctionDef, parameter: &'a str) -> bool {
    let mut flow = Flow { holding: Set::from_iter([parameter]), returned: false };
    flow.visit_body(&def.body);
    flow.returned
}

struct Flow<'a> {
    holding: Set<&'a str>,
    returned: bool,
}

impl<'a> Visitor<'a> for Flow<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Assign(assign) if self.holds(&assign.value) => {
                self.holding.extend(assign.targets.iter().filter_map(name_of));
            }
            Stmt::Return(given) => {
                self.returned |= given.value.as_deref().is_some_and(|value| self.holds(value));
            }
            _ => walk_stmt(self, stmt),
        }
    }

    fn visit_expr(&mut self, _expr: &'a Expr) {}
}

impl Flow<'_> {
    fn holds(&self, expr: &Expr) -> bool {
        let mut names = Names { wanted: &self.holding, found: false };
        names.visit_expr(expr);
        names.found
    }
}

/// `x` of `x = …` and of `x["error"] = …`.
fn name_of(target: &Expr) -> Option<&str> {
    match target {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Subscript(subscript) => name_of(&subscript.value),
        _ => None,
    }
}

struct Names<'s, 'a> {
    wanted: &'s Set<&'a str>,
    found: bool,
}

impl<'e> Visitor<'e> for Names<'_, '_> {
    fn visit_expr(&mut self, expr: &'e Expr) {
        if let Expr::Name(name) = expr {
            self.found |= self.wanted.contains(name.id.as_str());
        }
        walk_expr(self, expr);
    }
}
