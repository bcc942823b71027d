//! Statements.

use std::rc::Rc;

use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::Ranged;

use super::heap::{Body, Object};
use super::machine::Machine;
use super::value::{Py, Val};

/// How a statement ended.
pub(super) enum Flow<'a> {
    Normal,
    Return(Val<'a>),
    Break,
    Continue,
    Raise,
}

impl Flow<'_> {
    pub fn is_normal(&self) -> bool {
        matches!(self, Self::Normal)
    }
}

/// Rounds of one loop.
const MOST_ROUNDS: usize = 512;

impl<'a> Machine<'a> {
    /// Runs statements in order, until one leaves the block.
    pub(super) fn block(&mut self, statements: &'a [Stmt]) -> Flow<'a> {
        for (at, statement) in statements.iter().enumerate() {
            if !self.step() {
                return Flow::Normal;
            }
            let rest = &statements[at + 1..];
            let flow = match statement {
                Stmt::If(s) => match self.conditional(s, rest) {
                    Decided::Here(flow) => flow,
                    Decided::WithRest(flow) => return flow,
                },
                other => self.statement(other),
            };
            if self.raised.is_some() {
                self.raised_in(statement.range());
                return Flow::Raise;
            }
            if !flow.is_normal() {
                return flow;
            }
        }
        Flow::Normal
    }

    fn statement(&mut self, statement: &'a Stmt) -> Flow<'a> {
        match statement {
            Stmt::Assign(s) => self.assign_statement(s),
            Stmt::AnnAssign(s) => self.annotated(s),
            Stmt::AugAssign(s) => self.augmented(s),
            Stmt::Expr(s) => {
                self.eval(&s.value);
            }
            Stmt::Import(s) => self.import(s),
            Stmt::ImportFrom(s) => self.import_from(s),
            Stmt::FunctionDef(s) => self.define_function(s),
            Stmt::ClassDef(s) => self.define_class(s),
            Stmt::Delete(s) => s.targets.iter().for_each(|t| self.delete(t)),
            Stmt::Assert(s) => {
                let test = self.eval(&s.test);
                if self.truth(&test) == Some(false) {
                    self.raise("AssertionError");
                }
                self.narrow(&s.test, true);
            }
            Stmt::Raise(s) => self.raise_statement(s),
            Stmt::Global(s) => self.frame_mut().globals.extend(names(&s.names)),
            Stmt::Nonlocal(s) => self.frame_mut().nonlocals.extend(names(&s.names)),
            Stmt::Return(s) => return Flow::Return(s.value.as_ref().map_or_else(Val::none, |v| self.eval(v))),
            Stmt::For(s) => return self.for_loop(s),
            Stmt::While(s) => return self.while_loop(s),
            Stmt::With(s) => return self.with(s),
            Stmt::Try(s) => return self.try_statement(s),
            Stmt::Match(s) => return self.match_statement(s),
            Stmt::Break(_) => return Flow::Break,
            Stmt::Continue(_) => return Flow::Continue,
            Stmt::If(_) | Stmt::TypeAlias(_) | Stmt::Pass(_) | Stmt::IpyEscapeCommand(_) => {}
        }
        Flow::Normal
    }

    fn assign_statement(&mut self, s: &'a ast::StmtAssign) {
        let value = self.eval(&s.value);
        for target in &s.targets {
            self.assign(target, value.clone());
        }
    }

    fn annotated(&mut self, s: &'a ast::StmtAnnAssign) {
        if self.frame().class_body
            && let Expr::Name(name) = &*s.target
        {
            self.note_field(&name.id, &s.annotation);
        }
        if let Some(value) = &s.value {
            let value = self.eval(value);
            self.assign(&s.target, value);
        }
    }

    fn augmented(&mut self, s: &'a ast::StmtAugAssign) {
        let before = self.eval(&s.target);
        let added = self.eval(&s.value);
        if !self.extend_in_place(&before, s.op, &added) {
            let value = self.binary(s.op, &before, &added);
            self.assign(&s.target, value);
        }
    }

    fn raise_statement(&mut self, s: &'a ast::StmtRaise) {
        let raised = s.exc.as_ref().map(|e| self.eval(e));
        let class = raised.map_or_else(|| Rc::from("Exception"), |value| self.exception_class(&value));
        self.raise(&class);
    }

    /// The name by which an `except` clause knows an exception.
    pub(super) fn exception_class(&self, value: &Val<'a>) -> Rc<str> {
        let name = match &value.py {
            Py::External(name) => name.trim_end_matches("()").rsplit('.').next().unwrap_or_default().to_owned(),
            Py::Object(id) => match &self.heap.get(*id).body {
                Body::Class(class) => class.name.to_string(),
                Body::Instance(class) => return self.exception_class(class),
                _ => String::new(),
            },
            _ => String::new(),
        };
        if name.is_empty() { Rc::from("Exception") } else { Rc::from(name) }
    }

    fn for_loop(&mut self, s: &'a ast::StmtFor) -> Flow<'a> {
        let iterated = self.eval(&s.iter);
        let Some(members) = self.iterate(&iterated).filter(|m| m.len() <= MOST_ROUNDS) else {
            let why = iterated.why_unknown().cloned();
            let member = Val::unknown(why.as_deref().unwrap_or("what is looped over is not known"));
            return self.perhaps(|machine| {
                machine.assign(&s.target, member);
                machine.block(&s.body)
            });
        };
        for member in members {
            self.assign(&s.target, member.bound());
            match self.block(&s.body) {
                Flow::Normal | Flow::Continue => {}
                Flow::Break => return Flow::Normal,
                leave => return leave,
            }
        }
        self.block(&s.orelse)
    }

    fn while_loop(&mut self, s: &'a ast::StmtWhile) -> Flow<'a> {
        for _ in 0..MOST_ROUNDS {
            let test = self.eval(&s.test);
            match self.truth(&test) {
                Some(true) => match self.block(&s.body) {
                    Flow::Normal | Flow::Continue => {}
                    Flow::Break => return Flow::Normal,
                    leave => return leave,
                },
                Some(false) => return self.block(&s.orelse),
                None => return self.perhaps(|machine| machine.block(&s.body)),
            }
        }
        Flow::Normal
    }

    fn with(&mut self, s: &'a ast::StmtWith) -> Flow<'a> {
        for item in &s.items {
            let value = self.eval(&item.context_expr);
            // The managers that configuration meets (`open`, `app.app_context()`) give themselves.
            if let Some(target) = &item.optional_vars {
                self.assign(target, value);
            }
        }
        self.block(&s.body)
    }

    fn delete(&mut self, target: &'a Expr) {
        match target {
            Expr::Name(name) => {
                let locals = self.frame().locals;
                self.heap.change(locals).attrs.shift_remove(name.id.as_str());
            }
            Expr::Attribute(a) => {
                let owner = self.eval(&a.value);
                if let Some(id) = owner.object() {
                    self.heap.change(id).attrs.shift_remove(a.attr.as_str());
                }
            }
            Expr::Subscript(s) => {
                let owner = self.eval(&s.value);
                if let Expr::Slice(slice) = &*s.slice {
                    return self.set_slice(&owner, slice, None);
                }
                let key = self.eval(&s.slice);
                self.delete_item(&owner, &key);
            }
            _ => {}
        }
    }

    fn match_statement(&mut self, s: &'a ast::StmtMatch) -> Flow<'a> {
        let subject = self.eval(&s.subject);
        for case in &s.cases {
            match self.matches(&case.pattern, &subject) {
                Some(false) => {}
                Some(true) if case.guard.is_none() => return self.block(&case.body),
                _ => return self.perhaps(|machine| machine.block(&case.body)),
            }
        }
        Flow::Normal
    }

    fn matches(&mut self, pattern: &'a ast::Pattern, subject: &Val<'a>) -> Option<bool> {
        match pattern {
            ast::Pattern::MatchValue(p) => {
                let value = self.eval(&p.value);
                self.equal(subject, &value)
            }
            ast::Pattern::MatchSingleton(p) => {
                let value = match p.value {
                    ast::Singleton::None => Val::none(),
                    ast::Singleton::True => Val::bool(true),
                    ast::Singleton::False => Val::bool(false),
                };
                self.equal(subject, &value)
            }
            ast::Pattern::MatchOr(p) => {
                let each: Vec<_> = p.patterns.iter().map(|one| self.matches(one, subject)).collect();
                if each.contains(&Some(true)) {
                    return Some(true);
                }
                each.iter().all(|m| *m == Some(false)).then_some(false)
            }
            ast::Pattern::MatchAs(p) => {
                let inner = p.pattern.as_ref().map_or(Some(true), |inner| self.matches(inner, subject));
                if let Some(name) = &p.name {
                    self.bind(name.as_str(), subject.clone());
                }
                inner
            }
            _ => None,
        }
    }

    /// Makes an object for a class body or a function's locals.
    pub(super) fn new_scope(&mut self) -> super::heap::ObjectId {
        self.heap.add(Object::new(Body::Frame))
    }

    /// The whole text of a node.
    pub(super) fn source(&self, node: impl Ranged) -> &'a str {
        &self.project.file(self.file()).text()[node.range()]
    }
}

/// How an `if` was decided.
pub(super) enum Decided<'a> {
    /// The statement is done; the block goes on after it.
    Here(Flow<'a>),
    /// The rest of the block was run as part of one side.
    WithRest(Flow<'a>),
}

fn names(identifiers: &[ast::Identifier]) -> impl Iterator<Item = Rc<str>> {
    identifiers.iter().map(|name| Rc::from(name.as_str()))
}
