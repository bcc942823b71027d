//! The report: a stable contract, published as `docs/report.schema.json`.

use std::io::{self, Write};

use serde_json::{Value as Json, json};
use sneck_model::{ChecklistItem, Finding, NextGrade, Report, Summary};

use super::step::steps;

/// Writes the report as JSON. `version` is that of the program.
pub fn report_json(report: &Report, version: &str, to: &mut dyn Write) -> io::Result<()> {
    super::write(&document(report, version), to)
}

fn document(report: &Report, version: &str) -> Json {
    json!({
        "schema": "sneck/report/1",
        "tool": {"name": "sneck", "version": version},
        "target": {"name": report.target, "environments": report.environments},
        "summary": summary(&report.summary),
        "findings": report.findings.iter().map(finding).collect::<Json>(),
        "checklist": report.checklist.iter().map(item).collect::<Json>(),
        "not_looked_at": report.not_looked_at,
        "unread": report.unread,
    })
}

fn summary(summary: &Summary) -> Json {
    let coverage = &summary.coverage;
    let (answered, applicable) = summary.answered;
    json!({
        "score": summary.score,
        "grade": summary.grade,
        "coverage": {
            "files_read": coverage.files_read,
            "bytes_read": coverage.bytes_read,
            "requests": coverage.requests,
            "skipped": coverage.skipped,
            "items_answered": answered,
            "items_applicable": applicable,
        },
        "counts": summary.counts,
        "layers": summary.layers,
        "next": summary.next.as_ref().map(next),
    })
}

fn next(next: &NextGrade) -> Json {
    json!({"grade": next.grade, "score": next.score, "fix": next.fix, "answer": next.answer})
}

fn finding(finding: &Finding) -> Json {
    json!({
        "rule": finding.rule,
        "severity": finding.severity,
        "status": finding.status,
        "status_because": finding.status_because,
        "strength": finding.strength.name(),
        "environment": finding.environment,
        "environments": finding.environments,
        "subject": finding.subject,
        "title": finding.title,
        "message": finding.message,
        "fix": finding.fix,
        "fingerprint": finding.fingerprint,
        "suppressed": finding.suppressed,
        "places": steps(&finding.places),
    })
}

fn item(item: &ChecklistItem) -> Json {
    json!({"item": item.item, "state": item.state, "rules": item.rules, "evidence": steps(&item.evidence)})
}
