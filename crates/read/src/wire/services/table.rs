//! Which conversation fits which listener: by the name of its program, its port, or its first words.

use super::{Heard, Next, brokers, caches, coordination, directory, documents, files, screens, shares, smb, sql, web};

/// A conversation, and what points to it.
#[derive(Clone, Copy)]
pub struct Probe {
    /// What it looks for.
    pub product: &'static str,
    /// Names of programs that speak it, as the system cuts them: 15 bytes.
    programs: &'static [&'static str],
    /// Ports by default.
    ports: &'static [u16],
    /// How the server begins by itself, or answers a line that it does not understand.
    words: &'static [&'static [u8]],
    /// The server speaks first: nothing is said before it did.
    pub waits: bool,
    /// It takes its time before it refuses.
    pub slow: bool,
    /// What is said, and what that means.
    pub talk: fn(&Heard<'_>) -> Next,
}

impl std::fmt::Debug for Probe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.product)
    }
}

type Talk = fn(&Heard<'_>) -> Next;
type Words = &'static [&'static [u8]];

const fn asks(
    product: &'static str,
    programs: &'static [&'static str],
    ports: &'static [u16],
    words: Words,
    talk: Talk,
) -> Probe {
    Probe { product, programs, ports, words, waits: false, slow: false, talk }
}

const fn waits(
    product: &'static str,
    programs: &'static [&'static str],
    ports: &'static [u16],
    words: Words,
    talk: Talk,
) -> Probe {
    Probe { product, programs, ports, words, waits: true, slow: false, talk }
}

const fn slow(probe: Probe) -> Probe {
    Probe { slow: true, ..probe }
}

/// All of them. Of two that fit, the first is tried first.
#[rustfmt::skip]
pub const PROBES: &[Probe] = &[
    asks("redis", &["redis-server", "valkey-server", "keydb-server", "dragonfly"], &[6379], &[b"-ERR", b"-NOAUTH", b"-DENIED"], caches::redis),
    asks("memcached", &["memcached"], &[11211], &[b"ERROR\r\n", b"CLIENT_ERROR"], caches::memcached),
    asks("beanstalkd", &["beanstalkd"], &[11300], &[b"UNKNOWN_COMMAND"], caches::beanstalkd),
    asks("postgresql", &["postgres", "postmaster", "pgbouncer"], &[5432, 6432], &[], sql::postgresql),
    waits("mysql", &["mariadbd", "mysqld"], &[3306], &[], sql::mysql),
    waits("nats", &["nats-server"], &[4222], &[b"INFO {"], brokers::nats),
    asks("mqtt", &["mosquitto"], &[1883], &[], brokers::mqtt),
    asks("rabbitmq", &["beam.smp"], &[5672], &[b"AMQP"], brokers::amqp),
    asks("epmd", &["epmd"], &[4369], &[], brokers::epmd),
    asks("kafka", &[], &[9092], &[], brokers::kafka),
    asks("zookeeper", &[], &[2181], &[], coordination::zookeeper),
    slow(waits("ftp", &["vsftpd", "proftpd", "pure-ftpd"], &[21], &[b"220"], files::ftp)),
    waits("rsync", &["rsync"], &[873], &[b"@RSYNCD"], files::rsync),
    asks("nfs", &["rpc.mountd"], &[20048], &[], shares::mountd),
    asks("nfs", &[], &[2049], &[], shares::nfs),
    asks("smb", &["smbd"], &[445], &[], smb::smb),
    asks("ldap", &["slapd"], &[389], &[], directory::ldap),
    asks("mongodb", &["mongod", "mongos", "ferretdb"], &[27017], &[], documents::mongodb),
    asks("cassandra", &[], &[9042], &[], documents::cassandra),
    waits("ssh", &["sshd", "dropbear"], &[22], &[b"SSH-"], screens::ssh),
    waits("telnet", &["telnetd", "in.telnetd"], &[23], &[b"\xff\xfb", b"\xff\xfd"], screens::telnet),
    waits("vnc", &["Xvnc", "Xtigervnc", "Xtightvnc", "x11vnc", "vncserver-x11-c"], &[5900, 5901], &[b"RFB "], screens::vnc),
    asks("x11", &["Xorg", "X", "Xvfb"], &[6000, 6001], &[], screens::x11),
    asks("etcd", &["etcd"], &[2379], &[], web::etcd),
    asks("docker", &["dockerd", "podman"], &[2375], &[], web::docker),
    asks("influxdb", &["influxd"], &[8086], &[], web::influxdb),
    asks("prometheus", &["prometheus"], &[9090], &[], web::prometheus),
    asks("elasticsearch", &[], &[9200], &[], web::elasticsearch),
    asks("opensearch", &[], &[], &[], web::opensearch),
    asks("couchdb", &[], &[5984], &[], web::couchdb),
    asks("consul", &["consul"], &[8500], &[], web::consul),
    asks("kubelet", &["kubelet"], &[10255], &[], web::kubelet),
    asks("jupyter", &["jupyter-lab", "jupyter-noteboo", "jupyter-server"], &[8888], &[], web::jupyter),
    asks("grafana", &["grafana", "grafana-server"], &[3000], &[], web::grafana),
    asks("rabbitmq-management", &["beam.smp"], &[15672], &[], web::rabbitmq_management),
    asks("nats-monitoring", &["nats-server"], &[8222], &[], web::nats_monitoring),
    asks("http", &["nginx", "apache2", "httpd", "caddy", "lighttpd", "haproxy", "traefik"], &[80, 8080, 8000], &[b"HTTP/"], web::web),
];

/// Those that a program speaks.
pub fn by_program(program: &str) -> impl Iterator<Item = &'static Probe> {
    PROBES.iter().filter(move |probe| probe.programs.contains(&program))
}

/// Those that a port is meant for.
pub fn by_port(port: u16) -> impl Iterator<Item = &'static Probe> {
    PROBES.iter().filter(move |probe| probe.ports.contains(&port))
}

/// Words of a command that say what an interpreter or a virtual machine runs.
const COMMANDS: &[(&str, &str)] = &[
    ("QuorumPeerMain", "zookeeper"),
    ("ZooKeeperServerMain", "zookeeper"),
    ("kafka.Kafka", "kafka"),
    ("CassandraDaemon", "cassandra"),
    ("org.elasticsearch.", "elasticsearch"),
    ("org.opensearch.", "opensearch"),
    ("jupyter", "jupyter"),
    ("pyftpdlib", "ftp"),
    ("couchdb", "couchdb"),
];

/// Those that the command of a program speaks of: `java … QuorumPeerMain`.
pub fn by_command(command: &[u8]) -> impl Iterator<Item = &'static Probe> {
    let named = COMMANDS.iter().filter(move |(word, _)| memchr::memmem::find(command, word.as_bytes()).is_some());
    named.filter_map(|(_, product)| PROBES.iter().find(|probe| probe.product == *product))
}

/// Those whose servers close without a word, or say nothing, when they hear something else than their own protocol.
const SILENT: &[&str] = &["postgresql", "mongodb", "mqtt", "ldap", "kafka", "zookeeper", "x11"];

/// Those to try on what stays silent.
pub fn silent() -> impl Iterator<Item = &'static Probe> {
    SILENT.iter().filter_map(|product| PROBES.iter().find(|probe| probe.product == *product))
}

/// What MongoDB says to a browser.
const MONGODB: &[u8] = b"MongoDB over HTTP";

/// The one that begins like this; that of MySQL's greeting is its fifth byte, that of Cassandra's complaint its first and fifth.
#[must_use]
pub fn by_first_words(bytes: &[u8]) -> Option<&'static Probe> {
    let mysql = bytes.len() > 5 && bytes[3] == 0 && (bytes[4] == 0x0a || (bytes[4] == 0xff && bytes[2] == 0));
    let cassandra = matches!(bytes, [0x83..=0x85, _, _, _, 0, ..]);
    let told =
        [("mysql", mysql), ("cassandra", cassandra), ("mongodb", memchr::memmem::find(bytes, MONGODB).is_some())];
    if let Some((product, _)) = told.into_iter().find(|(_, is)| *is) {
        return PROBES.iter().find(|probe| probe.product == product);
    }
    let begins = |probe: &&Probe| probe.words.iter().any(|words| bytes.starts_with(words));
    PROBES.iter().find(begins)
}

/// Programs whose listeners lead to another machine: speaking to them is speaking to that one.
const TUNNELS: &[&str] = &[
    "ssh",
    "autossh",
    "kubectl",
    "socat",
    "cloud-sql-proxy",
    "cloud_sql_proxy",
    "chisel",
    "ngrok",
    "cloudflared",
    "stunnel",
    "stunnel4",
    "gost",
    "frpc",
    "session-manager",
    "oc",
    "fly",
    "flyctl",
];

/// Whether what this program listens for goes elsewhere.
#[must_use]
pub fn is_tunnel(program: &str) -> bool {
    TUNNELS.contains(&program)
}
