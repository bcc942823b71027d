//! What a short report shows.

use sneck_model::{Finding, Severity, Status};

/// Worse than info, and neither accepted, nor known, nor mitigated.
pub(crate) fn is_counted(finding: &Finding) -> bool {
    finding.severity > Severity::Info && finding.suppressed.is_none() && finding.status != Status::Mitigated
}

/// `1 critical, 2 high`; nothing when nothing counts.
pub(crate) fn counts(counts: &sneck_model::Counts) -> String {
    let all = [
        (counts.critical, Severity::Critical),
        (counts.high, Severity::High),
        (counts.medium, Severity::Medium),
        (counts.low, Severity::Low),
    ];
    let some = all.iter().filter(|(n, _)| *n > 0).map(|(n, severity)| format!("{n} {}", severity.name()));
    some.collect::<Vec<_>>().join(", ")
}

/// What is there beside that: `2 accepted, 3 info`; nothing when there is nothing.
pub(crate) fn uncounted(findings: &[Finding]) -> String {
    let of = |is: fn(&&Finding) -> bool| findings.iter().filter(is).count();
    let is_known = |f: &Finding| f.suppressed.as_ref().is_some_and(|s| s.by == "baseline");
    let known = findings.iter().filter(|f| is_known(f)).count();
    let all = [
        (known, "in the baseline"),
        (of(|f| f.suppressed.is_some()) - known, "accepted"),
        (of(|f| f.suppressed.is_none() && f.status == Status::Mitigated), "mitigated"),
        (of(|f| f.suppressed.is_none() && f.status != Status::Mitigated && f.severity == Severity::Info), "info"),
    ];
    let some = all.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}"));
    some.collect::<Vec<_>>().join(", ")
}

/// `1 more place`, `2 more places`.
pub(crate) fn more_places(more: usize) -> String {
    format!("{more} more place{}", if more == 1 { "" } else { "s" })
}

/// How sure it is and why, as a sentence behind a message; nothing for what only files say.
pub(crate) fn status(finding: &Finding) -> String {
    let because = &finding.status_because;
    if because.is_empty() { String::new() } else { format!(" {}: {because}.", capital(finding.status.name())) }
}

/// With a capital letter in front.
pub(crate) fn capital(word: &str) -> String {
    word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect()
}
