//! What Services, host ports and the machine's network make of a container's ports.

use super::member::Standing;
use super::objects::Object;
use crate::config::stack::{EVERYWHERE, Published};
use crate::config::yaml::{Node, Yaml};
use crate::declared::Supplied;

/// The Services of a tree.
#[derive(Clone, Debug, Default)]
pub(super) struct Services(Vec<Object>);

impl Services {
    /// Takes them out of the objects of a tree.
    pub(super) fn of_objects(objects: &[Object]) -> Self {
        Self(objects.iter().filter(|object| object.kind == "Service").cloned().collect())
    }

    /// Names of the Services that lead to a container, and what they and its host ports publish.
    pub(super) fn of(&self, at: &Standing<'_>) -> (Vec<String>, Vec<Published>) {
        let leading: Vec<&Object> = self.0.iter().filter(|service| leads_to(service, at.object)).collect();
        let names = leading.iter().map(|service| service.name.clone()).collect();
        let of_services = leading.iter().flat_map(|service| published(service, at));
        (names, of_services.chain(host_ports(at)).collect())
    }
}

/// Every label that the Service selects by is one of the pod's.
fn leads_to(service: &Object, workload: &Object) -> bool {
    let Some(selector) = service.node.at(&["spec", "selector"]) else { return false };
    let selector = selector.entries();
    let labels = workload.labels();
    let has = |(key, value): &(&Yaml, &Yaml)| {
        labels.and_then(|labels| labels.get(key.text()?)).is_some_and(|label| label.text() == value.text())
    };
    !selector.is_empty() && service.namespace() == workload.namespace() && selector.iter().all(has)
}

fn published(service: &Object, at: &Standing<'_>) -> Vec<Published> {
    let spec = |key: &str| service.node.text_at(&["spec", key]);
    let kind = spec("type").unwrap_or("ClusterIP");
    let outside = service.node.at(&["spec", "externalIPs"]).map(|all| all.list()).unwrap_or_default();
    let address = match (kind, outside.first().and_then(|ip| ip.text())) {
        ("LoadBalancer", _) => limited(service).map_or_else(|| Supplied::Text(EVERYWHERE.into()), Supplied::Unknown),
        ("NodePort", _) => Supplied::Text(EVERYWHERE.into()),
        (_, Some(ip)) => Supplied::Text(ip.to_owned()),
        _ => return Vec::new(),
    };
    let ports = service.node.at(&["spec", "ports"]).map(|all| all.list()).unwrap_or_default();
    let one = |port: &&Node| {
        let named = port.text_at(&["targetPort"]).or_else(|| port.text_at(&["port"]))?;
        let target = at.port(named)?;
        let node_port = if kind == "NodePort" { port.text_at(&["nodePort"]).or(Some("*")) } else { None };
        Some(Published {
            address: address.clone(),
            port: node_port.or_else(|| port.text_at(&["port"]))?.to_owned(),
            target,
            protocol: port.text_at(&["protocol"]).unwrap_or("tcp").to_ascii_lowercase(),
            place: service.node.at(&["spec", "type"]).map_or_else(|| port.place(), |kind| kind.place()),
        })
    };
    ports.iter().filter_map(one).collect()
}

/// Annotations that make a load balancer one for the inside of the network.
const INTERNAL: &[&str] = &[
    "service.beta.kubernetes.io/aws-load-balancer-internal",
    "service.beta.kubernetes.io/aws-load-balancer-scheme",
    "service.beta.kubernetes.io/azure-load-balancer-internal",
    "networking.gke.io/load-balancer-type",
    "cloud.google.com/load-balancer-type",
];

/// Why it cannot be told who reaches a load balancer.
fn limited(service: &Object) -> Option<String> {
    let annotations = service.node.at(&["metadata", "annotations"]);
    let internal = |name: &&&str| {
        let value = annotations.and_then(|all| all.get(name)).and_then(|value| value.text());
        value.is_some_and(|value| matches!(value.to_ascii_lowercase().as_str(), "true" | "internal" | "0.0.0.0/0"))
    };
    if INTERNAL.iter().find(internal).is_some() {
        return Some("the load balancer is one for the inside of the network".into());
    }
    let ranges = service.node.at(&["spec", "loadBalancerSourceRanges"])?;
    let every = ranges.list().iter().any(|range| matches!(range.text(), Some("0.0.0.0/0" | "::/0")));
    (!every && !ranges.list().is_empty()).then(|| "only some addresses reach the load balancer".into())
}

/// `hostPort`, and every port of a pod on the machine's network.
fn host_ports(at: &Standing<'_>) -> Vec<Published> {
    let host_network = at.pod.text_at(&["hostNetwork"]) == Some("true");
    let one = |port: &&Node| {
        let target = port.text_at(&["containerPort"])?;
        let host = port.get("hostPort").filter(|port| port.text().is_some_and(|text| text != "0"));
        let shown = host.and_then(|host| host.text()).or(Some(target).filter(|_| host_network))?;
        Some(Published {
            address: Supplied::Text(port.text_at(&["hostIP"]).unwrap_or(EVERYWHERE).to_owned()),
            port: shown.to_owned(),
            target: target.to_owned(),
            protocol: port.text_at(&["protocol"]).unwrap_or("tcp").to_ascii_lowercase(),
            place: host.map_or_else(|| port.place(), |host| host.place()),
        })
    };
    at.ports().iter().filter_map(one).collect()
}

impl Standing<'_> {
    fn ports(&self) -> Vec<&Node> {
        self.node.get("ports").map(|all| all.list()).unwrap_or_default()
    }

    /// The number of a port that a Service names, where it is one of this container. What no container of the
    /// pod declares is taken for one of the first.
    fn port(&self, named: &str) -> Option<String> {
        let is = |port: &&&Node| [port.text_at(&["name"]), port.text_at(&["containerPort"])].contains(&Some(named));
        if let Some(port) = self.ports().iter().find(is) {
            return port.text_at(&["containerPort"]).map(str::to_owned);
        }
        let siblings = self.pod.get("containers").map(|all| all.list()).unwrap_or_default();
        let declares = |node: &&Node| node.get("ports").is_some_and(|ports| ports.list().iter().any(|p| is(&p)));
        (self.position == 0 && !siblings.iter().any(declares)).then(|| named.to_owned())
    }
}
