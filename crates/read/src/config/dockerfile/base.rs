//! What is known of images that others make.

/// Images that serve a Python app by themselves, by the beginning of their name, with the command
/// that they run when nobody says otherwise.
const SERVING: &[(&str, &[&str])] = &[
    ("tiangolo/uwsgi-nginx-flask", &["uwsgi", "--module", "main:app"]),
    ("tiangolo/meinheld-gunicorn", &["gunicorn", "main:app"]),
    ("tiangolo/uvicorn-gunicorn", &["gunicorn", "main:app"]),
];

/// Databases, caches, brokers, web servers and tools: they run no app of the tree.
const SERVICES: &[&str] = &[
    "postgres",
    "postgis",
    "mysql",
    "mariadb",
    "percona",
    "mongo",
    "mongodb",
    "redis",
    "valkey",
    "keydb",
    "memcached",
    "rabbitmq",
    "nats",
    "kafka",
    "zookeeper",
    "elasticsearch",
    "opensearch",
    "kibana",
    "logstash",
    "solr",
    "nginx",
    "httpd",
    "caddy",
    "traefik",
    "haproxy",
    "envoy",
    "varnish",
    "minio",
    "mailhog",
    "mailpit",
    "maildev",
    "mailcatcher",
    "adminer",
    "phpmyadmin",
    "pgadmin4",
    "mongo-express",
    "redis-commander",
    "prometheus",
    "grafana",
    "loki",
    "jaeger",
    "vault",
    "consul",
    "etcd",
    "influxdb",
    "clickhouse-server",
    "cassandra",
    "couchdb",
    "neo4j",
    "node",
    "busybox",
    "alpine",
    "certbot",
    "selenium",
    "localstack",
    "swagger-ui",
    "keycloak",
    "sonarqube",
    "jenkins",
    "registry",
    "watchtower",
    "portainer",
    "nginx-proxy",
    "acme-companion",
    "postgres-exporter",
    "redis-exporter",
    "wait-for-it",
];

/// The command that an image runs by itself, where it is one that serves Python.
pub(super) fn command_of(image: &str) -> &'static [&'static str] {
    SERVING.iter().find(|(name, _)| image.starts_with(name)).map_or(&[], |(_, command)| command)
}

/// True for an image that runs no app of the tree: `postgres:16`, `docker.io/library/redis`.
#[must_use]
pub fn is_service(image: &str) -> bool {
    let name = image.split(['@', ':']).next().unwrap_or(image);
    // A port of the registry stands before the name: `host:5000/name:tag`.
    let name = if image.contains('/') { image.rsplit('/').next().unwrap_or(name) } else { name };
    let name = name.split(['@', ':']).next().unwrap_or(name).to_ascii_lowercase();
    SERVICES.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_told_by_their_name() {
        for (image, expected) in [
            ("postgres:16-alpine", true),
            ("docker.io/library/redis", true),
            ("bitnami/postgresql", false),
            ("host:5000/shop/web:1", false),
            ("host:5000/nginx@sha256:00", true),
            ("python:3.12", false),
        ] {
            assert_eq!(is_service(image), expected, "{image}");
        }
    }
}
