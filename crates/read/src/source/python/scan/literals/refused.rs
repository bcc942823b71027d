//! Credentials that the code knows only to refuse them: a default of earlier releases, a list of what nobody may choose.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{CmpOp, Expr, ExprCall, ExprCompare, Stmt};

use super::super::names;
use crate::hash::Map;
use crate::source::literals;
use crate::source::words::{self, Words};

/// Words of names whose value is no longer, or must not be, anybody's.
static NO_MORE: Words = Words::new(|| {
    words::set(
        "legacy old former previous deprecated forbidden denied deny banned blocked blocklist blacklist blacklisted \
         denylist disallowed rejected refused insecure leaked compromised",
    )
});

/// Beginnings of functions that try a password and give it to nobody.
const TRYING: &[&str] = &["authenticate", "verify", "check", "is_", "has_", "matches", "compare_digest"];

/// What a module does with one of its names.
#[derive(Clone, Copy, Default)]
struct Uses {
    /// It is compared, and what equals it is refused.
    refused: usize,
    /// It is compared or tried otherwise.
    compared: usize,
    /// Anything else.
    other: usize,
}

/// Names of credentials in one module, with what is done with them.
#[derive(Default)]
pub struct Refused<'a> {
    uses: Map<&'a str, Uses>,
    /// The body behind the condition that we are in turns away.
    refusing: bool,
}

impl<'a> Refused<'a> {
    /// Gathers the uses of all names that announce a credential.
    pub fn of(body: &'a [Stmt]) -> Self {
        let mut gathered = Self::default();
        gathered.visit_body(body);
        gathered
    }

    /// The name stands for a value that is only refused. A comparison alone says nothing: it may just as well let in.
    pub fn holds(&self, name: &str) -> bool {
        let Some(uses) = self.uses.get(name).filter(|uses| uses.other == 0) else { return false };
        let says_so = name.to_ascii_lowercase().split('_').any(|word| NO_MORE.contains(word));
        uses.refused + uses.compared > 0 && (says_so || uses.compared == 0)
    }

    fn use_of(&mut self, expr: &'a Expr) -> Option<&mut Uses> {
        let Expr::Name(name) = expr else { return None };
        (name.ctx.is_load() && literals::sense(&name.id).is_some()).then(|| self.uses.entry(&name.id).or_default())
    }

    /// `password == NAME`, `password in (NAME, OTHER)`.
    fn compared(&mut self, compare: &'a ExprCompare) {
        let same = matches!(compare.ops.as_ref(), [CmpOp::Eq | CmpOp::In]);
        let refused = same && self.refusing;
        for side in std::iter::once(compare.left.as_ref()).chain(&compare.comparators) {
            for part in members(side) {
                match self.use_of(part) {
                    Some(uses) if refused => uses.refused += 1,
                    Some(uses) => uses.compared += 1,
                    None => self.visit_expr(part),
                }
            }
        }
    }

    /// `store.authenticate_user(user, NAME)`
    fn tried(&mut self, call: &'a ExprCall) {
        self.visit_expr(&call.func);
        for argument in &call.arguments.args {
            match self.use_of(argument) {
                Some(uses) => uses.compared += 1,
                None => self.visit_expr(argument),
            }
        }
        call.arguments.keywords.iter().for_each(|keyword| self.visit_expr(&keyword.value));
    }
}

impl<'a> Visitor<'a> for Refused<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        let Stmt::If(branch) = stmt else { return walk_stmt(self, stmt) };
        self.refusing = turns_away(&branch.test, &branch.body);
        self.visit_expr(&branch.test);
        self.refusing = false;
        self.visit_body(&branch.body);
        for clause in &branch.elif_else_clauses {
            self.refusing = clause.test.as_ref().is_some_and(|test| turns_away(test, &clause.body));
            clause.test.iter().for_each(|test| self.visit_expr(test));
            self.refusing = false;
            self.visit_body(&clause.body);
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        let tries = |call: &ExprCall| {
            names::last_part(&call.func).is_some_and(|name| TRYING.iter().any(|start| name.starts_with(start)))
        };
        match expr {
            Expr::Compare(compare) => self.compared(compare),
            Expr::Call(call) if tries(call) => self.tried(call),
            _ => match self.use_of(expr) {
                Some(uses) => uses.other += 1,
                None => walk_expr(self, expr),
            },
        }
    }
}

fn members(expr: &Expr) -> &[Expr] {
    match expr {
        Expr::Tuple(tuple) => &tuple.elts,
        Expr::List(list) => &list.elts,
        Expr::Set(set) => &set.elts,
        other => std::slice::from_ref(other),
    }
}

/// Who fits the condition is turned away: the body ends by raising an exception, ending the program or saying no. Behind
/// a `not`, it is everybody else.
pub fn turns_away(test: &Expr, body: &[Stmt]) -> bool {
    let says_no = match body.last() {
        Some(Stmt::Raise(_)) => true,
        Some(Stmt::Return(given)) => matches!(given.value.as_deref(), Some(Expr::BooleanLiteral(no)) if !no.value),
        Some(Stmt::Expr(alone)) => match alone.value.as_ref() {
            Expr::Call(call) => matches!(names::last_part(&call.func), Some("exit" | "abort" | "_exit")),
            _ => false,
        },
        _ => false,
    };
    says_no && !has_not(test)
}

fn has_not(test: &Expr) -> bool {
    match test {
        Expr::UnaryOp(_) => true,
        Expr::BoolOp(op) => op.values.iter().any(has_not),
        _ => false,
    }
}
