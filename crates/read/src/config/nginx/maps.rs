//! Configurations of nginx that a ConfigMap of Kubernetes holds, as files of their own.
//!
//! Such a file goes by the path of its YAML and the key behind a `#`, and its lines are those of the YAML.

use std::sync::Arc;

use sneck_model::{Place, Setting, Unread};

use super::find;
use crate::config::yaml::{Node, parse};
use crate::tree::{File, Tree};

/// Every one of a tree.
pub(super) fn files(tree: &Tree) -> Vec<File> {
    let yaml = |file: &&File| file.name().ends_with(".yaml") || file.name().ends_with(".yml");
    let says = |file: &&File, word: &[u8]| memchr::memmem::find(&file.bytes, word).is_some();
    let may_hold = |file: &&File| yaml(file) && says(file, b"ConfigMap") && says(file, b"server");
    tree.files.iter().filter(may_hold).flat_map(of_file).collect()
}

fn of_file(file: &File) -> Vec<File> {
    let documents = parse(&file.path, &file.text()).all;
    let lists = documents.iter().flat_map(|node| match node.get("items") {
        Some(items) => items.list(),
        None => vec![&**node],
    });
    let maps = lists.filter(|node| node.text_at(&["kind"]) == Some("ConfigMap"));
    maps.filter_map(|map| map.get("data")).flat_map(|data| held(file, data)).collect()
}

fn held(file: &File, data: &Node) -> Vec<File> {
    let one = |(key, value): (&Arc<Node>, &Arc<Node>)| {
        let (key, text) = (key.text()?, value.text()?);
        let before = usize::try_from(value.line).unwrap_or(0).saturating_sub(1);
        let inner = File {
            path: Arc::from(format!("{}#{key}", file.path)),
            ..File::new("", &format!("{}{text}", "\n".repeat(before)))
        };
        find::opens_server(&inner).then_some(inner)
    };
    data.entries().into_iter().filter_map(one).collect()
}

/// Settings with the places of the YAML.
pub(super) fn settled(mut setting: Setting) -> Setting {
    for step in &mut setting.because {
        if let Place::File { path, .. } | Place::Absent { path, .. } = &mut step.place
            && let Some((yaml, _)) = path.split_once(".yaml#").or_else(|| path.split_once(".yml#"))
        {
            let end = if path.contains(".yaml#") { ".yaml" } else { ".yml" };
            *path = Arc::from(format!("{yaml}{end}"));
        }
    }
    setting
}

/// The same of what could not be read.
pub(super) fn told(mut unread: Unread) -> Unread {
    if let Some((yaml, _)) = unread.path.split_once('#') {
        unread.path = yaml.to_owned();
    }
    unread
}
