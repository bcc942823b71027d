//! Which labels are met.

use std::collections::BTreeMap;

use super::csv;
use super::finding::Finding;

/// How many lines a finding may stand away from its label.
const LINES: i64 = 3;

/// Which rules may report a class.
pub struct Classes(BTreeMap<String, Vec<String>>);

impl Classes {
    /// Reads `{"class": ["group/rule", …]}`.
    pub fn parse(text: &str) -> anyhow::Result<Self> {
        Ok(Self(serde_json::from_str(text)?))
    }

    /// At least one of the rules exists.
    pub fn covered(&self, class: &str) -> bool {
        self.rules(class).any(|id| sneck_rules::RULES.iter().any(|rule| rule.id == id))
    }

    fn rules(&self, class: &str) -> impl Iterator<Item = &str> {
        self.0.get(class).into_iter().flatten().map(String::as_str)
    }
}

/// What a person decided about a place.
pub struct Label {
    /// Its number.
    pub id: String,
    /// `positive`, `negative` or `arguable`.
    pub verdict: String,
    /// `owner/name`
    pub project: String,
    /// File, line, and how far the label reaches: `line`, `file`, `app`.
    pub path: String,
    line: i64,
    scope: String,
    /// What sort of misconfiguration.
    pub class: String,
    also_accept: Vec<String>,
    /// How it was decided.
    pub basis: String,
    /// In the person's own words.
    pub why: String,
}

impl Label {
    /// Reads the table.
    pub fn parse(text: &str) -> anyhow::Result<Vec<Self>> {
        csv::rows(text).map(|row| Self::read(&row)).collect()
    }

    fn read(row: &csv::Row) -> anyhow::Result<Self> {
        let text = |name| row.get(name).to_owned();
        Ok(Self {
            id: text("id"),
            verdict: text("label"),
            project: text("repo"),
            path: text("path"),
            line: row.get("line").parse()?,
            scope: text("scope"),
            class: text("class"),
            also_accept: row.get("also_accept").split('|').map(ToOwned::to_owned).collect(),
            basis: text("basis"),
            why: text("why"),
        })
    }

    /// A finding that says what the label is about, where it is about it.
    fn met_by<'a>(&self, classes: &Classes, findings: &'a [Finding]) -> Option<&'a Finding> {
        let neighbours = self.also_accept.iter().filter(|_| self.verdict == "positive");
        let accepted: Vec<_> = std::iter::once(&self.class).chain(neighbours).flat_map(|c| classes.rules(c)).collect();
        findings.iter().find(|f| accepted.contains(&f.rule.as_str()) && self.is_at(f))
    }

    fn is_at(&self, finding: &Finding) -> bool {
        let mut on_path = finding.places.iter().filter(|(path, _)| *path == self.path);
        match self.scope.as_str() {
            "app" => true,
            "file" => on_path.next().is_some(),
            _ => on_path.any(|(_, line)| (line - self.line).abs() <= LINES),
        }
    }

    /// Where it stands and what it says, on a line.
    pub fn shown(&self) -> String {
        format!("{} {} {}:{} {}: {}", self.id, self.project, self.path, self.line, self.class, self.why)
    }
}

/// The tally of a class.
#[derive(Default)]
pub struct Tally {
    /// Positives, and how many of them were found.
    pub positives: (usize, usize),
    /// Negatives, and how many of them were alarmed.
    pub negatives: (usize, usize),
}

/// The tally of all.
#[derive(Default)]
pub struct Score {
    /// By class.
    pub classes: BTreeMap<String, Tally>,
    /// Positives without a finding.
    pub missed: Vec<String>,
    /// Negatives with a finding, and the rule that raised it.
    pub alarmed: Vec<String>,
}

impl Score {
    /// Scores one label; arguable ones are left out.
    pub fn add(&mut self, label: &Label, classes: &Classes, findings: &[Finding]) {
        let met = label.met_by(classes, findings);
        let count = |(all, hit): &mut (usize, usize)| {
            *all += 1;
            *hit += usize::from(met.is_some());
        };
        let tally = self.classes.entry(label.class.clone()).or_default();
        match label.verdict.as_str() {
            "positive" => {
                count(&mut tally.positives);
                self.missed.extend(met.is_none().then(|| label.shown()));
            }
            "negative" => {
                count(&mut tally.negatives);
                self.alarmed.extend(met.map(|f| format!("{} ({}, {})", label.shown(), f.rule, f.severity)));
            }
            _ => {}
        }
    }
}
