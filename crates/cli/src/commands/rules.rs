//! `sneck rules`: what there is to find.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use sneck_judge::OWN_RULES;
use sneck_model::Rule;
use sneck_rules::RULES;

use super::rules_test::Test;
use crate::exit::{Exit, Failure};
use crate::output::{self, Color};
use crate::templates::Templates;

/// Options of `sneck rules`.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Rules {
    #[command(subcommand)]
    action: Option<Action>,
    /// When to colour
    #[arg(long, value_enum, default_value_t)]
    color: Color,
    /// List the community templates below this folder, too. May be repeated
    #[arg(long, value_name = "FOLDER")]
    templates: Vec<PathBuf>,
}

/// What else can be done with rules.
#[derive(Debug, Subcommand)]
enum Action {
    /// Test the rules of the project's own (docs/own-rules.md) by their examples
    Test(Test),
}

impl Rules {
    /// Prints a line for each rule.
    pub fn run(self) -> Result<Exit, Failure> {
        if let Some(Action::Test(test)) = &self.action {
            return test.run();
        }
        let color = self.color.decide(None);
        Templates::load(&self.templates)?.with_rules(RULES, |known| {
            output::deliver(None, |to| sneck_tell::rules_text(&sorted(known.all), color, to))?;
            Ok(Exit::Fine)
        })
    }
}

/// Every rule, those about ignores included, in the order of their ids.
pub fn sorted<'a>(known: &[&'a Rule<'a>]) -> Vec<&'a Rule<'a>> {
    let mut all: Vec<&Rule> = known.iter().copied().chain(OWN_RULES.iter().copied()).collect();
    all.sort_by_key(|rule| rule.id);
    all
}
