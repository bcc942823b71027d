//! The map as a drawing: columns of boxes, and a curve for each way.

use std::fmt::Write as _;
use std::io::{self, Write};

use sneck_model::{Facts, Report};

use super::graph::{Edge, Graph, Node, Sort};
use crate::markup::{cut, text};

/// Sizes in units of the drawing, which are pixels at its natural size.
const WIDTH: i32 = 276;
const BETWEEN: i32 = 90;
const MARGIN: i32 = 16;
const LINE: i32 = 17;
const HEAD: i32 = 30;
const GAP: i32 = 18;
/// Characters of a line that fit into a box.
const FITS: usize = 38;
/// Characters of a name, which is larger.
const NAME: usize = 29;
/// Lines of a box.
const LINES: usize = 8;

const COLUMNS: [Sort; 4] = [Sort::Visitor, Sort::Door, Sort::App, Sort::Service];

/// Colours of the drawing by itself. In a page they stand in the page's own style.
pub(crate) const STYLE: &str = include_str!("map.css");

/// Where a box stands.
#[derive(Clone, Copy, Default)]
struct Spot {
    x: i32,
    y: i32,
    height: i32,
}

/// Writes the drawing as a file of its own.
pub fn map_svg(report: &Report, facts: &Facts, to: &mut dyn Write) -> io::Result<()> {
    to.write_all(drawing(&super::of(report, facts), Some(STYLE)).as_bytes())?;
    to.write_all(b"\n")
}

/// The drawing, with its own style unless the page has it.
pub(crate) fn drawing(graph: &Graph, style: Option<&str>) -> String {
    let spots = spots(graph);
    let right = spots.iter().map(|spot| spot.x + WIDTH).max().unwrap_or(WIDTH) + MARGIN;
    let bottom = spots.iter().map(|spot| spot.y + spot.height).max().unwrap_or(0) + MARGIN;
    let style = style.map_or_else(String::new, |style| format!("<style>{style}</style>"));
    let mut svg = format!(
        "<svg class=\"map\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {right} {bottom}\" width=\"{right}\" \
         height=\"{bottom}\" role=\"img\" aria-labelledby=\"map-title map-words\"><title id=\"map-title\">Map of the \
         system</title><desc id=\"map-words\">{}</desc>{style}<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" \
         refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path class=\"tip\" d=\"M0 0L8 4L0 8z\"/></marker>\
         </defs>",
        text(&words(graph))
    );
    graph.edges.iter().for_each(|edge| svg += &curve(edge, graph, &spots));
    graph.nodes.iter().zip(&spots).for_each(|(node, spot)| svg += &boxed(node, *spot));
    svg + "</svg>"
}

/// The ways as sentences, for those who do not see the drawing.
fn words(graph: &Graph) -> String {
    let name = |at: usize| graph.nodes[at].name.as_str();
    let ways = graph.edges.iter().map(|edge| format!("{} reaches {} ({}).", name(edge.from), name(edge.to), edge.says));
    ways.collect::<Vec<_>>().join(" ")
}

/// Boxes from top to bottom in their column; columns without boxes take no room.
fn spots(graph: &Graph) -> Vec<Spot> {
    let mut spots = vec![Spot::default(); graph.nodes.len()];
    let mut x = MARGIN;
    for sort in COLUMNS {
        let own: Vec<usize> = (0..graph.nodes.len()).filter(|at| graph.nodes[*at].sort == sort).collect();
        let mut y = MARGIN;
        for at in &own {
            let height = HEAD + LINE * i32::try_from(lines(&graph.nodes[*at]).len()).unwrap_or(0) + 8;
            spots[*at] = Spot { x, y, height };
            y += height + GAP;
        }
        x += if own.is_empty() { 0 } else { WIDTH + BETWEEN };
    }
    spots
}

/// What stands below the name.
fn lines(node: &Node) -> Vec<String> {
    let counts = Some(node.counts()).filter(|counts| !counts.is_empty());
    let more = node.lines.len().saturating_sub(LINES);
    let more = (more > 0).then(|| format!("and {more} more"));
    counts.into_iter().chain(node.lines.iter().take(LINES).cloned()).chain(more).collect()
}

fn boxed(node: &Node, Spot { x, y, height }: Spot) -> String {
    let worst = node.worst().map_or("none", sneck_model::Severity::name);
    let mut svg = format!(
        "<g class=\"node {} {worst}\"><title>{}</title><rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{height}\" \
         rx=\"6\"/><text class=\"name\" x=\"{}\" y=\"{}\">{}</text>",
        node.sort.name(),
        text(&format!("{}: {}", node.name, node.lines.join("; "))),
        x + 12,
        y + 21,
        text(&cut(&node.name, NAME)),
    );
    for (at, line) in lines(node).iter().enumerate() {
        let class = if at == 0 && !node.findings.is_empty() { "counts" } else { "line" };
        let below = y + HEAD + LINE * (i32::try_from(at).unwrap_or(0) + 1) - 5;
        // Writing to a text does not fail.
        let _ = write!(svg, "<text class=\"{class}\" x=\"{}\" y=\"{below}\">{}</text>", x + 12, text(&cut(line, FITS)));
    }
    svg + "</g>"
}

/// From the right side of one box to the left side of another; back and within a column around the side.
fn curve(edge: &Edge, graph: &Graph, spots: &[Spot]) -> String {
    let (from, to) = (spots[edge.from], spots[edge.to]);
    let (x1, y1) = (from.x + WIDTH, from.y + from.height / 2);
    let (x2, y2) = (to.x, to.y + to.height / 2);
    let bend = ((x2 - x1) / 2).max(30);
    let class = if edge.seen { "seen" } else { "declared" };
    let says = format!("{} → {}: {}", graph.nodes[edge.from].name, graph.nodes[edge.to].name, edge.says);
    format!(
        "<path class=\"way {class}\" d=\"M{x1} {y1}C{} {y1} {} {y2} {x2} {y2}\" marker-end=\"url(#tip)\"><title>{}</title>\
         </path>",
        x1 + bend,
        x2 - bend,
        text(&says)
    )
}
