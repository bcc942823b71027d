//! The map as a Mermaid flowchart, which code hosts draw in Markdown.

use std::io::{self, Write};

use sneck_model::{Facts, Report, Severity};

use super::graph::{Graph, Node, Sort};
use super::json::id;
use crate::clean::clean;

/// Columns in their order, with their headings.
const COLUMNS: [(Sort, &str); 4] =
    [(Sort::Visitor, "outside"), (Sort::Door, "doors"), (Sort::App, "apps"), (Sort::Service, "services")];

/// Writes the flowchart.
pub fn map_mermaid(report: &Report, facts: &Facts, to: &mut dyn Write) -> io::Result<()> {
    let graph = super::of(report, facts);
    writeln!(to, "flowchart LR")?;
    for (sort, heading) in COLUMNS {
        column(&graph, sort, heading, to)?;
    }
    for edge in &graph.edges {
        let arrow = if edge.seen { "-->" } else { "-.->" };
        writeln!(to, "  {} {arrow}|\"{}\"| {}", id(edge.from), escaped(&edge.says), id(edge.to))?;
    }
    writeln!(to, "  classDef bad stroke:#b3261e,stroke-width:3px\n  classDef fair stroke:#9a6700,stroke-width:2px")
}

fn column(graph: &Graph, sort: Sort, heading: &str, to: &mut dyn Write) -> io::Result<()> {
    let own: Vec<(usize, &Node)> = graph.nodes.iter().enumerate().filter(|(_, node)| node.sort == sort).collect();
    if own.is_empty() {
        return Ok(());
    }
    writeln!(to, "  subgraph {heading}")?;
    for (at, node) in own {
        let class = match node.worst() {
            Some(Severity::Critical | Severity::High) => ":::bad",
            Some(_) => ":::fair",
            None => "",
        };
        writeln!(to, "    {}[\"{}\"]{class}", id(at), label(node))?;
    }
    writeln!(to, "  end")
}

fn label(node: &Node) -> String {
    let counts = Some(node.counts()).filter(|counts| !counts.is_empty());
    let lines = std::iter::once(&node.name).chain(&node.lines).chain(&counts);
    lines.map(|line| escaped(line)).collect::<Vec<_>>().join("<br>")
}

/// Mermaid's own escapes: a number between `#` and `;`.
fn escaped(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || " .,:/_-()@+".contains(c);
    clean(text).chars().map(|c| if plain(c) { c.to_string() } else { format!("#{};", u32::from(c)) }).collect()
}
