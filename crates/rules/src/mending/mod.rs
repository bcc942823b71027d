//! What rules share that mend: edits of single parts of a text. Where a part begins and ends is known from the outline
//! that a reader made, so nothing here parses and nothing is guessed: what has no part is not mended.

mod calls;
mod code;
mod debug;
mod headers;
mod lists;
mod page;
mod rewrite;
mod secrets;
mod settings;
mod words;

pub(crate) use calls::{named, with_keyword};
pub(crate) use debug::off as debug_off;
pub(crate) use headers::{Sent, send};
pub(crate) use lists::listed;
pub(crate) use page::Page;
pub(crate) use rewrite::{added, items, rewrite, without_items};
pub(crate) use secrets::from_environment;
pub(crate) use settings::{Wish, concerned, set};

use sneck_model::{Edit, Place};

/// Edits that belong together; nothing when one of them cannot be made.
pub(crate) fn edits(all: impl IntoIterator<Item = Option<Edit>>) -> Option<Vec<Edit>> {
    all.into_iter().collect()
}

/// Adds edits to others of the same finding. What is inserted at one byte by both comes one after the other.
pub(crate) fn join(all: &mut Vec<Edit>, new: Vec<Edit>) {
    for edit in new.into_iter().filter(|edit| !all.contains(edit)).collect::<Vec<_>>() {
        let insertion =
            |other: &&mut Edit| other.path == edit.path && other.range == edit.range && edit.range.is_empty();
        match all.iter_mut().find(insertion) {
            Some(other) => {
                let apart = edit.replacement.starts_with(',') || other.replacement.ends_with('\n');
                other.replacement = [&*other.replacement, if apart { "" } else { ", " }, &*edit.replacement].concat();
            }
            None => all.push(edit),
        }
    }
}

/// The same edits as ones that may change what the program does, or stop a deploy that does not know of them.
pub(crate) fn risky(edits: Vec<Edit>) -> Vec<Edit> {
    edits.into_iter().map(|edit| Edit { safe: false, ..edit }).collect()
}

/// The same line of the same file.
pub(crate) fn same_spot(a: &Place, b: &Place) -> bool {
    match (a.file(), b.file()) {
        (Some(a), Some(b)) => a == b,
        _ => false,
    }
}
