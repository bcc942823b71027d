//! Real products, each as it comes and hardened, audited by the program: what is found is what is there.
#![expect(clippy::disallowed_methods, reason = "a task starts programs")]

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, ensure};
use clap::Args;

/// Which products, and with which program.
#[derive(Args)]
pub(crate) struct Options {
    /// Products of tests/products/table.py; all of them when none is named
    names: Vec<String>,
    /// Audit with this program instead of building one
    #[arg(long)]
    sneck: Option<PathBuf>,
}

/// Fetches what is missing from Debian and the registries, starts each product on the loopback address, and audits it.
pub(crate) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let sneck = options.sneck.clone().map_or_else(|| built(&root, &target), Ok)?;
    let mut command = Command::new("python3");
    command.arg(root.join("tests/products/run.py")).arg(sneck).arg(target.join("products")).args(&options.names);
    let status = command.status().context("starting python3")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn built(root: &Path, target: &Path) -> anyhow::Result<PathBuf> {
    let built = Command::new("cargo").args(["build", "--quiet", "-p", "sneck"]).current_dir(root).status()?;
    ensure!(built.success(), "the program cannot be built");
    Ok(target.join("debug/sneck"))
}
