//! `deploy/database-tls-off`: a database talks to other machines in clear.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Judgement, Key, Rule, Severity, Verdicts};

use crate::common::{Fault, place_of};
use crate::services::{Reach, service_of};

/// The rule.
pub static RULE: Rule = Rule {
    id: "deploy/database-tls-off",
    title: "A database talks to other machines in clear",
    severity: Severity::Medium,
    checklist: "Databases that other machines reach encrypt their connections",
    why: "Passwords and every row travel as they are. Whoever sits on the way, in the same office, the same data centre \
          or a machine in between, reads them and can change answers. On one machine nobody sits on the way.",
    remedy: "Switch TLS on, with a certificate that clients check:\n\nssl = on\nssl_cert_file = 'server.crt'\n\
             ssl_key_file = 'server.key'",
    remedies: &[],
    references: &[
        "https://www.postgresql.org/docs/current/ssl-tcp.html",
        "https://redis.io/docs/latest/operate/oss_and_stack/management/security/encryption/",
        "https://www.mongodb.com/docs/manual/tutorial/configure-ssl/",
        "https://mariadb.com/docs/server/security/encryption/data-in-transit-encryption",
    ],
    cwe: &[319, 311],
    since: "0.1",
    examples: &[
        Bad("=== deploy/redis.conf\nbind 0.0.0.0\nport 6379\nrequirepass {{ redis_password }}\n"),
        Bad("=== deploy/redis.conf\nbind 10.0.0.5\nport 6379\ntls-port 6380\nrequirepass {{ redis_password }}\n"),
        Good("=== deploy/redis.conf\nbind 10.0.0.5\nport 0\ntls-port 6379\nrequirepass {{ redis_password }}\n"),
        Good("=== deploy/redis.conf\nbind 127.0.0.1\nport 6379\nrequirepass {{ redis_password }}\n"),
        Bad(r#"=== deploy/postgresql.conf
listen_addresses = '10.0.0.5'
ssl = off
"#),
        Good(
            r#"=== deploy/postgresql.conf
listen_addresses = '10.0.0.5'
ssl = off
include_dir = 'conf.d'
=== deploy/conf.d/tls.conf
ssl = on
ssl_cert_file = 'server.crt'
"#,
        ),
        Bad(r#"=== deploy/mysql/my.cnf
[mysqld]
bind-address = 10.0.0.5
require_secure_transport = OFF
"#),
        Good(
            r#"=== deploy/mysql/my.cnf
[mysqld]
bind-address = 10.0.0.5
require-secure-transport = ON
"#,
        ),
        Bad(r#"=== deploy/mongod.conf
storage:
  dbPath: /var/lib/mongodb
net:
  bindIp: 0.0.0.0
security:
  authorization: enabled
"#),
        Good(
            r#"=== deploy/mongod.conf
storage:
  dbPath: /var/lib/mongodb
net:
  bindIp: 0.0.0.0
  tls:
    mode: requireTLS
security:
  authorization: enabled
"#,
        ),
        Bad(r#"=== deploy/mosquitto.conf
listener 1883
allow_anonymous false
"#),
        Good(
            r#"=== deploy/mosquitto.conf
listener 8883
certfile /etc/mosquitto/server.crt
keyfile /etc/mosquitto/server.key
allow_anonymous false
"#,
        ),
        Bad(r#"=== deploy/nats.conf
port: 4222
authorization { token: $NATS_TOKEN }
"#),
        Good(
            r#"=== deploy/nats.conf
port: 4222
authorization { token: $NATS_TOKEN }
tls { cert_file: server.pem, key_file: key.pem }
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for setting in facts.settings_of(Key::SERVICE_TLS) {
        let Some(service) = service_of(facts, setting) else { continue };
        let (subject, standing, places) = (service.subject, service.standing, setting.because.clone());
        let reached = service.reached(facts);
        match (setting.value.judge(|value| value.truth() == Some(false)), reached.reach.clone()) {
            (Judgement::Safe, _) => out.passes(subject, standing, places),
            (_, Ok(reach)) if reach < Reach::Private => out.passes(subject, standing, places),
            _ if service.refuses_strangers(facts) == Some(true) => out.passes(subject, standing, places),
            (Judgement::Undecided(why), _) | (_, Err(why)) => out.unknown(subject, standing, why, places),
            (Judgement::Unsafe(strength), Ok(_)) => {
                let (name, port, at) = (service.product.name, service.port(facts), place_of(setting));
                let listens = if reached.published { "is published" } else { "listens" };
                let says = format!(
                    "{name} {listens} {} (port {port}) and its connections are not encrypted ({at}): passwords and data travel in clear.",
                    reached.words()
                );
                let fix = format!("Set {} ({at}).", service.product.encrypt);
                let places = [places, reached.places].concat();
                Fault::new(says).fix(fix).at(out, subject, standing, strength, places);
            }
        }
    }
}
