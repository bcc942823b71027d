//! Rules about ignores. They judge what was asked of sneck, not the project, so `suppress` gives their verdicts.

use sneck_model::{Check, Rule, Severity};

/// An ignore that nothing needs.
pub(crate) static UNUSED: Rule = Rule {
    id: "sneck/unused-ignore",
    title: "An ignore has nothing to ignore",
    severity: Severity::Info,
    checklist: "Every ignore is still needed",
    why: "An ignore that matches no finding hides nothing today, and may hide something tomorrow that nobody has \
          looked at. It also makes readers believe that a weakness is there.",
    remedy: "Delete the ignore, or correct the rule's name in it.",
    references: &[],
    cwe: &[],
    since: "0.1",
    examples: &[],
    check: Check::Native(|_, _| {}),
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
    references: &[],
    cwe: &[],
    since: "0.1",
    examples: &[],
    check: Check::Native(|_, _| {}),
};

/// The rules of this room, for `explain`, `rules` and the documentation.
pub static OWN_RULES: &[&Rule] = &[&WITHOUT_REASON, &UNUSED];
