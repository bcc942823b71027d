//! `sneck facts`: what was read, before anything is judged.

use clap::Args;
use sneck_model::Facts as Known;

use crate::arguments::Target;
use crate::exit::{Exit, Failure};
use crate::progress::Progress;
use crate::{output, project};

const EXAMPLES: &str = "\
Examples:
  sneck facts                       what the project in this folder really sets, and where
  sneck facts shop --json           the same for programs
  sneck facts --environment here    with this shell's own variables";

/// Options of `sneck facts`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
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
        let progress = Progress::start();
        let loaded = project::load(&self.target, &progress)?;
        let mut facts = loaded.facts;
        keep(&mut facts, &self.target.environments);
        if let Some(probing) = loaded.probing {
            probing.finish(&mut facts, &progress);
        }
        drop(progress);
        let write = if self.json { sneck_tell::facts_json } else { sneck_tell::facts_text };
        output::deliver(None, |to| write(&facts, to))?;
        loaded.incomplete.first().map_or(Ok(Exit::Fine), |why| Err(Failure::incomplete(why)))
    }
}

/// Keeps the settings of the named environments; of all, when none is named.
fn keep(facts: &mut Known, names: &[String]) {
    if names.is_empty() {
        return;
    }
    let environments = &facts.environments;
    let named = |at: usize| environments.get(at).is_some_and(|environment| names.contains(&environment.name));
    facts.settings.retain(|setting| setting.standing.environment().is_some_and(|id| named(id.0 as usize)));
}
