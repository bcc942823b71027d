//! The map of a system: doors, apps, services, and what reaches what.

mod declared;
mod graph;
mod json;
mod mermaid;
mod seen;
mod svg;

use sneck_model::{Facts, Report};

pub(crate) use graph::{Edge, Graph};
pub use json::map_json;
pub use mermaid::map_mermaid;
pub use svg::map_svg;
pub(crate) use svg::{STYLE, drawing};

/// The map of what production is, declared and seen, with the findings about each part.
pub(crate) fn of(report: &Report, facts: &Facts) -> Graph {
    let mut graph = Graph::default();
    declared::apps(facts, &mut graph);
    declared::services(facts, &mut graph);
    declared::doors(facts, &mut graph);
    seen::origins(facts, &mut graph);
    seen::machine(facts, &mut graph);
    graph.judge(report);
    graph
}

#[cfg(test)]
mod tests;
