//! The only place that prints.

use std::io::{self, Write};
use std::path::Path;

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;

use crate::exit::{Exit, Failure};

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// The decision for a report that goes to a file, or to standard output.
    pub fn decide(self, file: Option<&Path>) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => file.is_none() && AutoStream::choice(&io::stdout()) != ColorChoice::Never,
        }
    }
}

/// Columns of a report: as wide as the terminal, within what can be read with ease.
pub fn width() -> usize {
    const USUAL: usize = 100;
    terminal_size::terminal_size().map_or(USUAL, |(width, _)| usize::from(width.0).clamp(60, 120))
}

/// Hands what `write` writes over: to a file, or to standard output. A reader that closed the pipe has
/// seen enough, which is no error.
pub fn deliver(file: Option<&Path>, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    match file {
        Some(path) => to_file(path, write),
        None => to_standard_output(write),
    }
}

/// The text is made first: a report that fails half way leaves an older file as it was.
fn to_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut text = Vec::new();
    write(&mut text).map_err(|error| Failure::incomplete(format!("the report cannot be made: {error}")))?;
    sneck_look::save(path, &text).map_err(|error| Failure::usage(format!("cannot write `{}`: {error}", path.display())))
}

fn to_standard_output(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::incomplete(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Says on standard error what went wrong.
pub fn complain(failure: &Failure) -> Exit {
    // With standard error closed the exit code still tells.
    drop(writeln!(io::stderr(), "sneck: {}", failure.says));
    failure.exit
}

/// Says something on standard error that is no complaint.
pub fn remark(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
    let mut text = Vec::new();
    // With standard error closed nobody is left to be told.
    drop(write(&mut text).and_then(|()| io::stderr().write_all(&text)));
}
