//! The expression language of templates: that of govaluate, with the helper functions of projectdiscovery/dsl.

mod eval;
mod functions;
mod number;
mod parse;
mod random;
mod token;
mod value;

pub use eval::{Names, World};
pub use functions::from_hex;
pub use random::Random;
pub use value::Value;

use parse::Tree;

use crate::template::Skip;

/// An expression that was read and can be evaluated any number of times.
#[derive(Debug)]
pub struct Expression {
    tree: Tree,
}

/// Why an expression cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadExpression {
    /// It calls a function that is not known.
    Function(String),
    /// It is not well formed.
    Form(String),
}

impl From<BadExpression> for Skip {
    fn from(bad: BadExpression) -> Self {
        match bad {
            BadExpression::Function(name) => Self::needs(format!("the function `{name}`")),
            BadExpression::Form(why) => Self::broken(format!("an expression: {why}")),
        }
    }
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// When it is not well formed, or calls what is not known.
    pub fn parse(text: &str) -> Result<Self, BadExpression> {
        Ok(Self { tree: parse::parse(text)? })
    }

    /// What it comes to.
    ///
    /// # Errors
    /// As a clause: a name without a value, arguments that a function cannot take.
    pub fn evaluate(&self, world: &World<'_>) -> Result<Value, String> {
        eval::evaluate(&self.tree, world)
    }

    /// True where it comes to the truth. What cannot be evaluated does not hold.
    #[must_use]
    pub fn holds(&self, world: &World<'_>) -> bool {
        matches!(self.evaluate(world), Ok(Value::Bool(true)))
    }

    /// Names that it reads.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let mut names = Vec::new();
        self.tree.names(&mut names);
        names.into_iter()
    }
}

#[cfg(test)]
mod tests;
