//! A rule is a value: its metadata, documentation, examples and check in one place.

use serde::Serialize;

use crate::{Ask, Edit, Facts, Finding, Framework, Origin, Verdicts};

/// How bad a failure is in production.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Worth doing.
    Low,
    /// Should be mended soon.
    Medium,
    /// Should be mended before a deploy.
    High,
    /// A breach waiting to happen.
    Critical,
}

impl Severity {
    /// All, from the worst to the mildest.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// The severity of that name, as [`Severity::name`] writes it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == name)
    }

    /// The word used in reports and options.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// A small world, in the text form of `docs/worlds.md`, that the rule must fail or must not fail.
#[derive(Clone, Copy, Debug)]
pub enum Example {
    /// The rule reports this world above info.
    Bad(&'static str),
    /// The rule has nothing above info to say of this world.
    Good(&'static str),
}

impl Example {
    /// The world's text.
    #[must_use]
    pub fn world(&self) -> &'static str {
        match self {
            Self::Bad(text) | Self::Good(text) => text,
        }
    }
}

/// How a rule decides.
#[derive(Clone, Copy)]
pub enum Check<'a> {
    /// By a function of ours.
    Native(fn(&Facts, &mut Verdicts)),
    /// By a community template that was read at run time: what it asks, and what its script concludes.
    Template(&'a TemplateAsks),
    /// By a rule of the user's own, which was read at run time.
    Expression(&'a OwnCheck),
}

/// Judges facts by an expression that the user wrote.
pub type OwnCheck = dyn Fn(&Facts, &mut Verdicts) + Send + Sync;

/// What a template asks an origin, given the seconds since 1970-01-01; nothing where it has no question to it.
pub type TemplateAsks = dyn Fn(&Origin, &str, i64) -> Option<Ask> + Send + Sync;

/// What the rule wants to ask of something running, from what is known after the first round. Pure.
pub type Asks = fn(&Facts) -> Vec<Ask>;

/// The changes that mend a finding of the rule; none where its place does not allow it.
pub type Mend = fn(&Facts, &Finding) -> Vec<Edit>;

/// What to do in apps of one framework each: its own lines.
pub type Remedies = &'static [(Framework, &'static str)];

/// One rule. Those of ours are static; one that was read at run time is lent by what owns its texts.
pub struct Rule<'a> {
    /// `group/name`: public, never changes meaning.
    pub id: &'a str,
    /// The weakness as a statement (`Session cookie is readable by scripts`).
    pub title: &'a str,
    /// In production, when nothing moves it.
    pub severity: Severity,
    /// The item of the hardening checklist that this rule answers, as a state to be in. A template has none.
    pub checklist: &'a str,
    /// What can happen, in plain words: two to five sentences.
    pub why: &'a str,
    /// What to do, with the line to write; for Flask where frameworks differ.
    pub remedy: &'a str,
    /// The same for apps of other frameworks, where the line differs.
    pub remedies: Remedies,
    /// Pages that say so: vendors, RFCs, OWASP.
    pub references: &'a [&'a str],
    /// Weakness numbers of the CWE.
    pub cwe: &'a [u32],
    /// The release that brought it.
    pub since: &'a str,
    /// Worlds that are its documentation and its tests.
    pub examples: &'static [Example],
    /// What it asks before it decides; nothing where what is read and linked is enough.
    pub asks: Option<Asks>,
    /// How it decides.
    pub check: Check<'a>,
    /// What `sneck fix` changes, where a change to a file can mend it.
    pub mend: Option<Mend>,
}

impl std::fmt::Debug for Rule<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Rule").field(&self.id).finish()
    }
}

impl<'a> Rule<'a> {
    /// What to do in an app of this framework, or in general.
    #[must_use]
    pub fn remedy_for(&self, framework: Option<Framework>) -> &'a str {
        let own = self.remedies.iter().find(|(of, _)| Some(*of) == framework);
        own.map_or(self.remedy, |(_, text)| text)
    }

    /// The part of the id before the slash.
    #[must_use]
    pub fn group(&self) -> &'a str {
        self.id.split_once('/').map_or(self.id, |(group, _)| group)
    }

    /// The part of the id after the slash.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.id.split_once('/').map_or(self.id, |(_, name)| name)
    }
}
