//! Declared ways of starting something: what compose, Docker, Procfile, systemd and the like say,
//! in one form. `config` makes them, `source` binds them to apps and turns them into environments.

use sneck_model::{Kind, Place};

/// One declared way of starting a program.
#[derive(Clone, Debug)]
pub struct Declared {
    /// `compose.yaml#web`, `Procfile#web`, `Dockerfile`, `Dockerfile#stage`, `deploy/app.service`.
    pub name: String,
    /// The kind that the name or the source says (`docker-compose.prod.yml`, a CI job), with the
    /// reason as a clause.
    pub kind: Option<(Kind, String)>,
    /// The words of the command after shell splitting and `$VAR` expansion where the variable is
    /// known; empty when nothing says what is run.
    pub command: Vec<String>,
    /// Where the command stands; the place of the environment itself when there is no command.
    pub place: Place,
    /// The folder of the tree that the command starts in; empty for the root. Container paths are
    /// mapped back through `COPY` and the build context.
    pub folder: String,
    /// Runs in a container.
    pub container: bool,
    /// Variables in the order in which they are applied: a later one of the same name wins.
    pub variables: Vec<DeclaredVariable>,
    /// Sources that may supply more variables and could not be read, as clauses
    /// (`the platform's dashboard may set it`, `env_file .env is not in the tree`).
    pub open: Vec<String>,
}

/// One variable as a file sets it.
#[derive(Clone, Debug)]
pub struct DeclaredVariable {
    /// Its name.
    pub name: String,
    /// What it is set to.
    pub value: Supplied,
    /// Where.
    pub place: Place,
}

/// What a variable is set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Supplied {
    /// This text.
    Text(String),
    /// Set, but to what cannot be told, and why (`the secret app-keys is not in the tree`).
    Unknown(String),
}
