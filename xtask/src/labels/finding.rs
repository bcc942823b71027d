//! What sneck reports of a project.
#![expect(clippy::disallowed_methods, reason = "a task of the project may start sneck")]

use std::path::Path;
use std::process::Command;

use anyhow::Context;
use serde_json::Value;

/// One finding above info.
pub struct Finding {
    /// The rule that reports it.
    pub rule: String,
    /// Its severity.
    pub severity: String,
    /// Files and lines that it names; a line of 0 stands for the whole file.
    pub places: Vec<(String, i64)>,
}

impl Finding {
    /// All findings of a folder that are above info and not suppressed.
    pub fn all_of(project: &Path, advisories: Option<&Path>) -> anyhow::Result<Vec<Self>> {
        let output = Command::new(env!("CARGO"))
            .args(["run", "--quiet", "--package", "sneck", "--", "check", "--format", "json", "--fail-on", "none"])
            .arg(project)
            // Without a folder of their own, what this machine happens to store must not count.
            .arg("--advisory-data")
            .arg(advisories.unwrap_or(&project.join(".no-advisories")))
            .output()
            .context("sneck does not start")?;
        let said = String::from_utf8_lossy(&output.stderr);
        anyhow::ensure!(output.status.success(), "sneck fails on {}: {said}", project.display());
        let report: Value = serde_json::from_slice(&output.stdout).context("sneck's report is not JSON")?;
        let findings = report["findings"].as_array().context("the report has no findings")?;
        Ok(findings
            .iter()
            .filter(|f| f["suppressed"].is_null())
            .map(Self::read)
            .filter(|f| f.severity != "info")
            .collect())
    }

    fn read(finding: &Value) -> Self {
        let text = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
        let places = finding["places"].as_array().into_iter().flatten();
        let place = |place: &Value| Some((place["path"].as_str()?.to_owned(), place["line"].as_i64().unwrap_or(0)));
        Self { rule: text("rule"), severity: text("severity"), places: places.filter_map(place).collect() }
    }
}
