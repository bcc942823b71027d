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

/// The simple commands of a script in order, as words without quotes, with nothing put in.
#[must_use]
pub fn commands(text: &str) -> Vec<Vec<String>> {
    pipelines(text).into_iter().flatten().collect()
}

/// The pipelines of a script in order; commands that are joined by nothing but `|` stand in one.
#[must_use]
pub fn pipelines(text: &str) -> Vec<Vec<Vec<String>>> {
    let mut all: Vec<Vec<Vec<String>>> = vec![vec![Vec::new()]];
    for token in tokens(text) {
        match token {
            Token::Word(word) => {
                if let Some(command) = all.last_mut().and_then(|pipeline| pipeline.last_mut()) {
                    command.push(word.plain());
                }
            }
            Token::Separator(token::Separator::Pipe) => {
                if let Some(pipeline) = all.last_mut() {
                    pipeline.push(Vec::new());
                }
            }
            Token::Separator(_) => all.push(vec![Vec::new()]),
        }
    }
    all.iter_mut().for_each(|pipeline| pipeline.retain(|command| !command.is_empty()));
    all.retain(|pipeline| !pipeline.is_empty());
    all
}
