//! `sneck facts`: what was read, before anything is judged.

use clap::Args;

use crate::arguments::Target;
use crate::exit::{Exit, Failure};
use crate::{output, project};

/// Options of `sneck facts`.
#[derive(Args, Debug)]
pub struct Facts {
    #[command(flatten)]
    target: Target,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Facts {
    /// Reads and prints.
    pub fn run(self) -> Result<Exit, Failure> {
        let facts = project::facts(&self.target)?;
        let write = if self.json { sneck_tell::facts_json } else { sneck_tell::facts_text };
        output::deliver(None, |to| write(&facts, to))?;
        Ok(Exit::Fine)
    }
}
