//! Judgements, one per subject, as rules give them.

use crate::{Layer, Severity, Standing, Step, Subject};

/// How certain a failing verdict is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Likely, unless something outside of what was read says otherwise.
    Suggests,
    /// The text says so.
    Shows,
    /// The effective value is known, or the thing was seen.
    Proves,
}

impl Strength {
    /// The word used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Suggests => "suggests",
            Self::Shows => "shows",
            Self::Proves => "proves",
        }
    }
}

/// What was decided.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The weakness is there.
    Fails(Strength),
    /// It is not, and this was looked at.
    Passes,
    /// It cannot be told, and why.
    Unknown(String),
}

/// One judgement.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The rule that owns the weakness; filled in by the runner.
    pub rule: String,
    /// About what.
    pub subject: Subject,
    /// Where it counts.
    pub standing: Standing,
    /// What was decided.
    pub outcome: Outcome,
    /// In place of the rule's severity, when context moves it.
    pub severity: Option<Severity>,
    /// One or two plain sentences: what is wrong and why it matters here. Empty for passes.
    pub says: String,
    /// What to do, for this stack; the rule's remedy when empty.
    pub fix: String,
    /// For a pass: the layer in front that supplies what the subject itself does not.
    pub by: Option<String>,
    /// The evidence. The first place is where the unsafe value is written, or belongs.
    pub places: Vec<Step>,
}

impl Verdict {
    /// Seen in something running, as opposed to declared.
    #[must_use]
    pub fn observed(&self) -> bool {
        self.places.iter().any(|s| matches!(s.place.layer(), Layer::Live | Layer::Host))
    }

    /// Sets another severity than the rule's.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = Some(severity);
        self
    }

    /// Sets what to do here, in place of the rule's general remedy.
    pub fn fix(&mut self, fix: impl Into<String>) -> &mut Self {
        self.fix = fix.into();
        self
    }
}

/// What a check writes its verdicts to.
#[derive(Debug, Default)]
pub struct Verdicts {
    all: Vec<Verdict>,
}

impl Verdicts {
    /// The weakness is there. Needs at least one place.
    pub fn fails(
        &mut self,
        subject: &Subject,
        standing: Standing,
        strength: Strength,
        says: impl Into<String>,
        places: Vec<Step>,
    ) -> &mut Verdict {
        self.push(subject, standing, Outcome::Fails(strength), says.into(), places)
    }

    /// It is not there; `places` is what was looked at.
    pub fn passes(&mut self, subject: &Subject, standing: Standing, places: Vec<Step>) {
        self.push(subject, standing, Outcome::Passes, String::new(), places);
    }

    /// A declared layer in front supplies it, whatever the subject does: a failure of the same subject is mitigated.
    pub fn supplied(&mut self, subject: &Subject, standing: Standing, by: impl Into<String>, places: Vec<Step>) {
        self.push(subject, standing, Outcome::Passes, String::new(), places).by = Some(by.into());
    }

    /// It cannot be told.
    pub fn unknown(&mut self, subject: &Subject, standing: Standing, why: impl Into<String>, places: Vec<Step>) {
        self.push(subject, standing, Outcome::Unknown(why.into()), String::new(), places);
    }

    /// Hands all verdicts over.
    #[must_use]
    pub fn into_vec(self) -> Vec<Verdict> {
        self.all
    }

    fn push(
        &mut self,
        subject: &Subject,
        standing: Standing,
        outcome: Outcome,
        says: String,
        places: Vec<Step>,
    ) -> &mut Verdict {
        let at = self.all.len();
        self.all.push(Verdict {
            rule: String::new(),
            subject: subject.clone(),
            standing,
            outcome,
            severity: None,
            says,
            fix: String::new(),
            by: None,
            places,
        });
        &mut self.all[at]
    }
}
