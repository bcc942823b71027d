//! From text in Terraform's own language to [`Body`]. A mistake costs the block that it stands in.

use hcl_edit::Span;
use hcl_edit::expr::{self, BinaryOperator, Expression, ObjectKey, TraversalOperator, UnaryOperator};
use hcl_edit::parser::parse_body;
use hcl_edit::structure::{self, BlockLabel, Structure};
use hcl_edit::template::{Directive, Element, Strip, Template};

use super::cut::pieces;
use super::syntax::{Block, Body, Expr, For, Form, Part, Step};
use crate::config::place::Lines;

/// What could be read, and the mistakes with their lines.
#[must_use]
pub fn read(text: &str) -> (Body, Vec<(u32, String)>) {
    let lines = Lines::of(text);
    if let Ok(body) = parse_body(text) {
        return (Reader { lines: &lines, from: 0 }.body(&body), Vec::new());
    }
    let (mut whole, mut mistakes) = (Body::default(), Vec::new());
    for piece in pieces(text) {
        match parse_body(&text[piece.clone()]) {
            Ok(body) => {
                let part = Reader { lines: &lines, from: piece.start }.body(&body);
                whole.attributes.extend(part.attributes);
                whole.blocks.extend(part.blocks);
            }
            Err(error) => {
                let line = lines.line(piece.start) + u32::try_from(error.location().line()).unwrap_or(1) - 1;
                mistakes.push((line, format!("not valid Terraform: {}", error.message().replace('\n', ", "))));
            }
        }
    }
    (whole, mistakes)
}

/// One template that stands in a text of JSON.
#[must_use]
pub fn template(text: &str, line: u32) -> Expr {
    let lines = Lines::of("");
    let parsed: Result<Template, _> = hcl_edit::parser::parse_template(text);
    let form = match parsed {
        Ok(template) => {
            let mut parts = Reader { lines: &lines, from: 0 }.parts(&template);
            relined(&mut parts, line);
            templated(parts, line)
        }
        Err(_) => Form::Strange("a template that cannot be read"),
    };
    Expr { line, form }
}

/// One expression that stands in a text of JSON.
#[must_use]
pub fn expression(text: &str, line: u32) -> Option<Expr> {
    let parsed = hcl_edit::parser::parse_expr(text).ok()?;
    let lines = Lines::of("");
    let mut own = Reader { lines: &lines, from: 0 }.expr(&parsed);
    own.line = line;
    Some(own)
}

fn relined(parts: &mut [Part], line: u32) {
    for part in parts {
        if let Part::Value(value) = part {
            value.line = line;
        }
    }
}

fn templated(mut parts: Vec<Part>, line: u32) -> Form {
    match parts.as_slice() {
        [] => Form::Text(String::new(), line),
        [Part::Text(_)] => match parts.pop() {
            Some(Part::Text(text)) => Form::Text(text, line),
            _ => Form::Null,
        },
        _ => Form::Template(parts, line),
    }
}

struct Reader<'l> {
    lines: &'l Lines,
    /// Where the piece that was parsed begins in the file.
    from: usize,
}

impl Reader<'_> {
    fn line(&self, node: &impl Span) -> u32 {
        node.span().map_or(0, |span| self.lines.line(self.from + span.start))
    }

    fn body(&self, body: &structure::Body) -> Body {
        let mut own = Body::default();
        for structure in body {
            match structure {
                Structure::Attribute(one) => {
                    own.attributes.push((one.key.to_string(), self.line(&one.key), self.expr(&one.value)));
                }
                Structure::Block(one) => own.blocks.push(self.block(one)),
            }
        }
        own
    }

    fn block(&self, block: &structure::Block) -> Block {
        let label = |label: &BlockLabel| label.as_str().to_owned();
        Block {
            kind: block.ident.to_string(),
            labels: block.labels.iter().map(label).collect(),
            line: self.line(&block.ident),
            body: self.body(&block.body),
        }
    }

    fn boxed(&self, expression: &Expression) -> Box<Expr> {
        Box::new(self.expr(expression))
    }

    fn expr(&self, expression: &Expression) -> Expr {
        Expr { line: self.line(expression), form: self.form(expression) }
    }

    fn form(&self, expression: &Expression) -> Form {
        match expression {
            Expression::Null(_) => Form::Null,
            Expression::Bool(truth) => Form::Bool(*truth.value()),
            Expression::Number(number) => number.value().as_f64().map_or(Form::Null, Form::Number),
            Expression::String(text) => Form::Text(text.value().clone(), self.line(expression)),
            Expression::Array(all) => Form::List(all.iter().map(|one| self.expr(one)).collect()),
            Expression::Object(object) => {
                Form::Object(object.iter().map(|(key, value)| (self.key(key), self.expr(value.expr()))).collect())
            }
            Expression::StringTemplate(text) => templated(self.parts(text), self.line(expression)),
            // What a heredoc holds begins on the line below its mark.
            Expression::HeredocTemplate(text) => templated(self.parts(&text.template), self.line(expression) + 1),
            Expression::Parenthesis(inner) => self.form(inner.inner()),
            Expression::Variable(name) => Form::Name(name.to_string()),
            Expression::Conditional(one) => Form::Choice(Box::new([
                self.expr(&one.cond_expr),
                self.expr(&one.true_expr),
                self.expr(&one.false_expr),
            ])),
            Expression::FuncCall(call) => self.call(call),
            Expression::Traversal(one) => {
                let steps = one.operators.iter().map(|step| self.step(step.value()));
                Form::Steps(self.boxed(&one.expr), steps.collect())
            }
            Expression::UnaryOp(one) => {
                let sign = if *one.operator.value() == UnaryOperator::Neg { '-' } else { '!' };
                Form::Unary(sign, self.boxed(&one.expr))
            }
            Expression::BinaryOp(one) => {
                let sides = [self.expr(&one.lhs_expr), self.expr(&one.rhs_expr)];
                Form::Binary(sign(*one.operator.value()), Box::new(sides))
            }
            Expression::ForExpr(one) => Form::For(Box::new(self.comprehension(one))),
        }
    }

    fn key(&self, key: &ObjectKey) -> Expr {
        match key {
            ObjectKey::Ident(name) => {
                let line = self.line(name);
                Expr { line, form: Form::Text(name.to_string(), line) }
            }
            ObjectKey::Expression(expression) => match expression {
                Expression::Variable(name) => {
                    let line = self.line(expression);
                    Expr { line, form: Form::Text(name.to_string(), line) }
                }
                _ => self.expr(expression),
            },
        }
    }

    fn call(&self, call: &expr::FuncCall) -> Form {
        if !call.name.namespace.is_empty() {
            return Form::Strange("a function of a provider");
        }
        let arguments = call.args.iter().map(|one| self.expr(one)).collect();
        Form::Call(call.name.name.to_string(), arguments, call.args.expand_final())
    }

    fn step(&self, step: &TraversalOperator) -> Step {
        match step {
            TraversalOperator::AttrSplat(_) => Step::EachName,
            TraversalOperator::FullSplat(_) => Step::Each,
            TraversalOperator::GetAttr(name) => Step::Name(name.to_string()),
            TraversalOperator::Index(index) => Step::Index(self.expr(index)),
            TraversalOperator::LegacyIndex(index) => {
                Step::Index(Expr { line: 0, form: Form::Number(*index.value() as f64) })
            }
        }
    }

    fn comprehension(&self, one: &expr::ForExpr) -> For {
        For {
            key_name: one.intro.key_var.as_ref().map(|name| name.to_string()),
            value_name: one.intro.value_var.to_string(),
            over: self.expr(&one.intro.collection_expr),
            key: one.key_expr.as_ref().map(|key| self.expr(key)),
            value: self.expr(&one.value_expr),
            only: one.cond.as_ref().map(|cond| self.expr(&cond.expr)),
            grouped: one.grouping,
        }
    }

    /// `~` at a mark takes away the white space beside it.
    fn parts(&self, template: &Template) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        let mut strip = false;
        for element in template.iter() {
            let (before, after) = strips(element);
            if let (true, Some(Part::Text(text))) = (before, parts.last_mut()) {
                text.truncate(text.trim_end().len());
            }
            parts.push(match element {
                Element::Literal(text) if strip => Part::Text(text.trim_start().to_owned()),
                Element::Literal(text) => Part::Text(text.to_string()),
                Element::Interpolation(one) => Part::Value(self.expr(&one.expr)),
                Element::Directive(one) => self.directive(one),
            });
            strip = after;
        }
        parts
    }

    fn directive(&self, directive: &Directive) -> Part {
        match directive {
            Directive::If(one) => {
                let otherwise = one.else_expr.as_ref();
                let end = otherwise.map_or(one.endif_expr.strip, |other| other.strip);
                let yes = trimmed(self.parts(&one.if_expr.template), one.if_expr.strip, end);
                let no = otherwise
                    .map(|other| trimmed(self.parts(&other.template), other.strip, one.endif_expr.strip))
                    .unwrap_or_default();
                Part::If(self.expr(&one.if_expr.cond_expr), yes, no)
            }
            Directive::For(one) => {
                let repeated = trimmed(self.parts(&one.for_expr.template), one.for_expr.strip, one.endfor_expr.strip);
                let key = one.for_expr.key_var.as_ref().map(|name| name.to_string());
                let value = one.for_expr.value_var.to_string();
                Part::For(key, value, self.expr(&one.for_expr.collection_expr), repeated)
            }
        }
    }
}

/// Whether the marks of an element take away white space before and after it.
fn strips(element: &Element) -> (bool, bool) {
    let ends = |first: Strip, last: Strip| (first.strip_start(), last.strip_end());
    match element {
        Element::Literal(_) => (false, false),
        Element::Interpolation(one) => ends(one.strip, one.strip),
        Element::Directive(directive) => match &**directive {
            Directive::If(one) => ends(one.if_expr.strip, one.endif_expr.strip),
            Directive::For(one) => ends(one.for_expr.strip, one.endfor_expr.strip),
        },
    }
}

/// What stands between two marks, without the white space that they take away.
fn trimmed(mut parts: Vec<Part>, first: Strip, last: Strip) -> Vec<Part> {
    if let (true, Some(Part::Text(text))) = (first.strip_end(), parts.first_mut()) {
        *text = text.trim_start().to_owned();
    }
    if let (true, Some(Part::Text(text))) = (last.strip_start(), parts.last_mut()) {
        text.truncate(text.trim_end().len());
    }
    parts
}

fn sign(operator: BinaryOperator) -> &'static str {
    match operator {
        BinaryOperator::Eq => "==",
        BinaryOperator::NotEq => "!=",
        BinaryOperator::LessEq => "<=",
        BinaryOperator::GreaterEq => ">=",
        BinaryOperator::Less => "<",
        BinaryOperator::Greater => ">",
        BinaryOperator::Plus => "+",
        BinaryOperator::Minus => "-",
        BinaryOperator::Mul => "*",
        BinaryOperator::Div => "/",
        BinaryOperator::Mod => "%",
        BinaryOperator::And => "&&",
        BinaryOperator::Or => "||",
    }
}
