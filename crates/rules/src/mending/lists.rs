//! Edits of lists, one name a line.

use sneck_model::{Edit, Facts, Place};

use super::Page;

/// Adds a line to a list of names at a place. A list that is not there begins with it.
pub(crate) fn listed(facts: &Facts, place: &Place, line: &str) -> Option<Edit> {
    let (path, _) = place.file()?;
    if !facts.sources.contains_key(path) {
        return Some(Edit { path: path.clone(), range: 0..0, replacement: format!("{line}\n"), safe: true });
    }
    let page = Page::of(facts, place)?;
    page.insert_lines(page.text.len(), "", &[line])
}
