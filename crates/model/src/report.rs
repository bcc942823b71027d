//! What people and machines read.

use serde::Serialize;

use crate::{Coverage, Kind, Layer, NotLookedAt, Severity, Step, Strength, Subject, Unread};

/// What is known of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Settings say so, however certainly.
    Suspected,
    /// Seen or demonstrated in something running.
    Confirmed,
    /// The setting is unsafe, and the same property was observed safe or is supplied by a layer in front.
    Mitigated,
}

impl Status {
    /// The word used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Suspected => "suspected",
            Self::Confirmed => "confirmed",
            Self::Mitigated => "mitigated",
        }
    }
}

/// One weakness of one thing, in all the environments where one cause makes it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The owner rule's id.
    pub rule: String,
    /// In the worst environment concerned.
    pub severity: Severity,
    /// What is known.
    pub status: Status,
    /// Why that status, when something running was seen (`http://… answers with the Secure flag`).
    pub status_because: String,
    /// How certain the worst verdict is.
    pub strength: Strength,
    /// The worst kind of environment concerned.
    pub environment: Kind,
    /// Every environment concerned.
    pub environments: Vec<FindingEnvironment>,
    /// About what.
    pub subject: Subject,
    /// The rule's title.
    pub title: String,
    /// What is wrong and why it matters here.
    pub message: String,
    /// What to do here.
    pub fix: String,
    /// In how many places the same fault starts: at least 1.
    pub times: usize,
    /// The name of the literal or the setting at the root, when it has one (`SESSION_COOKIE_SECURE`).
    pub cause: Option<String>,
    /// Stable under moved lines; never derived from a secret. A renamed file changes it: see [`Finding::compared`].
    pub fingerprint: String,
    /// Set when somebody accepted it.
    pub suppressed: Option<Suppression>,
    /// Set when there is a baseline to compare with, which also knows renamed files.
    pub compared: Option<Compared>,
    /// The first is where the unsafe value is written, or belongs; the chain follows.
    pub places: Vec<Step>,
}

/// One environment of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindingEnvironment {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// The severity there.
    pub severity: Severity,
}

/// Who accepted a finding, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Suppression {
    /// `in-line`, `sneck.toml`, `baseline`.
    pub by: String,
    /// The reason that was given.
    pub reason: String,
    /// Where it was given, when in a file.
    pub place: Option<String>,
}

/// A finding beside a baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// The baseline does not have it.
    New,
    /// It is as it was.
    Unchanged,
    /// The baseline has it as milder than it is now.
    Worse,
}

/// The state of a checklist item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemState {
    /// Looked at, and well.
    Pass,
    /// Looked at, and not well.
    Fail,
    /// Could not be told.
    Unknown,
    /// There is nothing here that it could be about.
    NotApplicable,
}

/// One item of the hardening checklist.
#[derive(Clone, Debug)]
pub struct ChecklistItem {
    /// The state to be in.
    pub item: String,
    /// Whether we are.
    pub state: ItemState,
    /// Rules that answer it.
    pub rules: Vec<String>,
    /// What was looked at.
    pub evidence: Vec<Step>,
    /// Why it cannot be told, when it cannot.
    pub open: Vec<String>,
}

/// How many findings of each severity: production, neither mitigated nor suppressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Critical ones.
    pub critical: u32,
    /// High ones.
    pub high: u32,
    /// Medium ones.
    pub medium: u32,
    /// Low ones.
    pub low: u32,
    /// Info, of every kind of environment.
    pub info: u32,
}

/// The report in five numbers.
#[derive(Clone, Debug)]
pub struct Summary {
    /// 0 to 100; the formula stands in `docs/score.md`.
    pub score: u32,
    /// `A+` to `F`.
    pub grade: &'static str,
    /// How much was looked at.
    pub coverage: Coverage,
    /// Checklist items that could be answered, of those that apply.
    pub answered: (u32, u32),
    /// Findings by severity.
    pub counts: Counts,
    /// What would make the next grade; nothing at the top, or where nothing was graded.
    pub next: Option<NextGrade>,
    /// The same formula for each layer.
    pub layers: Vec<LayerScore>,
}

/// The way to the next grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextGrade {
    /// The grade.
    pub grade: &'static str,
    /// The score at which it begins.
    pub score: u32,
    /// Fingerprints of the fewest findings that have to go.
    pub fix: Vec<String>,
    /// How many open items of the checklist have to be answered.
    pub answer: u32,
}

/// The score of one layer: of the findings that have a place in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LayerScore {
    /// Which.
    pub layer: Layer,
    /// 0 to 100.
    pub score: u32,
    /// `A+` to `F`; `-` where the layer was not looked at.
    pub grade: &'static str,
    /// Findings by severity.
    pub counts: Counts,
}

/// One thing that has to be true before a deploy, put together from items of the checklist.
#[derive(Clone, Debug)]
pub struct PredeployItem {
    /// Its heading.
    pub area: &'static str,
    /// The state to be in.
    pub item: &'static str,
    /// Whether we are.
    pub state: ItemState,
    /// Rules that decided.
    pub rules: Vec<String>,
    /// What was looked at.
    pub evidence: Vec<Step>,
    /// Why it cannot be told, when it cannot.
    pub open: Vec<String>,
    /// Layers that were not looked at and would tell.
    pub missing: Vec<Layer>,
}

/// One environment that was judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JudgedEnvironment {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Why it is thought to be of that kind, as a clause.
    pub because: String,
}

/// The whole report.
#[derive(Clone, Debug)]
pub struct Report {
    /// What was audited, as it was named on the command line.
    pub target: String,
    /// What was judged, production first.
    pub environments: Vec<JudgedEnvironment>,
    /// The numbers.
    pub summary: Summary,
    /// Sorted: the worst first, then by rule, subject and place.
    pub findings: Vec<Finding>,
    /// The hardening checklist.
    pub checklist: Vec<ChecklistItem>,
    /// The short list before a deploy.
    pub predeploy: Vec<PredeployItem>,
    /// What was not looked at.
    pub not_looked_at: Vec<NotLookedAt>,
    /// What could not be read.
    pub unread: Vec<Unread>,
}
