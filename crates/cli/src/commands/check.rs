//! `sneck check`: look, read, judge, tell.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sneck_look::run::App;
use sneck_model::{Check as RuleCheck, Finding, Kind, Report, Rule, Severity, Status};
use sneck_rules::RULES;
use sneck_tell::{SarifOptions, TextOptions};

use super::rules;
use crate::arguments::Target;
use crate::audit::{self, Audited, Choice, audit_all};
use crate::exit::{Exit, Failure};
use crate::output::{self, Color};
use crate::running::Running;
use crate::starting;
use crate::templates::{Rules, Templates};
use crate::words::{self, Threshold};

const VERSION: &str = env!("CARGO_PKG_VERSION");

const EXAMPLES: &str = "\
Examples:
  sneck check                             audit the project in this folder
  sneck check shop --verbose              audit the folder `shop`, and show everything
  sneck check --fail-on medium            fail a pipeline on medium findings, too
  sneck check --select cookies,hsts       two groups of rules alone
  sneck check --format json --output report.json
  sneck check --format sarif --output sneck.sarif --hide-accepted
  sneck check --format github             annotate the lines of a pull request
  sneck check --baseline sneck-baseline.toml
  sneck check --url http://127.0.0.1:5000 audit what runs there, and no files
  sneck check --run='gunicorn shop:app' --all
                                          start the app, audit files, app and this machine, stop it
  sneck check . --url http://127.0.0.1:5000 --plan
                                          what would be sent, and why
  sneck check --url http://127.0.0.1:5000 --templates nuclei-templates/http/exposures
                                          run community templates, too
  sneck check --environment here          judge with this shell's own variables
  sneck check --replay shop.world         audit a recorded world";

/// Options of `sneck check`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Check {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    running: Running,
    /// Audit all there is: the files, this machine (as --host), and what --run or --url name
    #[arg(long, conflicts_with = "replay")]
    all: bool,
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
    /// Count only what is not in this file, or got worse since `sneck baseline` wrote it
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Leave accepted findings, those of the baseline included, out of the report
    #[arg(long)]
    hide_accepted: bool,
    #[command(flatten)]
    choice: Choice,
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
    /// For code scanning and editors: SARIF 2.1.0
    Sarif,
    /// Annotations in the log of a GitHub workflow
    Github,
    /// A comment on a pull request
    Markdown,
}

impl Check {
    /// Audits and reports.
    pub fn run(mut self) -> Result<Exit, Failure> {
        if self.all {
            self.target.host = true;
            self.target.path.get_or_insert(".".into());
        }
        let templates = Templates::load(self.running.templates())?;
        let app = starting::start(&mut self.target, &mut self.running)?;
        templates.with_rules(
            RULES,
            |known| {
                if self.running.is_plan() { self.plan(known) } else { self.audit(known, app) }
            },
        )
    }

    fn audit(&self, known: &Rules<'_>, app: Option<App>) -> Result<Exit, Failure> {
        let mut audited = audit_all(&self.target, &self.running, &self.choice, self.baseline.as_deref(), known)?;
        drop(app);
        let exit = self.exit(&audited);
        let least = self.min_severity.or(audited.project.min_severity).unwrap_or(Severity::Info);
        let shown = |f: &Finding| f.severity >= least && !(self.hide_accepted && f.suppressed.is_some());
        audited.report.findings.retain(shown);
        audited.facts.sources = sneck_read::sources(&audited.tree, &audited.report);
        output::deliver(self.output.as_deref(), |to| self.write(&audited, known, exit, to))?;
        for why in &audited.ended.incomplete {
            output::complain(&Failure::incomplete(why));
        }
        Ok(exit)
    }

    fn plan(&self, known: &Rules<'_>) -> Result<Exit, Failure> {
        let mut text = Vec::new();
        audit::plan(&self.target, &self.running, &self.choice, known, &mut text)?;
        output::deliver(self.output.as_deref(), |to| to.write_all(&text))?;
        Ok(Exit::Fine)
    }

    fn exit(&self, audited: &Audited) -> Exit {
        let default = Threshold(Some(Severity::High));
        let threshold = self.fail_on.or(audited.project.fail_on.map(Threshold)).unwrap_or(default);
        let fails = |finding: &Finding| counts(finding) && threshold.reached(finding.severity);
        match (audited.report.findings.iter().any(fails), audited.ended.incomplete.is_empty()) {
            (true, _) => Exit::Findings,
            (false, false) => Exit::Incomplete,
            (false, true) => Exit::Fine,
        }
    }

    fn write(&self, audited: &Audited, known: &Rules<'_>, exit: Exit, to: &mut dyn Write) -> io::Result<()> {
        let Audited { report, facts, root, .. } = audited;
        match self.format {
            Format::Text => sneck_tell::report_text(report, facts, &self.text_options(), to),
            Format::Json => sneck_tell::report_json(report, VERSION, to),
            Format::Sarif => {
                let rules = described(known, report);
                let options = SarifOptions { rules: &rules, version: VERSION, root, exit_code: exit.code() };
                sneck_tell::report_sarif(report, facts, &options, to)
            }
            Format::Github => sneck_tell::report_github(report, facts, root, to),
            Format::Markdown => sneck_tell::report_markdown(report, facts, root, to),
        }
    }

    fn text_options(&self) -> TextOptions {
        let color = self.color.decide(self.output.as_deref());
        TextOptions { verbose: self.verbose, color, width: output::width() }
    }
}

/// The rules that a report describes: ours, and the templates that found something.
fn described<'a>(known: &Rules<'a>, report: &Report) -> Vec<&'a Rule<'a>> {
    let found: BTreeSet<&str> = report.findings.iter().map(|finding| finding.rule.as_str()).collect();
    let shown = |rule: &&Rule| matches!(rule.check, RuleCheck::Native(_)) || found.contains(rule.id);
    rules::sorted(known.all).into_iter().filter(shown).collect()
}

/// A finding that can fail a run: in production, and neither mitigated nor accepted.
fn counts(finding: &Finding) -> bool {
    finding.environment == Kind::Production && finding.status != Status::Mitigated && finding.suppressed.is_none()
}
