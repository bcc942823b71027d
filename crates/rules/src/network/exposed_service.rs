//! `network/exposed-service`: a database, cache or broker is reached from other machines.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Edit, Facts, Finding, Key, Place, Rule, Severity, Step, Strength, Verdicts};

use crate::common::Fault;
use crate::machine::{answering, listens};
use crate::mending::{items, rewrite, risky};
use crate::products::product;
use crate::services::{Reach, Reached, Service, services};

/// The rule.
pub static RULE: Rule = Rule {
    id: "network/exposed-service",
    title: "A database, cache or broker is reached from other machines",
    severity: Severity::High,
    checklist: "Databases, caches and brokers are reached from this machine or a closed network only",
    why: "Whoever reaches the port of a database can try passwords all day, and needs one hole in it to read \
          everything. Programs look for such ports on every address of the internet and find a new one within \
          minutes. A port that Docker publishes is open even where the machine's firewall says otherwise, because \
          Docker writes rules of its own in front of it.",
    remedy: "Let it listen on this machine only, or publish nothing: services of one compose file reach each other by \
             name.\n\nbind 127.0.0.1 -::1\n\nWhere another machine needs it, use the address of a private network.",
    remedies: &[],
    references: &[
        "https://redis.io/docs/latest/operate/oss_and_stack/management/security/",
        "https://www.postgresql.org/docs/current/runtime-config-connection.html",
        "https://www.mongodb.com/docs/manual/core/security-mongodb-configuration/",
        "https://docs.docker.com/engine/network/packet-filtering-firewalls/",
    ],
    cwe: &[1327, 668],
    since: "0.1",
    examples: &[
        Bad("=== deploy/redis.conf\nbind 0.0.0.0\nport 6379\nrequirepass {{ redis_password }}\nappendonly yes\n"),
        Bad("=== deploy/redis.conf\nport 6379\nrequirepass {{ redis_password }}\nappendonly yes\n"),
        Good("=== deploy/redis.conf\nbind 127.0.0.1 -::1\nport 6379\nrequirepass {{ redis_password }}\n"),
        Good("=== deploy/redis.conf\nprotected-mode yes\nport 6379\nappendonly yes\n"),
        Good("=== deploy/redis.conf\nport 0\nunixsocket /run/redis/redis.sock\nunixsocketperm 770\n"),
        Bad(r#"=== compose.yaml
services:
  cache:
    image: redis:7
    command: redis-server /etc/redis.conf
    ports:
      - "6379:6379"
    volumes:
      - ./redis.conf:/etc/redis.conf:ro
=== redis.conf
bind 0.0.0.0
protected-mode no
port 6379
"#),
        Good(
            r#"=== compose.yaml
services:
  cache:
    image: redis:7
    command: redis-server /etc/redis.conf
    volumes:
      - ./redis.conf:/etc/redis.conf:ro
=== redis.conf
bind 0.0.0.0
protected-mode no
port 6379
"#,
        ),
        Bad(r#"=== deploy/postgresql.conf
listen_addresses = '*'
port = 5432
ssl = on
"#),
        Good(
            r#"=== deploy/postgresql.conf
#listen_addresses = 'localhost'
port = 5432
max_connections = 100
"#,
        ),
        Bad(r#"=== deploy/mysql/my.cnf
[client]
bind-address = 127.0.0.1

[mysqld]
bind-address = 0.0.0.0
datadir = /var/lib/mysql
"#),
        Good(
            r#"=== deploy/mysql/my.cnf
[mysqld]
bind-address = 0.0.0.0
skip-networking
datadir = /var/lib/mysql
"#,
        ),
        Bad(r#"=== deploy/mongod.conf
storage:
  dbPath: /var/lib/mongodb
net:
  port: 27017
  bindIp: 0.0.0.0
security:
  authorization: enabled
"#),
        Good(
            r#"=== deploy/mongod.conf
storage:
  dbPath: /var/lib/mongodb
net:
  port: 27017
security:
  authorization: enabled
"#,
        ),
        Bad(r#"=== deploy/memcached.conf
-d
-m 64
-p 11211
-u memcache
-l 0.0.0.0
"#),
        Good(
            r#"=== deploy/memcached.conf
-d
-m 64
-p 11211
-u memcache
-l 127.0.0.1
"#,
        ),
        Bad(r#"=== deploy/rabbitmq.conf
listeners.tcp.default = 5672
default_user = shop
default_pass = $(RABBIT_PASSWORD)
"#),
        Good(
            r#"=== deploy/rabbitmq.conf
listeners.tcp.local = 127.0.0.1:5672
default_user = shop
"#,
        ),
        Bad(r#"=== deploy/elasticsearch.yml
cluster.name: shop
network.host: 0.0.0.0
xpack.security.enabled: true
"#),
        Good(
            r#"=== deploy/elasticsearch.yml
cluster.name: shop
network.host: _local_
xpack.security.enabled: true
"#,
        ),
        Bad(r#"=== deploy/mosquitto.conf
listener 1883
password_file /etc/mosquitto/passwd
"#),
        Good(
            r#"=== deploy/mosquitto.conf
persistence true
persistence_location /var/lib/mosquitto/
"#,
        ),
        Bad(r#"=== deploy/nats.conf
port: 4222
authorization {
  token: $NATS_TOKEN
}
"#),
        Good(
            r#"=== deploy/nats.conf
listen: 127.0.0.1:4222
authorization {
  token: $NATS_TOKEN
}
"#,
        ),
        Bad(r#"=== host listeners
tcp 0.0.0.0:5432 program=postgres pid=913 user=postgres
=== host services
tcp 0.0.0.0:5432 postgresql guarded $ asks for a password (SCRAM)
"#),
        Good(
            r#"=== host listeners
tcp 0.0.0.0:5432 program=postgres pid=913 user=postgres shielded=yes
tcp 127.0.0.1:6379 program=redis-server pid=812 user=redis
=== host services
tcp 0.0.0.0:5432 postgresql guarded $ asks for a password (SCRAM)
tcp 127.0.0.1:6379 redis guarded $ asks for a password (`-NOAUTH`)
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

/// What everybody may reach, or what other rules judge.
const MEANT: &[&str] =
    &["http", "nginx-status", "apache-status", "ssh", "ftp", "telnet", "vnc", "rsync", "ldap", "grafana", "jupyter"];

/// Services of this machine that other machines reach.
fn running(facts: &Facts, out: &mut Verdicts) {
    for one in answering(facts).filter(|one| !MEANT.contains(&&*one.service.product)) {
        let severity = match one.reach() {
            Reach::Everywhere => Severity::High,
            Reach::Private => Severity::Medium,
            _ => {
                out.passes(&one.subject, one.standing, one.places());
                continue;
            }
        };
        let says = format!("{} is reached from other machines. {}", one.name(), listens(one.listener));
        let fix = format!("Write {}, or the address of a private network.", product(&one.service.product).listen);
        let fault = Fault::new(says).fix(fix).severity(severity);
        fault.at(out, &one.subject, one.standing, Strength::Proves, one.places());
    }
}

fn check(facts: &Facts, out: &mut Verdicts) {
    running(facts, out);
    for service in services(facts).filter(|service| !MEANT.contains(&service.product.kind)) {
        let reached = service.reached(facts);
        let (subject, standing) = (service.subject, service.standing);
        match reached.reach.clone() {
            _ if service.refuses_strangers(facts) == Some(true) || is_meant(facts, &service) => {
                out.passes(subject, standing, reached.places);
            }
            Err(why) => out.unknown(subject, standing, why, reached.places),
            Ok(reach) if reach < Reach::Private => out.passes(subject, standing, reached.places),
            Ok(reach) => {
                // What nobody wrote is what the product does by itself; other files may still say otherwise.
                let written = reached.places.first().is_some_and(is_of_a_file);
                let severity = if reach == Reach::Private || !written { Severity::Medium } else { Severity::High };
                let fault = fault(facts, &service, &reached).severity(severity);
                fault.at(out, subject, standing, Strength::Proves, reached.places);
            }
        }
    }
}

/// A line of the project's, or of the machine's own configuration.
fn is_of_a_file(step: &Step) -> bool {
    matches!(step.place, Place::File { .. } | Place::Host { .. })
}

/// A broker for programs and devices far away, which encrypts and asks who is there.
fn is_meant(facts: &Facts, service: &Service<'_>) -> bool {
    let safe = |key| service.setting(facts, key).is_some_and(|setting| setting.value.is_true());
    service.product.for_clients && safe(Key::SERVICE_TLS) && safe(Key::SERVICE_AUTHENTICATION)
}

fn fault(facts: &Facts, service: &Service<'_>, reached: &Reached) -> Fault {
    let (name, port) = (service.product.name, service.port(facts));
    let at = reached.places.iter().find(|step| is_of_a_file(step)).map(|s| s.place.to_string()).unwrap_or_default();
    let reaches = if reached.address.is_empty() || reached.words() == "on every interface" {
        "whoever reaches the machine reaches it"
    } else {
        "other machines of that network reach it"
    };
    if reached.published {
        let address = &reached.address;
        return Fault::new(format!("{name} is published on `{address}` ({at}): {reaches}."))
            .fix(format!("Take the port out at {at}: services of one network reach each other by name. Where this machine needs it, publish it on `127.0.0.1` only."));
    }
    let says = format!("{name} listens {} ({at}), port {port}: {reaches}.", reached.words());
    Fault::new(says).fix(format!(
        "Write {} at {at}, or the address of a private network that only its clients are in.",
        service.product.listen
    ))
}

/// What each product calls the addresses that it binds.
const SAFE: &[(&str, &str)] = &[
    ("bind", "127.0.0.1 -::1"),
    ("listen_addresses", "'localhost'"),
    ("bind-address", "127.0.0.1"),
    ("bindIp", "127.0.0.1"),
    ("network.host", "_local_"),
    ("-l", "127.0.0.1"),
];

/// Clients on other machines cannot connect afterwards.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let published = items(facts, finding, on_this_machine);
    risky(if published.is_empty() { rewrite(facts, finding, SAFE) } else { published })
}

/// `"5432:5432"` of a compose file, published on this machine alone.
fn on_this_machine(item: &str) -> Option<String> {
    let ports = item.trim_matches(['"', '\'']);
    let numbers = ports.split(':').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit() || c == '-'));
    let pair = ports.matches(':').count() == 1 && numbers;
    pair.then(|| {
        if item == ports {
            format!("\"127.0.0.1:{ports}\"")
        } else {
            item.replacen(ports, &format!("127.0.0.1:{ports}"), 1)
        }
    })
}
