//! Kustomize: what an overlay makes of its resources before they get to the cluster.
//!
//! Source: the reference of the Kustomization file. Prefixes, name spaces, labels, images, patches and replacements are
//! put on; a part that is not, and what is fetched from elsewhere, is named as unread.

mod labels;
mod replacements;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::objects::Object;
use super::patch::{self, Patch};
use crate::config::containers::reference::Reference;
use crate::config::found::Found;
use crate::config::front;
use crate::config::launch::has_folder;
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
    let named: BTreeSet<String> = all.iter().flat_map(|one| names(one, PARTS)).filter_map(|(_, path)| path).collect();
    all.iter().for_each(|one| elsewhere(tree, one, found));
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

/// Keys of what it is made of.
const PARTS: &[&str] = &["resources", "bases", "components"];

/// Entries of these lists, with the paths of the tree that they mean; none for what is fetched from elsewhere.
fn names<'n>(one: &'n Kustomization, keys: &'n [&str]) -> Vec<(&'n Node, Option<String>)> {
    let entries = keys.iter().filter_map(|key| one.node.get(key)).flat_map(|list| list.list());
    let named = entries.filter_map(|entry| Some((entry, entry.text()?)));
    named.map(|(entry, name)| (entry, join(&one.folder, name).filter(|_| !is_remote(name)))).collect()
}

/// `https://…`, `git@…`, `github.com/owner/name//folder?ref=v1`
fn is_remote(name: &str) -> bool {
    let host = name.split('/').next().unwrap_or_default();
    let parts = ["://", "git@", "?ref=", ".git//"];
    parts.iter().any(|part| name.contains(part))
        || (host.contains('.') && name.contains("//") && !host.starts_with('.'))
}

/// Keys of what other programs make when it is built.
const MADE: &[(&str, &str)] = &[
    ("helmCharts", "charts of Helm are filled in when it is built"),
    ("helmChartInflationGenerator", "charts of Helm are filled in when it is built"),
    ("generators", "a plugin of Kustomize makes more of it"),
    ("transformers", "a plugin of Kustomize changes it"),
    ("vars", "the variables of `vars` are not put in"),
];

/// Notes what it is made of and what is not in the tree.
fn elsewhere(tree: &Tree, one: &Kustomization, found: &mut Found) {
    for (entry, path) in names(one, PARTS) {
        let name = entry.text().unwrap_or_default();
        let why = match path {
            None => format!("{} is fetched from elsewhere: what it holds is not known", front::bare(name)),
            Some(path) if tree.file(&path).is_none() && !has_folder(tree, &path) && !is_left_out(tree, &path) => {
                format!("{name} is not in the tree")
            }
            Some(_) => continue,
        };
        found.unread(&one.path, entry.line, why);
    }
    for (key, why) in MADE {
        if let Some(at) = one.node.get(key).filter(|at| !at.list().is_empty()) {
            found.unread(&one.path, at.line, *why);
        }
    }
}

/// It is there and was not read, which has a row of its own.
fn is_left_out(tree: &Tree, path: &str) -> bool {
    tree.names_only.iter().any(|name| **name == *path)
}

struct Reader<'k, 'f> {
    tree: &'k Tree,
    objects: &'k [Object],
    all: &'k [Kustomization],
    found: &'f mut Found,
    used: BTreeSet<usize>,
    made: usize,
}

impl<'k> Reader<'k, '_> {
    fn collect(&mut self, one: &Kustomization, depth: u8) -> Vec<Object> {
        let mut own = Vec::new();
        self.accumulate(one, depth, &mut own);
        own
    }

    /// Its resources beside those that are there, and what it changes of all of them: a component changes what is
    /// there before it.
    fn accumulate(&mut self, one: &Kustomization, depth: u8, own: &mut Vec<Object>) {
        let before = own.len();
        for path in names(one, &["resources", "bases"]).into_iter().filter_map(|(_, path)| path) {
            match self.below(one, &path, depth) {
                Some(base) => own.extend(self.collect(base, depth - 1)),
                None => own.extend(self.of_file(&path)),
            }
        }
        self.made += own.len() - before;
        if self.made > MOST {
            return own.clear();
        }
        for path in names(one, &["components"]).into_iter().filter_map(|(_, path)| path) {
            if let Some(component) = self.below(one, &path, depth) {
                self.accumulate(component, depth - 1, own);
            }
        }
        for patch in self.patches(one) {
            self.put(one, &patch, own);
        }
        own.iter_mut().for_each(|object| transform(one, object));
        replacements::put(self.tree, one, own, self.found);
    }

    /// The file of Kustomize in a folder that another one names.
    fn below(&self, one: &Kustomization, path: &str, depth: u8) -> Option<&'k Kustomization> {
        self.all.iter().find(|other| depth > 0 && other.folder == path && other.path != one.path)
    }

    fn of_file(&mut self, path: &str) -> Vec<Object> {
        let all = self.objects.iter().enumerate().filter(|(_, object)| *object.node.path == *path);
        let of_file: Vec<(usize, &Object)> = all.collect();
        self.used.extend(of_file.iter().map(|(at, _)| *at));
        of_file.into_iter().map(|(_, object)| object.clone()).collect()
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

/// What it does to every resource: names, name space, labels, images.
fn transform(one: &Kustomization, object: &mut Object) {
    let text = |key: &str| one.node.text_at(&[key]).unwrap_or_default();
    labels::put(one, object);
    // Maps and secrets are looked up by the names that workloads know them by.
    if !matches!(object.kind.as_str(), "ConfigMap" | "Secret" | "Namespace" | "CustomResourceDefinition") {
        let (before, after) = (text("namePrefix"), text("nameSuffix"));
        object.name = format!("{before}{}{after}", object.name);
        if object.kind == "Ingress" {
            object.node = with_services(&object.node, &|name| format!("{before}{name}{after}"), 32);
        }
    }
    if let Some(space) = one.node.get("namespace") {
        object.node = patch::set(&object.node, &["metadata", "namespace"], space);
    }
    if let Some(images) = one.node.get("images") {
        let images: Vec<&Node> = images.list();
        object.node = with_images(&object.node, &images, 32);
    }
}

/// The same with other names of the Services that requests are handed to.
fn with_services(node: &Yaml, named: &dyn Fn(&str) -> String, depth: u8) -> Yaml {
    with(node, depth, &|key, value| match (key, value.text(), value.text_at(&["name"])) {
        ("serviceName", Some(name), _) => Some(value.with(Value::Scalar(named(name), None))),
        ("service", _, Some(name)) => Some(patch::set(value, &["name"], &value.with(Value::Scalar(named(name), None)))),
        _ => None,
    })
}

/// The same with other images.
fn with_images(node: &Yaml, images: &[&Node], depth: u8) -> Yaml {
    with(node, depth, &|key, value| value.text().filter(|_| key == "image").and_then(|image| renamed(image, images)))
}

/// The same with other values for those of its keys that something else is said of.
fn with(node: &Yaml, depth: u8, other: &dyn Fn(&str, &Yaml) -> Option<Yaml>) -> Yaml {
    if depth == 0 {
        return node.clone();
    }
    match &node.value {
        Value::Map(_) => {
            let entries = node.entries().into_iter().map(|(key, value)| {
                let new = key.text().and_then(|key| other(key, value));
                (key.clone(), new.unwrap_or_else(|| with(value, depth - 1, other)))
            });
            node.with(Value::Map(entries.collect()))
        }
        Value::List(list) => node.with(Value::List(list.iter().map(|one| with(one, depth - 1, other)).collect())),
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
    fn a_component_changes_what_stands_beside_it() {
        let overlay = "resources: [../base]\ncomponents: [../safe]\n";
        let component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- target: {kind: \
                         Deployment, labelSelector: '!tier,name!=x'}\n  patch: |-\n    - op: remove\n      path: \
                         /spec/template/spec/containers/0/securityContext\n";
        let files = [
            ("k8s/base/kustomization.yaml", "resources: [web.yaml]\n"),
            ("k8s/base/web.yaml", POD),
            ("k8s/production/kustomization.yaml", overlay),
            ("k8s/safe/kustomization.yaml", component),
        ];
        let (members, unread) = members(&files);
        assert!(members.len() == 1 && members[0].ends_with("None"), "{members:?}");
        assert_eq!(unread, 0);
    }

    #[test]
    fn what_is_elsewhere_is_named() {
        for part in [
            "resources: ['https://user:key@host.test/base.yaml']\n",
            "resources: ['github.com/owner/name//base?ref=v1']\n",
            "bases: [../gone]\n",
            "components: ['git@host.test:a/b']\n",
            "helmCharts: [{name: x}]\n",
        ] {
            let read = crate::config::deployment(&tree(&[("k8s/kustomization.yaml", part), ("k8s/web.yaml", POD)]));
            assert_eq!(read.unread.len(), 1, "{part}: {:?}", read.unread);
            assert!(!read.unread[0].why.contains("key@"), "{:?}", read.unread);
        }
    }

    #[test]
    fn what_is_not_put_on_is_named() {
        let of = |patch: &str| format!("resources: [web.yaml]\npatches:\n{patch}");
        for patch in [
            "- path: gone.yaml\n",
            "- target: {labelSelector: 'app in (web)'}\n  patch: '{kind: Deployment}'\n",
            "- target: {labelSelector: app=other}\n  patch: '{kind: Deployment}'\n",
            "- target: {kind: Service}\n  patch: '[{op: remove, path: /spec}]'\n",
            "- target: {kind: Deployment}\n  patch: '[{op: move, from: /a, path: /spec}]'\n",
        ] {
            let (members, unread) = members(&[("k8s/kustomization.yaml", &of(patch)), ("k8s/web.yaml", POD)]);
            assert_eq!((members.len(), unread), (1, 1), "{patch}");
        }
    }
}
