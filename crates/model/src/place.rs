//! Where a fact stands, and the chain of places that led to it.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

/// Which of the four audits a place belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    /// Source code and what is configured in it.
    Code,
    /// Files that say how the program is run.
    Deploy,
    /// This machine.
    Host,
    /// The running app, as seen from outside.
    Live,
}

impl Layer {
    /// All, from the text to what runs.
    pub const ALL: [Self; 4] = [Self::Code, Self::Deploy, Self::Host, Self::Live];

    /// The word used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Deploy => "deploy",
            Self::Host => "host",
            Self::Live => "live",
        }
    }
}

/// Where a fact stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A line of a file.
    File {
        /// Set by the reader: code, or deployment.
        layer: Layer,
        /// Relative to the audited directory, `/` as separator.
        path: Arc<str>,
        /// From 1; 0 stands for the file as a whole.
        line: u32,
        /// From 1, in characters; 0 when unknown.
        column: u32,
        /// Length of the interesting text on that line, in characters; 0 when unknown.
        width: u32,
    },
    /// A line of a version of a file that git's history keeps.
    Past {
        /// That of the file.
        layer: Layer,
        /// The short id of the commit.
        commit: Arc<str>,
        /// Relative to the audited directory.
        path: Arc<str>,
        /// From 1, in that version.
        line: u32,
    },
    /// Part of an HTTP answer.
    Reply {
        /// The requested URL.
        url: String,
        /// Which part: `status`, `header set-cookie`, `body`.
        part: String,
    },
    /// A TLS endpoint.
    Tls {
        /// `host:port`.
        endpoint: String,
    },
    /// Something of this machine: a listener, a process, a file outside of the tree.
    Host {
        /// What, in words that the owner can look up: `tcp 0.0.0.0:6379 (redis-server, pid 812)`.
        item: String,
    },
    /// The default of a product decides.
    Default {
        /// `Flask`, `Django`, …
        product: String,
        /// The releases for which this default holds, in words: `every release`, `2.3 and later`.
        versions: String,
    },
    /// What should stand here and does not. The anchor for a fix and for an ignore.
    Absent {
        /// Layer of the file where it belongs.
        layer: Layer,
        /// The file where it belongs.
        path: Arc<str>,
        /// The line beside which it belongs; 0 for the file as a whole.
        line: u32,
    },
}

impl Place {
    /// The layer, which a framework's default shares with the code that relies on it.
    #[must_use]
    pub fn layer(&self) -> Layer {
        match self {
            Self::File { layer, .. } | Self::Absent { layer, .. } | Self::Past { layer, .. } => *layer,
            Self::Reply { .. } | Self::Tls { .. } => Layer::Live,
            Self::Host { .. } => Layer::Host,
            Self::Default { .. } => Layer::Code,
        }
    }

    /// Path and line, for places in files.
    #[must_use]
    pub fn file(&self) -> Option<(&Arc<str>, u32)> {
        match self {
            Self::File { path, line, .. } | Self::Absent { path, line, .. } => Some((path, *line)),
            _ => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line: 0, .. } | Self::Absent { path, line: 0, .. } => f.write_str(path),
            Self::File { path, line, .. } | Self::Absent { path, line, .. } => write!(f, "{path}:{line}"),
            Self::Past { commit, path, line, .. } => write!(f, "{path}:{line} of commit {commit}"),
            Self::Reply { url, part } => write!(f, "{url} ({part})"),
            Self::Tls { endpoint } => write!(f, "tls {endpoint}"),
            Self::Host { item } => f.write_str(item),
            Self::Default { product, versions } => write!(f, "default of {product} ({versions})"),
        }
    }
}

/// One step of a chain: a place and what it says. `says` is a short clause without a final stop
/// (`sets FLASK_DEBUG to 1`), and never contains a secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// Where.
    pub place: Place,
    /// What stands there.
    pub says: String,
}

impl Step {
    /// A step at a place.
    pub fn new(place: Place, says: impl Into<String>) -> Self {
        Self { place, says: says.into() }
    }
}
