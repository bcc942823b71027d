//! How a run ends.

use std::process::ExitCode;

use clap::error::ErrorKind;

/// The exit codes. They are part of the public contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: the audit is complete and nothing at or above `--fail-on` was found.
    Fine,
    /// 1: something at or above `--fail-on` was found.
    Findings,
    /// 2: the command line or the configuration is not well formed.
    Usage,
    /// 3: the audit could not be completed.
    Incomplete,
}

impl Exit {
    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Incomplete => 3,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Why a command could not do what it was asked to do.
#[derive(Debug)]
pub struct Failure {
    /// How the run ends.
    pub exit: Exit,
    /// What is wrong, in one or more plain lines.
    pub says: String,
}

impl Failure {
    /// Something on the command line or in the configuration is wrong.
    pub fn usage(says: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, says: says.into() }
    }

    /// What was asked for could not be carried through.
    pub fn incomplete(says: impl Into<String>) -> Self {
        Self { exit: Exit::Incomplete, says: says.into() }
    }
}

/// Prints clap's own message. Asking for help is no error.
pub fn of_usage(error: &clap::Error) -> Exit {
    // A closed pipe leaves nobody to tell.
    drop(error.print());
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Exit::Fine,
        _ => Exit::Usage,
    }
}
