//! Databases, caches and brokers: how they are called, and the lines that close them.

/// A product, by the word that readers use for it.
pub(crate) struct Product {
    kind: &'static str,
    /// As its makers write it.
    pub(crate) name: &'static str,
    /// Where it listens unless told otherwise.
    pub(crate) port: u16,
    /// What makes it listen on this machine only.
    pub(crate) listen: &'static str,
    /// What makes it ask who is there.
    pub(crate) ask: &'static str,
    /// What encrypts its connections.
    pub(crate) encrypt: &'static str,
    /// Made to be reached from far away, when it encrypts and asks.
    pub(crate) for_clients: bool,
}

const fn row(
    kind: &'static str,
    name: &'static str,
    port: u16,
    lines: [&'static str; 3],
    for_clients: bool,
) -> Product {
    let [listen, ask, encrypt] = lines;
    Product { kind, name, port, listen, ask, encrypt, for_clients }
}

/// Ports and lines are those of the products' own documentation.
const PRODUCTS: &[Product] = &[
    row(
        "redis",
        "Redis",
        6379,
        [
            "`bind 127.0.0.1 -::1`",
            "`requirepass` with a long random password, or users with `aclfile`",
            "`tls-port 6379` with `port 0`, `tls-cert-file` and `tls-key-file`",
        ],
        false,
    ),
    row(
        "postgresql",
        "PostgreSQL",
        5432,
        [
            "`listen_addresses = 'localhost'`",
            "`scram-sha-256` in place of `trust` in pg_hba.conf",
            "`ssl = on` with `ssl_cert_file` and `ssl_key_file`, and `hostssl` in place of `host` in pg_hba.conf",
        ],
        false,
    ),
    row(
        "mysql",
        "MySQL",
        3306,
        [
            "`bind-address = 127.0.0.1`",
            "accounts with passwords, and no `skip-grant-tables`",
            "`require_secure_transport = ON` with `ssl_cert` and `ssl_key`",
        ],
        false,
    ),
    row(
        "mariadb",
        "MariaDB",
        3306,
        [
            "`bind-address = 127.0.0.1`",
            "accounts with passwords, and no `skip-grant-tables`",
            "`require_secure_transport = ON` with `ssl_cert` and `ssl_key`",
        ],
        false,
    ),
    row(
        "mongodb",
        "MongoDB",
        27017,
        [
            "`net.bindIp: 127.0.0.1`",
            "`security.authorization: enabled`, after an administrator was created",
            "`net.tls.mode: requireTLS` with `net.tls.certificateKeyFile`",
        ],
        false,
    ),
    row(
        "memcached",
        "memcached",
        11211,
        [
            "`-l 127.0.0.1`",
            "`-S` (SASL), or let it listen on a local socket with `-s`",
            "`-Z` with `-o ssl_chain_cert=…,ssl_key=…`",
        ],
        false,
    ),
    row(
        "rabbitmq",
        "RabbitMQ",
        5672,
        [
            "`listeners.tcp.default = 127.0.0.1:5672`",
            "accounts of your own in place of `guest`, and no `loopback_users = none`",
            "`listeners.tcp = none` with `listeners.ssl.default = 5671` and `ssl_options`",
        ],
        true,
    ),
    row(
        "elasticsearch",
        "Elasticsearch",
        9200,
        [
            "`network.host: _local_`",
            "`xpack.security.enabled: true`",
            "`xpack.security.http.ssl.enabled: true` with a keystore",
        ],
        false,
    ),
    row(
        "opensearch",
        "OpenSearch",
        9200,
        [
            "`network.host: _local_`",
            "the security plugin: no `plugins.security.disabled: true`",
            "`plugins.security.ssl.http.enabled: true` with a certificate",
        ],
        false,
    ),
    row(
        "mosquitto",
        "Mosquitto",
        1883,
        [
            "`listener 1883 127.0.0.1`",
            "`allow_anonymous false` with a `password_file`",
            "`listener 8883` with `certfile` and `keyfile`",
        ],
        true,
    ),
    row(
        "nats",
        "NATS",
        4222,
        [
            "`host: 127.0.0.1`",
            "an `authorization` or `accounts` block with users",
            "a `tls` block with `cert_file` and `key_file`",
        ],
        true,
    ),
    row(
        "etcd",
        "etcd",
        2379,
        [
            "`--listen-client-urls https://127.0.0.1:2379`",
            "`--client-cert-auth` with `--trusted-ca-file`",
            "`--cert-file` and `--key-file`",
        ],
        false,
    ),
    row(
        "cassandra",
        "Cassandra",
        9042,
        [
            "`rpc_address: localhost`",
            "`authenticator: PasswordAuthenticator`",
            "`client_encryption_options` with `enabled: true`",
        ],
        false,
    ),
    row(
        "couchdb",
        "CouchDB",
        5984,
        [
            "`bind_address = 127.0.0.1`",
            "an administrator, with `COUCHDB_USER` and `COUCHDB_PASSWORD`",
            "`[ssl] enable = true` with a certificate",
        ],
        false,
    ),
    row(
        "influxdb",
        "InfluxDB",
        8086,
        ["`bind-address = \"127.0.0.1:8086\"`", "`auth-enabled = true`", "`https-enabled = true` with a certificate"],
        false,
    ),
    row(
        "neo4j",
        "Neo4j",
        7687,
        [
            "`server.default_listen_address=127.0.0.1`",
            "`NEO4J_AUTH` with a name and a long random password",
            "`server.bolt.tls_level=REQUIRED`",
        ],
        false,
    ),
    row(
        "zookeeper",
        "ZooKeeper",
        2181,
        [
            "`clientPortAddress=127.0.0.1`",
            "`authProvider.sasl` with `requireClientAuthScheme=sasl`",
            "`secureClientPort` with a keystore",
        ],
        false,
    ),
    row(
        "kafka",
        "Kafka",
        9092,
        [
            "`listeners=SASL_SSL://127.0.0.1:9092`",
            "listeners of the sort `SASL_SSL`",
            "listeners of the sort `SASL_SSL`",
        ],
        false,
    ),
    row(
        "clickhouse",
        "ClickHouse",
        9000,
        [
            "`<listen_host>127.0.0.1</listen_host>`",
            "a password for `default`, with `CLICKHOUSE_PASSWORD`",
            "`tcp_port_secure` with a certificate",
        ],
        false,
    ),
];

/// One that the table does not have.
static OTHER: Product = row(
    "",
    "The service",
    0,
    ["an address of this machine only", "a password for whoever connects", "TLS in its configuration"],
    false,
);

/// The product of a word.
pub(crate) fn product(kind: &str) -> &'static Product {
    PRODUCTS.iter().find(|row| row.kind == kind).unwrap_or(&OTHER)
}
