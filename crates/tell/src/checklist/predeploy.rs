//! The short list before a deploy: what has to be true, and the command that would tell what is not known.

use serde_json::{Value as Json, json};
use sneck_model::{ItemState, Layer, PredeployItem, Report};

use super::{state_name, ways};
use crate::clean::clean;
use crate::json::steps;
use crate::markdown::escape::{code, prose};
use crate::markup::text;
use crate::wrap::wrap;

/// What looks at a layer.
fn command(layer: Layer) -> &'static str {
    match layer {
        Layer::Code | Layer::Deploy => "`sneck check PATH` reads the project",
        Layer::Live => "`sneck check --run='COMMAND'` starts the app and asks it, `--url URL` asks one that runs",
        Layer::Host => "`sneck check --host` looks at the machine that it runs on",
    }
}

/// What would find out, each way once.
pub(crate) fn find_out(item: &PredeployItem) -> Vec<&'static str> {
    let mut all: Vec<&str> = item.missing.iter().map(|layer| command(*layer)).collect();
    if item.state == ItemState::Unknown {
        all.extend(ways(&item.open));
    }
    all.dedup();
    all
}

/// `7 hold, 9 fail, 3 are not known`
pub(crate) fn numbers(report: &Report) -> String {
    let of = |state| report.predeploy.iter().filter(|item| item.state == state).count();
    let (pass, fail, unknown) = (of(ItemState::Pass), of(ItemState::Fail), of(ItemState::Unknown));
    format!("{pass} hold, {fail} fail, {unknown} are not known")
}

/// Items under their areas, in the order of the list.
fn areas(report: &Report) -> Vec<(&'static str, Vec<&PredeployItem>)> {
    let mut areas: Vec<(&str, Vec<&PredeployItem>)> = Vec::new();
    for item in &report.predeploy {
        match areas.last_mut() {
            Some((area, items)) if *area == item.area => items.push(item),
            _ => areas.push((item.area, vec![item])),
        }
    }
    areas
}

fn tick(state: ItemState) -> &'static str {
    match state {
        ItemState::Pass => "[x]",
        ItemState::Fail => "[ ]",
        ItemState::Unknown => "[?]",
        ItemState::NotApplicable => "[-]",
    }
}

/// Lines for a terminal and for paper.
pub(super) fn lines(report: &Report, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for (area, items) in areas(report) {
        lines.extend([String::new(), area.to_owned(), String::new()]);
        for item in items {
            lines.push(format!("  {} {:<8}{}", tick(item.state), state_name(item.state), item.item));
            let evidence = item.evidence.iter().take(1).map(|step| format!("{}: {}", step.place, step.says));
            let ways = find_out(item).into_iter().map(|way| format!("to find out: {way}"));
            let beside = evidence.chain(ways).flat_map(|line| wrap(&clean(&line), width.saturating_sub(16).max(30)));
            lines.extend(beside.map(|line| format!("{}{line}", " ".repeat(16))));
        }
    }
    lines
}

/// Boxes to tick.
pub(crate) fn markdown(report: &Report) -> String {
    let mut shown = String::new();
    for (area, items) in areas(report) {
        shown += &format!("\n**{area}**\n\n");
        for item in items {
            let tick = if item.state == ItemState::Pass { "[x]" } else { "[ ]" };
            let state =
                if item.state == ItemState::Pass { String::new() } else { format!("*{}*: ", state_name(item.state)) };
            shown += &format!("- {tick} {state}{}\n", prose(item.item));
            for step in item.evidence.iter().take(1) {
                shown += &format!("  - {}: {}\n", code(&step.place.to_string()), prose(&step.says));
            }
            find_out(item).iter().for_each(|way| shown += &format!("  - to find out: {}\n", prose(way)));
        }
    }
    shown
}

/// The list without its evidence, folded away: for a comment. Nothing when there is no list.
pub(crate) fn folded(report: &Report) -> String {
    if report.predeploy.is_empty() {
        return String::new();
    }
    let line = |item: &PredeployItem| {
        let tick = if item.state == ItemState::Pass { "[x]" } else { "[ ]" };
        format!("- {tick} {}: {}\n", prose(item.item), state_name(item.state))
    };
    let lines: String = report.predeploy.iter().map(line).collect();
    format!("\n<details><summary>Before a deploy: {}</summary>\n\n{lines}\n</details>\n", numbers(report))
}

/// Rows of a table for a page.
pub(crate) fn rows(report: &Report) -> String {
    let mut shown = String::new();
    for (area, items) in areas(report) {
        shown += &format!("<tr><th scope=\"rowgroup\" colspan=\"3\">{area}</th></tr>");
        for item in items {
            let state = state_name(item.state);
            let evidence = item
                .evidence
                .iter()
                .take(2)
                .map(|s| format!("<code>{}</code> {}", text(&s.place.to_string()), text(&s.says)));
            let ways = find_out(item).into_iter().map(|way| format!("To find out: {}", crate::html::prose(way)));
            shown += &format!(
                "<tr><td><span class=\"tag {}\">{state}</span></td><td>{}</td><td>{}</td></tr>",
                state.replace(' ', "-"),
                text(item.item),
                evidence.chain(ways).collect::<Vec<_>>().join("<br>")
            );
        }
    }
    shown
}

/// For programs.
pub(super) fn json(report: &Report) -> Json {
    let item = |item: &PredeployItem| {
        json!({
            "area": item.area,
            "item": item.item,
            "state": item.state,
            "rules": item.rules,
            "evidence": steps(&item.evidence),
            "why": item.open,
            "find_out": find_out(item),
        })
    };
    report.predeploy.iter().map(item).collect()
}
