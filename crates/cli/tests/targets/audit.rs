//! Audits a server with the real program, and compares what it found with all that is there.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value as Json;

use crate::support::command;

/// What a server that sends no header of its own for security is told.
pub const NO_HEADERS: &str = "
    medium headers/content-type-options
    medium headers/csp
    medium headers/frame-options
    low headers/cross-origin-isolation
    low headers/permissions-policy
    low headers/referrer-policy";

/// What one audit said.
pub struct Audit {
    report: Json,
    pub code: Option<i32>,
}

impl Audit {
    /// Of an address, by a user whose machine trusts what every machine does.
    pub fn of(url: &str) -> Self {
        Self::with(url, None, &[])
    }

    /// Of an address whose certificate this authority signed.
    pub fn trusting(url: &str, authority: &Path) -> Self {
        Self::with(url, Some(authority), &[])
    }

    pub fn with(url: &str, authority: Option<&Path>, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut run = command(folder.path());
        run.args(["check", "--format", "json", "--url", url]).args(arguments);
        if let Some(authority) = authority {
            run.env("SSL_CERT_FILE", authority);
        }
        let done = run.output().expect("the program starts");
        let report = serde_json::from_slice(&done.stdout);
        let report = report.unwrap_or_else(|_| panic!("no report: {}", String::from_utf8_lossy(&done.stderr)));
        Self { report, code: done.status.code() }
    }

    fn findings(&self) -> impl Iterator<Item = &Json> {
        self.report["findings"].as_array().expect("a list").iter()
    }

    /// The first finding of a rule.
    pub fn finding(&self, rule: &str) -> &Json {
        self.findings()
            .find(|one| one["rule"] == rule)
            .unwrap_or_else(|| panic!("{rule} is not among {:?}", self.lines()))
    }

    /// What it says of it.
    pub fn message(&self, rule: &str) -> &str {
        text(self.finding(rule), "message")
    }

    /// The state of the first item of the checklist that a rule is of.
    pub fn item(&self, rule: &str) -> &str {
        let items = self.report["checklist"].as_array().expect("a list");
        let of = |item: &&Json| item["rules"].as_array().is_some_and(|rules| rules.iter().any(|one| one == rule));
        text(items.iter().find(of).expect("the rule is of an item"), "state")
    }

    /// One line for each finding: `high cookies/secure`.
    fn lines(&self) -> BTreeSet<String> {
        self.findings().map(line).collect()
    }

    /// Each of these is found, and nothing else.
    #[track_caller]
    pub fn finds(&self, expected: &[&str]) {
        let lines = expected.iter().flat_map(|part| part.lines());
        let lines = lines.map(|line| line.trim().to_owned()).filter(|line| !line.is_empty());
        let (expected, found): (BTreeSet<_>, _) = (lines.collect(), self.lines());
        let missed: Vec<_> = expected.difference(&found).collect();
        let of = |line: &String| self.findings().find(|one| self::line(one) == *line).map(told).unwrap_or_default();
        let wrong: String = found.difference(&expected).map(|line| format!("\n  {line}: {}", of(line))).collect();
        assert!(missed.is_empty() && wrong.is_empty(), "missed: {missed:#?}\nfound, and not expected:{wrong}");
    }
}

fn line(finding: &Json) -> String {
    format!("{} {}", text(finding, "severity"), text(finding, "rule"))
}

fn told(finding: &Json) -> String {
    format!("{} at {}", text(finding, "message"), finding["places"][0]["url"])
}

fn text<'j>(finding: &'j Json, key: &str) -> &'j str {
    finding[key].as_str().unwrap_or_default()
}
