//! The score in words: what would make the next grade.

use sneck_model::{Finding, Report};

use crate::counted::is_counted;

/// Findings that are named.
const NAMED: usize = 5;

/// One line or more; none where there is nothing to be gained.
pub(crate) fn lines(report: &Report) -> Vec<String> {
    let Some(next) = &report.summary.next else { return Vec::new() };
    let named = |fingerprint: &String| report.findings.iter().find(|f| f.fingerprint == *fingerprint);
    let meant: Vec<&Finding> = next.fix.iter().filter_map(named).filter(|finding| is_counted(finding)).collect();
    let mut lines = Vec::new();
    if !meant.is_empty() {
        let named = by_rule(&meant);
        let titles = named.iter().take(NAMED).map(|(f, count)| title(f, *count)).collect::<Vec<_>>().join("; ");
        let more = named.iter().skip(NAMED).map(|(_, count)| count).sum::<usize>();
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        lines.push(format!("{} for {} {}: {titles}{more}", these(meant.len()), article(next.grade), next.grade));
    }
    if next.answer > 0 {
        let items = if next.answer == 1 { "1 open item".to_owned() } else { format!("{} open items", next.answer) };
        let and = if meant.is_empty() { "Answer" } else { "and answer" };
        let of = format!("{and} {items} of the checklist");
        lines.push(if meant.is_empty() { format!("{of} for {} {}", article(next.grade), next.grade) } else { of });
    }
    lines
}

/// One finding of each rule, and how many there are, in the order of the first of each.
fn by_rule<'f>(meant: &[&'f Finding]) -> Vec<(&'f Finding, usize)> {
    let mut all: Vec<(&Finding, usize)> = Vec::new();
    for finding in meant {
        match all.iter_mut().find(|(known, _)| known.rule == finding.rule) {
            Some((_, count)) => *count += 1,
            None => all.push((finding, 1)),
        }
    }
    all
}

fn title(finding: &Finding, count: usize) -> String {
    let times = if count > 1 { format!(", {count} times") } else { String::new() };
    format!("{} (`{}`{times})", finding.title, finding.rule)
}

fn these(count: usize) -> String {
    match count {
        1 => "Fix this one".to_owned(),
        2 => "Fix these two".to_owned(),
        3 => "Fix these three".to_owned(),
        n => format!("Fix these {n}"),
    }
}

fn article(grade: &str) -> &'static str {
    if grade.starts_with(['A', 'F']) { "an" } else { "a" }
}
