//! What stands beside the findings: layers, checklist, environments, ways of the map, what was not looked at.

use sneck_model::{ChecklistItem, LayerScore, Report};

use super::prose;
use crate::checklist::{finders, groups, predeploy, state_name};
use crate::map::{Edge, Graph};
use crate::markup::text;

fn table(heads: &[&str], rows: &str) -> String {
    let heads: String = heads.iter().map(|head| format!("<th scope=\"col\">{head}</th>")).collect();
    format!(
        "<div class=\"wide\" tabindex=\"0\"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
}

fn section(id: &str, heading: &str, inner: &str) -> String {
    format!("<section aria-labelledby=\"{id}\"><h2 id=\"{id}\">{heading}</h2>{inner}</section>")
}

/// A row for each layer that was looked at, and which were not.
pub(super) fn layers(report: &Report) -> String {
    let row = |layer: &LayerScore| {
        let score = if layer.grade == "-" { "not looked at".to_owned() } else { format!("{} of 100", layer.score) };
        let found = Some(crate::counted::counts(&layer.counts)).filter(|some| !some.is_empty());
        format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{score}</td><td>{}</td></tr>",
            layer.layer.name(),
            text(layer.grade),
            found.unwrap_or_default()
        )
    };
    let rows: String = report.summary.layers.iter().map(row).collect();
    table(&["Layer", "Grade", "Score", "Found"], &rows)
}

/// The checklist, and what would tell what is not known.
pub(super) fn checklist(report: &Report) -> String {
    let mut inner = format!("<p>{}.</p>", predeploy::numbers(report));
    inner += &table(&["State", "Item", "Evidence"], &predeploy::rows(report));
    for (heading, items) in groups(report) {
        let rows: String = items.iter().map(|item| row(item)).collect();
        inner += &format!("<h4>{}</h4>{}", text(&heading), table(&["State", "Item", "Evidence"], &rows));
    }
    section("of-checklist", "Checklist before a deploy", &inner)
}

fn row(item: &ChecklistItem) -> String {
    let state = state_name(item.state);
    let evidence =
        item.evidence.iter().map(|s| format!("<code>{}</code> {}", text(&s.place.to_string()), prose(&s.says)));
    let open = item.open.iter().map(|why| format!("Not known: {}", prose(why)));
    let ways = finders(item).into_iter().map(|way| format!("To find out: {}", prose(way)));
    let beside: Vec<String> = evidence.chain(open).chain(ways).collect();
    format!(
        "<tr><td><span class=\"tag {}\">{state}</span></td><td>{}</td><td>{}</td></tr>",
        state.replace(' ', "-"),
        text(&item.item),
        beside.join("<br>")
    )
}

/// What was judged.
pub(super) fn environments(report: &Report) -> String {
    let row = |e: &sneck_model::JudgedEnvironment| {
        format!("<tr><td>{}</td><td>{}</td><td>{}</td></tr>", text(&e.name), e.kind.name(), prose(&e.because))
    };
    let rows: String = report.environments.iter().map(row).collect();
    section("of-environments", "Environments", &table(&["Name", "Kind", "Why"], &rows))
}

/// Silence is not a pass.
pub(super) fn not_looked_at(report: &Report) -> String {
    if report.not_looked_at.is_empty() {
        return String::new();
    }
    let row =
        |row: &sneck_model::NotLookedAt| format!("<tr><td>{}</td><td>{}</td></tr>", prose(&row.what), prose(&row.why));
    let rows: String = report.not_looked_at.iter().map(row).collect();
    section("of-gaps", "Not looked at", &table(&["What", "Why"], &rows))
}

/// Files that could not be read.
pub(super) fn unread(report: &Report) -> String {
    if report.unread.is_empty() {
        return String::new();
    }
    let row = |row: &sneck_model::Unread| {
        let line = if row.line > 0 { format!(":{}", row.line) } else { String::new() };
        format!("<tr><td><code>{}{line}</code></td><td>{}</td></tr>", text(&row.path), prose(&row.why))
    };
    let rows: String = report.unread.iter().map(row).collect();
    section("of-unread", "Not read", &table(&["File", "Why"], &rows))
}

/// One way of the map.
pub(super) fn way(edge: &Edge, graph: &Graph) -> String {
    let seen = if edge.seen { "seen" } else { "declared" };
    format!(
        "<tr><td>{}</td><td>{}</td><td>{} ({seen})</td></tr>",
        text(&graph.nodes[edge.from].name),
        text(&graph.nodes[edge.to].name),
        text(&edge.says)
    )
}
