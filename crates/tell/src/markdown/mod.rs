//! A comment on a pull request: the numbers, and each finding folded away.

pub(crate) mod escape;
mod finding;

use std::io::{self, Write};

use sneck_model::{Counts, Facts, Finding, JudgedEnvironment, Kind, Report};

use self::escape::{code, prose};
use self::finding::details;
use crate::checklist::predeploy;
use crate::counted::{is_counted, uncounted};
use crate::root::Root;

/// A comment on GitHub holds 65,536 characters; GitLab and others hold more.
const LONGEST: usize = 65_536;
/// Characters kept for what stands below the findings.
const FOOT: usize = 4096;
/// Rows that are named before the rest is only counted.
const NAMED: usize = 5;
/// Environments that are named.
const ENVIRONMENTS: usize = 3;

/// Writes the comment. Nothing that stands in the audited files can become markup in it, and it fits a comment.
pub fn report_markdown(report: &Report, facts: &Facts, root: &Root, to: &mut dyn Write) -> io::Result<()> {
    let mut text = head(report);
    let counted: Vec<&Finding> = report.findings.iter().filter(|finding| is_counted(finding)).collect();
    let mut shown = 0;
    // Bytes are at least as many as characters.
    for section in counted.iter().map(|finding| details(finding, facts, root)) {
        if text.len() + section.len() + FOOT > LONGEST {
            break;
        }
        text += &section;
        shown += 1;
    }
    text += &foot(report, counted.len() - shown);
    to.write_all(text.as_bytes())
}

fn head(report: &Report) -> String {
    let grade = match report.summary.grade {
        "-" => "nothing that could be graded".to_owned(),
        grade => format!("grade {grade}, {} of 100", report.summary.score),
    };
    let beside = match uncounted(&report.findings) {
        none if none.is_empty() => String::new(),
        some => format!("Beside that {some}.\n\n"),
    };
    format!("## sneck: {grade}\n\n{}{}{beside}", environments(&report.environments), table(&report.summary.counts))
}

fn table(counts: &Counts) -> String {
    let Counts { critical, high, medium, low, .. } = counts;
    format!("| critical | high | medium | low |\n|---|---|---|---|\n| {critical} | {high} | {medium} | {low} |\n\n")
}

/// Production alone decides, so it is named; others only when there is none.
fn environments(all: &[JudgedEnvironment]) -> String {
    let production: Vec<_> = all.iter().filter(|environment| environment.kind == Kind::Production).collect();
    let named = production.iter().take(ENVIRONMENTS).map(|e| code(&short(&e.name))).collect::<Vec<_>>().join(", ");
    match production.len() {
        0 => String::new(),
        count if count > ENVIRONMENTS => {
            format!("Judged as production runs it: {named} and {} more.\n\n", count - ENVIRONMENTS)
        }
        _ => format!("Judged as production runs it: {named}.\n\n"),
    }
}

fn foot(report: &Report, left: usize) -> String {
    let (answered, applicable) = report.summary.answered;
    let more = match left {
        0 => String::new(),
        left => format!("**{left} more findings do not fit in here:** `sneck check` shows them all.\n\n"),
    };
    let unread = report.unread.iter().map(|row| format!("{}: {}", code(&short(&row.path)), prose(&short(&row.why))));
    let advice: String = crate::advice::lines(report).iter().map(|line| format!("{}.\n\n", prose(line))).collect();
    format!(
        "{more}{advice}{answered} of {applicable} questions that apply here answered.\n{}{}",
        predeploy::folded(report),
        folded("could not be read", report.unread.len(), unread)
    )
}

/// A list that is folded away; nothing when it is empty.
fn folded(what: &str, count: usize, rows: impl Iterator<Item = String>) -> String {
    if count == 0 {
        return String::new();
    }
    let rows: String = rows.take(NAMED).map(|row| format!("- {row}\n")).collect();
    let more = if count > NAMED { format!("- and {} more\n", count - NAMED) } else { String::new() };
    format!("\n<details><summary>{count} {what}</summary>\n\n{rows}{more}\n</details>\n")
}

/// At most so many characters that a list of them stays one.
fn short(text: &str) -> String {
    escape::cut(text, 200)
}

#[cfg(test)]
mod tests;
