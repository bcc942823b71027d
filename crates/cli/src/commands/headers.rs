//! `sneck headers`: the grade of a site's headers, and the lines that are missing.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use sneck_model::HeaderReport;
use sneck_rules::observatory;
use sneck_rules::stack::{STACKS, Stack};

use crate::exit::{Exit, Failure};
use crate::output::{self, Color};
use crate::project;

const VERSION: &str = env!("CARGO_PKG_VERSION");

const EXAMPLES: &str = "\
Examples:
  sneck headers https://shop.example --replay shop.world    grade a recorded site
  sneck headers https://shop.example --replay shop.world --stack django    with the lines for Django
  sneck headers https://shop.example --replay shop.world --format json     the same for programs";

/// Options of `sneck headers`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Headers {
    /// The address of the site
    #[arg(value_name = "URL")]
    url: String,
    /// Grade recorded answers (see docs/worlds.md)
    #[arg(long, value_name = "WORLD", required = true)]
    replay: PathBuf,
    /// The stack to write the missing lines for, in place of the one that the answers tell
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(STACKS.iter().map(|(_, name, _)| *name)))]
    stack: Option<String>,
    /// How to report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write the report to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// When to colour
    #[arg(long, value_enum, default_value_t)]
    color: Color,
}

/// The forms of the grade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs: docs/headers.md
    Json,
}

impl Headers {
    /// Grades and reports.
    pub fn run(self) -> Result<Exit, Failure> {
        let report = self.grade()?;
        let (width, color) = (output::width(), self.color.decide(self.output.as_deref()));
        output::deliver(self.output.as_deref(), |to| match self.format {
            Format::Text => sneck_tell::headers_text(&report, width, color, to),
            Format::Json => sneck_tell::headers_json(&report, VERSION, to),
        })?;
        Ok(Exit::Fine)
    }

    fn grade(&self) -> Result<HeaderReport, Failure> {
        let stack = self.stack.as_deref().and_then(Stack::named);
        if !self.url.starts_with("http://") && !self.url.starts_with("https://") {
            return Err(Failure::usage(format!(
                "`{}` is no address; expected one such as `https://shop.example`",
                self.url
            )));
        }
        let exchanges = project::recorded(&self.replay)?;
        observatory::report(&exchanges, &self.url, &|_| false, stack)
            .ok_or_else(|| Failure::incomplete(format!("nothing answered at {}", self.url)))
    }
}
