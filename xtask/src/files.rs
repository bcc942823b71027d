//! The files that an audit reads: another program can then be given the same bytes.
#![expect(clippy::print_stdout, reason = "a task of the project speaks on standard output")]

use std::path::Path;
use std::process::ExitCode;

use sneck_look::{Excludes, Limits};

/// Prints them, relative to the folder.
pub(crate) fn print(folder: &Path) -> anyhow::Result<ExitCode> {
    let tree = sneck_look::files(folder, &Limits::default(), &Excludes::none())?;
    let read = tree.files.iter().map(|file| &file.path);
    read.chain(&tree.searched).for_each(|path| println!("{path}"));
    Ok(ExitCode::SUCCESS)
}
