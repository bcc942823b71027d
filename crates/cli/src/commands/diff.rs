//! `sneck diff`: two reports, or two environments, beside each other.

use std::path::Path;

use clap::{Args, ValueEnum};
use sneck_tell::Old;

use crate::arguments::Target;
use crate::audit::Output;
use crate::exit::{Exit, Failure};
use crate::progress::Progress;
use crate::{output, project};

/// Bytes of a report, at most.
const LARGEST: u64 = 256 << 20;

const EXAMPLES: &str = "\
Examples:
  sneck check --format json --output old.json       keep a report …
  sneck diff old.json new.json                      … and see what changed since
  sneck diff old.json new.json --fail-on-new        exit code 1 when something got worse
  sneck diff --environments compose.yaml#web Procfile#web
                                                    settings that differ between two environments";

/// Options of `sneck diff`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Diff {
    /// The older report (`sneck check --format json`), or the first environment
    #[arg(value_name = "OLD")]
    old: String,
    /// The newer report, or the second environment
    #[arg(value_name = "NEW")]
    new: String,
    /// Compare two environments of the project instead of two reports
    #[arg(long)]
    environments: bool,
    /// The folder that holds the project, for --environments
    #[arg(long, value_name = "PATH", default_value = ".", requires = "environments")]
    path: std::path::PathBuf,
    /// End with exit code 1 when something that counts is new, or got worse
    #[arg(long, conflicts_with = "environments")]
    fail_on_new: bool,
    /// How to write it
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    to: Output,
}

/// The forms of a difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For a pull request
    Markdown,
    /// For programs
    Json,
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Diff {
    /// Compares and prints.
    pub fn run(self) -> Result<Exit, Failure> {
        if self.environments { self.of_environments() } else { self.of_reports() }
    }

    fn of_reports(&self) -> Result<Exit, Failure> {
        let (old, new) = (report(&self.old)?, report(&self.new)?);
        output::deliver(self.to.output.as_deref(), |to| match self.format {
            Format::Text => sneck_tell::diff_text(&old, &new, to),
            Format::Markdown => sneck_tell::diff_markdown(&old, &new, to),
            Format::Json => sneck_tell::diff_json(&old, &new, VERSION, to),
        })?;
        let worse = self.fail_on_new && sneck_tell::diff_is_worse(&old, &new);
        Ok(if worse { Exit::Findings } else { Exit::Fine })
    }

    fn of_environments(&self) -> Result<Exit, Failure> {
        let names = vec![self.old.clone(), self.new.clone()];
        let target = Target { path: Some(self.path.clone()), environments: names.clone(), ..Target::default() };
        let facts = project::load(&target, &Progress::start())?.facts;
        output::deliver(self.to.output.as_deref(), |to| match self.format {
            Format::Text => sneck_tell::matrix_text(&facts, &names, true, to),
            Format::Markdown => sneck_tell::matrix_markdown(&facts, &names, true, to),
            Format::Json => sneck_tell::matrix_json(&facts, &names, true, VERSION, to),
        })?;
        Ok(Exit::Fine)
    }
}

fn report(file: &str) -> Result<Old, Failure> {
    let text = sneck_look::text(Path::new(file), LARGEST)
        .map_err(|error| Failure::usage(format!("cannot read the report `{file}`: {error}")))?;
    Old::parse(&text).map_err(|error| Failure::usage(format!("`{file}` cannot be compared: {}", error.0)))
}
