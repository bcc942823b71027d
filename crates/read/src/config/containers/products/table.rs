//! The products, with what their images do. Source: the page of each image and its entry point.

use super::given::{Given, sets, shows};
use super::{Asks, Product};

const fn row(kind: &'static str, images: &'static [&'static str], asks: fn(&Given<'_>) -> Asks) -> Product {
    Product { kind, images, not: &[], asks }
}

/// One row for each product.
pub(super) const PRODUCTS: &[Product] = &[
    row(
        "postgresql",
        &[
            "postgres",
            "postgis/postgis",
            "kartoza/postgis",
            "mdillon/postgis",
            "timescale/timescaledb",
            "timescale/timescaledb-ha",
            "pgvector/pgvector",
            "ankane/pgvector",
            "citusdata/citus",
            "supabase/postgres",
            "bitnami/postgresql",
            "bitnamilegacy/postgresql",
        ],
        postgresql,
    ),
    row(
        "mysql",
        &["mysql", "mysql/mysql-server", "percona", "percona/percona-server", "bitnami/mysql", "bitnamilegacy/mysql"],
        mysql,
    ),
    row(
        "mariadb",
        &["mariadb", "linuxserver/mariadb", "lscr.io/linuxserver/mariadb", "bitnami/mariadb", "bitnamilegacy/mariadb"],
        mysql,
    ),
    row("mongodb", &["mongo", "mongodb/mongodb-community-server", "bitnami/mongodb", "bitnamilegacy/mongodb"], mongodb),
    row(
        "redis",
        &[
            "redis",
            "valkey/valkey",
            "eqalpha/keydb",
            "redis/redis-stack",
            "redis/redis-stack-server",
            "redislabs/redismod",
            "redislabs/rejson",
            "bitnami/redis",
            "bitnami/valkey",
            "bitnamilegacy/redis",
        ],
        redis,
    ),
    row("memcached", &["memcached", "bitnami/memcached", "bitnamilegacy/memcached"], memcached),
    Product {
        not: &[15672, 15671],
        ..row("rabbitmq", &["rabbitmq", "bitnami/rabbitmq", "bitnamilegacy/rabbitmq"], rabbitmq)
    },
    row(
        "elasticsearch",
        &[
            "elasticsearch",
            "docker.elastic.co/elasticsearch/elasticsearch",
            "docker.elastic.co/elasticsearch/elasticsearch-oss",
            "bitnami/elasticsearch",
        ],
        elasticsearch,
    ),
    row("opensearch", &["opensearchproject/opensearch"], opensearch),
    row("mosquitto", &["eclipse-mosquitto"], mosquitto),
    row("nats", &["nats", "bitnami/nats"], nats),
    row(
        "etcd",
        &[
            "quay.io/coreos/etcd",
            "gcr.io/etcd-development/etcd",
            "registry.k8s.io/etcd",
            "bitnami/etcd",
            "bitnamilegacy/etcd",
        ],
        etcd,
    ),
    row("cassandra", &["cassandra"], |given| given.silent("authenticator", false, "lets everybody in")),
    row("couchdb", &["couchdb", "apache/couchdb"], couchdb),
    row("influxdb", &["influxdb"], influxdb),
    row("neo4j", &["neo4j"], neo4j),
    row("zookeeper", &["zookeeper", "bitnami/zookeeper", "confluentinc/cp-zookeeper"], |given| {
        given.silent("authProvider", false, "lets everybody in")
    }),
    row("kafka", &["bitnami/kafka", "confluentinc/cp-kafka", "apache/kafka", "wurstmeister/kafka"], |given| {
        given.unknown("listeners", "what its listeners ask was not read")
    }),
    row("grafana", &["grafana/grafana", "grafana/grafana-oss", "grafana/grafana-enterprise"], grafana),
    row("jupyter", NOTEBOOKS, jupyter),
    row("clickhouse", &["clickhouse/clickhouse-server", "clickhouse", "yandex/clickhouse-server"], clickhouse),
];

/// From these releases on the image does not start without a password: <https://github.com/docker-library/postgres/pull/658>
const REFUSES: &[(u32, u32)] = &[(10, 12), (11, 7), (12, 2)];

fn postgresql(given: &Given<'_>) -> Asks {
    if let Some(method) = given.set_to("POSTGRES_HOST_AUTH_METHOD", &["trust"]) {
        return given.open("POSTGRES_HOST_AUTH_METHOD", shows(method));
    }
    if let Some(empty) = given.set_to("ALLOW_EMPTY_PASSWORD", &["yes", "true", "1"]) {
        return given.open("ALLOW_EMPTY_PASSWORD", shows(empty));
    }
    let names = ["POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE", "POSTGRESQL_PASSWORD", "POSTGRESQL_PASSWORD_FILE"];
    if let Some(password) = given.variable(&names) {
        return given.asked("POSTGRES_PASSWORD", sets(password));
    }
    let trusts = match given.reference.release().as_deref() {
        Some([9, ..]) => given.before(&[9, 5, 21]) || (given.before(&[9, 6, 17]) && !given.before(&[9, 6])),
        Some([major, minor, ..]) => REFUSES.iter().any(|(own, from)| own == major && minor < from),
        _ => false,
    };
    match trusts {
        true => given.silent("POSTGRES_PASSWORD", false, "lets everybody in where no password is set"),
        false => given.silent("POSTGRES_PASSWORD", true, "does not start where no password is set"),
    }
}

fn mysql(given: &Given<'_>) -> Asks {
    if let Some(step) = given.flag(&["--skip-grant-tables"]) {
        return given.open("skip-grant-tables", step);
    }
    let names = [
        "MYSQL_ROOT_PASSWORD",
        "MARIADB_ROOT_PASSWORD",
        "MYSQL_ROOT_PASSWORD_FILE",
        "MARIADB_ROOT_PASSWORD_FILE",
        "MYSQL_RANDOM_ROOT_PASSWORD",
        "MARIADB_RANDOM_ROOT_PASSWORD",
        "MARIADB_ROOT_PASSWORD_HASH",
    ];
    if let Some(password) = given.variable(&names) {
        return given.asked("MYSQL_ROOT_PASSWORD", sets(password));
    }
    let empty = [
        "MYSQL_ALLOW_EMPTY_PASSWORD",
        "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD",
        "MARIADB_ALLOW_EMPTY_PASSWORD",
        "ALLOW_EMPTY_PASSWORD",
    ];
    match given.variable(&empty) {
        Some(empty) => given.open("MYSQL_ALLOW_EMPTY_PASSWORD", shows(empty)),
        None => given.silent("MYSQL_ROOT_PASSWORD", true, "does not start where no password is set"),
    }
}

fn mongodb(given: &Given<'_>) -> Asks {
    const USER: &str = "MONGO_INITDB_ROOT_USERNAME";
    let names = [
        USER,
        "MONGO_INITDB_ROOT_USERNAME_FILE",
        "MONGODB_INITDB_ROOT_USERNAME",
        "MONGODB_ROOT_PASSWORD",
        "MONGODB_PASSWORD",
    ];
    if let Some(step) = given.flag(&["--noauth"]) {
        return given.open("noauth", step);
    }
    if let Some(user) = given.variable(&names) {
        return given.asked(USER, sets(user));
    }
    if let Some(step) = given.flag(&["--auth", "--keyFile"]) {
        return given.asked("auth", step);
    }
    match given.file(&[".conf", ".yaml", ".yml"]) {
        Some(file) if file.says.ends_with("not of the tree") => {
            given.unknown("authorization", "its configuration is not in the tree")
        }
        _ => given.silent(USER, false, "lets everybody in where no first user is named"),
    }
}

fn redis(given: &Given<'_>) -> Asks {
    if let Some(step) = given.flag(&["--requirepass", "requirepass", "--aclfile", "--user"]) {
        return given.asked("requirepass", step);
    }
    // Only some makers read these.
    let made = ["bitnami", "redis-stack"].iter().any(|maker| given.reference.name.contains(maker));
    if let Some(password) =
        given.variable(&["REDIS_PASSWORD", "REDIS_PASSWORD_FILE", "VALKEY_PASSWORD", "REDIS_ARGS"]).filter(|_| made)
    {
        return given.asked("REDIS_PASSWORD", sets(password));
    }
    match given.file(&[".conf"]) {
        Some(file) if file.says.ends_with("not of the tree") => {
            given.unknown("requirepass", "its redis.conf is not in the tree")
        }
        _ => given.silent("requirepass", false, "lets everybody in where no password is set"),
    }
}

fn memcached(given: &Given<'_>) -> Asks {
    match given.flag(&["-S", "--enable-sasl", "-Y", "--auth-file"]) {
        Some(step) => given.asked("enable-sasl", step),
        None => given.silent("enable-sasl", false, "lets everybody in"),
    }
}

fn rabbitmq(given: &Given<'_>) -> Asks {
    const USER: &str = "RABBITMQ_DEFAULT_USER";
    let names = [USER, "RABBITMQ_DEFAULT_PASS", "RABBITMQ_DEFAULT_PASS_FILE", "RABBITMQ_USERNAME", "RABBITMQ_PASSWORD"];
    match given.variable(&names) {
        Some(user) => given.asked(USER, sets(user)),
        None => given.silent(USER, false, "lets `guest` in with the password `guest`, from anywhere"),
    }
}

fn elasticsearch(given: &Given<'_>) -> Asks {
    const SECURITY: &str = "xpack.security.enabled";
    if let Some(off) = given.set_to(SECURITY, &["false"]) {
        return given.open(SECURITY, shows(off));
    }
    match given.variable(&[SECURITY]) {
        Some(on) => given.asked(SECURITY, shows(on)),
        None if given.before(&[8]) => given.silent(SECURITY, false, "lets everybody in before release 8"),
        None => given.silent(SECURITY, true, "asks for a password since release 8"),
    }
}

fn opensearch(given: &Given<'_>) -> Asks {
    let off = given
        .set_to("plugins.security.disabled", &["true"])
        .or_else(|| given.set_to("DISABLE_SECURITY_PLUGIN", &["true"]));
    match off {
        Some(off) => given.open("plugins.security.disabled", shows(off)),
        None => given.silent("plugins.security.disabled", true, "asks for a password"),
    }
}

fn mosquitto(given: &Given<'_>) -> Asks {
    const KEY: &str = "allow_anonymous";
    match given.before(&[2]) {
        true => given.silent(KEY, false, "lets everybody in before release 2"),
        false => given.silent(KEY, true, "listens to its own container only, unless its configuration says otherwise"),
    }
}

fn nats(given: &Given<'_>) -> Asks {
    if let Some(step) = given.flag(&["--user", "--pass", "--auth", "--tlsverify"]) {
        return given.asked("authorization", step);
    }
    match given.flag(&["-c", "--config", "-config"]) {
        Some(_) => given.unknown("authorization", "its configuration decides"),
        None => given.silent("authorization", false, "lets everybody in"),
    }
}

fn etcd(given: &Given<'_>) -> Asks {
    const CLIENTS: &str = "client-cert-auth";
    if let Some(step) = given.flag(&["--client-cert-auth", "--trusted-ca-file"]) {
        return given.asked(CLIENTS, step);
    }
    match given.variable(&["ETCD_ROOT_PASSWORD", "ETCD_CLIENT_CERT_AUTH", "ETCD_TRUSTED_CA_FILE"]) {
        Some(set) => given.asked(CLIENTS, sets(set)),
        None => given.silent(CLIENTS, false, "lets everybody in"),
    }
}

fn couchdb(given: &Given<'_>) -> Asks {
    match given.variable(&["COUCHDB_USER", "COUCHDB_PASSWORD"]) {
        Some(user) => given.asked("COUCHDB_USER", sets(user)),
        None if given.before(&[3]) => {
            given.silent("COUCHDB_USER", false, "makes everybody its administrator before release 3")
        }
        None => given.silent("COUCHDB_USER", true, "does not start without an administrator since release 3"),
    }
}

fn influxdb(given: &Given<'_>) -> Asks {
    const ENABLED: &str = "INFLUXDB_HTTP_AUTH_ENABLED";
    match given.set_to(ENABLED, &["true", "1"]) {
        Some(on) => given.asked(ENABLED, shows(on)),
        None if given.major() == Some(1) => given.silent(ENABLED, false, "lets everybody in before release 2"),
        None => given.silent(ENABLED, true, "asks for a token since release 2"),
    }
}

fn neo4j(given: &Given<'_>) -> Asks {
    match given.set_to("NEO4J_AUTH", &["none"]) {
        Some(off) => given.open("NEO4J_AUTH", shows(off)),
        None => given.silent("NEO4J_AUTH", true, "asks for a password"),
    }
}

fn clickhouse(given: &Given<'_>) -> Asks {
    if let Some(off) = given.set_to("CLICKHOUSE_SKIP_USER_SETUP", &["1", "true"]) {
        return given.open("CLICKHOUSE_SKIP_USER_SETUP", shows(off));
    }
    match given.variable(&["CLICKHOUSE_PASSWORD", "CLICKHOUSE_PASSWORD_FILE"]) {
        Some(password) => given.asked("CLICKHOUSE_PASSWORD", sets(password)),
        None => given.unknown("CLICKHOUSE_PASSWORD", "whether it lets everybody in depends on its release"),
    }
}

/// Strangers who may change things are open doors; those who may only look are often meant.
fn grafana(given: &Given<'_>) -> Asks {
    let enabled = given.set_to("GF_AUTH_ANONYMOUS_ENABLED", &["true", "1"]);
    match given.set_to("GF_AUTH_ANONYMOUS_ORG_ROLE", &["admin", "editor"]) {
        Some(role) if enabled.is_some() => given.open("GF_AUTH_ANONYMOUS_ORG_ROLE", shows(role)),
        _ => given.silent("GF_AUTH_ANONYMOUS_ENABLED", true, "asks for a log-in"),
    }
}

/// <https://jupyter-docker-stacks.readthedocs.io/en/latest/using/selecting.html>
const NOTEBOOKS: &[&str] = &[
    "jupyter/base-notebook",
    "jupyter/minimal-notebook",
    "jupyter/scipy-notebook",
    "jupyter/datascience-notebook",
    "jupyter/tensorflow-notebook",
    "jupyter/pyspark-notebook",
    "jupyter/all-spark-notebook",
    "quay.io/jupyter/base-notebook",
    "quay.io/jupyter/minimal-notebook",
    "quay.io/jupyter/scipy-notebook",
    "quay.io/jupyter/datascience-notebook",
    "quay.io/jupyter/tensorflow-notebook",
    "quay.io/jupyter/pytorch-notebook",
    "quay.io/jupyter/pyspark-notebook",
    "quay.io/jupyter/all-spark-notebook",
];

fn jupyter(given: &Given<'_>) -> Asks {
    const TOKEN: &str = "IdentityProvider.token";
    match given.emptied(&["--NotebookApp.token", "--ServerApp.token", "--IdentityProvider.token"]) {
        Some(step) => given.open(TOKEN, step),
        None => given.silent(TOKEN, true, "makes a token and asks for it"),
    }
}
