//! Kustomize: what an overlay makes of its resources before they get to the cluster.
//!
//! Source: the reference of the Kustomization file. Prefixes, name spaces, images and patches are put on; a part that is
//! not is named as unread.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::objects::Object;
use super::patch::{self, Patch};
use crate::config::containers::reference::Reference;
use crate::config::found::Found;
use crate::config::place::join;
use crate::config::yaml::{Node, Value, Yaml, parse};
use crate::tree::Tree;

/// Overlays lead to bases this deep at most.
const DEEPEST: u8 = 12;
/// Objects of all overlays together, at most.
const MOST: usize = 5_000;

/// One file of Kustomize.
pub(super) struct Kustomization {
    pub path: Arc<str>,
    pub folder: String,
    pub node: Yaml,
}

/// The objects as they get to the cluster: those that overlays name, changed; and all others as they stand.
pub(super) fn applied(tree: &Tree, objects: Vec<Object>, all: &[Kustomization], found: &mut Found) -> Vec<Object> {
    let named: BTreeSet<String> = all.iter().flat_map(resources).collect();
    let mut reader = Reader { tree, objects: &objects, all, found, used: BTreeSet::new(), made: 0 };
    let mut made = Vec::new();
    for root in all.iter().filter(|one| !named.contains(&one.folder)) {
        let own = reader.collect(root, DEEPEST);
        made.extend(own.into_iter().map(|object| of_overlay(object, root)));
    }
    let used = reader.used;
    let others = objects.into_iter().enumerate().filter(|(at, _)| !used.contains(at)).map(|(_, object)| object);
    others.chain(made).collect()
}

/// An object of another folder is told of by the overlay that brings it to the cluster.
fn of_overlay(object: Object, root: &Kustomization) -> Object {
    if object.folder == root.folder {
        return object;
    }
    Object { overlay: Some(root.path.clone()), folder: root.folder.clone(), ..object }
}

/// Files and folders that it names, as paths of the tree.
fn resources(one: &Kustomization) -> Vec<String> {
    let lists = ["resources", "bases", "components"].iter().filter_map(|key| one.node.get(key));
    let names = lists.flat_map(|list| list.list()).filter_map(|node| node.text());
    names.filter(|name| !name.contains("://")).filter_map(|name| join(&one.folder, name)).collect()
}

struct Reader<'a, 'f> {
    tree: &'a Tree,
    objects: &'a [Object],
    all: &'a [Kustomization],
    found: &'f mut Found,
    used: BTreeSet<usize>,
    made: usize,
}

impl Reader<'_, '_> {
    fn collect(&mut self, one: &Kustomization, depth: u8) -> Vec<Object> {
        let mut own = Vec::new();
        for path in resources(one) {
            match self.all.iter().find(|other| other.folder == path) {
                Some(base) if depth > 0 && base.path != one.path => own.extend(self.collect(base, depth - 1)),
                _ => {
                    let of_file = |(_, object): &(usize, &Object)| *object.node.path == path;
                    for (at, object) in self.objects.iter().enumerate().filter(of_file) {
                        self.used.insert(at);
                        own.push(object.clone());
                    }
                }
            }
        }
        self.made += own.len();
        if self.made > MOST {
            return Vec::new();
        }
        for patch in self.patches(one) {
            self.put(one, &patch, &mut own);
        }
        own.iter_mut().for_each(|object| transform(one, object));
        own
    }

    /// The patches that it names or holds.
    fn patches(&mut self, one: &Kustomization) -> Vec<Patch> {
        let lists = ["patches", "patchesStrategicMerge", "patchesJson6902"].iter().filter_map(|key| one.node.get(key));
        let entries: Vec<&Node> = lists.flat_map(|list| list.list()).collect();
        entries.into_iter().flat_map(|entry| self.of_entry(one, entry)).collect()
    }

    fn of_entry(&mut self, one: &Kustomization, entry: &Node) -> Vec<Patch> {
        let target = entry.get("target").cloned();
        let inline = entry
            .get("patch")
            .map(|node| &**node)
            .or_else(|| entry.text().is_some_and(|t| t.contains('\n')).then_some(entry));
        let documents = match (inline, entry.text_at(&["path"]).or(entry.text())) {
            (Some(node), _) => {
                let before = "\n".repeat(usize::try_from(node.line).unwrap_or(0).saturating_sub(1));
                parse(&one.path, &format!("{before}{}", node.text().unwrap_or_default()))
            }
            (None, Some(path)) => {
                let Some(file) = join(&one.folder, path).and_then(|path| self.tree.file(&path)) else {
                    self.found.unread(&one.path, entry.line, format!("the patch {path} is not in the tree"));
                    return Vec::new();
                };
                parse(&file.path, &file.text())
            }
            (None, None) => return Vec::new(),
        };
        for (line, why) in documents.mistakes {
            self.found.unread(&one.path, line, why);
        }
        documents.all.into_iter().map(|node| Patch { node, target: target.clone(), line: entry.line }).collect()
    }

    fn put(&mut self, one: &Kustomization, patch: &Patch, own: &mut Vec<Object>) {
        if let Some(why) = patch.cannot_be_put() {
            return self.found.unread(&one.path, patch.line, why);
        }
        let mut met = false;
        own.retain_mut(|object| {
            if !patch.is_for(object) {
                return true;
            }
            met = true;
            match patch::put(object, patch) {
                Ok(Some(node)) => {
                    object.node = node;
                    true
                }
                Ok(None) => false,
                Err(why) => {
                    self.found.unread(&one.path, patch.line, why);
                    true
                }
            }
        });
        if !met {
            let why = "a patch is for nothing that its resources hold".to_owned();
            self.found.unread(&one.path, patch.line, why);
        }
    }
}

/// What it does to every resource: names, name space, images.
fn transform(one: &Kustomization, object: &mut Object) {
    let text = |key: &str| one.node.text_at(&[key]).unwrap_or_default();
    // Maps and secrets are looked up by the names that workloads know them by.
    if !matches!(object.kind.as_str(), "ConfigMap" | "Secret" | "Namespace" | "CustomResourceDefinition") {
        object.name = format!("{}{}{}", text("namePrefix"), object.name, text("nameSuffix"));
    }
    if let Some(space) = one.node.get("namespace") {
        object.node = patch::set(&object.node, &["metadata", "namespace"], space);
    }
    if let Some(images) = one.node.get("images") {
        let images: Vec<&Node> = images.list();
        object.node = with_images(&object.node, &images, 32);
    }
}

/// The same with other images.
fn with_images(node: &Yaml, images: &[&Node], depth: u8) -> Yaml {
    if depth == 0 {
        return node.clone();
    }
    match &node.value {
        Value::Map(_) => {
            let entries = node.entries().into_iter().map(|(key, value)| {
                let new = match (key.text(), value.text()) {
                    (Some("image"), Some(image)) => renamed(image, images).unwrap_or_else(|| value.clone()),
                    _ => with_images(value, images, depth - 1),
                };
                (key.clone(), new)
            });
            node.with(Value::Map(entries.collect()))
        }
        Value::List(list) => {
            node.with(Value::List(list.iter().map(|one| with_images(one, images, depth - 1)).collect()))
        }
        _ => node.clone(),
    }
}

/// The image that takes the place of this one, at the line that says so.
fn renamed(image: &str, images: &[&Node]) -> Option<Yaml> {
    let own = Reference::of(image);
    let entry = images
        .iter()
        .find(|entry| entry.text_at(&["name"]).is_some_and(|name| Reference::of(name).name == own.name))?;
    let name = entry.text_at(&["newName"]).unwrap_or(own.name);
    let line = ["newTag", "digest", "newName"].iter().find_map(|key| entry.get(key))?;
    let text = match (entry.text_at(&["digest"]), entry.text_at(&["newTag"]).or(own.tag)) {
        (Some(digest), _) => format!("{name}@{digest}"),
        (None, Some(tag)) => format!("{name}:{tag}"),
        (None, None) => name.to_owned(),
    };
    Some(line.with(Value::Scalar(text, None)))
}

#[cfg(test)]
mod tests {
    use crate::config::testing::tree;

    const POD: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      \
                       containers:\n      - name: app\n        image: registry.test/shop:1\n        securityContext:\n          \
                       privileged: true\n        env:\n        - {name: A, value: base}\n        - {name: B, value: base}\n";

    /// Name, image, variables and rights of every container.
    fn members(files: &[(&str, &str)]) -> (Vec<String>, usize) {
        let read = crate::config::deployment(&tree(files));
        let one = |member: &crate::config::stack::Member| {
            let variables: Vec<String> = member.variables.iter().map(|v| format!("{}={:?}", v.name, v.value)).collect();
            format!(
                "{} {:?} {} {:?}",
                member.subject.name,
                member.image.as_ref().map(|i| &i.is),
                variables.join(" "),
                member.rights.first().map(|r| &r.is)
            )
        };
        (read.stack.members.iter().map(one).collect(), read.unread.len())
    }

    #[test]
    fn an_overlay_changes_what_it_names() {
        let overlay = "resources: [../base]\nnamePrefix: shop-\nimages: [{name: registry.test/shop, newTag: '2'}]\n\
                       patches:\n- path: web.yaml\n";
        let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      \
                     containers:\n      - name: app\n        securityContext: {privileged: false}\n        env:\n        \
                     - {name: B, value: over}\n";
        let files = [
            ("k8s/base/kustomization.yaml", "resources: [web.yaml]\n"),
            ("k8s/base/web.yaml", POD),
            ("k8s/production/kustomization.yaml", overlay),
            ("k8s/production/web.yaml", patch),
        ];
        let (members, unread) = members(&files);
        let expected = "k8s/production/kustomization.yaml#Deployment/shop-web Some(Text(\"registry.test/shop:2\")) \
                        A=Text(\"base\") B=Text(\"over\") Some(Privileged(false))";
        assert_eq!((members, unread), (vec![expected.to_owned()], 0));
    }

    #[test]
    fn operations_of_json_are_carried_out() {
        let kustomization = "resources: [web.yaml]\npatches:\n- target: {kind: Deployment, name: web}\n  patch: |-\n    \
                             - op: replace\n      path: /spec/template/spec/containers/0/securityContext/privileged\n      \
                             value: false\n    - op: remove\n      path: /spec/template/spec/containers/0/env/0\n";
        let (members, unread) = members(&[("k8s/kustomization.yaml", kustomization), ("k8s/web.yaml", POD)]);
        let expected =
            "k8s/web.yaml#Deployment/web Some(Text(\"registry.test/shop:1\")) B=Text(\"base\") Some(Privileged(false))";
        assert_eq!((members, unread), (vec![expected.to_owned()], 0));
    }

    #[test]
    fn what_is_not_put_on_is_named() {
        let of = |patch: &str| format!("resources: [web.yaml]\npatches:\n{patch}");
        for patch in [
            "- path: gone.yaml\n",
            "- target: {labelSelector: app=web}\n  patch: '{kind: Deployment}'\n",
            "- target: {kind: Service}\n  patch: '[{op: remove, path: /spec}]'\n",
            "- target: {kind: Deployment}\n  patch: '[{op: move, from: /a, path: /spec}]'\n",
        ] {
            let (members, unread) = members(&[("k8s/kustomization.yaml", &of(patch)), ("k8s/web.yaml", POD)]);
            assert_eq!((members.len(), unread), (1, 1), "{patch}");
        }
    }
}
