//! Tools for administrators that containers run, and where they are reached.

use sneck_model::{Key, Step, Value};

use super::About;
use super::reference::Reference;
use crate::config::launch::program;
use crate::config::stack::Member;
use crate::declared::Supplied;

/// A tool, the images that hold it, and its port.
type Tool = (&'static str, &'static [&'static str], u16);

const TOOLS: &[Tool] = &[
    ("phpMyAdmin", &["phpmyadmin", "phpmyadmin/phpmyadmin", "linuxserver/phpmyadmin"], 80),
    ("Adminer", &["adminer", "dockette/adminer", "michalhosna/adminer"], 8080),
    ("pgAdmin", &["dpage/pgadmin4"], 80),
    ("pgweb", &["sosedoff/pgweb"], 8081),
    ("CloudBeaver", &["dbeaver/cloudbeaver"], 8978),
    ("mongo-express", &["mongo-express"], 8081),
    ("Redis Commander", &["rediscommander/redis-commander", "ghcr.io/joeferner/redis-commander"], 8081),
    ("RedisInsight", &["redislabs/redisinsight", "redis/redisinsight"], 5540),
    ("phpRedisAdmin", &["erikdubbelboer/phpredisadmin"], 80),
    ("Flower", &["mher/flower"], 5555),
    ("RQ Dashboard", &["eoranged/rq-dashboard", "cjlapao/rq-dashboard"], 9181),
    ("Kibana", &["kibana", "docker.elastic.co/kibana/kibana", "bitnami/kibana"], 5601),
    ("OpenSearch Dashboards", &["opensearchproject/opensearch-dashboards"], 5601),
    ("Cerebro", &["lmenezes/cerebro"], 9000),
    ("Portainer", &["portainer/portainer", "portainer/portainer-ce", "portainer/portainer-ee"], 9000),
    ("Dozzle", &["amir20/dozzle"], 8080),
    (
        "the Kubernetes dashboard",
        &["kubernetesui/dashboard", "kubernetesui/dashboard-web", "k8s.gcr.io/kubernetes-dashboard-amd64"],
        8443,
    ),
    ("Kafka UI", &["provectuslabs/kafka-ui", "obsidiandynamics/kafdrop", "tchiotludo/akhq"], 8080),
    ("Nginx Proxy Manager", &["jc21/nginx-proxy-manager"], 81),
    ("the RabbitMQ management", &["bitnami/rabbitmq"], 15672),
];

/// The setting of a container that runs one.
pub(super) fn read(member: &Member, about: &mut About<'_>) {
    let Some((tool, port)) = tool(member) else { return };
    let mut any = false;
    for published in member.published.iter().filter(|one| port.is_none_or(|port| one.leads_to(port))) {
        any = true;
        let value = match (&published.address, published.shown()) {
            (Supplied::Unknown(why), _) => Value::Unknown(why.clone()),
            (Supplied::Text(_), shown) => Value::Text(shown.unwrap_or_default()),
        };
        let step = Step::new(published.place.clone(), format!("publishes port {}", published.target));
        about.set_in(&format!("port {}", published.target), Key::CONTAINER_ADMIN_TOOL, tool, value, vec![step]);
    }
    if !any {
        let step = Step::new(member.place.clone(), format!("does not publish {tool}"));
        about.set(Key::CONTAINER_ADMIN_TOOL, tool, Value::None, vec![step]);
    }
}

/// The tool, and its port where the container has others, too.
fn tool(member: &Member) -> Option<(&'static str, Option<u16>)> {
    let image = match member.base().map(|said| &said.is) {
        Some(Supplied::Text(image)) => image.as_str(),
        _ => "",
    };
    let reference = Reference::of(image);
    let words = || member.command.iter().flat_map(|command| &command.is).flat_map(|word| word.split_whitespace());
    if reference.name == "rabbitmq" && reference.tag.is_some_and(|tag| tag.contains("management")) {
        return Some(("the RabbitMQ management", Some(15672)));
    }
    if reference.name == "traefik" {
        let insecure = |text: &str| text.eq_ignore_ascii_case("true") || text.is_empty();
        let flag = words()
            .any(|word| word.strip_prefix("--api.insecure").is_some_and(|rest| insecure(rest.trim_start_matches('='))));
        let variable = member
            .variable("TRAEFIK_API_INSECURE")
            .is_some_and(|v| matches!(&v.value, Supplied::Text(t) if insecure(t)));
        return (flag || variable).then_some(("Traefik's dashboard", Some(8080)));
    }
    if words().any(|word| program(word) == "flower") && words().any(|word| program(word) == "celery") {
        return Some(("Flower", None));
    }
    let known = TOOLS.iter().find(|(_, images, _)| images.contains(&reference.name))?;
    Some((known.0, Some(known.2).filter(|port| *port == 15672 || *port == 81)))
}
