//! Who images run as when nobody says otherwise. Sources: the Dockerfiles and the pages of the images.

use super::reference::Reference;

/// Who the main program of an image runs as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Runs {
    /// As root.
    Root,
    /// The entry point starts as root and gives that up for this account.
    Drops(&'static str),
    /// One process stays root, and others that do the work run as this account.
    Workers(&'static str),
    /// As this account from the start.
    Own(&'static str),
}

/// Languages and systems: what others build on.
const ROOT: &[&str] = &[
    "scratch",
    "python",
    "node",
    "ruby",
    "golang",
    "rust",
    "openjdk",
    "eclipse-temurin",
    "amazoncorretto",
    "maven",
    "gradle",
    "tomcat",
    "debian",
    "ubuntu",
    "alpine",
    "centos",
    "fedora",
    "rockylinux",
    "almalinux",
    "amazonlinux",
    "oraclelinux",
    "archlinux",
    "busybox",
    "buildpack-deps",
    "perl",
    "elixir",
    "erlang",
    "haskell",
    "swift",
    "gcc",
    "r-base",
    "julia",
    "pypy",
    "mono",
    "dart",
    "composer",
    "rails",
    "django",
    "jruby",
    "clojure",
    "photon",
    "sapmachine",
    "ibmjava",
    "opensuse/leap",
    "opensuse/tumbleweed",
    "rockylinux/rockylinux",
    "continuumio/miniconda3",
    "continuumio/anaconda3",
    "nvidia/cuda",
    "tensorflow/tensorflow",
    "pytorch/pytorch",
    "phusion/baseimage",
    "phusion/passenger-full",
    "tiangolo/uvicorn-gunicorn",
    "tiangolo/uvicorn-gunicorn-fastapi",
    "tiangolo/uwsgi-nginx",
    "tiangolo/uwsgi-nginx-flask",
    "tiangolo/meinheld-gunicorn",
    "nikolaik/python-nodejs",
    "amazon/aws-cli",
    "google/cloud-sdk",
    "hashicorp/terraform",
    "docker",
    "oven/bun",
    "denoland/deno",
    "ghcr.io/astral-sh/uv",
    "mcr.microsoft.com/dotnet/sdk",
    "mcr.microsoft.com/dotnet/aspnet",
    "mcr.microsoft.com/dotnet/runtime",
    "mcr.microsoft.com/playwright",
    "mcr.microsoft.com/playwright/python",
    "registry.access.redhat.com/ubi8/ubi",
    "registry.access.redhat.com/ubi8/ubi-minimal",
    "registry.access.redhat.com/ubi9/ubi",
    "registry.access.redhat.com/ubi9/ubi-minimal",
    "registry.access.redhat.com/ubi8",
    "registry.access.redhat.com/ubi9",
    "quay.io/centos/centos",
];

/// Services and tools with a user of their own, by their name.
const OTHERS: &[(&str, Runs)] = &[
    ("postgres", Runs::Drops("postgres")),
    ("postgis/postgis", Runs::Drops("postgres")),
    ("timescale/timescaledb", Runs::Drops("postgres")),
    ("pgvector/pgvector", Runs::Drops("postgres")),
    ("mysql", Runs::Drops("mysql")),
    ("mariadb", Runs::Drops("mysql")),
    ("percona", Runs::Own("mysql")),
    ("mongo", Runs::Drops("mongodb")),
    ("redis", Runs::Drops("redis")),
    ("valkey/valkey", Runs::Drops("valkey")),
    ("eqalpha/keydb", Runs::Drops("keydb")),
    ("memcached", Runs::Own("memcache")),
    ("rabbitmq", Runs::Drops("rabbitmq")),
    ("eclipse-mosquitto", Runs::Drops("mosquitto")),
    ("cassandra", Runs::Drops("cassandra")),
    ("couchdb", Runs::Drops("couchdb")),
    ("neo4j", Runs::Drops("neo4j")),
    ("influxdb", Runs::Drops("influxdb")),
    ("zookeeper", Runs::Drops("zookeeper")),
    ("clickhouse/clickhouse-server", Runs::Drops("clickhouse")),
    ("elasticsearch", Runs::Own("elasticsearch")),
    ("docker.elastic.co/elasticsearch/elasticsearch", Runs::Own("elasticsearch")),
    ("kibana", Runs::Own("kibana")),
    ("docker.elastic.co/kibana/kibana", Runs::Own("kibana")),
    ("logstash", Runs::Own("logstash")),
    ("docker.elastic.co/logstash/logstash", Runs::Own("logstash")),
    ("solr", Runs::Own("solr")),
    ("opensearchproject/opensearch", Runs::Own("opensearch")),
    ("opensearchproject/opensearch-dashboards", Runs::Own("opensearch-dashboards")),
    ("sonarqube", Runs::Own("sonarqube")),
    ("hashicorp/vault", Runs::Drops("vault")),
    ("vault", Runs::Drops("vault")),
    ("hashicorp/consul", Runs::Drops("consul")),
    ("consul", Runs::Drops("consul")),
    ("ghost", Runs::Drops("node")),
    ("nginx", Runs::Workers("nginx")),
    ("httpd", Runs::Workers("www-data")),
    ("php", Runs::Workers("www-data")),
    ("wordpress", Runs::Workers("www-data")),
    ("nextcloud", Runs::Workers("www-data")),
    ("drupal", Runs::Workers("www-data")),
    ("joomla", Runs::Workers("www-data")),
    ("phpmyadmin", Runs::Workers("www-data")),
    ("phpmyadmin/phpmyadmin", Runs::Workers("www-data")),
    ("nginxinc/nginx-unprivileged", Runs::Own("nginx")),
    ("haproxy", Runs::Own("haproxy")),
    ("varnish", Runs::Own("varnish")),
    ("adminer", Runs::Own("adminer")),
    ("dpage/pgadmin4", Runs::Own("pgadmin")),
    ("jenkins/jenkins", Runs::Own("jenkins")),
    ("grafana/grafana", Runs::Own("grafana")),
    ("grafana/grafana-oss", Runs::Own("grafana")),
    ("grafana/grafana-enterprise", Runs::Own("grafana")),
    ("grafana/loki", Runs::Own("loki")),
    ("grafana/tempo", Runs::Own("tempo")),
    ("apache/airflow", Runs::Own("airflow")),
    ("apache/superset", Runs::Own("superset")),
    ("mambaorg/micromamba", Runs::Own("mambauser")),
    ("quay.io/keycloak/keycloak", Runs::Own("keycloak")),
    ("jboss/keycloak", Runs::Own("jboss")),
    ("mailhog/mailhog", Runs::Own("mailhog")),
    ("oliver006/redis_exporter", Runs::Own("59000")),
];

/// Makers whose images all run as one account, by the beginning of their names.
const MAKERS: &[(&str, &str)] = &[
    ("bitnami/", "1001"),
    ("bitnamilegacy/", "1001"),
    ("bitnamisecure/", "1001"),
    ("prom/", "nobody"),
    ("quay.io/prometheus/", "nobody"),
    ("jupyter/", "jovyan"),
    ("quay.io/jupyter/", "jovyan"),
    ("selenium/", "seluser"),
    ("cgr.dev/chainguard/", "nonroot"),
    ("nginxinc/", "nginx"),
];

/// Where Google keeps images without a shell.
const DISTROLESS: &str = "gcr.io/distroless/";

/// Who an image runs as; nothing where it is not known.
pub(super) fn of(image: &str) -> Option<Runs> {
    let reference = Reference::of(image);
    let name = reference.name;
    if name.starts_with(DISTROLESS) {
        let nonroot = reference.tag.is_some_and(|tag| tag.contains("nonroot"));
        return Some(if nonroot { Runs::Own("nonroot") } else { Runs::Root });
    }
    if ROOT.contains(&name) {
        return Some(Runs::Root).filter(|_| !is_without_root(reference));
    }
    let named = OTHERS.iter().find(|(known, _)| *known == name).map(|(_, runs)| *runs);
    let made = || MAKERS.iter().find(|(maker, _)| name.starts_with(maker)).map(|(_, user)| Runs::Own(user));
    named.or_else(made)
}

/// Tags of images whose other tags are for root.
fn is_without_root(reference: Reference<'_>) -> bool {
    reference.tag.is_some_and(|tag| ["nonroot", "rootless", "chiseled", "unprivileged"].iter().any(|w| tag.contains(w)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_known_by_their_names() {
        let table = [
            ("python:3.12-slim", Some(Runs::Root)),
            ("docker.io/library/node:20", Some(Runs::Root)),
            ("public.ecr.aws/docker/library/python:3", Some(Runs::Root)),
            ("gcr.io/distroless/python3:nonroot", Some(Runs::Own("nonroot"))),
            ("gcr.io/distroless/static", Some(Runs::Root)),
            ("bitnami/redis:7", Some(Runs::Own("1001"))),
            ("postgres:16", Some(Runs::Drops("postgres"))),
            ("mcr.microsoft.com/dotnet/aspnet:8.0-jammy-chiseled", None),
            ("registry.shop.test/python:3", None),
            ("shop/web", None),
        ];
        for (image, expected) in table {
            assert_eq!(of(image), expected, "{image}");
        }
    }
}
