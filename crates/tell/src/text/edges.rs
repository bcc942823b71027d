//! The first and the last lines of the report.

use sneck_model::{Finding, Kind, Report, Status};

use super::report::TextOptions;
use crate::clean::clean;
use crate::counted;
use crate::paint::Paint;
use crate::wrap::wrap;

/// Environments and rows that are named before the rest is only counted.
const NAMED: usize = 3;

/// What was judged, and the grade.
pub(crate) fn head(report: &Report, width: usize, paint: Paint) -> Vec<String> {
    let summary = &report.summary;
    let grade = match summary.grade {
        "-" => "nothing that could be graded".to_owned(),
        grade => format!("grade {grade}, {} of 100", summary.score),
    };
    let title = format!("{}: {grade}", clean(&report.target));
    let mut lines = vec![paint.bold(&title)];
    if !report.environments.is_empty() {
        lines.extend(wrap(&format!("judged as it runs in {}", environments(report)), width));
    }
    lines.push(String::new());
    lines
}

fn environments(report: &Report) -> String {
    let of = |production: bool| report.environments.iter().filter(move |e| (e.kind == Kind::Production) == production);
    let named: Vec<String> =
        of(true).chain(of(false)).take(NAMED).map(|e| format!("{} ({})", clean(&e.name), e.kind.name())).collect();
    let more = report.environments.len() - named.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", named.join(", "))
}

/// The numbers, what is missing, and how to see more.
pub(crate) fn foot(report: &Report, options: &TextOptions, paint: Paint) -> Vec<String> {
    let counts = paint.bold(&counts(report)) + &uncounted(&report.findings);
    let mut rest = vec![coverage(report)];
    rest.extend(unread(report, options.verbose));
    rest.extend(not_looked_at(report, options.verbose));
    rest.extend(hint(report, options.verbose));
    std::iter::once(counts).chain(rest.iter().flat_map(|line| wrap(line, options.width))).collect()
}

fn counts(report: &Report) -> String {
    match counted::counts(&report.summary.counts) {
        none if none.is_empty() => "nothing found in production".into(),
        some => format!("{some} in production"),
    }
}

fn uncounted(findings: &[Finding]) -> String {
    match counted::uncounted(findings) {
        none if none.is_empty() => none,
        some => format!("; beside that {some}"),
    }
}

fn coverage(report: &Report) -> String {
    let coverage = &report.summary.coverage;
    let (answered, applicable) = report.summary.answered;
    let skipped: u64 = coverage.skipped.iter().map(|s| s.files).sum();
    let skipped = if skipped > 0 { format!(", {skipped} left out") } else { String::new() };
    format!(
        "{} {} read{skipped}; {answered} of {applicable} questions that apply here answered",
        coverage.files_read,
        if coverage.files_read == 1 { "file" } else { "files" }
    )
}

fn unread(report: &Report, verbose: bool) -> Vec<String> {
    let rows = report.unread.iter().map(|row| match row.line {
        0 => format!("{}: {}", row.path, row.why),
        line => format!("{}:{line}: {}", row.path, row.why),
    });
    section("could not be read", rows.collect(), verbose)
}

fn not_looked_at(report: &Report, verbose: bool) -> Vec<String> {
    let rows = report.not_looked_at.iter().map(|row| format!("{}: {}", row.what, row.why));
    section("not judged", rows.collect(), verbose)
}

/// Few rows are shown, many only counted.
fn section(name: &str, rows: Vec<String>, verbose: bool) -> Vec<String> {
    match rows.len() {
        0 => Vec::new(),
        count if count > NAMED && !verbose => vec![format!("{count} {name}, with --verbose")],
        _ => rows.iter().map(|row| format!("{name}: {}", clean(row))).collect(),
    }
}

fn hint(report: &Report, verbose: bool) -> Option<String> {
    let shown = |f: &&Finding| f.suppressed.is_none() && f.status != Status::Mitigated;
    let first = report.findings.iter().find(shown).or(report.findings.first())?;
    let more = if verbose { "" } else { "`sneck check --verbose` shows everything; " };
    Some(format!("{more}`sneck explain {}` says what a finding means", first.rule))
}
