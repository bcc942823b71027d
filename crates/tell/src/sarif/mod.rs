//! SARIF 2.1.0, the form in which code hosts and editors take findings.
//!
//! The standard is OASIS' `sarif-v2.1.0`; what GitHub makes of it stands in its page "SARIF support for code scanning".
//! Where the two differ, both are satisfied.

mod location;
mod notices;
mod results;
mod rules;

use std::io::{self, Write};

use serde_json::{Value as Json, json};
use sneck_model::{Facts, Report, Rule};

use self::location::Artifacts;
use crate::root::Root;

/// The schema that the document names.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// What the report says of the program that made it.
pub struct SarifOptions<'a> {
    /// Every rule there is.
    pub rules: &'a [&'a Rule<'a>],
    /// The program's version.
    pub version: &'a str,
    /// Where the audited folder is in the repository.
    pub root: &'a Root,
    /// How the program is going to end.
    pub exit_code: u8,
}

/// Writes the report as one run of one tool.
pub fn report_sarif(report: &Report, facts: &Facts, options: &SarifOptions, to: &mut dyn Write) -> io::Result<()> {
    let document = json!({"$schema": SCHEMA, "version": "2.1.0", "runs": [run(report, facts, options)]});
    crate::json::write(&document, to)
}

fn run(report: &Report, facts: &Facts, options: &SarifOptions) -> Json {
    let table = rules::Table::new(options.rules, &report.findings);
    let mut artifacts = Artifacts::new(options.root);
    let (shown, left_out) = report.findings.split_at(report.findings.len().min(results::MOST));
    let results: Json = shown.iter().map(|finding| results::result(finding, facts, &table, &mut artifacts)).collect();
    let notices = notices::notices(report, left_out.len(), &mut artifacts);
    json!({
        "tool": {"driver": {
            "name": "sneck",
            "version": options.version,
            "semanticVersion": options.version,
            "informationUri": env!("CARGO_PKG_REPOSITORY"),
            "language": "en-US",
            "rules": table.descriptors(),
            "notifications": notices::descriptors(),
        }},
        "invocations": [{
            "executionSuccessful": true,
            "exitCode": options.exit_code,
            "toolExecutionNotifications": notices,
        }],
        "originalUriBaseIds": {location::BASE: {"description": {"text": "The root of the repository"}}},
        "artifacts": artifacts.into_json(),
        "columnKind": "unicodeCodePoints",
        "language": "en-US",
        "results": results,
        "properties": {"score": report.summary.score, "grade": report.summary.grade},
    })
}

#[cfg(test)]
mod tests;
