//! Small trees and rows as text, for the tables of tests.

use crate::declared::{Declared, DeclaredVariable, Supplied};
use crate::tree::{File, Tree};

/// A tree of these files.
pub(crate) fn tree(files: &[(&str, &str)]) -> Tree {
    let mut files: Vec<File> = files.iter().map(|(path, text)| File::new(path, text)).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Tree { files, ..Tree::default() }
}

/// Rows of a tree, one text each:
/// `name (kind) in folder: command @place | NAME=value NAME?why | open`, with empty parts left out.
pub(crate) fn rows(files: &[(&str, &str)]) -> Vec<String> {
    super::deployment(&tree(files)).declared.iter().map(show).collect()
}

fn show(row: &Declared) -> String {
    let kind = row.kind.as_ref().map(|(kind, _)| format!(" ({})", kind.name())).unwrap_or_default();
    let folder = if row.folder.is_empty() { String::new() } else { format!(" in {}", row.folder) };
    let mut text = format!("{}{kind}{folder}: {} @{}", row.name, row.command.join(" "), row.place);
    let variables: Vec<String> = row.variables.iter().map(variable).collect();
    for part in [variables.join(" "), row.open.join("; ")] {
        if !part.is_empty() {
            text = format!("{text} | {part}");
        }
    }
    text
}

fn variable(variable: &DeclaredVariable) -> String {
    match &variable.value {
        Supplied::Text(text) => format!("{}={text}", variable.name),
        Supplied::Unknown(_) => format!("{}?", variable.name),
    }
}
