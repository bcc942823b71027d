//! Rules about ignores and baselines. They judge what was asked of sneck, not the project, so `suppress` and
//! `baseline` make their findings.

use sneck_model::{Check, Finding, FindingEnvironment, Kind, Place, Rule, Severity, Status, Step, Strength, Subject};

use crate::fingerprint;

/// An ignore that nothing needs.
pub(crate) static UNUSED: Rule = Rule {
    id: "sneck/unused-ignore",
    title: "An ignore has nothing to ignore",
    severity: Severity::Info,
    checklist: "Every ignore is still needed",
    why: "An ignore that matches no finding hides nothing today, and may hide something tomorrow that nobody has \
          looked at. It also makes readers believe that a weakness is there.",
    remedy: "Delete the ignore, or correct the rule's name in it.",
    remedies: &[],
    references: &[],
    cwe: &[],
    since: "0.1",
    examples: &[],
    asks: None,
    check: Check::Native(|_, _| {}),
    mend: None,
};

/// An ignore that does not say why.
pub(crate) static WITHOUT_REASON: Rule = Rule {
    id: "sneck/ignore-without-reason",
    title: "An ignore gives no reason",
    severity: Severity::Low,
    checklist: "Every ignore has a reason",
    why: "Whoever reads the ignore next cannot tell whether the risk was weighed or the message was only in the way. \
          Without a reason nobody knows when it may go.",
    remedy: "Write why it is acceptable: `# sneck: ignore[rule] reason`, or `reason = \"…\"` in the table of \
             `sneck.toml`.",
    remedies: &[],
    references: &[],
    cwe: &[],
    since: "0.1",
    examples: &[],
    asks: None,
    check: Check::Native(|_, _| {}),
    mend: None,
};

/// An entry of a baseline that covers nothing.
pub(crate) static STALE: Rule = Rule {
    id: "sneck/stale-baseline",
    title: "An entry of the baseline has nothing left to cover",
    severity: Severity::Info,
    checklist: "Every entry of the baseline is still needed",
    why: "What the baseline names was mended, or is gone. Should the same fault come back, the entry would hide it.",
    remedy: "Write the baseline again; reasons are kept:\n\nsneck baseline --output FILE\n\nOr delete the entry.",
    remedies: &[],
    references: &[],
    cwe: &[],
    since: "0.1",
    examples: &[],
    asks: None,
    check: Check::Native(|_, _| {}),
    mend: None,
};

/// The rules of this room, for `explain`, `rules` and the documentation.
pub static OWN_RULES: &[&Rule] = &[&WITHOUT_REASON, &STALE, &UNUSED];

/// A finding of one of these rules, at the place of what was asked. `name` tells it apart from others in that file.
pub(crate) fn finding(rule: &Rule, place: Place, name: &str, message: String) -> Finding {
    let subject = Subject::file(place.file().map_or("", |(path, _)| path));
    let production =
        FindingEnvironment { name: Kind::Production.name().into(), kind: Kind::Production, severity: rule.severity };
    Finding {
        rule: rule.id.into(),
        severity: rule.severity,
        status: Status::Suspected,
        status_because: String::new(),
        strength: Strength::Proves,
        environment: Kind::Production,
        environments: vec![production],
        fingerprint: fingerprint::of(rule.id, &subject, Some(name)),
        times: 1,
        cause: Some(name.into()),
        subject,
        title: rule.title.into(),
        message,
        fix: rule.remedy.into(),
        suppressed: None,
        compared: None,
        places: vec![Step::new(place, "is written here")],
    }
}
