//! The matrix for a terminal, for Markdown, and for programs.

use std::io::{self, Write};

use serde_json::{Value as Json, json};
use sneck_model::Facts;

use super::{Matrix, Row};
use crate::clean::clean;
use crate::markdown::escape::code;
use crate::markup::cut;

/// Characters of a cell.
const CELL: usize = 28;
/// What stands beside a value that is not as in the first column.
const MARK: &str = "*";

/// Writes the table, environments of these names or all; `only_different` leaves out what is the same everywhere.
pub fn matrix_text(facts: &Facts, names: &[String], only_different: bool, to: &mut dyn Write) -> io::Result<()> {
    let matrix = Matrix::of(facts, names);
    let rows = chosen(&matrix, only_different);
    let head: Vec<String> =
        ["setting".to_owned()].into_iter().chain(matrix.columns.iter().map(|c| clean(&c.name))).collect();
    let kinds: Vec<String> =
        [String::new()].into_iter().chain(matrix.columns.iter().map(|c| c.kind.to_owned())).collect();
    let mut lines = vec![head, kinds];
    let mut app = "";
    for row in &rows {
        if row.app != app {
            app = &row.app;
            lines.push(vec![clean(app)]);
        }
        lines.push(line(row));
    }
    aligned(&lines).iter().try_for_each(|line| writeln!(to, "{}", line.trim_end()))?;
    writeln!(to, "\n{}", summary(&matrix))
}

fn chosen(matrix: &Matrix, only_different: bool) -> Vec<&Row> {
    matrix.rows.iter().filter(|row| !only_different || row.differs()).collect()
}

fn line(row: &Row) -> Vec<String> {
    let cells = row.cells.iter().enumerate().map(|(at, cell)| {
        let value = cell.as_ref().map_or_else(|| "-".to_owned(), |value| cut(&clean(value), CELL));
        if row.is_other(at) { format!("{value} {MARK}") } else { value }
    });
    [format!("  {}", row.key)].into_iter().chain(cells).collect()
}

fn aligned(lines: &[Vec<String>]) -> Vec<String> {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width = |at: usize| {
        let cells = lines.iter().filter(|line| line.len() > 1).filter_map(|line| line.get(at));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let pad = |(at, cell): (usize, &String)| {
        format!("{cell}{}", " ".repeat((widths[at] + 2).saturating_sub(cell.chars().count())))
    };
    lines.iter().map(|line| line.iter().enumerate().map(pad).collect()).collect()
}

fn summary(matrix: &Matrix) -> String {
    let differ = matrix.rows.iter().filter(|row| row.differs()).count();
    format!(
        "{} settings of {} environments; {differ} differ ({MARK} is not as in the first column that has it)",
        matrix.rows.len(),
        matrix.columns.len()
    )
}

/// Writes the table in Markdown.
pub fn matrix_markdown(facts: &Facts, names: &[String], only_different: bool, to: &mut dyn Write) -> io::Result<()> {
    let matrix = Matrix::of(facts, names);
    let head: Vec<String> =
        matrix.columns.iter().map(|column| format!("{} ({})", code(&column.name), column.kind)).collect();
    writeln!(to, "| app | setting | {} |\n|---|---|{}", head.join(" | "), "---|".repeat(head.len()))?;
    for row in chosen(&matrix, only_different) {
        let cells = row.cells.iter().enumerate().map(|(at, cell)| {
            let value = cell.as_ref().map_or_else(String::new, |value| code(&cut(value, CELL * 2)).replace('|', "\\|"));
            if row.is_other(at) { format!("**{value}**") } else { value }
        });
        writeln!(to, "| {} | {} | {} |", code(&row.app), code(row.key), cells.collect::<Vec<_>>().join(" | "))?;
    }
    writeln!(to, "\n{}", summary(&matrix))
}

/// Writes the table as JSON. `version` is that of the program.
pub fn matrix_json(
    facts: &Facts,
    names: &[String],
    only_different: bool,
    version: &str,
    to: &mut dyn Write,
) -> io::Result<()> {
    let matrix = Matrix::of(facts, names);
    let document = json!({
        "schema": "sneck/environments/1",
        "tool": {"name": "sneck", "version": version},
        "environments": matrix.columns.iter().map(|c| json!({"name": c.name, "kind": c.kind})).collect::<Json>(),
        "settings": chosen(&matrix, only_different).into_iter().map(|row| object(row, &matrix)).collect::<Json>(),
    });
    crate::json::write(&document, to)
}

fn object(row: &Row, matrix: &Matrix) -> Json {
    let has = matrix
        .columns
        .iter()
        .zip(&row.cells)
        .filter_map(|(column, cell)| Some((column.name.clone(), json!(cell.as_ref()?))));
    json!({
        "app": row.app,
        "key": row.key,
        "raw": row.raw,
        "differs": row.differs(),
        "values": has.collect::<serde_json::Map<_, _>>(),
    })
}
