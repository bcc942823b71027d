//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use sneck_read::Started;

use crate::commands::{
    advisories, baseline, check, checklist, completions, diff, explain, facts, fix, headers, init, keys, man, map,
    ports, rules,
};
use crate::exit::{Exit, Failure};

const EXIT_CODES: &str = "\
Exit codes:
  0  nothing at or above --fail-on
  1  something at or above --fail-on, in production, neither accepted, known, nor mitigated
  2  the command line or the configuration is not well formed
  3  the audit could not be completed";

/// Finds the doors that a project leaves open in production.
#[derive(Debug, Parser)]
#[command(name = "sneck", version, max_term_width = 100, propagate_version = true, after_help = EXIT_CODES)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands, one file each.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Audit a project and report what production would get wrong
    Check(Box<check::Check>),
    /// Change files so that findings are gone
    Fix(fix::Fix),
    /// Show the hardening checklist: what passes, fails, cannot be told or does not apply
    Checklist(Box<checklist::Checklist>),
    /// Draw the system: doors, apps, services, and what reaches what
    Map(Box<map::Map>),
    /// Compare two reports, or two environments
    Diff(diff::Diff),
    /// Write down what is found now, so that `check --baseline` reports what comes later
    Baseline(Box<baseline::Baseline>),
    /// Grade the headers of a site as MDN's HTTP Observatory does, and say which lines are missing
    Headers(headers::Headers),
    /// Explain a rule: what it finds, why that matters, what to do
    Explain(explain::Explain),
    /// List the rules
    Rules(rules::Rules),
    /// Show what was read: environments, apps and their effective settings
    Facts(facts::Facts),
    /// Show what listens on this machine, who holds it, and who reaches it
    Ports(ports::Ports),
    /// Try the keys that are known on a session cookie or a token
    Keys(keys::Keys),
    /// Show the advisories that packages are looked up in, or take in newer ones
    Advisories(advisories::Advisories),
    /// Show, and write, what a project needs to be audited from now on: configuration, ignores, pipeline, hook
    Init(init::Init),
    /// Print what a shell completes
    Completions(completions::Completions),
    /// Print the manual
    Man(man::Man),
}

impl Command {
    /// Does it.
    pub fn run(self) -> Result<Exit, Failure> {
        match self {
            Self::Check(command) => command.run(),
            Self::Fix(command) => command.run(),
            Self::Checklist(command) => command.run(),
            Self::Baseline(command) => command.run(),
            Self::Headers(command) => command.run(),
            Self::Explain(command) => command.run(),
            Self::Rules(command) => command.run(),
            Self::Facts(command) => command.run(),
            Self::Ports(command) => command.run(),
            Self::Keys(command) => command.run(),
            Self::Advisories(command) => command.run(),
            Self::Map(command) => command.run(),
            Self::Diff(command) => command.run(),
            Self::Init(command) => command.run(),
            Self::Completions(command) => command.run(),
            Self::Man(command) => command.run(),
        }
    }
}

/// What is audited.
#[derive(Args, Clone, Debug, Default)]
pub struct Target {
    /// The folder that holds the project [default: .]
    #[arg(value_name = "PATH")]
    pub path: Option<PathBuf>,
    /// Audit a recorded world instead of a folder (see docs/worlds.md)
    #[arg(long, value_name = "WORLD", conflicts_with = "path")]
    pub replay: Option<PathBuf>,
    /// Audit this machine, too: what listens, services, processes, the firewall. Without PATH, this machine alone
    #[arg(long, conflicts_with = "replay")]
    pub host: bool,
    /// Judge this environment alone; `here` is the one of this shell's own variables. May be repeated
    #[arg(long = "environment", value_name = "NAME")]
    pub environments: Vec<String>,
    /// Search git's history, too, for secrets that are no longer in the files
    #[arg(long, conflicts_with = "replay")]
    pub history: bool,
    /// Do not obey the project's own configuration and ignore comments; they are shown instead
    #[arg(long)]
    pub no_tree_config: bool,
    #[command(flatten)]
    pub advisories: advisories::Source,
    /// What was started for this audit.
    #[arg(skip)]
    pub started: Option<Started>,
}

impl Target {
    /// As it was named.
    pub fn name(&self) -> String {
        let named = self.replay.as_ref().or(self.path.as_ref());
        if named.is_none() && self.host {
            return "this machine".to_owned();
        }
        named.map_or_else(|| ".".to_owned(), |path| path.display().to_string())
    }
}
