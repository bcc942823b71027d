//! Declared intent: what files and code set.

use std::fmt;

use serde::Serialize;

use crate::{Key, Standing, Step, Value};

/// A thing that settings belong to and that findings are about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Subject {
    /// What it is.
    pub kind: SubjectKind,
    /// Its name, stable under moved lines: an app's import path, a file's path, a URL's origin.
    pub name: String,
}

/// What a subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SubjectKind {
    /// A web application.
    App,
    /// A web or app server.
    Server,
    /// A database, cache, broker.
    Service,
    /// A container or its image.
    Container,
    /// A machine.
    Host,
    /// A cloud resource.
    Cloud,
    /// A file of the tree.
    File,
    /// A third-party package.
    Dependency,
    /// `scheme://host:port` of something running that was bound to nothing declared.
    Origin,
}

impl SubjectKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::App,
        Self::Server,
        Self::Service,
        Self::Container,
        Self::Host,
        Self::Cloud,
        Self::File,
        Self::Dependency,
        Self::Origin,
    ];

    /// The word used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Server => "server",
            Self::Service => "service",
            Self::Container => "container",
            Self::Host => "host",
            Self::Cloud => "cloud",
            Self::File => "file",
            Self::Dependency => "dependency",
            Self::Origin => "origin",
        }
    }
}

impl Subject {
    /// A subject of a kind.
    pub fn new(kind: SubjectKind, name: impl Into<String>) -> Self {
        Self { kind, name: name.into() }
    }

    /// An app.
    pub fn app(name: impl Into<String>) -> Self {
        Self::new(SubjectKind::App, name)
    }

    /// A file.
    pub fn file(path: impl Into<String>) -> Self {
        Self::new(SubjectKind::File, path)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// Where inside its component a setting holds, from the outside in (`blueprint admin`, `route /login`).
/// Empty: everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Scope(pub Vec<String>);

/// One setting of one component: of an app in one environment, or of something that its file alone decides.
#[derive(Clone, Debug, Serialize)]
pub struct Setting {
    /// Whose setting it is.
    pub component: Subject,
    /// Where in it.
    pub scope: Scope,
    /// What is set, in our vocabulary.
    pub key: Key,
    /// What is set, in the file's own words (`SESSION_COOKIE_SECURE`).
    pub raw: String,
    /// To what.
    pub value: Value,
    /// Where it counts.
    pub standing: Standing,
    /// Why: first where the value is written (or a default, or where it should be and is not), then
    /// each place that it went through.
    #[serde(skip)]
    pub because: Vec<Step>,
}
