//! `sneck explain`: what a rule is about.

use std::path::PathBuf;

use clap::Args;
use sneck_judge::resolve;
use sneck_rules::RULES;

use super::rules::sorted;
use crate::exit::{Exit, Failure};
use crate::output::{self, Color};
use crate::templates::{Rules, Templates};

const EXAMPLES: &str = "\
Examples:
  sneck explain app/debug-mode    one rule
  sneck explain hsts              the name alone, where it is unique
  sneck explain cookies           a whole group";

/// Options of `sneck explain`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Explain {
    /// An id, a name, a group, or a beginning followed by `*`
    #[arg(value_name = "RULE")]
    rule: String,
    /// When to colour
    #[arg(long, value_enum, default_value_t)]
    color: Color,
    /// Know the community templates below this folder, too. May be repeated
    #[arg(long, value_name = "FOLDER")]
    templates: Vec<PathBuf>,
}

impl Explain {
    /// Prints every rule that is meant.
    pub fn run(self) -> Result<Exit, Failure> {
        Templates::load(&self.templates)?.with_rules(RULES, |known| self.explain(known))
    }

    fn explain(&self, known: &Rules<'_>) -> Result<Exit, Failure> {
        let all = sorted(known.all);
        let meant = resolve(&all, &self.rule).map_err(|error| Failure::usage(error.to_string()))?;
        let (width, color) = (output::width(), self.color.decide(None));
        output::deliver(None, |to| {
            for (at, rule) in meant.iter().enumerate() {
                to.write_all(if at == 0 { b"" } else { b"\n" })?;
                sneck_tell::explain(rule, width, color, to)?;
            }
            Ok(())
        })?;
        Ok(Exit::Fine)
    }
}
