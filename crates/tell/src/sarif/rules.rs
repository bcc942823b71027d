//! Rules as SARIF describes them.

use serde_json::{Value as Json, json};
use sneck_model::{Finding, Rule, Severity};

use crate::page;

/// GitHub cuts descriptions here, in characters.
const LONGEST: usize = 1024;
/// GitHub shows so many tags of a rule.
const MOST_TAGS: usize = 10;

/// The rules that results can name, in order.
pub(super) struct Table<'a> {
    rows: Vec<Row<'a>>,
}

/// A rule with a severity. GitHub takes the severity of an alert from its rule alone, so findings that are milder than
/// their rule usually is (only a developer's machine has them) need a descriptor of their own.
struct Row<'a> {
    rule: &'a Rule<'a>,
    severity: Severity,
}

impl<'a> Table<'a> {
    pub(super) fn new(rules: &[&'a Rule<'a>], findings: &[Finding]) -> Self {
        let mut rows: Vec<Row> = rules.iter().map(|rule| Row { rule, severity: rule.severity }).collect();
        for finding in findings {
            let of = |row: &&Row| row.rule.id == finding.rule;
            let known = rows.iter().filter(of).any(|row| row.severity == finding.severity);
            if let Some(row) = rows.iter().find(of).filter(|_| !known) {
                rows.push(Row { rule: row.rule, severity: finding.severity });
            }
        }
        Self { rows }
    }

    /// The id and the position of the row that a finding is of.
    pub(super) fn of(&self, finding: &Finding) -> (String, Option<usize>) {
        let is = |row: &Row| row.rule.id == finding.rule && row.severity == finding.severity;
        let at = self.rows.iter().position(is);
        (at.map_or_else(|| finding.rule.clone(), |at| self.rows[at].id()), at)
    }

    pub(super) fn descriptors(&self) -> Json {
        self.rows.iter().map(Row::descriptor).collect()
    }
}

impl Row<'_> {
    /// The rule's own id, or that and the severity: a hierarchical string (3.5.4).
    fn id(&self) -> String {
        let Rule { id, severity, .. } = self.rule;
        if self.severity == *severity { (*id).into() } else { format!("{id}/{}", self.severity.name()) }
    }

    fn descriptor(&self) -> Json {
        let rule = self.rule;
        json!({
            "id": self.id(),
            "name": name(&self.id()),
            "shortDescription": {"text": cut(&format!("{}.", rule.title))},
            "fullDescription": {"text": cut(rule.why)},
            "help": {"text": page::help_text(rule), "markdown": page::help_markdown(rule)},
            "helpUri": page::address(rule.id),
            "defaultConfiguration": {"level": level(self.severity)},
            "properties": self.properties(),
        })
    }

    fn properties(&self) -> Json {
        let weaknesses = self.rule.cwe.iter().map(|number| format!("external/cwe/cwe-{number:03}"));
        let tags: Vec<String> = ["security".into(), self.rule.group().into()].into_iter().chain(weaknesses).collect();
        let mut properties = json!({"tags": tags[..tags.len().min(MOST_TAGS)], "precision": "high"});
        properties["problem.severity"] = json!(problem(self.severity));
        if let Some(score) = score(self.severity) {
            properties["security-severity"] = json!(score);
        }
        properties
    }
}

/// `app/debug-mode` is `AppDebugMode`.
pub(super) fn name(id: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    id.split(['/', '-']).map(capital).collect()
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// How urgent, in the standard's three steps.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// The same in GitHub's words.
fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "recommendation",
    }
}

/// The middle of the band that GitHub shows under our own word; info has none.
fn score(severity: Severity) -> Option<&'static str> {
    match severity {
        Severity::Critical => Some("9.5"),
        Severity::High => Some("8.0"),
        Severity::Medium => Some("5.5"),
        Severity::Low => Some("2.0"),
        Severity::Info => None,
    }
}
