//! Runs the program and measures what it needed.

use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;

/// How a run ended, and what it cost.
pub struct Run {
    pub code: Option<i64>,
    pub seconds: f64,
    /// Bytes of memory, at most.
    pub peak: u64,
    pub err: String,
    pub report: Json,
}

impl Run {
    /// `sneck check --format json` with these arguments, in an empty folder.
    pub fn of(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/oracle/peak.py");
        let mut command = Command::new("python3");
        command.arg(script).arg(env!("CARGO_BIN_EXE_sneck")).args(["check", "--format", "json"]).args(arguments);
        let done = command.current_dir(folder.path()).env("NO_COLOR", "1").output().expect("python3 starts");
        let told: Json = serde_json::from_slice(&done.stdout)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&done.stderr)));
        Self {
            code: told["code"].as_i64(),
            seconds: told["seconds"].as_f64().expect("a number"),
            peak: told["peak"].as_u64().expect("a number"),
            err: told["err"].as_str().unwrap_or_default().to_owned(),
            report: told["out"].as_str().and_then(|out| serde_json::from_str(out).ok()).unwrap_or_default(),
        }
    }

    /// One line for each finding. A run without a report has one line, too.
    pub fn findings(&self) -> Vec<String> {
        let line = |finding: &Json| {
            format!("{} {}: {}", finding["severity"], finding["rule"], finding["message"]).replace('"', "")
        };
        match self.report["findings"].as_array() {
            Some(findings) => findings.iter().map(line).collect(),
            None => vec![format!("no report: {}", self.err)],
        }
    }

    /// Requests that the report says were sent.
    pub fn requests(&self) -> u64 {
        self.report["summary"]["coverage"]["requests"].as_u64().unwrap_or_default()
    }
}
