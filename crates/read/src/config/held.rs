//! Files that other files hold: keys of a ConfigMap, configs of compose that are written out.
//!
//! Such a file goes by the path of the YAML that holds it, a `#`, its name there and its own name, and its lines are
//! those of the YAML. What is found in it is told of the YAML.

use std::sync::Arc;

use sneck_model::{Facts, Place};

use super::yaml::Node;
use crate::tree::{File, Tree};

/// The path of the file that a value holds.
pub(in crate::config) fn path(value: &Node, name: &str, key: &str) -> String {
    format!("{}#{name}/{key}", value.path)
}

/// The file that a value holds; nothing where it is a word and no file.
pub(in crate::config) fn file(value: &Node, name: &str, key: &str) -> Option<File> {
    let text = value.text().filter(|text| text.contains('\n'))?;
    let before = usize::try_from(value.line).unwrap_or(0).saturating_sub(1);
    Some(File::new(&path(value, name, key), &format!("{}{text}", "\n".repeat(before))))
}

/// The tree with them; none where there are none.
pub(super) fn with(tree: &Tree, held: &[File]) -> Option<Tree> {
    if held.is_empty() {
        return None;
    }
    let mut files: Vec<File> = tree.files.iter().chain(held).cloned().collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|a, b| a.path == b.path);
    Some(Tree { files, names_only: tree.names_only.clone(), ..Tree::default() })
}

/// Gives what was found in them the places of the files that hold them.
pub(super) fn settle(facts: &mut Facts, held: &[File]) {
    let holds = |path: &str| held.iter().any(|file| &*file.path == path);
    let outer = |path: &str| path.rsplit_once('#').filter(|_| holds(path)).map(|(outer, _)| outer.to_owned());
    let settled = |place: &mut Place| {
        if let Place::File { path, .. } | Place::Absent { path, .. } = place
            && let Some(outer) = outer(path)
        {
            *path = Arc::from(outer);
        }
    };
    facts.settings.iter_mut().flat_map(|one| &mut one.because).for_each(|step| settled(&mut step.place));
    facts.literals.iter_mut().for_each(|literal| settled(&mut literal.place));
    for unread in &mut facts.unread {
        unread.path = outer(&unread.path).unwrap_or_else(|| std::mem::take(&mut unread.path));
    }
}
