//! `sneck checklist`: the hardening checklist before a deploy.

use clap::{Args, ValueEnum};

use crate::audit::{Audited, Choice, Output};
use crate::exit::{Exit, Failure};
use crate::output::{self, Color};
use crate::whole::Whole;

const EXAMPLES: &str = "\
Examples:
  sneck checklist                                   of the project in this folder
  sneck checklist --run='gunicorn shop:app' --all   with what only the running app and this machine tell
  sneck checklist shop --format markdown            boxes to tick, for a release or an issue
  sneck checklist --format json --output list.json  for programs: docs/checklist.schema.json

Each item passes, fails, cannot be told (with what would find out) or does not apply, for production.
Only what was looked at passes, and what was accepted fails here all the same.
The exit code does not depend on the items.";

/// Options of `sneck checklist`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Checklist {
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    to: Output,
    #[command(flatten)]
    choice: Choice,
    /// When to colour
    #[arg(long, value_enum, default_value_t)]
    color: Color,
    // Last, for its headings hold for all that stands behind them.
    #[command(flatten)]
    whole: Whole,
}

/// The forms of the checklist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, and for paper
    #[default]
    Text,
    /// With boxes to tick
    Markdown,
    /// For programs: docs/checklist.schema.json
    Json,
}

impl Checklist {
    /// Audits and writes the checklist.
    pub fn run(self) -> Result<Exit, Failure> {
        let Audited { report, .. } = self.whole.audit(&self.choice)?;
        let file = self.to.output.as_deref();
        let color = self.color.decide(file);
        output::deliver(file, |to| match self.format {
            Format::Text => sneck_tell::checklist_text(&report, output::width(), color, to),
            Format::Markdown => sneck_tell::checklist_markdown(&report, to),
            Format::Json => sneck_tell::checklist_json(&report, env!("CARGO_PKG_VERSION"), to),
        })?;
        Ok(Exit::Fine)
    }
}
