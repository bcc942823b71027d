//! What `look` hands in: the files of a tree, and what was recorded of something running.

use std::sync::Arc;

use sneck_model::{Coverage, Exchange, Kind, Machine, NotLookedAt, TlsEndpoint, Unread};

/// One file of the audited tree.
#[derive(Clone, Debug)]
pub struct File {
    /// Relative to the audited directory, `/` as separator.
    pub path: Arc<str>,
    /// Its bytes, whole.
    pub bytes: Arc<Vec<u8>>,
    /// Tracked by git; unknown when the tree is no git repository.
    pub tracked: Option<bool>,
    /// Ignored by git; unknown when the tree is no git repository.
    pub ignored: Option<bool>,
}

impl File {
    /// A file as it stands in a world.
    #[must_use]
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: Arc::from(path), bytes: Arc::new(text.as_bytes().to_vec()), tracked: None, ignored: None }
    }

    /// The part after the last slash.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The folder, without a slash at its end; empty for the root.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// As text; bytes that are not UTF-8 become U+FFFD. Python sources go through
    /// `source::python::decode` instead, which honours their own declaration.
    #[must_use]
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        let bytes = self.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.bytes);
        std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Into::into)
    }
}

/// A version of a file, as a commit has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// The short id of the commit.
    pub commit: Arc<str>,
    /// The day of the commit: `2024-05-01`.
    pub date: Arc<str>,
    /// Relative to the audited directory.
    pub path: Arc<str>,
    /// Its bytes, whole.
    pub bytes: Arc<[u8]>,
}

/// All that was looked at.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// Files, sorted by path.
    pub files: Vec<File>,
    /// Names of files that exist and were not read (binary, too large), sorted; some rules need
    /// only the name.
    pub names_only: Vec<Arc<str>>,
    /// Those of them that were searched for keys and hold none.
    pub searched: Vec<Arc<str>>,
    /// This shell's variables, when `--environment here` asks for them.
    pub shell: Option<Vec<(String, String)>>,
    /// The app that was started for this audit.
    pub started: Option<Started>,
    /// Environments that `sneck.toml` names, adds or overrides.
    pub named: Vec<NamedEnvironment>,
    /// Versions of files that git's history keeps and that hold a secret, from the first commit that brought it on.
    pub former: Vec<Former>,
    /// Recorded or live answers.
    pub exchanges: Vec<Exchange>,
    /// What was seen of this machine.
    pub machine: Option<Machine>,
    /// Files of this machine that are outside of the tree, by absolute path, sorted: how its daemons are configured.
    pub host_files: Vec<File>,
    /// Recorded or live TLS endpoints.
    pub tls: Vec<TlsEndpoint>,
    /// Advisories of a recorded world: OSV documents in JSON, one behind the other.
    pub advisories: Option<String>,
    /// Days since 1970-01-01.
    pub today: i32,
    /// What could not be read on the way in.
    pub unread: Vec<Unread>,
    /// What was not looked at.
    pub not_looked_at: Vec<NotLookedAt>,
    /// What was looked at.
    pub coverage: Coverage,
}

impl Tree {
    /// The file at a path.
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.binary_search_by(|f| (*f.path).cmp(path)).ok().map(|at| &self.files[at])
    }
}

/// An app that was started for the audit: its command as it was run, and the variables that it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Started {
    /// A line for the shell.
    pub command: String,
    /// The folder of the tree that it was started in; empty for the root.
    pub folder: String,
    /// Everything that it was given: its environment is closed.
    pub variables: Vec<(String, String)>,
}

/// An `[environments.NAME]` table of `sneck.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedEnvironment {
    /// The name: either that of a declared environment, which is then overridden, or a new one.
    pub name: String,
    /// `kind = "production"`
    pub kind: Option<Kind>,
    /// `command = "gunicorn shop:app"`
    pub command: Option<String>,
    /// `variables = { FLASK_DEBUG = "0" }`
    pub variables: Vec<(String, String)>,
    /// `env_file = ".env.production"`
    pub env_file: Option<String>,
    /// Line of the table in its file.
    pub line: u32,
    /// The file: `sneck.toml` or `pyproject.toml`.
    pub path: String,
}
