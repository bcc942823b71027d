//! Protocols that send in clear, by the scheme of a URL and by the call that opens a connection.

use sneck_model::{Call, Facts, Key, Setting, Severity, Value};

use crate::common::in_scope;
use crate::hosts::{Distance, distance, scheme_and_host};

/// A protocol that does not encrypt unless it is told to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Protocol {
    pub(crate) severity: Severity,
    /// Why that is so, as a clause.
    pub(crate) how: &'static str,
}

const OPPORTUNISTIC: Protocol = Protocol {
    severity: Severity::Low,
    how: "without `sslmode` the driver encrypts only when the server offers it, and anybody on the way can have it not offered",
};
const PLAIN: Protocol = Protocol { severity: Severity::Medium, how: "this protocol does not encrypt unless told to" };

/// Schemes, without the driver behind a `+`.
const SCHEMES: &[(&str, Protocol)] = &[
    ("postgres", OPPORTUNISTIC),
    ("postgresql", OPPORTUNISTIC),
    ("cockroachdb", OPPORTUNISTIC),
    ("mysql", PLAIN),
    ("mariadb", PLAIN),
    ("redis", PLAIN),
    ("amqp", PLAIN),
    ("pyamqp", PLAIN),
    ("mongodb", PLAIN),
    ("memcached", PLAIN),
    ("ldap", PLAIN),
    ("nats", PLAIN),
    ("mqtt", PLAIN),
    ("ftp", PLAIN),
    ("smtp", PLAIN),
    ("http", PLAIN),
    ("elasticsearch", PLAIN),
    ("clickhouse", PLAIN),
    ("bolt", PLAIN),
];

/// The protocol of a URL's scheme; nothing when it encrypts, or goes nowhere (SQLite).
/// `mongodb+srv` stands for TLS; what stands behind another `+` is only the driver's name.
pub(crate) fn protocol(scheme: &str) -> Option<Protocol> {
    let lower = scheme.to_ascii_lowercase();
    let base = if lower == "mongodb+srv" { &lower } else { lower.split('+').next().unwrap_or(&lower) };
    SCHEMES.iter().find(|(name, _)| *name == base).map(|(_, protocol)| *protocol)
}

/// The URL of a database that would encrypt says that it must not.
pub(crate) fn is_refused(facts: &Facts, tls: &Setting) -> bool {
    let scheme = in_scope(facts, tls, Key::BACKEND_SCHEME).and_then(|scheme| scheme.value.text()).unwrap_or_default();
    let encrypts = ["postgres", "postgresql", "cockroachdb", "mysql", "mariadb"];
    tls.value == Value::Bool(false) && encrypts.contains(&scheme.split('+').next().unwrap_or_default())
}

/// A call that sends something in clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Clear {
    pub(crate) severity: Severity,
    /// What the code does, as a clause.
    pub(crate) says: String,
}

/// How a function is told where to connect to, and how it is told to encrypt.
struct Opens {
    function: &'static str,
    /// Keyword and position of the host, or of a URL.
    host: (&'static str, usize),
    /// Keywords that encrypt when given.
    encrypts: &'static [&'static str],
    severity: Severity,
}

const fn opens(function: &'static str, host: (&'static str, usize), encrypts: &'static [&'static str]) -> Opens {
    Opens { function, host, encrypts, severity: Severity::Medium }
}

const OPENS: &[Opens] = &[
    opens("ftplib.FTP", ("host", 0), &[]),
    opens("telnetlib.Telnet", ("host", 0), &[]),
    opens("poplib.POP3", ("host", 0), &[]),
    opens("nntplib.NNTP", ("host", 0), &[]),
    opens("redis.Redis", ("host", 0), &["ssl"]),
    opens("redis.StrictRedis", ("host", 0), &["ssl"]),
    opens("redis.from_url", ("url", 0), &["ssl"]),
    opens("redis.Redis.from_url", ("url", 0), &["ssl"]),
    opens("pymongo.MongoClient", ("host", 0), &["tls", "ssl"]),
    opens("pika.ConnectionParameters", ("host", 0), &["ssl_options"]),
    opens("pika.URLParameters", ("url", 0), &[]),
    opens("pymysql.connect", ("host", 0), &["ssl", "ssl_ca"]),
    opens("mysql.connector.connect", ("host", 99), &["ssl_ca", "ssl_verify_cert"]),
    opens("ldap.initialize", ("uri", 0), &[]),
    opens("xmlrpc.client.ServerProxy", ("uri", 0), &[]),
    Opens { severity: Severity::Low, ..opens("psycopg2.connect", ("host", 99), &["sslmode", "dsn"]) },
    Opens { severity: Severity::Low, ..opens("psycopg.connect", ("host", 99), &["sslmode", "conninfo"]) },
    opens("sqlalchemy.create_engine", ("url", 0), &["connect_args"]),
];

/// What a call sends in clear to a host that is neither here nor inside a network of containers.
pub(crate) fn sends_in_clear(facts: &Facts, call: &Call) -> Option<Clear> {
    match call.function.as_str() {
        "smtplib.SMTP" => hands_over_mail(facts, call),
        name if name.starts_with("requests.") || name.starts_with("httpx.") => proves_itself(call),
        name => opened(OPENS.iter().find(|opens| opens.function == name)?, call),
    }
}

fn opened(opens: &Opens, call: &Call) -> Option<Clear> {
    if opens.encrypts.iter().any(|keyword| call.keyword(keyword).is_some_and(|a| a.value.truth() != Some(false))) {
        return None;
    }
    let (host, severity) = target(&call.argument(opens.host.0, opens.host.1)?.value, opens.severity)?;
    let says = format!("opens a connection to {host} in clear (`{}`)", opens.function);
    is_away(&host).then_some(Clear { severity, says })
}

/// The host of a value that names one, or a URL; the URL's own scheme then says how bad it is. A URL
/// with a password in it is a secret: only its scheme and host leave it.
fn target(value: &Value, otherwise: Severity) -> Option<(String, Severity)> {
    let of_url = |url: &str| {
        let (scheme, host) = scheme_and_host(url)?;
        Some((host, protocol(&scheme)?.severity)).filter(|_| !url.contains("ssl") && !url.contains("tls"))
    };
    match value {
        Value::Text(text) if text.contains("://") => of_url(text),
        Value::Text(text) => Some((text.clone(), otherwise)),
        Value::Secret(secret) => secret.attempt(|bytes| of_url(std::str::from_utf8(bytes).ok()?)),
        _ => None,
    }
}

fn is_away(host: &str) -> bool {
    distance(host) > Distance::Inside
}

/// `smtplib.SMTP` to a server that the code names, without `starttls()` anywhere in its file.
fn hands_over_mail(facts: &Facts, call: &Call) -> Option<Clear> {
    let file = call.place.file()?.0;
    let here = |name| facts.calls.iter().any(|c| c.function == name && c.place.file().is_some_and(|(f, _)| f == file));
    let host = call.argument("host", 0)?.value.text().filter(|host| is_away(host))?;
    let severity = if here("smtplib.SMTP.login") { Severity::Medium } else { Severity::Low };
    let says = format!("hands mail over to {host} without `starttls()`");
    (!here("smtplib.SMTP.starttls")).then_some(Clear { severity, says })
}

/// A request over plain HTTP that carries a password or a token.
fn proves_itself(call: &Call) -> Option<Clear> {
    let url = call.arguments.iter().filter(|a| a.name.is_none()).find_map(|a| a.value.text())?;
    let (scheme, host) = scheme_and_host(url)?;
    let header = call.keyword("headers").is_some_and(|h| match &h.value {
        Value::Map(all) => all.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization")),
        _ => false,
    });
    let proves = header || call.keyword("auth").is_some();
    let says = format!("sends credentials to {host} over plain HTTP");
    let clear = Clear { severity: Severity::Medium, says };
    (scheme == "http" && proves && is_away(&host)).then_some(clear)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_says_whether_it_encrypts() {
        for clear in ["redis", "postgresql+psycopg2", "MySQL+pymysql", "mongodb", "amqp", "http"] {
            assert!(protocol(clear).is_some(), "{clear}");
        }
        for other in ["rediss", "amqps", "mongodb+srv", "https", "sqlite", "sqlite+aiosqlite", "memory", ""] {
            assert!(protocol(other).is_none(), "{other}");
        }
    }

    #[test]
    fn the_host_of_a_url_with_a_password_is_told_without_it() {
        let url = Value::Secret(sneck_model::Secret::new("redis://:hunter2@cache.example:6379/0"));
        assert_eq!(target(&url, Severity::Low), Some(("cache.example".to_owned(), Severity::Medium)));
    }
}
