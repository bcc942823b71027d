//! Expressions.

use std::rc::Rc;

use ruff_python_ast::{self as ast, Expr, Number};
use ruff_text_size::{Ranged, TextRange};

use super::heap::{Body, Dict, DictKey};
use super::machine::{DEEPEST_EXPRESSION, Machine, Site};
use super::trace::Trace;
use super::value::{Binding, Code, Function, Py, Val};

/// Members that one comprehension may make.
const MOST_MEMBERS: usize = 4096;

impl<'a> Machine<'a> {
    /// The value of an expression.
    pub(super) fn eval(&mut self, expression: &'a Expr) -> Val<'a> {
        if self.depth >= DEEPEST_EXPRESSION {
            return Val::unknown("the expression is nested too deeply");
        }
        if !self.step() {
            return Val::unknown("the program takes too long to follow");
        }
        self.depth += 1;
        let value = self.eval_kind(expression);
        self.depth -= 1;
        value
    }

    fn eval_kind(&mut self, expression: &'a Expr) -> Val<'a> {
        match expression {
            Expr::Name(e) => self.lookup(&e.id),
            Expr::Attribute(e) => {
                let owner = self.eval(&e.value);
                self.attribute(&owner, &e.attr, self.site(e.range()))
            }
            Expr::Subscript(e) => self.subscript(e),
            Expr::Call(e) => self.call_expression(e),
            Expr::BoolOp(e) => self.bool_op(e.op, &e.values),
            Expr::BinOp(e) => {
                let (left, right) = (self.eval(&e.left), self.eval(&e.right));
                self.binary(e.op, &left, &right)
            }
            Expr::UnaryOp(e) => {
                let operand = self.eval(&e.operand);
                self.unary(e.op, &operand)
            }
            Expr::Compare(e) => self.comparison(e),
            Expr::If(e) => self.ternary(e),
            Expr::Named(e) => {
                let value = self.eval(&e.value);
                self.assign(&e.target, value.clone());
                value
            }
            Expr::Lambda(e) => self.lambda(e),
            Expr::FString(e) => self.f_string(e),
            Expr::Starred(e) => self.eval(&e.value),
            Expr::Await(e) => self.eval(&e.value),
            Expr::ListComp(e) => self.comprehension(&e.generators, &e.elt, Body::List),
            Expr::Generator(e) => self.comprehension(&e.generators, &e.elt, Body::List),
            Expr::SetComp(e) => self.comprehension(&e.generators, &e.elt, Body::Set),
            Expr::DictComp(e) => self.dict_comprehension(e),
            Expr::List(e) => {
                let members = self.eval_members(&e.elts);
                self.collection(members, Body::List, e.range())
            }
            Expr::Set(e) => {
                let members = self.eval_members(&e.elts);
                self.collection(members, Body::Set, e.range())
            }
            Expr::Tuple(e) => {
                let members = self.eval_members(&e.elts);
                self.literal(members.map_or_else(Py::Unknown, |m| Py::Tuple(m.into())), e.range())
            }
            Expr::Dict(e) => self.dict_display(e),
            Expr::StringLiteral(e) => self.literal(Py::Str(Rc::from(e.value.to_str())), e.range()),
            Expr::BytesLiteral(e) => self.literal(Py::Bytes(e.value.bytes().collect()), e.range()),
            Expr::NumberLiteral(e) => self.literal(number(&e.value), e.range()),
            Expr::BooleanLiteral(e) => self.literal(Py::Bool(e.value), e.range()),
            Expr::NoneLiteral(e) => self.literal(Py::None, e.range()),
            Expr::EllipsisLiteral(_)
            | Expr::TString(_)
            | Expr::Yield(_)
            | Expr::YieldFrom(_)
            | Expr::Slice(_)
            | Expr::IpyEscapeCommand(_) => Val::unknown("such an expression is not followed"),
        }
    }

    /// The site of a range in the running file.
    pub(super) fn site(&self, range: TextRange) -> Site {
        Site { file: self.file(), range }
    }

    fn literal(&self, py: Py<'a>, range: TextRange) -> Val<'a> {
        Val::new(py).with(Trace::literal(self.file(), range))
    }

    fn collection(
        &mut self,
        members: Result<Vec<Val<'a>>, Rc<str>>,
        body: fn(Vec<Val<'a>>) -> Body<'a>,
        range: TextRange,
    ) -> Val<'a> {
        let value = match members {
            Ok(members) => self.object(body(members)),
            Err(why) => Val::unknown(why),
        };
        value.with(Trace::literal(self.file(), range))
    }

    /// Members with `*unpacked` ones spread; why not, when one of those is unknown.
    fn eval_members(&mut self, elements: &'a [Expr]) -> Result<Vec<Val<'a>>, Rc<str>> {
        let mut members = Vec::with_capacity(elements.len());
        for element in elements {
            let value = self.eval(element);
            if !matches!(element, Expr::Starred(_)) {
                members.push(value);
                continue;
            }
            match self.iterate(&value) {
                Some(spread) => members.extend(spread),
                None => return Err(Rc::from("a part that is spread into it is not known")),
            }
        }
        Ok(members)
    }

    fn dict_display(&mut self, e: &'a ast::ExprDict) -> Val<'a> {
        let mut dict = Dict::default();
        for item in &e.items {
            let key = item.key.as_ref().map(|key| self.eval(key));
            let value = self.eval(&item.value);
            match key.as_ref().map(DictKey::of) {
                Some(Some(key)) => {
                    dict.entries.insert(key, value);
                }
                Some(None) => dict.open = Some(Rc::from("it has a key that is not known")),
                None => self.spread_into(&mut dict, &value),
            }
        }
        self.object(Body::Dict(dict)).with(Trace::literal(self.file(), e.range()))
    }

    fn spread_into(&mut self, dict: &mut Dict<'a>, value: &Val<'a>) {
        match self.as_dict(value) {
            Some(other) => {
                dict.entries.extend(other.entries.iter().map(|(k, v)| (k.clone(), v.clone())));
                dict.open = dict.open.take().or_else(|| other.open.clone());
            }
            None => dict.open = Some(Rc::from("a part that is spread into it is not known")),
        }
    }

    fn bool_op(&mut self, op: ast::BoolOp, values: &'a [Expr]) -> Val<'a> {
        let Some((first, rest)) = values.split_first() else { return Val::none() };
        let left = self.eval(first);
        if rest.is_empty() {
            return left;
        }
        let stops_at = op == ast::BoolOp::Or;
        let mut kept = Vec::new();
        let mut goes_on: Option<Trace> = None;
        for value in left.alternatives() {
            let truth = self.truth(value);
            if truth != Some(!stops_at) {
                kept.push(value.clone().because(&left.trace));
            }
            if truth != Some(stops_at) {
                goes_on = Some(value.trace.or(&left.trace));
            }
        }
        if let Some(before) = goes_on {
            let right = self.bool_op(op, rest);
            kept.push(if stops_at { self.fallen_back(right, &before, first.range()) } else { right.because(&before) });
        }
        Val::one_of(kept)
    }

    /// `x or "dev"`, where `x` came from a variable that is not set.
    pub(super) fn fallen_back(&self, value: Val<'a>, before: &Trace, range: TextRange) -> Val<'a> {
        match before.variable() {
            Some(variable) => {
                let says = format!("falls back to it because {variable} is not set");
                let trace = value.trace.reads(self.file(), range, &variable, &says);
                value.with(trace)
            }
            None => value,
        }
    }

    fn ternary(&mut self, e: &'a ast::ExprIf) -> Val<'a> {
        let test = self.eval(&e.test);
        match self.truth(&test) {
            Some(true) => self.eval(&e.body).because(&test.trace),
            Some(false) => self.eval(&e.orelse).because(&test.trace),
            None => {
                let (then, otherwise) = (self.eval(&e.body), self.eval(&e.orelse));
                Val::one_of([then, otherwise])
            }
        }
    }

    fn lambda(&mut self, e: &'a ast::ExprLambda) -> Val<'a> {
        let defaults = e.parameters.as_ref().map(|p| self.defaults(p)).unwrap_or_default();
        self.function(Code::Lambda(e), defaults, Binding::Method)
    }

    /// A function value that sees the running scopes.
    pub(super) fn function(&self, code: Code<'a>, defaults: Vec<(Rc<str>, Val<'a>)>, binding: Binding) -> Val<'a> {
        let frame = self.frame();
        let is_module = frame.locals == frame.module;
        let own = (!is_module && !frame.class_body).then_some(frame.locals);
        let scopes = own.into_iter().chain(frame.scopes.iter().copied()).collect();
        let class = frame.class_body.then_some(frame.locals);
        let function = Function { code, file: frame.file, module: frame.module, scopes, defaults, class, binding };
        Val::new(Py::Function(Rc::new(function)))
    }

    fn comprehension(
        &mut self,
        generators: &'a [ast::Comprehension],
        element: &'a Expr,
        body: fn(Vec<Val<'a>>) -> Body<'a>,
    ) -> Val<'a> {
        let mut members = Vec::new();
        let known = self.generate(generators, &mut |machine| {
            let member = machine.eval(element);
            members.push(member);
            members.len() < MOST_MEMBERS
        });
        match known {
            Ok(()) => self.object(body(members)),
            Err(why) => Val::unknown(why),
        }
    }

    fn dict_comprehension(&mut self, e: &'a ast::ExprDictComp) -> Val<'a> {
        let mut dict = Dict::default();
        let known = self.generate(&e.generators, &mut |machine| {
            let key = e.key.as_ref().map_or_else(Val::none, |key| machine.eval(key));
            let value = machine.eval(&e.value);
            match DictKey::of(&key) {
                Some(key) => {
                    dict.entries.insert(key, value);
                }
                None => dict.open = Some(Rc::from("it has a key that is not known")),
            }
            dict.entries.len() < MOST_MEMBERS
        });
        match known {
            Ok(()) => self.object(Body::Dict(dict)),
            Err(why) => Val::unknown(why),
        }
    }

    /// Runs the body for each combination that the clauses let through.
    fn generate(
        &mut self,
        generators: &'a [ast::Comprehension],
        each: &mut dyn FnMut(&mut Self) -> bool,
    ) -> Result<(), Rc<str>> {
        let Some((first, rest)) = generators.split_first() else {
            return if each(self) { Ok(()) } else { Err(Rc::from("it has too many members")) };
        };
        let iterated = self.eval(&first.iter);
        let unknown =
            || iterated.why_unknown().cloned().unwrap_or_else(|| Rc::from("what is looped over is not known"));
        for member in self.iterate(&iterated).ok_or_else(unknown)? {
            self.assign(&first.target, member.bound());
            let tests: Vec<_> = first.ifs.iter().map(|test| self.eval(test)).collect();
            let mut holds = Some(true);
            for test in &tests {
                holds = match (holds, self.truth(test)) {
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    (Some(true), Some(true)) => Some(true),
                    _ => None,
                };
            }
            match holds {
                Some(true) => self.generate(rest, each)?,
                Some(false) => {}
                None => return Err(Rc::from("a condition of a comprehension is not known")),
            }
        }
        Ok(())
    }

    /// What a loop over a value meets, in order.
    pub(super) fn iterate(&mut self, value: &Val<'a>) -> Option<Vec<Val<'a>>> {
        if let Some(members) = self.enum_members(value) {
            return Some(members);
        }
        self.members(value)
    }
}

fn number<'a>(number: &Number) -> Py<'a> {
    match number {
        Number::Int(n) => n.as_i64().map_or_else(|| Py::Unknown(Rc::from("a number beyond 64 bits")), Py::Int),
        Number::Float(n) => Py::Float(*n),
        Number::Complex { .. } => Py::Unknown(Rc::from("a complex number")),
    }
}
