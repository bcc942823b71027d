//! `sneck`: the command line. Arguments in, rooms called in order, a report and an exit code out.
//!
//! Invariant: only this crate knows all rooms, and only its `output` prints.

mod arguments;
mod audit;
mod commands;
mod configuration;
mod exit;
mod fixing;
mod identity;
mod initial;
mod logins;
mod output;
mod own;
mod probing;
mod progress;
mod project;
mod running;
mod stack;
mod starting;
mod templates;
mod whole;
mod words;

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;

use crate::arguments::Arguments;

/// Syntax trees are many small pieces, made and dropped by several threads at once: the system's own allocator spends a
/// quarter of all time on them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return exit::of_usage(&error).into(),
    };
    match stack::run(move || arguments.command.run()) {
        Ok(exit) => exit.into(),
        Err(failure) => output::complain(&failure).into(),
    }
}
