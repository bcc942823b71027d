//! Tasks of the project: `cargo xtask TASK`.

mod docs;

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
}

fn main() -> anyhow::Result<ExitCode> {
    match Arguments::parse().task {
        Task::Docs => docs::write(),
    }
}
