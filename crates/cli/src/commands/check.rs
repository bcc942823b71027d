//! `sneck check`: look, read, judge, tell.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sneck_judge::Options;
use sneck_model::{Facts, Finding, Kind, Report, Severity, Status};
use sneck_read::config::project::Project;
use sneck_tell::TextOptions;

use crate::arguments::Target;
use crate::exit::{Exit, Failure};
use crate::output::{self, Color};
use crate::progress::Progress;
use crate::project::{self, Loaded};
use crate::words::{self, Threshold};

const EXAMPLES: &str = "\
Examples:
  sneck check                             audit the project in this folder
  sneck check shop --verbose              audit the folder `shop`, and show everything
  sneck check --fail-on medium            fail a pipeline on medium findings, too
  sneck check --select cookies,hsts       two groups of rules alone
  sneck check --format json --output report.json
  sneck check --environment here          judge with this shell's own variables
  sneck check --replay shop.world         audit a recorded world";

/// Options of `sneck check`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Check {
    #[command(flatten)]
    target: Target,
    /// How to report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write the report to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Leave milder findings out of the report; the exit code does not change [default: info]
    #[arg(long, value_name = "SEVERITY", value_parser = words::severity())]
    min_severity: Option<Severity>,
    /// End with exit code 1 when production has a finding as severe as this [default: high]
    #[arg(long, value_name = "SEVERITY", value_parser = words::threshold())]
    fail_on: Option<Threshold>,
    /// Run these rules alone: ids, names, groups, or beginnings with `*`; separated by commas
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    select: Vec<String>,
    /// Do not run these rules
    #[arg(long, value_name = "RULES", value_delimiter = ',')]
    ignore: Vec<String>,
    /// Show all there is: every place, accepted findings, findings outside of production
    #[arg(long, short)]
    verbose: bool,
    /// When to colour
    #[arg(long, value_enum, default_value_t)]
    color: Color,
}

/// The forms of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// For programs: docs/report.schema.json
    Json,
}

impl Check {
    /// Audits and reports.
    pub fn run(self) -> Result<Exit, Failure> {
        let progress = Progress::start();
        let Loaded { mut facts, project, tree } = project::load(&self.target, &progress)?;
        progress.say("judging");
        let mut report = sneck_judge::judge(sneck_rules::RULES, &mut facts, &self.options(&project))
            .map_err(|error| Failure::usage(error.to_string()))?;
        drop(progress);
        let exit = self.exit(&report, &project);
        let least = self.min_severity.or(project.min_severity).unwrap_or(Severity::Info);
        report.findings.retain(|finding| finding.severity >= least);
        facts.sources = sneck_read::sources(&tree, &report);
        output::deliver(self.output.as_deref(), |to| self.write(&report, &facts, to))?;
        Ok(exit)
    }

    /// What the command line says goes before what the project's configuration says.
    fn options(&self, project: &Project) -> Options {
        let select = if self.select.is_empty() { &project.select } else { &self.select };
        Options {
            target: self.target.name(),
            select: select.clone(),
            ignore: [&project.ignore[..], &self.ignore].concat(),
            environments: self.target.environments.clone(),
            accepted: project.accepted.clone(),
            obey_ignores: !self.target.no_tree_config,
        }
    }

    fn exit(&self, report: &Report, project: &Project) -> Exit {
        let default = Threshold(Some(Severity::High));
        let threshold = self.fail_on.or(project.fail_on.map(Threshold)).unwrap_or(default);
        let fails = |finding: &Finding| counts(finding) && threshold.reached(finding.severity);
        if report.findings.iter().any(fails) { Exit::Findings } else { Exit::Fine }
    }

    fn write(&self, report: &Report, facts: &Facts, to: &mut dyn Write) -> io::Result<()> {
        match self.format {
            Format::Json => sneck_tell::report_json(report, env!("CARGO_PKG_VERSION"), to),
            Format::Text => sneck_tell::report_text(report, facts, &self.text_options(), to),
        }
    }

    fn text_options(&self) -> TextOptions {
        let color = self.color.decide(self.output.as_deref());
        TextOptions { verbose: self.verbose, color, width: output::width() }
    }
}

/// A finding that can fail a run: in production, and neither mitigated nor accepted.
fn counts(finding: &Finding) -> bool {
    finding.environment == Kind::Production && finding.status != Status::Mitigated && finding.suppressed.is_none()
}
