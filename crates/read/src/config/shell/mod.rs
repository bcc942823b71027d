//! Commands as a shell reads them: words, quotes, variables, conditions; as far as a start script
//! needs to be understood. Nothing is run.

mod builtin;
mod command;
mod flow;
mod function;
mod lex;
mod run;
mod test;
mod token;
mod word;

pub use command::assignment;
pub use lex::{tokens, words};
pub use run::{Around, Ran, Script, run};
pub use token::{Piece, Token, Word};
pub use word::{Scope, fill};

/// Splits a command line into words as a shell does, with the variables that are known put in.
#[must_use]
pub fn split(text: &str, scope: &Scope<'_>) -> Vec<String> {
    tokens(text).iter().filter_map(Token::word).flat_map(|word| scope.fields(word)).collect()
}
