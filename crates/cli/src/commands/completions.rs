//! `sneck completions`: what a shell completes.

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use crate::arguments::Arguments;
use crate::exit::{Exit, Failure};
use crate::output;

const EXAMPLES: &str = "\
Examples:
  sneck completions bash > ~/.local/share/bash-completion/completions/sneck
  sneck completions zsh > ~/.zfunc/_sneck
  sneck completions fish > ~/.config/fish/completions/sneck.fish";

/// Options of `sneck completions`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    /// Prints the script.
    pub fn run(self) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        generate(self.shell, &mut Arguments::command(), "sneck", &mut script);
        output::deliver(None, |to| to.write_all(&script))?;
        Ok(Exit::Fine)
    }
}
