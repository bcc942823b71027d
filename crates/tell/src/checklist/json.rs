//! The checklist for programs: described in `docs/checklist.schema.json`.

use std::io::{self, Write};

use serde_json::{Value as Json, json};
use sneck_model::{ChecklistItem, ItemState, Report};

use super::{count, finders, groups};
use crate::json::steps;

/// Writes the checklist as JSON. `version` is that of the program.
pub fn checklist_json(report: &Report, version: &str, to: &mut dyn Write) -> io::Result<()> {
    let document = json!({
        "schema": "sneck/checklist/1",
        "tool": {"name": "sneck", "version": version},
        "target": {"name": report.target, "environments": report.environments},
        "counts": {
            "pass": count(report, ItemState::Pass),
            "fail": count(report, ItemState::Fail),
            "unknown": count(report, ItemState::Unknown),
            "not-applicable": count(report, ItemState::NotApplicable),
        },
        "before_deploy": super::predeploy::json(report),
        "groups": groups(report).into_iter().map(group).collect::<Json>(),
    });
    crate::json::write(&document, to)
}

fn group((heading, items): (String, Vec<&ChecklistItem>)) -> Json {
    json!({"heading": heading, "items": items.into_iter().map(item).collect::<Json>()})
}

fn item(item: &ChecklistItem) -> Json {
    json!({
        "item": item.item,
        "state": item.state,
        "rules": item.rules,
        "evidence": steps(&item.evidence),
        "why": item.open,
        "find_out": finders(item),
    })
}
