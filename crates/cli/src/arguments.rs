//! What can be said on the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::commands::facts;
use crate::exit::{Exit, Failure};

/// Finds the doors that a Flask project leaves open in production.
#[derive(Debug, Parser)]
#[command(name = "sneck", version, max_term_width = 100, propagate_version = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands, one file each.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show what was read: environments, apps and their effective settings
    Facts(facts::Facts),
}

impl Command {
    /// Does it.
    pub fn run(self) -> Result<Exit, Failure> {
        match self {
            Self::Facts(command) => command.run(),
        }
    }
}

/// What is audited.
#[derive(Args, Clone, Debug)]
pub struct Target {
    /// The folder that holds the project
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,
}
