//! The checklist as Markdown: boxes to tick, to print or to keep with a release.

use std::io::{self, Write};

use sneck_model::{ChecklistItem, ItemState, Kind, Report};

use super::{finders, groups, numbers};
use crate::markdown::escape::{code, plain, prose};
use crate::page::address;

/// Writes the checklist. Nothing that stands in the audited files can become markup in it.
pub fn checklist_markdown(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    let mut text = format!("# Hardening checklist of {}\n\n", plain(&report.target));
    let production = report.environments.iter().filter(|environment| environment.kind == Kind::Production);
    let names: Vec<_> = production.map(|environment| code(&environment.name)).collect();
    if !names.is_empty() {
        text += &format!("For production: {}.\n\n", names.join(", "));
    }
    text += &format!("{}.\n", numbers(report));
    if !report.predeploy.is_empty() {
        text += &format!("\n## Before a deploy\n\n{}.\n", super::predeploy::numbers(report));
        text += &super::predeploy::markdown(report);
    }
    for (heading, items) in groups(report) {
        text += &format!("\n## {heading}\n\n");
        items.iter().for_each(|item| text += &self::item(item));
    }
    to.write_all(text.as_bytes())
}

fn item(item: &ChecklistItem) -> String {
    let tick = if item.state == ItemState::Pass { "[x]" } else { "[ ]" };
    let state = match item.state {
        ItemState::Pass => "",
        ItemState::Fail => "**fails:** ",
        ItemState::Unknown => "**cannot be told:** ",
        ItemState::NotApplicable => "*not applicable:* ",
    };
    let beside: String = beside(item).iter().map(|line| format!("  - {line}\n")).collect();
    format!("- {tick} {state}{}\n{beside}", prose(&item.item))
}

fn beside(item: &ChecklistItem) -> Vec<String> {
    let evidence = item.evidence.iter().map(|step| format!("{}: {}", code(&step.place.to_string()), prose(&step.says)));
    let why = item.open.iter().map(|why| format!("why: {}", prose(why)));
    let ways = finders(item).into_iter().map(|way| format!("to find out: {}", prose(way)));
    let rules = item.rules.iter().map(|rule| format!("[{}]({})", code(rule), address(rule)));
    let fails = (item.state == ItemState::Fail).then(|| format!("see {}", rules.collect::<Vec<_>>().join(", ")));
    evidence.chain(why).chain(ways).chain(fails).collect()
}
