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
            // Another environment has the same to say.
            Some(other) if other.replacement.contains(&edit.replacement) => {}
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

#[cfg(test)]
mod tests {
    use super::*;

    fn insertion(replacement: &str) -> Edit {
        Edit { path: "app.py".into(), range: 3..3, replacement: replacement.into(), safe: true }
    }

    #[test]
    fn what_several_environments_say_is_written_once() {
        let mut all = Vec::new();
        for line in ["A = 1\n", "B = 1\n", "A = 1\n", "B = 1\n"] {
            join(&mut all, vec![insertion(line)]);
        }
        assert_eq!(all, [insertion("A = 1\nB = 1\n")]);
        let mut arguments = Vec::new();
        join(&mut arguments, vec![insertion("a=1"), insertion("b=2")]);
        assert_eq!(arguments, [insertion("a=1, b=2")]);
    }
}
