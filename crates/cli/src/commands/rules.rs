//! `sneck rules`: what there is to find.

use clap::Args;
use sneck_judge::OWN_RULES;
use sneck_model::Rule;
use sneck_rules::RULES;

use crate::exit::{Exit, Failure};
use crate::output::{self, Color};

/// Options of `sneck rules`.
#[derive(Args, Debug)]
pub struct Rules {
    /// When to colour
    #[arg(long, value_enum, default_value_t)]
    color: Color,
}

impl Rules {
    /// Prints a line for each rule.
    pub fn run(self) -> Result<Exit, Failure> {
        let color = self.color.decide(None);
        output::deliver(None, |to| sneck_tell::rules_text(&all(), color, to))?;
        Ok(Exit::Fine)
    }
}

/// Every rule, those about ignores included, in the order of their ids.
pub fn all() -> Vec<&'static Rule> {
    let mut all: Vec<_> = RULES.iter().chain(OWN_RULES).copied().collect();
    all.sort_by_key(|rule| rule.id);
    all
}
