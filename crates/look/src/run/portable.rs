//! Systems without process groups: nothing is started there.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// What is to be started, and how.
#[derive(Clone, Debug)]
pub struct Start {
    /// A line for the shell.
    pub line: String,
    /// The folder that it starts in.
    pub folder: PathBuf,
    /// Variables.
    pub variables: Vec<(String, String)>,
    /// How long it may take until it listens.
    pub patience: Duration,
}

/// Never there.
#[derive(Debug)]
pub enum App {}

impl App {
    /// Refuses.
    pub fn start(_: &Start) -> Result<Self, String> {
        Err("this system cannot end a program with all its children, so nothing is started; start the app yourself and \
             name it with --url"
            .to_owned())
    }

    /// The line as it was run.
    #[must_use]
    pub fn line(&self) -> &str {
        match *self {}
    }

    /// Where it answers.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        match *self {}
    }
}

/// What an app that is started gets of this shell: nothing, where none is.
#[must_use]
pub fn clean() -> Vec<(String, String)> {
    Vec::new()
}
