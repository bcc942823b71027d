//! Everything that is known about the audited system.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use crate::{
    AdvisorySource, App, Backend, Banner, Binding, Call, Conclusion, Dependency, Disclosed, EnvFile, Environment,
    EnvironmentId, ErrorLeak, Exchange, Framework, Handler, Identity, InlineIgnore, Key, Kind, Literal, Lockfile,
    Machine, Nonces, Operation, Origin, Outline, PackageIndex, PastSecret, ProductRelease, Route, Running,
    SensitiveFile, Setting, Settings, Standing, Subject, TlsEndpoint, Vulnerable,
};

/// The tables that rules read.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Days since 1970-01-01, from the machine's clock: a fact, so that rules can be tested.
    pub today: i32,
    /// Ways in which the apps are started. [`EnvironmentId`] is the index.
    pub environments: Vec<Environment>,
    /// Declared intent.
    pub settings: Settings,
    /// Web applications found in code.
    pub apps: Vec<App>,
    /// Routes of the apps.
    pub routes: Vec<Route>,
    /// Error handlers of the apps.
    pub handlers: Vec<Handler>,
    /// Details of errors that are sent to users.
    pub leaks: Vec<ErrorLeak>,
    /// Calls that matter for security, with their arguments.
    pub calls: Vec<Call>,
    /// Literals that are or look like credentials.
    pub literals: Vec<Literal>,
    /// Secrets that only git's history holds any more, or holds as well.
    pub past: Vec<PastSecret>,
    /// Third-party packages that the project names.
    pub dependencies: Vec<Dependency>,
    /// Lock files.
    pub lockfiles: Vec<Lockfile>,
    /// Advisories that were asked about the dependencies.
    pub advisory_sources: Vec<AdvisorySource>,
    /// Releases among the dependencies that advisories name, one row each.
    pub vulnerable: Vec<Vulnerable>,
    /// Releases of products that the project runs on.
    pub releases: Vec<ProductRelease>,
    /// Indexes that packages are installed from.
    pub indexes: Vec<PackageIndex>,
    /// `.env` files.
    pub env_files: Vec<EnvFile>,
    /// Key files, and private files inside a folder that is served.
    pub sensitive_files: Vec<SensitiveFile>,
    /// Whom to ask: the addresses that the user named and that answered. Empty when nothing running is audited.
    pub origins: Vec<Origin>,
    /// Where the user said that an app begins: the URL of the origin and the folder, `/shop`, or nothing for the root.
    pub bases: Vec<(String, String)>,
    /// As whom can be asked, besides as nobody in particular.
    pub identities: Vec<Identity>,
    /// Random words for questions.
    pub nonces: Nonces,
    /// Answers of a running app.
    pub exchanges: Vec<Exchange>,
    /// Keys and tokens that those answers carry.
    pub disclosed: Vec<Disclosed>,
    /// Releases that they tell of, each once for an origin.
    pub banners: Vec<Banner>,
    /// What the documents of APIs among those answers list.
    pub operations: Vec<Operation>,
    /// What scripts found.
    pub conclusions: Vec<Conclusion>,
    /// What was seen of this machine; nothing when it was not looked at.
    pub machine: Option<Machine>,
    /// TLS endpoints of something running.
    pub tls: Vec<TlsEndpoint>,
    /// Which origin is which app in which environment; filled by `judge::bind`.
    pub bindings: Vec<Binding>,
    /// Which process of this machine is which app in which environment; filled by `judge::bind`.
    pub running: Vec<Running>,
    /// Which service of this machine the project connects to; filled by `judge::bind`.
    pub backends: Vec<Backend>,
    /// In-line comments that ask to ignore a rule.
    pub ignores: Vec<InlineIgnore>,
    /// Source lines for frames in reports: path to text. Only files that a place names.
    pub sources: BTreeMap<Arc<str>, Arc<str>>,
    /// How those texts are laid out, where something is to be mended.
    pub outlines: BTreeMap<Arc<str>, Outline>,
    /// What could not be read.
    pub unread: Vec<Unread>,
    /// What was not looked at, on purpose.
    pub not_looked_at: Vec<NotLookedAt>,
    /// What was looked at.
    pub coverage: Coverage,
}

impl Facts {
    /// Settings of one key.
    pub fn settings_of(&self, key: Key) -> impl Iterator<Item = &Setting> {
        self.settings.of(key)
    }

    /// One setting of a component where it counts, in its outermost scope.
    #[must_use]
    pub fn setting(&self, component: &Subject, standing: impl Into<Standing>, key: Key) -> Option<&Setting> {
        self.settings.at(component, standing.into(), key).find(|setting| setting.scope.0.is_empty())
    }

    /// The environment behind an id.
    #[must_use]
    pub fn environment(&self, id: EnvironmentId) -> Option<&Environment> {
        self.environments.get(id.0 as usize)
    }

    /// The environment that a setting counts in, where it counts in one.
    #[must_use]
    pub fn environment_of(&self, setting: &Setting) -> Option<&Environment> {
        setting.standing.environment().and_then(|id| self.environment(id))
    }

    /// The kind that a standing counts as.
    #[must_use]
    pub fn kind(&self, standing: Standing) -> Kind {
        match standing {
            Standing::Kind(kind) => kind,
            Standing::Environment(id) => self.environment(id).map_or(Kind::Production, |e| e.kind),
        }
    }

    /// The app of that name.
    #[must_use]
    pub fn app(&self, subject: &Subject) -> Option<&App> {
        self.apps.iter().find(|a| &a.subject == subject)
    }

    /// The framework that something belongs to: the app's own, or the only one that the project is built on.
    #[must_use]
    pub fn framework_of(&self, subject: &Subject) -> Option<Framework> {
        let mut all = self.apps.iter().map(|app| app.framework);
        let only = all.next().filter(|first| all.all(|other| other == *first));
        self.app(subject).map(|app| app.framework).or(only)
    }

    /// Where apps begin at an origin, as the user named it; nothing stands for the root.
    #[must_use]
    pub fn bases_of(&self, origin: &Origin) -> BTreeSet<&str> {
        let named: BTreeSet<&str> =
            self.bases.iter().filter(|(url, _)| *url == origin.url).map(|(_, folder)| folder.as_str()).collect();
        if named.is_empty() { BTreeSet::from([""]) } else { named }
    }

    /// Folders in which something of an app may stand: the root, and wherever an app begins.
    #[must_use]
    pub fn places_of(&self, origin: &Origin) -> BTreeSet<&str> {
        self.bases_of(origin).into_iter().chain([""]).collect()
    }

    /// What the script of a rule found.
    pub fn conclusions_of(&self, rule: &str) -> impl Iterator<Item = &Conclusion> {
        self.conclusions.iter().filter(move |conclusion| &*conclusion.rule == rule)
    }

    /// What an answer is about: the app that its origin is bound to, or the origin itself, and the
    /// environment in which it counts.
    #[must_use]
    pub fn about(&self, exchange: &Exchange) -> (Subject, Standing) {
        self.about_origin(&exchange.origin)
    }

    /// The same of an origin.
    #[must_use]
    pub fn about_origin(&self, origin: &Origin) -> (Subject, Standing) {
        match self.bindings.iter().find(|b| b.origin == origin.url) {
            Some(bound) => (bound.app.clone(), Standing::Environment(bound.environment)),
            None => (Subject::new(crate::SubjectKind::Origin, origin.url.clone()), Standing::Kind(origin.kind)),
        }
    }
}

/// A file, or part of it, that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Unread {
    /// Relative to the audited directory.
    pub path: String,
    /// From 1; 0 for the whole file.
    #[serde(skip_serializing_if = "is_zero")]
    pub line: u32,
    /// Why, as a clause (`not valid Python: expected an expression`).
    pub why: String,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's skip_serializing_if hands a reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's skip_serializing_if hands a reference")]
fn none(n: &u64) -> bool {
    *n == 0
}

/// Something that was not looked at, on purpose or for want of means.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct NotLookedAt {
    /// What (`app/debug-mode of shop in production`, `the running app`).
    pub what: String,
    /// Why.
    pub why: String,
}

/// How much was looked at.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Coverage {
    /// Files that were read.
    pub files_read: u64,
    /// Bytes that were read.
    pub bytes_read: u64,
    /// Requests that were sent to something running.
    #[serde(skip_serializing_if = "none")]
    pub requests: u64,
    /// Files and folders that were left out, by reason.
    pub skipped: Vec<Skipped>,
}

/// Files and folders that were left out for one reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// Why (`binary`, `larger than 1 MiB`).
    pub why: String,
    /// How many files.
    pub files: u64,
    /// How many folders, which were not entered.
    pub folders: u64,
}
