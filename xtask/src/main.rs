//! Tasks of the project: `cargo xtask TASK`.

mod docs;
mod files;
mod fuzz;
mod labels;
mod new_rule;
mod products;
mod templates;
mod terraform;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Tasks of the project")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Rewrite the pages of the rules in docs/rules
    Docs,
    /// Print the files that an audit of a folder reads
    Files {
        /// The folder
        folder: PathBuf,
    },
    /// Score sneck against labelled projects
    Labels(labels::Options),
    /// Feed readers and rules with input that was never meant
    Fuzz(fuzz::Options),
    /// Report how much of a collection of community templates can be run
    Templates {
        /// The folder of the collection
        folder: PathBuf,
    },
    /// Audit real products, each as it comes and hardened
    Products(products::Options),
    /// Record what Terraform makes of the samples of its reader
    Terraform,
    /// Begin a rule: its file, its module, its line in the list
    NewRule {
        /// `group/name`, which never changes once it is published
        id: String,
    },
}

fn main() -> anyhow::Result<ExitCode> {
    match Arguments::parse().task {
        Task::Docs => docs::write(),
        Task::Files { folder } => files::print(&folder),
        Task::Labels(options) => labels::run(&options),
        Task::Fuzz(options) => fuzz::run(options),
        Task::Templates { folder } => templates::report(&folder),
        Task::Products(options) => products::run(&options),
        Task::Terraform => terraform::record(),
        Task::NewRule { id } => new_rule::write(&id),
    }
}
