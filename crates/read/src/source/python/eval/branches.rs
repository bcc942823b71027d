//! Conditions that cannot be decided: both sides are tried, then joined.

use std::rc::Rc;

use ruff_python_ast::{self as ast, CmpOp, Expr, Stmt, UnaryOp};

use super::events::Event;
use super::exceptions::catches;
use super::heap::Changes;
use super::machine::Machine;
use super::statements::{Decided, Flow};
use super::value::{Py, Val};

/// One side that was tried: how it ended, and its writes, taken back.
struct Side<'a> {
    flow: Flow<'a>,
    changes: Changes<'a>,
    /// What frameworks were told on this side.
    events: Vec<Event<'a>>,
}

impl<'a> Machine<'a> {
    /// An `if` with all its `elif`s. `rest` is what follows it in the block: when one side leaves the
    /// function and the other does not, the rest belongs to the other side alone.
    pub(super) fn conditional(&mut self, s: &'a ast::StmtIf, rest: &'a [Stmt]) -> Decided<'a> {
        self.clauses(Some(&s.test), &s.body, &s.elif_else_clauses, rest)
    }

    fn clauses(
        &mut self,
        test: Option<&'a Expr>,
        body: &'a [Stmt],
        others: &'a [ast::ElifElseClause],
        rest: &'a [Stmt],
    ) -> Decided<'a> {
        let Some(test) = test else { return Decided::Here(self.block(body)) };
        let value = self.eval(test);
        if self.raised.is_some() {
            return Decided::Here(Flow::Raise);
        }
        match self.truth(&value) {
            Some(true) => {
                self.narrow(test, true);
                Decided::Here(self.block(body))
            }
            Some(false) => {
                self.narrow(test, false);
                self.otherwise(others, rest)
            }
            None => self.fork(test, body, others, rest),
        }
    }

    fn otherwise(&mut self, others: &'a [ast::ElifElseClause], rest: &'a [Stmt]) -> Decided<'a> {
        match others.split_first() {
            Some((next, others)) => self.clauses(next.test.as_ref(), &next.body, others, rest),
            None => Decided::Here(Flow::Normal),
        }
    }

    fn fork(
        &mut self,
        test: &'a Expr,
        body: &'a [Stmt],
        others: &'a [ast::ElifElseClause],
        rest: &'a [Stmt],
    ) -> Decided<'a> {
        let then = self.attempt(|machine| {
            machine.narrow(test, true);
            machine.block(body)
        });
        let mut with_rest = false;
        let other = self.attempt(|machine| {
            machine.narrow(test, false);
            match machine.otherwise(others, rest) {
                Decided::Here(flow) => flow,
                Decided::WithRest(flow) => {
                    with_rest = true;
                    flow
                }
            }
        });
        if with_rest {
            let then = if then.flow.is_normal() { self.go_on(then, rest) } else { then };
            return Decided::WithRest(self.merge(then, other));
        }
        match (then.flow.is_normal(), other.flow.is_normal()) {
            (true, false) if !matches!(other.flow, Flow::Raise) => {
                let then = self.go_on(then, rest);
                Decided::WithRest(self.merge(then, other))
            }
            (false, true) if !matches!(then.flow, Flow::Raise) => {
                let other = self.go_on(other, rest);
                Decided::WithRest(self.merge(then, other))
            }
            _ => Decided::Here(self.merge(then, other)),
        }
    }

    /// Tries one side and takes its writes back.
    fn attempt(&mut self, run: impl FnOnce(&mut Self) -> Flow<'a>) -> Side<'a> {
        self.heap.begin();
        let told = self.events.count();
        let flow = run(self);
        let flow = if self.raised.take().is_some() { Flow::Raise } else { flow };
        Side { flow, changes: self.heap.take_back(), events: self.events.split_off(told) }
    }

    /// Runs what follows on top of a side.
    fn go_on(&mut self, side: Side<'a>, rest: &'a [Stmt]) -> Side<'a> {
        self.attempt(|machine| {
            machine.heap.apply(side.changes);
            machine.events.extend(side.events);
            machine.block(rest)
        })
    }

    /// Joins two sides. A side that raises does not go into production: the other one holds.
    fn merge(&mut self, one: Side<'a>, other: Side<'a>) -> Flow<'a> {
        match (one.flow, other.flow) {
            (Flow::Raise, Flow::Raise) => {
                self.raise("Exception");
                Flow::Raise
            }
            (Flow::Raise, flow) => {
                self.heap.apply(other.changes);
                self.events.extend(other.events);
                flow
            }
            (flow, Flow::Raise) => {
                self.heap.apply(one.changes);
                self.events.extend(one.events);
                flow
            }
            (a, b) => {
                self.heap.join(one.changes, other.changes);
                self.events.extend(one.events.into_iter().chain(other.events));
                self.join_flows(a, b)
            }
        }
    }

    fn join_flows(&mut self, one: Flow<'a>, other: Flow<'a>) -> Flow<'a> {
        match (one, other) {
            (Flow::Return(a), Flow::Return(b)) => Flow::Return(Val::one_of([a, b])),
            (Flow::Return(value), flow) | (flow, Flow::Return(value)) => {
                self.frame_mut().returned.push(value);
                flow
            }
            (Flow::Normal, _) | (_, Flow::Normal) => Flow::Normal,
            (flow, _) => flow,
        }
    }

    /// Runs something that may or may not happen.
    pub(super) fn perhaps(&mut self, run: impl FnOnce(&mut Self) -> Flow<'a>) -> Flow<'a> {
        let side = self.attempt(run);
        let none = Side { flow: Flow::Normal, changes: Changes::default(), events: Vec::new() };
        let flow = self.merge(side, none);
        match flow {
            Flow::Break | Flow::Continue => Flow::Normal,
            other => other,
        }
    }

    /// Does the same with each alternative. One that raises is not what production has while others go on.
    pub(super) fn each(
        &mut self,
        alternatives: &[Val<'a>],
        mut run: impl FnMut(&mut Self, &Val<'a>) -> Val<'a>,
    ) -> Val<'a> {
        if let [one] = alternatives {
            return run(self, one);
        }
        let mut results = Vec::new();
        let mut failed = None;
        for one in alternatives {
            let result = run(self, one);
            match self.raised.take() {
                Some(class) => failed = Some(class),
                None => results.push(result),
            }
        }
        match failed {
            Some(class) if results.is_empty() => return self.raise(&class),
            Some(class) => self.might_raise(&class),
            None => {}
        }
        Val::one_of(results)
    }

    /// `try`: the handlers run when the body certainly raises, perhaps when it may.
    pub(super) fn try_statement(&mut self, s: &'a ast::StmtTry) -> Flow<'a> {
        let caught: Vec<Rc<str>> = s.handlers.iter().flat_map(|h| self.caught(h)).collect();
        self.tries.push(caught.clone());
        let outer = self.might_raise.take();
        let body = self.attempt(|machine| machine.attempt_keeping_exception(&s.body));
        let raised = self.might_raise.take();
        self.tries.pop();
        self.might_raise = outer;
        let certain = matches!(body.flow, Flow::Raise);
        let possible = raised.filter(|class| caught.iter().any(|c| catches(c, class)));
        let flow = match possible {
            None => {
                self.heap.apply(body.changes);
                self.events.extend(body.events);
                if certain { Flow::Raise } else { body.flow }
            }
            Some(class) => self.handle(s, &class, body, certain),
        };
        let flow = if flow.is_normal() && !certain { self.block(&s.orelse) } else { flow };
        let last = self.block(&s.finalbody);
        if last.is_normal() { flow } else { last }
    }

    /// Runs a `try` body; what it certainly raises is kept in `might_raise` for the handlers.
    fn attempt_keeping_exception(&mut self, body: &'a [Stmt]) -> Flow<'a> {
        let flow = self.block(body);
        match self.raised.clone() {
            Some(class) => {
                self.might_raise = Some(class);
                Flow::Raise
            }
            None => flow,
        }
    }

    fn handle(&mut self, s: &'a ast::StmtTry, class: &str, body: Side<'a>, certain: bool) -> Flow<'a> {
        let handler = s.handlers.iter().find(|h| self.caught(h).iter().any(|c| catches(c, class)));
        let Some(ast::ExceptHandler::ExceptHandler(handler)) = handler else { return Flow::Raise };
        let run = |machine: &mut Self| {
            if let Some(name) = &handler.name {
                machine.bind(name.as_str(), Val::unknown("an exception"));
            }
            machine.block(&handler.body)
        };
        if certain {
            self.heap.apply(body.changes);
            self.events.extend(body.events);
            return run(self);
        }
        let handled = self.attempt(run);
        self.merge(body, handled)
    }

    fn caught(&mut self, handler: &'a ast::ExceptHandler) -> Vec<Rc<str>> {
        let ast::ExceptHandler::ExceptHandler(handler) = handler;
        let Some(class) = &handler.type_ else { return vec![Rc::from("BaseException")] };
        let classes = match &**class {
            Expr::Tuple(tuple) => tuple.elts.iter().collect(),
            one => vec![one],
        };
        let classes: Vec<_> = classes.into_iter().map(|c| self.eval(c)).collect();
        classes.iter().map(|c| self.exception_class(c)).collect()
    }

    /// After a test, the tested name has only the values that the test lets through.
    pub(super) fn narrow(&mut self, test: &'a Expr, holds: bool) {
        match test {
            Expr::UnaryOp(u) if u.op == UnaryOp::Not => self.narrow(&u.operand, !holds),
            Expr::BoolOp(b) if (b.op == ast::BoolOp::And) == holds => {
                b.values.iter().for_each(|value| self.narrow(value, holds));
            }
            Expr::Compare(c) if c.ops.len() == 1 && c.comparators[0].is_none_literal_expr() => {
                let is_none = matches!(c.ops[0], CmpOp::Is | CmpOp::Eq);
                if is_none || matches!(c.ops[0], CmpOp::IsNot | CmpOp::NotEq) {
                    self.keep(&c.left, |v| matches!(v.py, Py::None) == (is_none == holds) || v.why_unknown().is_some());
                }
            }
            Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_) => self.keep_truth(test, holds),
            _ => {}
        }
    }

    fn keep_truth(&mut self, target: &'a Expr, holds: bool) {
        let value = self.eval(target);
        let kept: Vec<_> = value.alternatives().iter().filter(|v| self.truth(v) != Some(!holds)).cloned().collect();
        self.narrow_to(target, &value, kept);
    }

    fn keep(&mut self, target: &'a Expr, keeps: impl Fn(&Val<'a>) -> bool) {
        if !matches!(target, Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_)) {
            return;
        }
        let value = self.eval(target);
        let kept: Vec<_> = value.alternatives().iter().filter(|v| keeps(v)).cloned().collect();
        self.narrow_to(target, &value, kept);
    }

    fn narrow_to(&mut self, target: &'a Expr, value: &Val<'a>, kept: Vec<Val<'a>>) {
        let fewer = !kept.is_empty() && kept.len() < value.alternatives().len();
        if fewer && !self.is_external_target(target) {
            self.assign(target, Val::one_of(kept));
        }
    }

    /// `os.environ["X"]` and the like are not written to by a test on them.
    fn is_external_target(&mut self, target: &'a Expr) -> bool {
        match target {
            Expr::Subscript(s) => {
                let owner = self.eval(&s.value);
                owner.object() == Some(self.environ)
            }
            _ => false,
        }
    }
}
