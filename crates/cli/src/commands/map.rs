//! `sneck map`: the system as a drawing.

use clap::{Args, ValueEnum};

use crate::audit::{Audited, Choice, Output};
use crate::exit::{Exit, Failure};
use crate::output;
use crate::whole::Whole;

const EXAMPLES: &str = "\
Examples:
  sneck map --output map.svg                        what the files of this folder declare
  sneck map --run='gunicorn shop:app' --all --output map.svg
                                                    with what runs and what listens
  sneck map --format mermaid                        for Markdown: code hosts draw it
  sneck map --format json                           for programs: docs/map.schema.json

Solid lines were seen, dashed ones are declared. Numbers are findings that count in production.";

/// Options of `sneck map`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Map {
    /// How to draw it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    to: Output,
    // Last, for its headings hold for all that stands behind them.
    #[command(flatten)]
    whole: Whole,
}

/// The forms of a map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A drawing that every browser shows
    #[default]
    Svg,
    /// A flowchart in Markdown
    Mermaid,
    /// For programs: docs/map.schema.json
    Json,
}

impl Map {
    /// Audits and draws.
    pub fn run(self) -> Result<Exit, Failure> {
        let Audited { report, facts, .. } = self.whole.audit(&Choice::default())?;
        output::deliver(self.to.output.as_deref(), |to| match self.format {
            Format::Svg => sneck_tell::map_svg(&report, &facts, to),
            Format::Mermaid => sneck_tell::map_mermaid(&report, &facts, to),
            Format::Json => sneck_tell::map_json(&report, &facts, env!("CARGO_PKG_VERSION"), to),
        })?;
        Ok(Exit::Fine)
    }
}
