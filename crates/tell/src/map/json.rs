//! The map for programs: `docs/map.schema.json`.

use std::io::{self, Write};

use serde_json::{Value as Json, json};
use sneck_model::{Facts, Kind, Report, Route};

use super::graph::{Edge, Node};

/// Writes the map as JSON. `version` is that of the program.
pub fn map_json(report: &Report, facts: &Facts, version: &str, to: &mut dyn Write) -> io::Result<()> {
    let graph = super::of(report, facts);
    let routes = facts.routes.iter().filter(|route| !matches!(route.kind, Kind::Test | Kind::Example));
    let document = json!({
        "schema": "sneck/map/1",
        "tool": {"name": "sneck", "version": version},
        "target": {"name": report.target},
        "nodes": graph.nodes.iter().enumerate().map(node).collect::<Json>(),
        "edges": graph.edges.iter().map(edge).collect::<Json>(),
        "routes": routes.map(route).collect::<Json>(),
    });
    crate::json::write(&document, to)
}

/// The name of a part in this document.
pub(super) fn id(at: usize) -> String {
    format!("n{at}")
}

fn node((at, node): (usize, &Node)) -> Json {
    let counts: serde_json::Map<_, _> =
        node.findings.iter().rev().map(|(severity, count)| (severity.name().to_owned(), json!(count))).collect();
    json!({
        "id": id(at),
        "kind": node.sort.name(),
        "name": node.name,
        "says": node.lines,
        "findings": counts,
    })
}

fn edge(edge: &Edge) -> Json {
    json!({"from": id(edge.from), "to": id(edge.to), "says": edge.says, "seen": edge.seen})
}

fn route(route: &Route) -> Json {
    json!({
        "app": route.app.as_ref().map(|app| &app.name),
        "path": route.path,
        "methods": route.methods,
        "view": route.view,
        "guarded": route.guarded.is_some(),
        "writes": route.writes,
        "place": route.place.to_string(),
    })
}
