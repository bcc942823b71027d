//! The first and the last lines of the report.

use std::cmp::Reverse;

use sneck_model::{Finding, Kind, Report, Skipped, Status};

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
    let mut rest = crate::advice::lines(report);
    rest.push(coverage(report));
    rest.extend(left_out(report));
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
    let files = many(coverage.files_read, "file");
    let bytes = size(coverage.bytes_read);
    let sent = match coverage.requests {
        0 => String::new(),
        requests => format!("{} sent; ", many(requests, "request")),
    };
    format!("{files} read, {bytes}; {sent}{answered} of {applicable} questions that apply here answered")
}

/// What was left out, and why: the reason that most files share first.
fn left_out(report: &Report) -> Option<String> {
    let mut skipped: Vec<&Skipped> = report.summary.coverage.skipped.iter().collect();
    skipped.sort_by_key(|row| (Reverse(row.files), Reverse(row.folders)));
    let rows: Vec<String> = skipped.into_iter().map(left).collect();
    (!rows.is_empty()).then(|| format!("left out: {}", rows.join(", ")))
}

/// `12 files (binary)`
fn left(row: &Skipped) -> String {
    let each = [(row.files, "file"), (row.folders, "folder")];
    let counts: Vec<String> = each.iter().filter(|(n, _)| *n > 0).map(|(n, noun)| many(*n, noun)).collect();
    format!("{} ({})", counts.join(" and "), clean(&row.why))
}

fn many(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Bytes for people, in powers of ten.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => many(bytes, "byte"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_out_is_told_with_its_reasons() {
        let row = |why: &str, files, folders| Skipped { why: why.to_owned(), files, folders };
        let mut report = crate::testing::report(Vec::new());
        assert_eq!(left_out(&report), None);
        report.summary.coverage.skipped =
            vec![row("binary", 1, 0), row("installed packages", 0, 2), row("no reader", 9, 0)];
        let told = "left out: 9 files (no reader), 1 file (binary), 2 folders (installed packages)";
        assert_eq!(left_out(&report).as_deref(), Some(told));
    }

    #[test]
    fn bytes_are_told_in_numbers_that_people_read() {
        let told = [0, 1, 999, 1_000, 999_999, 1_000_000, 22_340_000].map(size);
        assert_eq!(told, ["0 bytes", "1 byte", "999 bytes", "1 kB", "999 kB", "1.0 MB", "22.3 MB"]);
    }
}
