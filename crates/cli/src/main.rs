//! `sneck`: the command line. Arguments in, rooms called in order, a report and an exit code out.
//!
//! Invariant: only this crate knows all rooms, and only its `output` prints.

mod arguments;
mod commands;
mod exit;
mod output;
mod project;
mod stack;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::Arguments;
use crate::exit::Exit;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return exit::of_usage(&error).into(),
    };
    stack::run(move || match arguments.command.run() {
        Ok(exit) => exit,
        Err(error) => output::complain(&error),
    })
    .unwrap_or(Exit::Incomplete)
    .into()
}
