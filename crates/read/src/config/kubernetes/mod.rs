//! Kubernetes: each container of a workload is a way of starting.

mod data;
mod door;
mod ingress;
mod kustomize;
mod member;
mod mounts;
mod objects;
mod patch;
mod pod;
mod published;

pub(in crate::config) use self::door::Door;
pub(in crate::config) use self::objects::Object;

use self::data::Store;
use self::member::Standing;
use self::published::Services;
use super::container::Container;
use super::found::{Found, Said};
use super::stack::Member;
use super::{dockerfile, naming};
use crate::config::yaml::{Node, Yaml};
use crate::tree::Tree;

/// Where the pod stands in a workload.
const WORKLOADS: &[(&str, &[&str])] = &[
    ("Deployment", &["spec", "template", "spec"]),
    ("StatefulSet", &["spec", "template", "spec"]),
    ("DaemonSet", &["spec", "template", "spec"]),
    ("ReplicaSet", &["spec", "template", "spec"]),
    ("ReplicationController", &["spec", "template", "spec"]),
    ("DeploymentConfig", &["spec", "template", "spec"]),
    ("Rollout", &["spec", "template", "spec"]),
    ("Job", &["spec", "template", "spec"]),
    ("CronJob", &["spec", "jobTemplate", "spec", "template", "spec"]),
    ("Pod", &["spec"]),
    // Knative, also of Cloud Run. A plain Service has no template.
    ("Service", &["spec", "template", "spec"]),
];

/// Reads every workload.
pub fn read(tree: &Tree, found: &mut Found) {
    let objects = objects::all(tree, found);
    let (store, services) = (Store::of(tree, &objects), Services::of_objects(&objects));
    found.stack.held.extend(data::files(&objects));
    for object in &objects {
        let Some((_, path)) = WORKLOADS.iter().find(|(kind, _)| *kind == object.kind) else { continue };
        let Some(pod) = object.node.at(path) else { continue };
        let workload = Workload { tree, store: &store, services: &services, object, pod };
        workload.containers(found);
        workload.preparing(found);
    }
    let doors = ingress::settings(&objects, &found.stack);
    found.stack.doors.extend(doors);
}

/// A workload with what is needed to read it.
struct Workload<'a> {
    tree: &'a Tree,
    store: &'a Store,
    services: &'a Services,
    object: &'a Object,
    pod: &'a Yaml,
}

impl Workload<'_> {
    fn containers(&self, found: &mut Found) {
        let all = self.list("containers");
        let apps = all.iter().filter(|node| !is_service(node)).count();
        let mut first = true;
        for (position, node) in all.iter().enumerate() {
            let is_app = !is_service(node);
            let (container, stage) = self.container(node, is_app, is_app && first);
            let at = Standing { object: self.object, pod: self.pod, node, position, of: all.len() };
            let name = if apps > 1 { format!("/{}", node.text_at(&["name"]).unwrap_or("")) } else { String::new() };
            let name = format!("{}#{}{name}", self.object.home(), self.object.name);
            // What names no image is a patch for a container that stands elsewhere.
            if node.get("image").is_some() {
                let member = at.member((self.store, self.services), &container, stage);
                found.stack.members.push(Member { environment: is_app.then(|| name.clone()), ..member });
            }
            if !is_app {
                continue;
            }
            first = false;
            if let (Some(dockerfile), Some(stage)) = (&container.dockerfile, stage) {
                found.started(dockerfile, stage);
            }
            let row = found.row(self.tree, name, kind(self.object), &container);
            found.declared.push(row);
        }
    }

    /// Containers that run before the others.
    fn preparing(&self, found: &mut Found) {
        for node in self.list("initContainers") {
            let (container, stage) = self.container(node, false, false);
            let at = Standing { object: self.object, pod: self.pod, node, position: usize::MAX, of: usize::MAX };
            found.stack.members.push(at.member((self.store, self.services), &container, stage));
        }
    }

    fn list(&self, key: &str) -> Vec<&Node> {
        self.pod.get(key).map(|all| all.list()).unwrap_or_default()
    }

    /// A container, and the stage of the Dockerfile of the tree that makes its image.
    fn container(&self, node: &Node, is_app: bool, guess: bool) -> (Container, Option<usize>) {
        let image = node.text_at(&["image"]).unwrap_or("");
        let found = if is_app { dockerfile::of_reference(self.tree, image, guess) } else { None };
        let mut container = Container::foreign(node.place());
        let mut made = None;
        if let Some((dockerfile, stage, context)) = found {
            let image = dockerfile.image(self.tree, stage, &context);
            container = Container::of(image, &dockerfile.file.path, node.place());
            made = Some(stage);
        }
        pod::put(self.store, &self.object.folder, node, &mut container);
        (container, made)
    }
}

fn is_service(node: &Node) -> bool {
    dockerfile::is_service(node.text_at(&["image"]).unwrap_or(""))
}

fn kind(object: &Object) -> Said {
    let namespace = object.node.text_at(&["metadata", "namespace"]).unwrap_or("");
    naming::kind_of_declared(object.home(), &object.name).or_else(|| {
        let kind = naming::kind_of(namespace)?;
        Some((kind, format!("its namespace {namespace} is named for {}", kind.name())))
    })
}

#[cfg(test)]
mod tests {
    use crate::config::testing::{rows, tree};

    const DOCKERFILE: (&str, &str) =
        ("Dockerfile", "FROM python\nENV A=image\nENTRYPOINT [\"gunicorn\"]\nCMD [\"a:b\"]\n");

    #[test]
    fn a_workload_stands_on_the_image_and_on_maps_and_secrets() {
        let deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n      containers:\n\
            \x20     - name: app\n        image: shop:1\n        args: ['-b', ':$(PORT)', 'c:d']\n        envFrom:\n        - configMapRef: {name: settings}\n\
            \x20       - secretRef: {name: gone}\n        env:\n        - {name: PORT, value: '80'}\n        - name: KEY\n          valueFrom: {secretKeyRef: {name: keys, key: key}}\n\
            \x20       - name: IP\n          valueFrom: {fieldRef: {fieldPath: status.podIP}}\n      - name: cache\n        image: redis:7\n";
        let others = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {B: 'b'}}\n\
            - {apiVersion: v1, kind: Secret, metadata: {name: keys}, data: {key: aHVzaA==}}\n";
        let files = [("k8s/web.yaml", deployment), ("k8s/other.yaml", others), DOCKERFILE];
        let expected = "k8s/web.yaml#web: gunicorn -b :80 c:d @k8s/web.yaml:10 | A=image B=b PORT=80 KEY=hush IP? | the Secret gone is not in the tree";
        assert_eq!(rows(&files), [expected]);
    }

    #[test]
    fn overlays_take_the_map_beside_them_and_generators_make_maps() {
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - {name: a, image: x, command: [run], envFrom: [{configMapRef: {name: m}}]}\n";
        let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {A: base}\n";
        let files = [
            ("k8s/base/map.yaml", map),
            ("k8s/production/kustomization.yaml", "configMapGenerator:\n- name: m\n  literals: [A=prod]\n"),
            ("k8s/production/pod.yaml", pod),
        ];
        assert_eq!(rows(&files), ["k8s/production/pod.yaml#web (production): run @k8s/production/pod.yaml:6 | A=prod"]);
    }

    #[test]
    fn helm_templates_are_unread_for_that_reason() {
        let files = [
            ("chart/Chart.yaml", "apiVersion: v2\nname: x\n"),
            (
                "chart/templates/web.yaml",
                "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\n",
            ),
            ("other.yaml", "apiVersion: v1\nkind: {{ kind }}\na: [{{ b }\n"),
        ];
        let crate::config::Deployment { declared: rows, unread, .. } = crate::config::deployment(&tree(&files));
        assert_eq!(rows.len(), 0);
        assert_eq!(unread.iter().filter(|u| u.why.starts_with("a template")).count(), 2, "{unread:?}");
    }
}
