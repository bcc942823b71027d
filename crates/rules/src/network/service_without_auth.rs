//! `network/service-without-auth`: whoever reaches a database, cache or broker may use it.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Access, Check, Edit, Facts, Finding, Judgement, Key, Rule, Setting, Severity, Strength, Value, Verdicts,
};

use crate::common::{Fault, in_scope, is_written, place_of};
use crate::machine::{Answering, answering, listens};
use crate::mending::{Page, rewrite, risky};
use crate::products::product;
use crate::services::{Reach, Reached, Service, of_address, service_of};

/// The rule.
pub static RULE: Rule = Rule {
    id: "network/service-without-auth",
    title: "A service asks nobody who he is",
    severity: Severity::Critical,
    checklist: "Databases, caches and brokers ask whoever connects for a password or a certificate",
    why: "Whoever reaches the port reads, changes and deletes everything, without guessing anything. Databases that \
          were left so on the internet are emptied by programs within hours, and a note is left that asks for money. \
          Redis and others can be made to write files, and with them to run commands on the machine. On this machine \
          alone, every program and every account of it has that power.",
    remedy: "Ask for a password or a certificate:\n\nrequirepass <a long random password>\n\nand for PostgreSQL write \
             `scram-sha-256` in place of `trust` in pg_hba.conf.",
    remedies: &[],
    references: &[
        "https://redis.io/docs/latest/operate/oss_and_stack/management/security/",
        "https://www.postgresql.org/docs/current/auth-trust.html",
        "https://www.mongodb.com/docs/manual/administration/security-checklist/",
        "https://mosquitto.org/documentation/authentication-methods/",
    ],
    cwe: &[306, 1188],
    since: "0.1",
    examples: &[
        Bad("=== deploy/redis.conf\nbind 0.0.0.0\nprotected-mode no\nport 6379\nappendonly yes\n"),
        Bad("=== deploy/redis.conf\nbind 10.0.0.5\nport 6379\nprotected-mode no\nuser default on nopass ~* +@all\n"),
        Good("=== deploy/redis.conf\nbind 0.0.0.0\nprotected-mode no\nport 6379\nrequirepass ${REDIS_PASSWORD}\n"),
        Good("=== deploy/redis.conf\nprotected-mode yes\nport 6379\nappendonly yes\n"),
        Good(
            "=== deploy/redis.conf\nbind 0.0.0.0\nport 6379\nuser default off\nuser shop on #e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 ~* +@all\n",
        ),
        Bad(r#"=== deploy/pg_hba.conf
local   all   all                  peer
host    all   all   0.0.0.0/0      trust
"#),
        Good(
            r#"=== deploy/pg_hba.conf
local   all   all                  peer
host    all   all   0.0.0.0/0      scram-sha-256
host    all   all   10.0.0.0/8     trust
"#,
        ),
        Bad(r#"=== deploy/postgresql.conf
listen_addresses = '*'
ssl = on
=== deploy/pg_hba.conf
hostssl  shop  shop  10.0.0.0 255.0.0.0  trust
"#),
        Good(
            r#"=== deploy/postgresql.conf
listen_addresses = '*'
ssl = on
=== deploy/pg_hba.conf
host  all  all  all  reject
hostssl  shop  shop  10.0.0.0 255.0.0.0  trust
"#,
        ),
        Bad(r#"=== deploy/mariadb/my.cnf
[mariadb]
bind-address = 0.0.0.0
skip-grant-tables
"#),
        Good(
            r#"=== deploy/mariadb/my.cnf
[mariadb]
bind-address = 0.0.0.0
skip-grant-tables = 0
"#,
        ),
        Bad(r#"=== deploy/mongod.conf
storage:
  dbPath: /var/lib/mongodb
net:
  port: 27017
  bindIp: 0.0.0.0
#security:
#  authorization: enabled
"#),
        Good(
            r#"=== deploy/mongod.conf
storage:
  dbPath: /var/lib/mongodb
net:
  port: 27017
  bindIp: 0.0.0.0
security:
  keyFile: /etc/mongod.key
"#,
        ),
        Bad(r#"=== deploy/memcached.conf
-d
-m 64
-p 11211
-u memcache
"#),
        Good(
            r#"=== deploy/memcached.conf
-d
-m 64
-p 11211
-u memcache
-S
"#,
        ),
        Bad(r#"=== deploy/elasticsearch.yml
cluster.name: shop
network.host: 0.0.0.0
xpack.security.enabled: false
"#),
        Good(
            r#"=== deploy/elasticsearch.yml
cluster.name: shop
network.host: 0.0.0.0
"#,
        ),
        Bad(r#"=== deploy/opensearch.yml
network.host: 0.0.0.0
plugins:
  security:
    disabled: true
"#),
        Bad(r#"=== deploy/mosquitto.conf
listener 1883 0.0.0.0
allow_anonymous true
"#),
        Good(
            r#"=== deploy/mosquitto.conf
per_listener_settings true
listener 1883 /run/mosquitto.sock
allow_anonymous true
listener 8883
password_file /etc/mosquitto/passwd
certfile /etc/mosquitto/server.crt
keyfile /etc/mosquitto/server.key
"#,
        ),
        Bad(r#"=== deploy/nats.conf
host: 0.0.0.0
port: 4222
jetstream { store_dir: /data }
"#),
        Good(
            r#"=== deploy/nats.conf
host: 0.0.0.0
port: 4222
accounts {
  SHOP { users = [ { user: shop, password: $SHOP_PASSWORD } ] }
}
"#,
        ),
        Bad(r#"=== deploy/rabbitmq.conf
listeners.tcp.default = 5672
anonymous_login_user = guest
"#),
        Good(
            r#"=== deploy/rabbitmq.conf
listeners.tcp.default = 5672
anonymous_login_user = none
"#,
        ),
        Bad(r#"=== host listeners
tcp 0.0.0.0:6379 program=redis-server pid=812 user=redis
=== host services
tcp 0.0.0.0:6379 redis open version=7.0.15 refuses-strangers=no $ answers `INFO` without a password
"#),
        Bad(r#"=== host listeners
tcp 127.0.0.1:5433 program=postgres pid=913 user=postgres
=== host services
tcp 127.0.0.1:5433 postgresql open version=15.18 $ lets in a role that does not exist without a password
"#),
        Bad(r#"=== app.py
from flask import Flask

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql://shop@localhost:5433/shop"
=== Procfile
web: gunicorn app:app
=== host listeners
tcp 127.0.0.1:5433 program=postgres pid=913 user=postgres
=== host services
tcp 127.0.0.1:5433 postgresql open version=15.18 $ lets in a role that does not exist without a password
"#),
        Good(
            r#"=== host listeners
tcp 0.0.0.0:6379 program=redis-server pid=812 user=redis
=== host services
tcp 0.0.0.0:6379 redis guarded $ asks for a password (`-NOAUTH`)
"#,
        ),
        Good(
            r#"=== host listeners
tcp 0.0.0.0:4369 program=epmd pid=700 user=rabbitmq
=== host services
tcp 0.0.0.0:4369 epmd open $ tells the names and ports of Erlang's nodes to whoever asks
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: Some(mend),
};

fn check(facts: &Facts, out: &mut Verdicts) {
    running(facts, out);
    for setting in facts.settings_of(Key::SERVICE_AUTHENTICATION) {
        let Some(service) = service_of(facts, setting) else { continue };
        match setting.value.judge(|value| value.truth() == Some(false)) {
            Judgement::Safe => out.passes(&setting.component, setting.standing, setting.because.clone()),
            Judgement::Undecided(why) => {
                out.unknown(&setting.component, setting.standing, why, setting.because.clone());
            }
            Judgement::Unsafe(strength) => open(facts, out, setting, &service, strength),
        }
    }
}

/// Services that answered without a login, or asked for one.
fn running(facts: &Facts, out: &mut Verdicts) {
    for one in answering(facts) {
        let (subject, standing) = (&one.subject, one.standing);
        match one.service.access {
            _ if IN_THE_OPEN.contains(&&*one.service.product) => {}
            Access::Guarded => out.passes(subject, standing, one.places()),
            Access::Unknown => out.unknown(subject, standing, one.service.proof.clone(), one.places()),
            Access::Open => {
                let (severity, strength) = weight(&one);
                used(&one).severity(severity).at(out, subject, standing, strength, one.places());
            }
        }
    }
}

/// What they tell to everybody opens nothing by itself, or they are judged elsewhere.
const IN_THE_OPEN: &[&str] = &["epmd", "http", "ssh", "telnet", "nats-monitoring", "nginx-status", "apache-status"];

/// Products that ask other machines for more than this one, so that an answer over the loopback address proves less.
const BY_ORIGIN: &[&str] = &["postgresql", "mysql", "mariadb", "redis", "rabbitmq"];

/// Exposure decides; what was asked as a neighbour may be refused to a stranger.
fn weight(one: &Answering<'_>) -> (Severity, Strength) {
    let by_origin = BY_ORIGIN.contains(&&*one.service.product) && one.service.refuses_strangers.is_none();
    let perhaps = by_origin && !one.service.as_stranger;
    match one.reach() {
        Reach::Everywhere if perhaps => (Severity::High, Strength::Shows),
        Reach::Everywhere => (Severity::Critical, Strength::Proves),
        Reach::Private => (Severity::High, if perhaps { Strength::Shows } else { Strength::Proves }),
        Reach::Boxed => (Severity::Medium, Strength::Proves),
        Reach::Loopback | Reach::Socket => (Severity::Low, Strength::Proves),
    }
}

/// Who gets that far.
fn who(reach: Reach) -> &'static str {
    match reach {
        Reach::Everywhere => "everybody who reaches the machine",
        Reach::Private => "every machine of the network",
        Reach::Boxed => "every container of its network",
        Reach::Loopback | Reach::Socket => "every program of this machine",
    }
}

fn used(one: &Answering<'_>) -> Fault {
    let who = if one.listener.only_some { "every machine that the firewall lets in" } else { who(one.reach()) };
    let refuses = if one.service.refuses_strangers == Some(true) && !one.listener.at.address.is_loopback() {
        " It refuses other machines by itself (protected mode), as long as nobody switches that off."
    } else {
        ""
    };
    let says = format!("{} {}: {who} can do so. {}{refuses}", one.name(), one.service.proof, listens(one.listener));
    Fault::new(says).fix(format!("Set {}.", product(&one.service.product).ask))
}

/// Nobody is asked: how bad it is depends on who reaches it.
fn open(facts: &Facts, out: &mut Verdicts, setting: &Setting, service: &Service<'_>, strength: Strength) {
    let (subject, standing) = (service.subject, service.standing);
    let reached = service.reached(facts);
    let refuses = service.refuses_strangers(facts);
    let reach = match (clients(facts, setting), reached.reach.clone()) {
        (Some(clients), Ok(reach)) => clients.min(reach),
        (Some(clients), Err(_)) => clients,
        (None, Ok(reach)) => reach,
        (None, Err(why)) => return out.unknown(subject, standing, why, setting.because.clone()),
    };
    if reach == Reach::Socket || (refuses == Some(true) && reach > Reach::Loopback) {
        return out.passes(subject, standing, setting.because.clone());
    }
    let perhaps = refuses.is_none() && reach > Reach::Loopback;
    let strength = if perhaps { Strength::Suggests } else { strength };
    let mut places = setting.because.clone();
    places.extend(reached.places.iter().cloned());
    let severity = severity(setting, reach, perhaps);
    fault(facts, setting, service, &reached, reach).severity(severity).at(out, subject, standing, strength, places);
}

/// The clients that a line of access speaks of, where it speaks of some.
fn clients(facts: &Facts, setting: &Setting) -> Option<Reach> {
    let clients = in_scope(facts, setting, Key::SERVICE_CLIENTS)?;
    let Value::List(all) = &clients.value else { return None };
    all.iter().filter_map(Value::text).map(|text| of_address(text, false)).max()
}

fn severity(setting: &Setting, reach: Reach, perhaps: bool) -> Severity {
    match reach {
        Reach::Everywhere if !perhaps => Severity::Critical,
        Reach::Everywhere | Reach::Private => Severity::High,
        Reach::Boxed if is_written(setting) => Severity::Medium,
        _ => Severity::Low,
    }
}

fn fault(facts: &Facts, setting: &Setting, service: &Service<'_>, reached: &Reached, reach: Reach) -> Fault {
    let (name, port) = (service.product.name, service.port(facts));
    let at = place_of(setting);
    let how = setting.because.first().map(|step| step.says.clone()).unwrap_or_default();
    let who = who(reach);
    let may = format!("{who} may read and change everything");
    let listens = if in_scope(facts, setting, Key::SERVICE_CLIENTS).is_some() {
        String::new()
    } else if reached.published && reached.address.is_empty() {
        " It is not published.".to_owned()
    } else if reached.published {
        format!(" It is published on `{}`.", reached.address)
    } else {
        format!(" It listens {}, port {port}.", reached.words())
    };
    let later = if service.refuses_strangers(facts).is_none() && reach > Reach::Loopback {
        " Redis 7 and later still refuse other machines, as long as protected mode is on."
    } else {
        ""
    };
    Fault::new(format!("{name} asks for no password ({at} {how}): {may}.{listens}{later}"))
        .fix(format!("Set {} ({at}).", service.product.ask))
}

/// What each product calls it.
const SAFE: &[(&str, &str)] = &[
    ("protected-mode", "yes"),
    ("xpack.security.enabled", "true"),
    ("allow_anonymous", "false"),
    ("authorization", "enabled"),
];

/// Clients have to say who they are afterwards, and accounts have to be there for them.
fn mend(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let mut edits = rewrite(facts, finding, SAFE);
    edits.extend(trusted(facts, finding));
    edits.extend(password_of_redis(facts, finding));
    risky(edits)
}

/// A place for the password at the end of a `redis.conf` that names no accounts of its own.
fn password_of_redis(facts: &Facts, finding: &Finding) -> Option<Edit> {
    let page = finding.places.iter().find_map(|step| Page::of(facts, &step.place))?;
    let says = |name: &str| page.outline.parts.iter().any(|part| part.name.eq_ignore_ascii_case(name));
    let accounts = ["requirepass", "user", "aclfile", "include"].into_iter().any(says);
    let lines = ["# A long random password, filled in where this is deployed.", "requirepass ${REDIS_PASSWORD}"];
    (page.path.ends_with("redis.conf") && !accounts).then(|| page.insert_lines(page.text.len(), "", &lines))?
}

/// Lines of `pg_hba.conf` whose last word lets everybody in.
fn trusted(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let lines = finding.places.iter().filter_map(|step| {
        let page = Page::of(facts, &step.place)?;
        let (_, line) = page.part_on(step.place.file()?.1, |part| part.name.starts_with("host"))?;
        let word = page.slice(&line.value).strip_suffix("trust")?;
        page.replace(line.value.end - (page.slice(&line.value).len() - word.len())..line.value.end, "scram-sha-256")
    });
    lines.collect()
}
