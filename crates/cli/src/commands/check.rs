//! `sneck check`: look, read, judge, tell.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sneck_look::run::App;
use sneck_model::{Check as RuleCheck, Facts, Finding, Kind, Report, Rule, Severity, Status};
use sneck_tell::{SarifOptions, TextOptions};

use super::rules;
use crate::audit::{self, Audited, Choice, audit_all};
use crate::exit::{Exit, Failure};
use crate::output::{self, Color};
use crate::own::OwnRules;
use crate::templates::{Rules, Templates};
use crate::whole::Whole;
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
  sneck check --format html --output report.html
  sneck check --environments              settings of all environments side by side
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
    /// In place of the report, show the settings of all environments side by side (text, json, markdown)
    #[arg(long = "environments")]
    side_by_side: bool,
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
    // Last, for its headings hold for all that stands behind them.
    #[command(flatten)]
    whole: Whole,
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
    /// One page for people: filter, map, checklist; it loads nothing
    Html,
    /// Test results: each item of the checklist is a test case
    Junit,
    /// GitLab's Code Quality
    Gitlab,
    /// GitLab's security report
    GitlabSast,
}

impl Check {
    /// Audits and reports.
    pub fn run(mut self) -> Result<Exit, Failure> {
        let of_matrix = matches!(self.format, Format::Text | Format::Json | Format::Markdown);
        if self.side_by_side && !of_matrix {
            return Err(Failure::usage("--environments is written as text, json or markdown"));
        }
        let templates = Templates::load(self.whole.running.templates())?;
        let app = self.whole.prepare()?;
        let own = OwnRules::of(&self.whole.target)?;
        own.with_rules(|rules| templates.with_rules(rules, |known| self.work(known, app)))
    }

    fn work(&self, known: &Rules<'_>, app: Option<App>) -> Result<Exit, Failure> {
        if self.whole.running.is_plan() { self.plan(known) } else { self.audit(known, app) }
    }

    fn audit(&self, known: &Rules<'_>, app: Option<App>) -> Result<Exit, Failure> {
        let mut audited =
            audit_all(&self.whole.target, &self.whole.running, &self.choice, self.baseline.as_deref(), known)?;
        drop(app);
        let exit = self.exit(&audited);
        let least = self.min_severity.or(audited.project.min_severity).unwrap_or(Severity::Info);
        let shown = |f: &Finding| f.severity >= least && !(self.hide_accepted && f.suppressed.is_some());
        audited.report.findings.retain(shown);
        audited.facts.sources = sneck_read::sources(&audited.tree, &audited.report);
        output::deliver(self.output.as_deref(), |to| {
            if self.side_by_side { self.matrix(&audited.facts, to) } else { self.write(&audited, known, exit, to) }
        })?;
        for why in &audited.ended.incomplete {
            output::complain(&Failure::incomplete(why));
        }
        Ok(exit)
    }

    fn plan(&self, known: &Rules<'_>) -> Result<Exit, Failure> {
        let mut text = Vec::new();
        audit::plan(&self.whole.target, &self.whole.running, &self.choice, known, &mut text)?;
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
            Format::Html => sneck_tell::report_html(report, facts, VERSION, to),
            Format::Junit => sneck_tell::report_junit(report, to),
            Format::Gitlab => sneck_tell::report_code_quality(report, facts, root, to),
            Format::GitlabSast => sneck_tell::report_sast(report, facts, root, VERSION, to),
        }
    }

    fn matrix(&self, facts: &Facts, to: &mut dyn Write) -> io::Result<()> {
        let names = &self.whole.target.environments;
        match self.format {
            Format::Json => sneck_tell::matrix_json(facts, names, false, VERSION, to),
            Format::Markdown => sneck_tell::matrix_markdown(facts, names, false, to),
            _ => sneck_tell::matrix_text(facts, names, false, to),
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
