//! Findings as one line per rule.

use sneck_model::{Finding, Severity, Status};

use crate::clean::clean;
use crate::paint::Paint;

/// All findings of one rule and severity in one line.
pub(crate) struct Row<'r> {
    severity: Severity,
    rule: &'r str,
    title: &'r str,
    /// Where it is; of several, one that was seen.
    first: String,
    confirmed: bool,
    more: usize,
}

/// One row per rule and severity, in the order of the findings.
pub(crate) fn rows<'r>(findings: &[&'r Finding]) -> Vec<Row<'r>> {
    let mut rows: Vec<Row> = Vec::new();
    for finding in findings {
        match rows.iter_mut().find(|r| r.rule == finding.rule && r.severity == finding.severity) {
            Some(row) => row.take(finding),
            None => rows.push(Row {
                severity: finding.severity,
                rule: &finding.rule,
                title: &finding.title,
                first: place(finding),
                confirmed: is_confirmed(finding),
                more: 0,
            }),
        }
    }
    rows
}

impl Row<'_> {
    /// One more of the same.
    fn take(&mut self, finding: &Finding) {
        self.more += 1;
        if is_confirmed(finding) && !self.confirmed {
            (self.confirmed, self.first) = (true, place(finding));
        }
    }
}

fn place(finding: &Finding) -> String {
    finding.places.first().map(|step| step.place.to_string()).unwrap_or_default()
}

fn is_confirmed(finding: &Finding) -> bool {
    finding.status == Status::Confirmed
}

/// The rows as lines of a table, at most `most` of them; the last then says how many are left.
pub(crate) fn lines(rows: &[Row], most: usize, width: usize, paint: Paint) -> Vec<String> {
    let shown = if rows.len() <= most { rows.len() } else { most.saturating_sub(1) };
    let rule_width = rows[..shown].iter().map(|r| r.rule.len()).max().unwrap_or(0);
    let mut lines: Vec<String> = rows[..shown].iter().map(|row| line(row, rule_width, width, paint)).collect();
    let left: usize = rows[shown..].iter().map(|r| r.more + 1).sum();
    if left > 0 {
        lines.push(format!("… and {left} more, with --verbose"));
    }
    lines
}

fn line(row: &Row, rule_width: usize, width: usize, paint: Paint) -> String {
    let severity = paint.severity(row.severity, &format!("{:<8}", row.severity.name()));
    let more = if row.more > 0 { format!(" and {} more", row.more) } else { String::new() };
    let room = width.saturating_sub(8 + 1 + rule_width + 2);
    let seen = if row.confirmed { " (confirmed)" } else { "" };
    let rest = cut(&format!("{}{seen}{more}: {}", clean(&row.first), clean(row.title)), room);
    format!("{severity} {:<rule_width$}  {rest}", row.rule)
}

fn cut(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    text.chars().take(room.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_text_that_is_too_long_says_so() {
        assert_eq!(cut("héllo", 5), "héllo");
        assert_eq!(cut("héllo!", 5), "héll…");
    }
}
