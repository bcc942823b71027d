//! Images of services, as people start them.

use sneck_model::{Facts, Key, Value};

use crate::config::testing::tree;

/// What a service of this text is said to be: `KIND PUBLISHED asks`.
fn said(service: &str) -> String {
    let compose = format!("services:\n  it: {{{service}}}\n");
    let facts: Facts = crate::facts(&tree(&[("compose.yaml", &compose)]));
    let value = |key: Key| facts.settings_of(key).next().map(|setting| setting.value.clone());
    let text = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        Value::Bool(true) => "asks".into(),
        Value::Bool(false) => "open".into(),
        Value::List(all) => format!("{:?}", all.iter().filter_map(Value::text).collect::<Vec<_>>()),
        _ => "?".into(),
    };
    let keys = [Key::SERVICE_KIND, Key::SERVICE_PUBLISHED, Key::SERVICE_AUTHENTICATION];
    keys.iter().filter_map(|key| Some(text(&value(*key)?))).collect::<Vec<_>>().join(" ")
}

#[test]
fn images_ask_what_their_variables_and_commands_say() {
    let table = [
        ("image: 'postgres:16', environment: {POSTGRES_PASSWORD: $X}", "postgresql [] asks"),
        ("image: 'postgres:16', environment: {POSTGRES_HOST_AUTH_METHOD: trust}", "postgresql [] open"),
        ("image: 'postgres:10.5-alpine'", "postgresql [] open"),
        ("image: 'postgres:16'", "postgresql [] asks"),
        ("image: 'postgres:9.6.16'", "postgresql [] open"),
        ("image: 'postgres:9.6.24'", "postgresql [] asks"),
        (
            "image: mysql, environment: [MYSQL_ALLOW_EMPTY_PASSWORD=yes], ports: ['3306:3306']",
            "mysql [\"0.0.0.0:3306\"] open",
        ),
        ("image: mariadb, command: --skip-grant-tables, environment: {MARIADB_ROOT_PASSWORD: x}", "mariadb [] open"),
        (
            "image: redis, ports: ['127.0.0.1:6379:6379', '6380:6379']",
            "redis [\"0.0.0.0:6380\", \"127.0.0.1:6379\"] open",
        ),
        ("image: redis, command: 'redis-server --requirepass $${PASSWORD}'", "redis [] asks"),
        ("image: redis, command: [sh, -c, 'exec redis-server --requirepass \"$$P\"']", "redis [] asks"),
        ("image: redis, command: redis-server /etc/redis.conf", "redis [] ?"),
        ("image: redis, env_file: gone.env", "redis [] ?"),
        ("image: bitnami/redis, environment: {REDIS_PASSWORD: x}", "redis [] asks"),
        ("image: mongo", "mongodb [] open"),
        (
            "image: mongo, environment: {MONGO_INITDB_ROOT_USERNAME: a, MONGO_INITDB_ROOT_PASSWORD: b}",
            "mongodb [] asks",
        ),
        ("image: 'elasticsearch:8.1.0', environment: ['xpack.security.enabled=false']", "elasticsearch [] open"),
        ("image: 'elasticsearch:7.10.1'", "elasticsearch [] open"),
        ("image: 'elasticsearch:8.1.0'", "elasticsearch [] asks"),
        ("image: 'rabbitmq:3-management', ports: ['15672:15672']", "rabbitmq [] open"),
        ("image: memcached", "memcached [] open"),
        ("image: nats, command: '--user a --pass b'", "nats [] asks"),
        ("image: redis, ports: ['${WHERE}:6379']", "redis ? open"),
        ("image: redis, ports: ['${REDIS_PORT}:6379']", "redis [\"0.0.0.0:${REDIS_PORT}\"] open"),
        ("image: redis, network_mode: host", "redis [\"0.0.0.0:*\"] open"),
        ("image: 'grafana/grafana:11.0.0', environment: {GF_AUTH_ANONYMOUS_ENABLED: 'true'}", "grafana [] asks"),
        (
            "image: 'grafana/grafana:11.0.0', environment: {GF_AUTH_ANONYMOUS_ENABLED: 'true', GF_AUTH_ANONYMOUS_ORG_ROLE: Admin}",
            "grafana [] open",
        ),
        ("image: jupyter/base-notebook, command: \"start-notebook.sh --NotebookApp.token=''\"", "jupyter [] open"),
        ("image: quay.io/jupyter/base-notebook", "jupyter [] asks"),
        ("image: shop/web", ""),
    ];
    for (service, expected) in table {
        assert_eq!(said(service), expected, "{service}");
    }
}
