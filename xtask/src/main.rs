//! Tasks of the project: `cargo xtask TASK`.

mod docs;
mod labels;

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
    /// Score sneck against labelled projects
    Labels(labels::Options),
}

fn main() -> anyhow::Result<ExitCode> {
    match Arguments::parse().task {
        Task::Docs => docs::write(),
        Task::Labels(options) => labels::run(&options),
    }
}
