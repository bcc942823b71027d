//! The checklist for a terminal, and for paper.

use std::io::{self, Write};

use sneck_model::{ChecklistItem, ItemState, Kind, Report, Severity};

use super::{finders, groups, numbers};
use crate::clean::clean;
use crate::paint::Paint;
use crate::wrap::wrap;

/// Columns before the words of an item: its box and its state.
const BESIDE: usize = 14;

/// Writes the checklist, at most `width` columns wide.
pub fn checklist_text(report: &Report, width: usize, color: bool, to: &mut dyn Write) -> io::Result<()> {
    let paint = Paint(color);
    let mut lines = vec![paint.bold(&format!("Hardening checklist of {}", clean(&report.target))), judged(report)];
    if !report.predeploy.is_empty() {
        lines.extend([String::new(), paint.bold(&format!("Before a deploy: {}", super::predeploy::numbers(report)))]);
        lines.extend(super::predeploy::lines(report, width));
        lines.extend([String::new(), paint.bold("All items")]);
    }
    for (heading, items) in groups(report) {
        lines.extend([String::new(), paint.bold(&heading), String::new()]);
        lines.extend(items.iter().flat_map(|item| self::item(item, width, paint)));
    }
    lines.extend([String::new(), paint.bold(&numbers(report))]);
    lines.iter().try_for_each(|line| writeln!(to, "{}", line.trim_end()))
}

/// Only production is asked about, so its environments are named.
fn judged(report: &Report) -> String {
    let production = report.environments.iter().filter(|environment| environment.kind == Kind::Production);
    let names: Vec<_> = production.map(|environment| clean(&environment.name)).collect();
    if names.is_empty() { "no production was found".into() } else { format!("for production: {}", names.join(", ")) }
}

fn item(item: &ChecklistItem, width: usize, paint: Paint) -> Vec<String> {
    let (tick, state) = state(item.state, paint);
    let room = width.saturating_sub(BESIDE).max(30);
    let mut lines: Vec<String> = wrap(&item.item, room).iter().map(|line| " ".repeat(BESIDE) + line).collect();
    if let Some(first) = lines.first_mut() {
        *first = format!("  {tick} {state} {}", first.trim_start());
    }
    lines.extend(
        beside(item).iter().flat_map(|text| wrap(&clean(text), room - 2)).map(|line| " ".repeat(BESIDE + 2) + &line),
    );
    lines
}

fn state(state: ItemState, paint: Paint) -> (&'static str, String) {
    match state {
        ItemState::Pass => ("[x]", "pass   ".into()),
        ItemState::Fail => ("[ ]", paint.severity(Severity::High, "fail   ")),
        ItemState::Unknown => ("[?]", paint.severity(Severity::Medium, "unknown")),
        ItemState::NotApplicable => ("[-]", "n/a    ".into()),
    }
}

/// What was looked at, why it cannot be told, what would tell, and where to read on.
fn beside(item: &ChecklistItem) -> Vec<String> {
    let evidence = item.evidence.iter().map(|step| format!("{}: {}", step.place, step.says));
    let why = item.open.iter().map(|why| format!("why: {why}"));
    let ways = finders(item).into_iter().map(|way| format!("to find out: {way}"));
    let fails = (item.state == ItemState::Fail).then(|| format!("see: sneck explain {}", item.rules.join(", ")));
    evidence.chain(why).chain(ways).chain(fails).collect()
}
