//! The files that make up GitLab's pipeline: `.gitlab-ci.yml`, and those of the project that it includes.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::wildcard::matches;
use super::yaml::{Node, parse};
use crate::tree::Tree;

/// Where it begins.
const ROOT: &str = ".gitlab-ci.yml";
/// Files that are included, at most: as many as GitLab allows.
const MOST: usize = 150;

/// Their paths.
pub(super) fn files(tree: &Tree) -> BTreeSet<Arc<str>> {
    let mut known = BTreeSet::new();
    let mut open: Vec<Arc<str>> = tree.file(ROOT).map(|file| file.path.clone()).into_iter().collect();
    while let Some(path) = open.pop() {
        if known.len() >= MOST || !known.insert(path.clone()) {
            continue;
        }
        let Some(file) = tree.file(&path) else { continue };
        for root in parse(&file.path, &file.text()).all {
            let includes = root.get("include").map(|all| all.list()).unwrap_or_default();
            open.extend(includes.into_iter().filter_map(local).flat_map(|pattern| named(tree, &pattern)));
        }
    }
    known
}

/// `include: /ci/test.yml`, `- local: ci/*.yml`. What other projects and addresses hold is not in the tree.
fn local(node: &Node) -> Option<String> {
    let text = node.text().filter(|text| !text.contains("://")).or_else(|| node.text_at(&["local"]))?;
    Some(text.trim_start_matches('/').to_owned())
}

fn named(tree: &Tree, pattern: &str) -> Vec<Arc<str>> {
    if let Some(file) = tree.file(pattern) {
        return vec![file.path.clone()];
    }
    let yaml = |path: &str| path.ends_with(".yml") || path.ends_with(".yaml");
    let fits = |path: &str| pattern.contains('*') && yaml(path) && matches(pattern, path);
    tree.files.iter().filter(|file| fits(&file.path)).map(|file| file.path.clone()).collect()
}

#[cfg(test)]
mod tests {
    use crate::config::testing::{rows, tree};

    #[test]
    fn files_of_the_project_that_are_included_belong_to_it() {
        let files = [
            (
                ".gitlab-ci.yml",
                "include:\n- local: /ci/*.yml\n- 'https://ci.example/x.yml'\n- {project: a/b, file: x.yml}\n",
            ),
            ("ci/test.yml", "include: ci/more/all.yaml\ntest: {script: [python app.py]}\n"),
            ("ci/more/all.yaml", "more: {script: [python other.py]}\n"),
            ("ci/notes.txt", "x"),
        ];
        let names: Vec<String> = super::files(&tree(&files)).iter().map(|path| path.to_string()).collect();
        assert_eq!(names, [".gitlab-ci.yml", "ci/more/all.yaml", "ci/test.yml"]);
        assert_eq!(rows(&files).len(), 2);
    }
}
