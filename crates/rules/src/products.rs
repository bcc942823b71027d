//! Databases, caches and brokers: how they are called, and the lines that close them.

/// A product, by the word that readers use for it.
pub(crate) struct Product {
    /// The word of the vocabulary.
    pub(crate) kind: &'static str,
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

/// Products that files do not configure, and that were seen on a machine.
#[rustfmt::skip]
const SEEN: &[Product] = &[
    row("mqtt", "The MQTT broker", 1883, ["an address of this machine only", "a password for every client", "TLS"], true),
    row("amqp", "The AMQP broker", 5672, ["an address of this machine only", "accounts with passwords", "TLS"], true),
    row("docker", "The Docker API", 2375, ["the local socket only: no `-H tcp://…`", "`--tlsverify` with a certificate for each client", "`--tlsverify`"], false),
    row("consul", "Consul", 8500, ["`client_addr = \"127.0.0.1\"`", "`acl { enabled = true, default_policy = \"deny\" }`", "`ports { https = 8501 }`"], false),
    row("prometheus", "Prometheus", 9090, ["`--web.listen-address=127.0.0.1:9090`", "`basic_auth_users` in the file of `--web.config.file`", "`tls_server_config` in that file"], false),
    row("grafana", "Grafana", 3000, ["`http_addr = 127.0.0.1`", "`[auth.anonymous] enabled = false`", "`protocol = https`"], false),
    row("jupyter", "Jupyter", 8888, ["`--ip=127.0.0.1`", "a token or a password: no `--IdentityProvider.token=''`", "`--certfile`"], false),
    row("kubelet", "The kubelet", 10250, ["`readOnlyPort: 0`", "`authentication.anonymous.enabled: false`", "TLS"], false),
    row("rabbitmq-management", "RabbitMQ's management", 15672, ["`management.tcp.ip = 127.0.0.1`", "accounts with passwords", "`management.ssl.port`"], false),
    row("nginx-status", "nginx", 80, ["`listen 127.0.0.1:80`", "`allow 127.0.0.1; deny all;` beside `stub_status`", "`listen 443 ssl`"], false),
    row("apache-status", "Apache", 80, ["`Listen 127.0.0.1:80`", "`Require local` beside `SetHandler server-status`", "`SSLEngine on`"], false),
    row("nats-monitoring", "NATS' monitoring", 8222, ["`http: 127.0.0.1:8222`", "a proxy that asks for a login", "`https_port`"], false),
    row("ftp", "The FTP server", 21, ["`listen_address=127.0.0.1`", "`anonymous_enable=NO`", "`ssl_enable=YES`"], false),
    row("rsync", "The rsync daemon", 873, ["`address = 127.0.0.1`", "`auth users` and `secrets file` for the module", "a tunnel of SSH"], false),
    row("nfs", "NFS", 2049, ["`host=127.0.0.1` in /etc/nfs.conf", "the machines that may mount it in /etc/exports, in place of `*`", "`sec=krb5p` in /etc/exports"], false),
    row("smb", "SMB", 445, ["`interfaces = 127.0.0.1` with `bind interfaces only = yes`", "`map to guest = never`", "`smb encrypt = required`"], false),
    row("ldap", "The LDAP directory", 389, ["`-h ldap://127.0.0.1/`", "`olcDisallows: bind_anon` and `olcRequires: authc`", "`olcTLSCertificateFile`"], false),
    row("vnc", "VNC", 5900, ["`-localhost`", "a password, and a tunnel of SSH", "a tunnel of SSH"], false),
    row("x11", "The X server", 6000, ["`-nolisten tcp`", "`xhost -` and a cookie", "a tunnel of SSH"], false),
    row("beanstalkd", "beanstalkd", 11300, ["`-l 127.0.0.1`", "an address that only its clients reach: it has no passwords", "a tunnel"], false),
    row("epmd", "Erlang's port mapper", 4369, ["`ERL_EPMD_ADDRESS=127.0.0.1`", "an address that only its nodes reach", "TLS for distribution"], false),
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
    PRODUCTS.iter().chain(SEEN).find(|row| row.kind == kind).unwrap_or(&OTHER)
}

impl Product {
    /// Its name; the word that stands for it where the table does not have it.
    pub(crate) fn name_or(&self, kind: &str) -> String {
        if self.kind.is_empty() { kind.to_owned() } else { self.name.to_owned() }
    }
}
