//! Objects of Kubernetes in the files of a tree.

use std::sync::Arc;

use super::kustomize::{self, Kustomization};
use crate::config::found::Found;
use crate::config::launch::has_folder;
use crate::config::place::join;
use crate::config::yaml::{TEMPLATE, Yaml, parse};
use crate::tree::{File, Tree};

/// One object.
#[derive(Clone, Debug)]
pub struct Object {
    /// `Deployment`, `ConfigMap`, …
    pub kind: String,
    /// `metadata.name`
    pub name: String,
    /// The object.
    pub node: Yaml,
    /// The folder of its file, or of the overlay that brings it to the cluster.
    pub folder: String,
    /// That overlay, where it stands in another folder.
    pub overlay: Option<Arc<str>>,
}

impl Object {
    /// The file that brings it to the cluster.
    #[must_use]
    pub fn home(&self) -> &str {
        self.overlay.as_ref().unwrap_or(&self.node.path)
    }

    /// Its name space; the default one has no name.
    #[must_use]
    pub fn namespace(&self) -> &str {
        self.node.text_at(&["metadata", "namespace"]).unwrap_or("")
    }

    /// The labels of its pods.
    #[must_use]
    pub fn labels(&self) -> Option<&Yaml> {
        let template = ["spec", "template", "metadata", "labels"];
        let job = ["spec", "jobTemplate", "spec", "template", "metadata", "labels"];
        let own = || self.node.at(&["metadata", "labels"]).filter(|_| self.kind == "Pod");
        self.node.at(&template).or_else(|| self.node.at(&job)).or_else(own)
    }
}

/// Lists hold lists this deep at most.
const DEEPEST: u8 = 4;

/// Every object of every file, lists unfolded. Templates of Helm charts are named as unread.
#[must_use]
pub fn all(tree: &Tree, found: &mut Found) -> Vec<Object> {
    let (mut objects, mut patches, mut overlays) = (Vec::new(), Vec::new(), Vec::new());
    for file in tree.files.iter().filter(|file| may_be_one(file)) {
        if is_chart_template(tree, file) {
            found.unread(&file.path, 0, format!("{TEMPLATE} (a Helm chart)"));
            continue;
        }
        let documents = parse(&file.path, &file.text());
        for (line, why) in documents.mistakes {
            found.unread(&file.path, line, why);
        }
        if is_kustomization(file) {
            documents.all.iter().for_each(|node| patched(node, file, &mut patches));
            overlays.extend(documents.all.iter().map(|node| Kustomization {
                path: file.path.clone(),
                folder: file.folder().to_owned(),
                node: node.clone(),
            }));
        }
        documents.all.iter().for_each(|node| unfold(node, file.folder(), &mut objects, DEEPEST));
    }
    // A patch is a part of an object that stands elsewhere.
    objects.retain(|object: &Object| !patches.contains(&object.node.path.to_string()));
    kustomize::applied(tree, objects, &overlays, found)
}

fn is_kustomization(file: &File) -> bool {
    matches!(file.name(), "kustomization.yaml" | "kustomization.yml" | "Kustomization")
}

/// Keys of Kustomize that change what its resources say.
const PATCHES: &[&str] = &["patches", "patchesStrategicMerge", "patchesJson6902"];

/// Notes the files that hold patches.
fn patched(node: &Yaml, file: &File, patches: &mut Vec<String>) {
    for key in PATCHES {
        let Some(all) = node.get(key) else { continue };
        let paths = all.list().into_iter().filter_map(|one| one.text().or_else(|| one.text_at(&["path"])));
        patches.extend(paths.filter_map(|path| join(file.folder(), path)));
    }
}

fn may_be_one(file: &File) -> bool {
    let yaml = file.name().ends_with(".yaml") || file.name().ends_with(".yml");
    let kustomization = is_kustomization(file);
    let says = |word: &[u8]| memchr::memmem::find(&file.bytes, word).is_some();
    yaml && (kustomization || (says(b"apiVersion:") && says(b"kind:")))
}

/// Below the `templates` folder of a chart.
fn is_chart_template(tree: &Tree, file: &File) -> bool {
    let at = if file.path.starts_with("templates/") { Some(0) } else { file.path.find("/templates/").map(|at| at + 1) };
    let Some(at) = at else { return false };
    let chart = format!("{}Chart.yaml", &file.path[..at]);
    tree.file(&chart).is_some()
        || (has_folder(tree, &file.path[..at]) && memchr::memmem::find(&file.bytes, b"{{").is_some())
}

fn unfold(node: &Yaml, folder: &str, objects: &mut Vec<Object>, depth: u8) {
    let kind = node.text_at(&["kind"]).unwrap_or("");
    if kind.ends_with("List") && depth > 0 {
        let items = node.get("items").map(|items| items.list()).unwrap_or_default();
        return items.iter().for_each(|item| unfold(&Arc::new((*item).clone()), folder, objects, depth - 1));
    }
    let generators = node.get("configMapGenerator").is_some() || node.get("secretGenerator").is_some();
    let kind = if kind.is_empty() && generators { "Kustomization" } else { kind };
    if !kind.is_empty() {
        let name = node.text_at(&["metadata", "name"]).unwrap_or("").to_owned();
        let (kind, folder) = (kind.to_owned(), folder.to_owned());
        objects.push(Object { kind, name, node: node.clone(), folder, overlay: None });
    }
}
