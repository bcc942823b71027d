//! `sneck baseline`: writes down what is there now, so that `sneck check --baseline` reports what comes later.

use std::path::Path;

use clap::Args;
use sneck_judge::Baseline as Known;
use sneck_tell::Root;

use crate::audit::{Audited, Choice, Output, beside, read_baseline};
use crate::exit::{Exit, Failure};
use crate::output;
use crate::whole::Whole;

const EXAMPLES: &str = "\
Examples:
  sneck baseline --output sneck-baseline.toml     write down what is there now
  sneck check --baseline sneck-baseline.toml      report what came since, or got worse
  sneck baseline --run='gunicorn shop:app' --all --output sneck-baseline.toml
                                                  with what only the running app and this machine show

Commit the file. It recognises findings in moved and renamed files (docs/baseline.md).
Written again to the same file, it keeps the reasons that its entries were given.";

/// Options of `sneck baseline`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Baseline {
    #[command(flatten)]
    to: Output,
    // Last, for its headings hold for all that stands behind them.
    #[command(flatten)]
    whole: Whole,
}

impl Baseline {
    /// Audits and writes the findings down.
    pub fn run(self) -> Result<Exit, Failure> {
        let file = self.to.output.as_deref();
        let older = file.map(older).transpose()?.flatten();
        let audited = self.whole.audit(&Choice::default())?;
        let Audited { facts, report, tree, ended, .. } = &audited;
        if !ended.incomplete.is_empty() {
            return Ok(Exit::Incomplete);
        }
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
