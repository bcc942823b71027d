//! From tokens to a tree. What binds how strongly is as in govaluate.

use super::functions::{self, Function};
use super::token::{Token, tokens};
use super::{BadExpression, Value};
use crate::pattern::Pattern;

/// A read expression.
#[derive(Debug)]
pub(super) enum Tree {
    Value(Value),
    Name(String),
    Not(Box<Tree>),
    Negative(Box<Tree>),
    Two(&'static str, Box<Tree>, Box<Tree>),
    /// Condition, then, otherwise.
    Choice(Box<Tree>, Box<Tree>, Box<Tree>),
    List(Vec<Tree>),
    /// A function, its arguments, and the first of these as a pattern where it is one and is written out.
    Call(&'static Function, Vec<Tree>, Option<Pattern>),
}

impl Tree {
    pub(super) fn names<'a>(&'a self, names: &mut Vec<&'a str>) {
        match self {
            Self::Value(_) => {}
            Self::Name(name) => names.push(name),
            Self::Not(inner) | Self::Negative(inner) => inner.names(names),
            Self::Two(_, left, right) => [left, right].into_iter().for_each(|part| part.names(names)),
            Self::Choice(a, b, c) => [a, b, c].into_iter().for_each(|part| part.names(names)),
            Self::List(parts) | Self::Call(_, parts, _) => parts.iter().for_each(|part| part.names(names)),
        }
    }
}

/// Operators by how strongly they bind, the weakest first.
const LEVELS: [&[&str]; 8] = [
    &["||"],
    &["&&"],
    &["==", "!=", "<", "<=", ">", ">=", "=~", "!~", "in"],
    &["&", "|", "^"],
    &["<<", ">>"],
    &["+", "-"],
    &["*", "/", "%"],
    &["**"],
];

/// Parts in one another, at most.
const DEEPEST: u8 = 48;

pub(super) fn parse(text: &str) -> Result<Tree, BadExpression> {
    let mut reader = Reader { tokens: tokens(text)?, at: 0 };
    let mut parts = vec![reader.choice(DEEPEST)?];
    while reader.take(",") {
        parts.push(reader.choice(DEEPEST)?);
    }
    let tree = if parts.len() == 1 { parts.swap_remove(0) } else { Tree::List(parts) };
    if reader.at < reader.tokens.len() { Err(form("something stands behind its end")) } else { Ok(tree) }
}

fn form(why: &str) -> BadExpression {
    BadExpression::Form(why.to_owned())
}

struct Reader {
    tokens: Vec<Token>,
    at: usize,
}

impl Reader {
    /// Takes a sign, or the word `in`, when it is next.
    fn take(&mut self, sign: &str) -> bool {
        let is = match self.tokens.get(self.at) {
            Some(Token::Sign(next)) => *next == sign,
            Some(Token::Name(name)) => sign == "in" && name == "in",
            _ => false,
        };
        self.at += usize::from(is);
        is
    }

    fn choice(&mut self, depth: u8) -> Result<Tree, BadExpression> {
        let depth = depth.checked_sub(1).ok_or_else(|| form("its brackets lie too deep in one another"))?;
        let condition = self.level(0, depth)?;
        if self.take("??") {
            let otherwise = self.choice(depth)?;
            return Ok(Tree::Two("??", Box::new(condition), Box::new(otherwise)));
        }
        if !self.take("?") {
            return Ok(condition);
        }
        let then = self.choice(depth)?;
        let otherwise = if self.take(":") { self.choice(depth)? } else { Tree::Value(Value::Nothing) };
        Ok(Tree::Choice(Box::new(condition), Box::new(then), Box::new(otherwise)))
    }

    fn level(&mut self, level: usize, depth: u8) -> Result<Tree, BadExpression> {
        let Some(operators) = LEVELS.get(level) else { return self.prefix(depth) };
        let mut left = self.level(level + 1, depth)?;
        while let Some(operator) = operators.iter().find(|operator| self.take(operator)) {
            let right = self.level(level + 1, depth)?;
            left = Tree::Two(operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn prefix(&mut self, depth: u8) -> Result<Tree, BadExpression> {
        let depth = depth.checked_sub(1).ok_or_else(|| form("its signs lie too deep in one another"))?;
        if self.take("!") {
            return Ok(Tree::Not(Box::new(self.prefix(depth)?)));
        }
        if self.take("-") {
            return Ok(Tree::Negative(Box::new(self.prefix(depth)?)));
        }
        if self.take("(") {
            return self.inside(depth);
        }
        let token = self.tokens.get(self.at).cloned().ok_or_else(|| form("it ends where a value belongs"))?;
        self.at += 1;
        match token {
            Token::Number(number) => Ok(Tree::Value(Value::Number(number))),
            Token::Text(text) => Ok(Tree::Value(Value::text(text))),
            Token::Name(name) => self.named(name, depth),
            Token::Sign(sign) => Err(form(&format!("`{sign}` stands where a value belongs"))),
        }
    }

    /// What stands in brackets: one value, or several that make a list.
    fn inside(&mut self, depth: u8) -> Result<Tree, BadExpression> {
        let mut parts = self.several(depth)?;
        Ok(if parts.len() == 1 { parts.swap_remove(0) } else { Tree::List(parts) })
    }

    fn several(&mut self, depth: u8) -> Result<Vec<Tree>, BadExpression> {
        let mut parts = Vec::new();
        if self.take(")") {
            return Ok(parts);
        }
        loop {
            parts.push(self.choice(depth)?);
            match (self.take(","), self.take(")")) {
                (_, true) => return Ok(parts),
                (true, false) => {}
                (false, false) => return Err(form("a bracket is not closed")),
            }
        }
    }

    fn named(&mut self, name: String, depth: u8) -> Result<Tree, BadExpression> {
        match name.as_str() {
            "true" => return Ok(Tree::Value(Value::Bool(true))),
            "false" => return Ok(Tree::Value(Value::Bool(false))),
            _ if !self.take("(") => return Ok(Tree::Name(name)),
            _ => {}
        }
        let arguments = self.several(depth)?;
        let function = functions::named(&name).ok_or(BadExpression::Function(name))?;
        if !function.takes(arguments.len()) {
            return Err(form(&format!("`{}` does not take {} arguments", function.name, arguments.len())));
        }
        let pattern = match arguments.get(function.pattern.unwrap_or(usize::MAX)) {
            Some(Tree::Value(Value::Text(text))) => {
                Some(Pattern::new(String::from_utf8_lossy(text).into_owned(), false))
            }
            _ => None,
        };
        Ok(Tree::Call(function, arguments, pattern))
    }
}
