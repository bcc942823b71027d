//! Labels and annotations that Kustomize puts on every resource, and on what Services and workloads select by.
//!
//! Source: kustomize, `commonlabels.go` and `commonannotations.go` of its built-in configuration.

use super::Kustomization;
use crate::config::kubernetes::objects::Object;
use crate::config::kubernetes::patch;
use crate::config::yaml::{Node, Yaml};

/// Where the pods of a workload carry labels and annotations.
const TEMPLATES: &[(&[&str], &[&str])] = &[
    (
        &["ReplicationController", "Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job"],
        &["spec", "template", "metadata"],
    ),
    (&["CronJob"], &["spec", "jobTemplate", "metadata"]),
    (&["CronJob"], &["spec", "jobTemplate", "spec", "template", "metadata"]),
];

/// What is selected by labels, and where it says so.
const SELECTORS: &[(&[&str], &[&str])] = &[
    (&["Service", "ReplicationController"], &["spec", "selector"]),
    (&["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"], &["spec", "selector", "matchLabels"]),
];

/// Puts on all that a Kustomization names.
pub(super) fn put(one: &Kustomization, object: &mut Object) {
    if let Some(common) = one.node.get("commonLabels") {
        labels(object, common, true, true);
    }
    for entry in one.node.get("labels").map(|all| all.list()).unwrap_or_default() {
        let on = |key: &str| entry.text_at(&[key]) == Some("true");
        if let Some(pairs) = entry.get("pairs") {
            labels(object, pairs, on("includeSelectors"), on("includeTemplates"));
        }
    }
    if let Some(common) = one.node.get("commonAnnotations") {
        let places = of_kind(TEMPLATES, object).map(|path| [path, &["annotations"]].concat());
        let places: Vec<Vec<&str>> = places.chain([vec!["metadata", "annotations"]]).collect();
        set(object, &places, common);
    }
}

fn labels(object: &mut Object, pairs: &Node, selectors: bool, templates: bool) {
    let mut places: Vec<Vec<&str>> = vec![vec!["metadata", "labels"]];
    if selectors || templates {
        places.extend(of_kind(TEMPLATES, object).map(|path| [path, &["labels"]].concat()));
    }
    if selectors {
        places.extend(of_kind(SELECTORS, object).map(<[&str]>::to_vec));
    }
    set(object, &places, pairs);
}

fn of_kind<'t>(
    table: &'t [(&'t [&'t str], &'t [&'static str])],
    object: &Object,
) -> impl Iterator<Item = &'t [&'static str]> + use<'t> {
    let kind = object.kind.clone();
    table.iter().filter(move |(kinds, _)| kinds.contains(&kind.as_str())).map(|(_, path)| *path)
}

fn set(object: &mut Object, places: &[Vec<&str>], pairs: &Node) {
    let pairs: Vec<(&Yaml, &Yaml)> = pairs.entries();
    for place in places {
        for (name, value) in &pairs {
            let Some(name) = name.text() else { continue };
            object.node = patch::set(&object.node, &[place.as_slice(), &[name]].concat(), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::testing::tree;

    const SHOP: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    metadata: \
                        {labels: {app: web}}\n    spec: {containers: [{name: web, image: 'x:1'}]}\n---\nkind: \
                        Service\napiVersion: v1\nmetadata: {name: web}\nspec: {type: NodePort, selector: {app: web}, \
                        ports: [{port: 80}]}\n---\nkind: Service\napiVersion: v1\nmetadata: {name: other}\nspec: {type: \
                        NodePort, selector: {part: front}, ports: [{port: 81}]}\n";

    /// The Services that lead to the only container.
    fn names(kustomization: &str) -> Vec<String> {
        let text = format!("resources: [shop.yaml]\n{kustomization}");
        let read = crate::config::deployment(&tree(&[("k8s/kustomization.yaml", &text), ("k8s/shop.yaml", SHOP)]));
        assert!(read.unread.is_empty(), "{:?}", read.unread);
        read.stack.members[0].names.clone()
    }

    #[test]
    fn labels_change_what_services_select_by() {
        assert_eq!(names(""), ["web"]);
        assert_eq!(names("commonLabels: {part: front}\n"), ["web", "other"]);
        let both = names("commonLabels: {part: back}\n");
        assert_eq!(both, ["web", "other"], "what the other one selects by changes as well");
        assert_eq!(names("labels: [{pairs: {part: front}}]\n"), ["web"], "of the workload, not of its pods");
        assert_eq!(names("labels: [{pairs: {part: front}, includeTemplates: true}]\n"), ["web", "other"]);
        assert_eq!(names("labels: [{pairs: {app: shop}, includeSelectors: true}]\n"), ["web"]);
        assert_eq!(names("labels: [{pairs: {app: shop}, includeTemplates: true}]\n").len(), 0);
    }
}
