//! The hardening checklist by itself: to read, to print, and for programs.

mod json;
mod markdown;
pub(crate) mod predeploy;
mod text;

use sneck_model::{ChecklistItem, ItemState, Report};

use crate::groups::grouped;

pub use json::checklist_json;
pub use markdown::checklist_markdown;
pub use text::checklist_text;

/// What would tell what cannot be told, by what its reason says. The last row fits all others.
const FINDERS: [(&[&str], &str); 3] = [
    (
        &["supplied from outside", "environment", "variable", "platform", "may set it"],
        "say what production sets under `variables` of `[environments.NAME]` in sneck.toml, or run this with \
         `--environment here` where the variable is set",
    ),
    (&["in the tree", "outside of the tree", "is not there"], "audit where that file is, too"),
    (&[""], "look at it by hand, or record an answer of the running app and audit that with `--replay`"),
];

/// What would find out, each way once.
pub(crate) fn finders(item: &ChecklistItem) -> Vec<&'static str> {
    ways(&item.open)
}

fn ways(reasons: &[String]) -> Vec<&'static str> {
    let mut ways = Vec::new();
    for reason in reasons {
        let row = FINDERS.iter().find(|(words, _)| words.iter().any(|word| reason.contains(word)));
        ways.extend(row.map(|(_, way)| *way).filter(|way| !ways.contains(way)));
    }
    ways
}

/// Items under their headings.
pub(crate) fn groups(report: &Report) -> Vec<(String, Vec<&ChecklistItem>)> {
    grouped(&report.checklist, |item| item.rules.first().map_or("", String::as_str))
}

/// The states in the order in which they are counted.
const STATES: [(ItemState, &str); 4] = [
    (ItemState::Pass, "pass"),
    (ItemState::Fail, "fail"),
    (ItemState::Unknown, "unknown"),
    (ItemState::NotApplicable, "not applicable"),
];

/// The word for a state.
pub(crate) fn state_name(state: ItemState) -> &'static str {
    STATES.iter().find(|(known, _)| *known == state).map_or("", |(_, name)| name)
}

fn count(report: &Report, state: ItemState) -> usize {
    report.checklist.iter().filter(|item| item.state == state).count()
}

/// `12 pass, 3 fail, 1 unknown, 40 not applicable`.
fn numbers(report: &Report) -> String {
    STATES.map(|(state, name)| format!("{} {name}", count(report, state))).join(", ")
}

#[cfg(test)]
mod tests;
