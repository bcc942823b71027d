//! Findings that are known: what was there when a baseline was written does not count, what came later does.
//!
//! A baseline names findings without line numbers, so that it survives moved lines; [`pairs`] finds those again
//! whose file was renamed.

mod pairs;
mod text;

use std::collections::BTreeSet;

use sneck_model::{Compared, Facts, Finding, Layer, Place, Rule, Severity, Status, Subject, Suppression};

use crate::own::{self, STALE};

pub use text::BadBaseline;

/// One finding of a baseline.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    rule: String,
    subject: Subject,
    /// The first file that it is about; none when no file decides.
    path: Option<String>,
    /// The name of the literal or the setting.
    cause: Option<String>,
    /// Only something running shows it: the layer that was looked at.
    seen: Option<Layer>,
    /// As severe as this it is known; when it gets worse, it counts again.
    severity: Severity,
    /// In how many places it is known.
    times: usize,
    fingerprint: String,
    /// Why it is left as it is. Nobody needs to say so.
    reason: String,
    /// Where the entry stands in its file; 0 for one that was not read from a file.
    line: u32,
}

/// Findings that are known.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    /// The file, as it was named.
    file: String,
    entries: Vec<Entry>,
    /// Of the files that the entries name, those that are no longer there.
    gone: BTreeSet<String>,
}

impl Baseline {
    /// Every finding that counts, or could count elsewhere: neither accepted nor mitigated.
    #[must_use]
    pub fn of(findings: &[Finding]) -> Self {
        let known = |f: &&Finding| f.suppressed.is_none() && f.status != Status::Mitigated;
        let mut entries: Vec<Entry> = findings.iter().filter(known).map(entry).collect();
        entries.sort();
        Self { entries, ..Self::default() }
    }

    /// Tells it which files there are: an entry of a file that is gone is looked for under other names.
    pub fn compare_files(&mut self, exists: impl Fn(&str) -> bool) {
        let named = self.entries.iter().flat_map(Entry::files);
        self.gone = named.filter(|path| !exists(path)).map(Into::into).collect();
    }

    /// Marks the findings that it knows. Gives a finding for each entry that covers none, when its rule ran.
    pub(crate) fn apply(&self, facts: &Facts, chosen: &[&Rule], findings: &mut [Finding]) -> Vec<Finding> {
        let pairs = self.pairs(facts, findings);
        for (finding, entry) in findings.iter_mut().zip(&pairs) {
            self.compare(finding, entry.map(|at| &self.entries[at]));
        }
        let used: BTreeSet<usize> = pairs.into_iter().flatten().collect();
        let runs = |id: &str| chosen.iter().any(|rule| rule.id == id);
        let unused = self.entries.iter().enumerate().filter(|(at, _)| !used.contains(at)).map(|(_, entry)| entry);
        let looked = |entry: &&Entry| runs(&entry.rule) && entry.was_looked_for(facts);
        unused.filter(|entry| looked(entry) && runs(STALE.id)).map(|entry| self.stale(entry)).collect()
    }

    /// Takes over the reasons of an older baseline of the same project.
    pub fn keep_reasons(&mut self, older: &Self, facts: &Facts, findings: &[Finding]) {
        for (finding, at) in findings.iter().zip(older.pairs(facts, findings)) {
            let entry = self.entries.iter_mut().find(|entry| entry.fingerprint == finding.fingerprint);
            if let (Some(entry), Some(at)) = (entry, at) {
                entry.reason.clone_from(&older.entries[at].reason);
            }
        }
    }

    fn pairs(&self, facts: &Facts, findings: &[Finding]) -> Vec<Option<usize>> {
        pairs::pairs(&self.entries, &|entry| self.is_gone(entry, facts), findings)
    }

    /// What the entry is about does not exist under that name.
    fn is_gone(&self, entry: &Entry, facts: &Facts) -> bool {
        match entry.subject.kind {
            sneck_model::SubjectKind::App => facts.app(&entry.subject).is_none(),
            _ => entry.files().any(|path| self.gone.contains(path)),
        }
    }

    fn compare(&self, finding: &mut Finding, entry: Option<&Entry>) {
        finding.compared = Some(match entry {
            None => Compared::New,
            Some(entry) if finding.severity > entry.severity || finding.times > entry.times => {
                finding.message.push_str(&entry.was());
                Compared::Worse
            }
            Some(entry) => {
                finding.suppressed.get_or_insert_with(|| self.suppression(entry));
                Compared::Unchanged
            }
        });
    }

    fn suppression(&self, entry: &Entry) -> Suppression {
        Suppression {
            by: "baseline".into(),
            reason: entry.reason.clone(),
            place: Some(format!("{}:{}", self.file, entry.line)),
        }
    }

    fn stale(&self, entry: &Entry) -> Finding {
        let Entry { rule, subject, line, fingerprint, .. } = entry;
        let place =
            Place::File { layer: Layer::Code, path: self.file.as_str().into(), line: *line, column: 0, width: 0 };
        let message = format!("`{rule}` is not found any more of {} `{subject}`.", subject.kind.name());
        let mut finding = own::finding(&STALE, place, fingerprint, message);
        finding.compared = Some(Compared::New);
        finding
    }
}

impl Entry {
    /// What only something running shows cannot be gone as long as nobody looks there.
    fn was_looked_for(&self, facts: &Facts) -> bool {
        match self.seen {
            Some(Layer::Live) => !facts.exchanges.is_empty() || !facts.tls.is_empty(),
            Some(Layer::Host) => facts.machine.is_some(),
            _ => true,
        }
    }

    /// How it was, for one that got worse.
    fn was(&self) -> String {
        let places = if self.times == 1 { "one place".to_owned() } else { format!("{} places", self.times) };
        format!(" In the baseline it is {}, in {places}.", self.severity.name())
    }

    /// The files that it names: the first place's, and the one that it is about.
    fn files(&self) -> impl Iterator<Item = &str> {
        let subject = (self.subject.kind == sneck_model::SubjectKind::File).then_some(&*self.subject.name);
        subject.or(self.path.as_deref()).into_iter()
    }
}

/// Layers of what runs, as opposed to files.
const RUNS: [Layer; 2] = [Layer::Host, Layer::Live];

fn entry(finding: &Finding) -> Entry {
    Entry {
        rule: finding.rule.clone(),
        subject: finding.subject.clone(),
        path: finding.places.iter().find_map(|step| step.place.file()).map(|(path, _)| path.to_string()),
        cause: finding.cause.clone(),
        seen: finding.places.first().map(|step| step.place.layer()).filter(|layer| RUNS.contains(layer)),
        severity: finding.severity,
        times: finding.times,
        fingerprint: finding.fingerprint.clone(),
        reason: String::new(),
        line: 0,
    }
}

#[cfg(test)]
mod tests;
