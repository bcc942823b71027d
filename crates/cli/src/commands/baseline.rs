//! `sneck baseline`: writes down what is there now, so that `sneck check --baseline` reports what comes later.

use std::path::Path;

use clap::Args;
use sneck_judge::Baseline as Known;
use sneck_tell::Root;

use crate::arguments::Target;
use crate::audit::{Audited, Choice, Output, audit, beside, read_baseline};
use crate::exit::{Exit, Failure};
use crate::output;

const EXAMPLES: &str = "\
Examples:
  sneck baseline --output sneck-baseline.toml     write down what is there now
  sneck check --baseline sneck-baseline.toml      report what came since, or got worse

Commit the file. It recognises findings in moved and renamed files (docs/baseline.md).
Written again to the same file, it keeps the reasons that its entries were given.";

/// Options of `sneck baseline`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Baseline {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    to: Output,
}

impl Baseline {
    /// Audits and writes the findings down.
    pub fn run(self) -> Result<Exit, Failure> {
        let file = self.to.output.as_deref();
        let older = file.map(older).transpose()?.flatten();
        let audited = audit(&self.target, &Choice::default(), None)?;
        let Audited { facts, report, tree, .. } = &audited;
        let mut known = Known::of(&report.findings);
        if let Some(older) = older {
            known.keep_reasons(&beside(older, tree), facts, &report.findings);
        }
        output::deliver(file, |to| write!(to, "{known}"))?;
        Ok(Exit::Fine)
    }
}

/// The baseline that is in the file already. Anything else that stands there is not overwritten.
fn older(file: &Path) -> Result<Option<Known>, Failure> {
    if sneck_look::is_file(file) { read_baseline(file, &Root::default()).map(Some) } else { Ok(None) }
}
