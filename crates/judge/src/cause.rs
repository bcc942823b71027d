//! What caused a failure, told without line numbers.

use std::collections::HashMap;

use sneck_model::{Facts, Place, Step, SubjectKind, Verdict};

/// What stands at places of the code: names of literals and of settings.
pub(crate) struct Causes<'a> {
    literals: HashMap<&'a Place, &'a str>,
    settings: HashMap<&'a Place, Option<&'a str>>,
}

impl<'a> Causes<'a> {
    pub(crate) fn new(facts: &'a Facts) -> Self {
        let literals = facts.literals.iter().map(|l| (&l.place, &*l.name)).collect();
        let mut settings: HashMap<&Place, Option<&str>> = HashMap::new();
        let written = facts.settings.iter().filter_map(|s| Some((&s.because.first()?.place, &*s.raw)));
        for (place, raw) in written.filter(|(place, _)| matches!(place, Place::File { .. })) {
            // Two settings from one place (a whole file that is read in) name nothing.
            settings.entry(place).and_modify(|name| *name = name.filter(|n| *n == raw)).or_insert(Some(raw));
        }
        Self { literals, settings }
    }

    /// The literal that the verdict is about. Two literals of one file are two causes.
    pub(crate) fn literal(&self, verdict: &Verdict) -> Option<&'a str> {
        self.literals.get(&verdict.places.first()?.place).copied()
    }

    /// What tells two failures of one thing apart: the literal, and of a server, which holds many settings, the setting.
    pub(crate) fn apart(&self, verdict: &Verdict) -> Option<&'a str> {
        let of_server = || Some(verdict).filter(|v| v.subject.kind == SubjectKind::Server).and_then(|v| self.name(v));
        self.literal(verdict).or_else(of_server)
    }

    /// The literal or the setting that the verdict is about.
    pub(crate) fn name(&self, verdict: &Verdict) -> Option<&'a str> {
        let place = &verdict.places.first()?.place;
        self.literal(verdict).or_else(|| self.settings.get(place).copied().flatten())
    }
}

/// Whether two places are the same for a reader: the same line of a file, or the same thing elsewhere.
pub(crate) fn same_spot(a: &Place, b: &Place) -> bool {
    match (a.file(), b.file()) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}

/// Adds steps of another chain at places that are not yet in this one.
pub(crate) fn add_steps<'s>(chain: &mut Vec<Step>, more: impl IntoIterator<Item = &'s Step>) {
    for step in more {
        if !chain.iter().any(|known| same_spot(&known.place, &step.place)) {
            chain.push(step.clone());
        }
    }
}
