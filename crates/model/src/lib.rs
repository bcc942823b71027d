//! The nouns of sneck.
//!
//! Everything that the rooms hand to each other is here: [`Facts`] (what was read and seen), [`Rule`]
//! (how facts are judged), [`Verdict`] (one judgement), [`Finding`] and [`Report`] (what people read).
//!
//! Invariant: this crate does not know any text format, does no I/O, and does not know which rules exist.

mod advisory;
mod ask;
pub mod day;
mod edit;
mod environment;
mod facts;
mod hardening;
mod headers;
mod ignore;
mod item;
mod key;
mod machine;
mod nonces;
mod observation;
mod outline;
mod place;
mod release;
mod report;
mod rule;
mod secret;
mod session_name;
mod setting;
mod settings;
mod tls;
mod value;
mod vendor;
mod verdict;

pub use advisory::{Advisory, AdvisorySource, Ecosystem, Vulnerable};
pub use ask::{Ask, Conclusion, Consent, Message, Next, Question, Reply, Request, Run, Script, Talk};
pub use edit::Edit;
pub use environment::{Environment, EnvironmentId, Kind, Launch, Server, Standing, Variable};
pub use facts::{Coverage, Facts, NotLookedAt, Skipped, Unread};
pub use hardening::{Condition, GuardedFile, Unit, Update};
pub use headers::{HeaderReport, HeaderTest, MissingHeader, PolicyRemark};
pub use ignore::{Accepted, InlineIgnore};
pub use item::{
    App, AppId, Argument, Call, Dependency, EnvFile, ErrorLeak, Framework, Handler, Literal, LiteralForm, Lockfile,
    PastSecret, Route, SensitiveFile, Version,
};
pub use key::{KEYS, Key, KeyInfo};
pub use machine::{Access, Admission, Endpoint, Firewall, Listener, Machine, Process, Service, Transport};
pub use nonces::Nonces;
pub use observation::{
    Backend, Binding, Calibration, Cookie, Disclosed, Exchange, HttpVersion, Identity, Operation, Origin, Running,
};
pub use outline::{Outline, Part, PartKind};
pub use place::{Layer, Place, Step};
pub use release::{Banner, IndexSort, PackageIndex, ProductRelease};
pub use report::{
    ChecklistItem, Compared, Counts, Finding, FindingEnvironment, ItemState, JudgedEnvironment, LayerScore, NextGrade,
    PredeployItem, Report, Status, Summary, Suppression,
};
pub use rule::{Asks, Check, Example, Mend, OwnCheck, Remedies, Rule, Severity, TemplateAsks};
pub use secret::{Secret, Weakness};
pub use session_name::carries_session;
pub use setting::{Scope, Setting, Subject, SubjectKind};
pub use settings::Settings;
pub use tls::{
    Certificate, CertificateKey, Preference, TlsChain, TlsEndpoint, TlsMiss, TlsProfile, TlsProtocol, TlsVersion, Trust,
};
pub use value::{Judgement, Value};
pub use vendor::{MOST_TRIES, VendorLogin, vendor_logins};
pub use verdict::{Outcome, Strength, Verdict, Verdicts};
