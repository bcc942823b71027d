//! A container of a workload as one of the declared containers.

use sneck_model::{Kind, Subject, SubjectKind};

use super::data::Store;
use super::mounts;
use super::objects::Object;
use super::published::Services;
use crate::config::container::Container;
use crate::config::stack::{Built, Family, Limits, Member, Right, Said};
use crate::config::yaml::{Node, Yaml};
use crate::declared::Supplied;

/// A container where it stands.
pub(super) struct Standing<'a> {
    pub(super) object: &'a Object,
    pub(super) pod: &'a Yaml,
    pub(super) node: &'a Node,
    /// Among the containers of its pod.
    pub(super) position: usize,
    /// How many there are.
    pub(super) of: usize,
}

impl Standing<'_> {
    /// The container with what Services publish of it.
    pub(super) fn member(&self, known: (&Store, &Services), made: &Container, stage: Option<usize>) -> Member {
        let (store, services) = known;
        let image = self.node.get("image");
        let kind = super::kind(self.object).map(|(kind, _)| kind);
        let (names, published) = services.of(self);
        let variables = made.image.variables.iter().chain(&made.variables).cloned().collect();
        Member {
            subject: Subject::new(SubjectKind::Container, self.name()),
            family: Family::Kubernetes,
            kind: kind.unwrap_or(Kind::Production),
            named: kind.is_some(),
            project: self.object.namespace().into(),
            names,
            pod: self.pod_name().into(),
            ports: self.numbers(),
            environment: None,
            place: self.node.place(),
            image: image.map(|at| Said { is: Supplied::Text(at.text().unwrap_or("").into()), place: at.place() }),
            built: stage.and_then(|stage| Built::of(made, stage)),
            command: made.command(),
            variables,
            open: made.open.clone(),
            mounts: mounts::of(self, store),
            published,
            networks: Vec::new(),
            user: self
                .security("runAsUser")
                .map(|at| Said { is: Supplied::Text(at.text().unwrap_or("").into()), place: at.place() }),
            rights: self.rights(),
            limits: self.limits(),
            labels: Vec::new(),
        }
    }

    /// `k8s/shop.yaml#Deployment/shop`, with the container's name where there are several.
    fn name(&self) -> String {
        let container = self.node.text_at(&["name"]).unwrap_or("");
        let container = if self.of > 1 { format!("/{container}") } else { String::new() };
        format!("{}{container}", self.pod_name())
    }

    fn pod_name(&self) -> String {
        let Object { kind, name, .. } = self.object;
        format!("{}#{kind}/{name}", self.object.home())
    }

    fn numbers(&self) -> Vec<String> {
        let ports = self.node.get("ports").map(|all| all.list()).unwrap_or_default();
        ports.iter().filter_map(|port| port.text_at(&["containerPort"])).map(str::to_owned).collect()
    }

    /// What the container's security context says, else the one of its pod.
    fn security(&self, key: &str) -> Option<&Yaml> {
        let path = ["securityContext", key];
        self.node.at(&path).or_else(|| self.pod.at(&path))
    }

    fn rights(&self) -> Vec<Said<Right>> {
        let truth = |at: &Yaml, right: fn(bool) -> Right| {
            at.text().and_then(|text| text.parse().ok()).map(|on| Said { is: right(on), place: at.place() })
        };
        let own = |key: &str| self.node.at(&["securityContext", key]);
        let mut all: Vec<Said<Right>> = Vec::new();
        all.extend(own("privileged").and_then(|at| truth(at, Right::Privileged)));
        all.extend(own("allowPrivilegeEscalation").and_then(|at| truth(at, Right::Escalation)));
        all.extend(self.security("runAsNonRoot").and_then(|at| truth(at, Right::NonRoot)));
        all.extend(self.pod.get("automountServiceAccountToken").and_then(|at| truth(at, Right::Token)));
        all.extend(self.namespaces());
        let added = self.node.at(&["securityContext", "capabilities", "add"]).map(|all| all.list());
        all.extend(added.into_iter().flatten().map(capability));
        let profile = self.security("seccompProfile").and_then(|at| at.get("type"));
        let open = profile.filter(|at| at.text() == Some("Unconfined"));
        all.extend(open.map(|at| Said { is: Right::Unconfined("seccomp".into()), place: at.place() }));
        let account = self.pod.get("serviceAccountName").or_else(|| self.pod.get("serviceAccount"));
        let named = account.and_then(|at| Some((at.text()?.to_owned(), at.place())));
        all.extend(named.map(|(name, place)| Said { is: Right::Account(name), place }));
        all
    }

    fn namespaces(&self) -> Vec<Said<Right>> {
        let keys = [("hostNetwork", "network"), ("hostPID", "pid"), ("hostIPC", "ipc")];
        let one = |(key, space): &(&str, &'static str)| {
            let at = self.pod.get(key).filter(|at| at.text() == Some("true"))?;
            Some(Said { is: Right::Namespace(space), place: at.place() })
        };
        keys.iter().filter_map(one).collect()
    }

    fn limits(&self) -> Limits {
        let of = |key: &str| {
            let at = self.node.at(&["resources", "limits", key])?;
            at.text().map(|text| Said { is: text.to_owned(), place: at.place() })
        };
        Limits { memory: of("memory"), cpu: of("cpu") }
    }
}

fn capability(node: &Node) -> Said<Right> {
    let name = node.text().unwrap_or_default().to_ascii_uppercase();
    let name = name.strip_prefix("CAP_").unwrap_or(&name).to_owned();
    Said { is: Right::Capability(name), place: node.place() }
}
