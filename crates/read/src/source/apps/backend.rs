//! URLs of databases, caches and brokers, taken apart: the password stays a secret.

use sneck_model::{Key, Scope, Step, Value};

use super::emit::Emit;
use crate::source::literals;
use crate::source::python::eval::Val;

/// A URL of a backend.
#[derive(Debug, PartialEq, Eq)]
struct Url<'u> {
    scheme: &'u str,
    user: Option<&'u str>,
    password: Option<&'u str>,
    host: &'u str,
    port: Option<u16>,
    query: &'u str,
}

/// One setting for each part, in the scope of the entry that holds the URL.
pub(in crate::source) fn emit(e: &mut Emit<'_, '_>, name: &str, value: &Val<'_>) {
    for one in value.alternatives() {
        let Some(url) = one.as_str().and_then(parse) else { continue };
        let steps = one.trace.or(&value.trace).steps(e.project, &format!("sets {name}"));
        let steps = if steps.is_empty() { vec![Step::new(e.absent(), format!("sets {name}"))] } else { steps };
        let text = |part: Option<&str>| part.map_or(Value::None, |p| Value::Text(p.to_owned()));
        let secret = |part: Option<&str>| part.map_or(Value::None, |p| Value::Secret(literals::secret(p)));
        let scheme = url.scheme.split('+').next().unwrap_or(url.scheme);
        let parts = [
            (Key::BACKEND_SCHEME, text(Some(scheme))),
            (Key::BACKEND_HOST, text(Some(url.host))),
            (Key::BACKEND_PORT, port(url.port, scheme)),
            (Key::BACKEND_USER, text(url.user)),
            (Key::BACKEND_PASSWORD, secret(url.password)),
            (Key::BACKEND_TLS, tls(&url)),
        ];
        for (key, value) in parts {
            e.put(key, name, value, steps.clone(), Scope(vec![name.to_owned()]));
        }
    }
}

fn parse(text: &str) -> Option<Url<'_>> {
    let (scheme, rest) = text.split_once("://")?;
    let (before_query, query) = rest.split_once('?').unwrap_or((rest, ""));
    let authority = before_query.split('/').next().unwrap_or(before_query);
    let (credentials, host) = authority.rsplit_once('@').map_or((None, authority), |(c, h)| (Some(c), h));
    let (user, password) = match credentials.map(|c| c.split_once(':').unwrap_or((c, ""))) {
        Some((user, "")) => (Some(user), None),
        Some((user, password)) => (Some(user), Some(password)),
        None => (None, None),
    };
    let first = host.split(',').next().unwrap_or(host);
    let (host, port) = match first.strip_prefix('[').and_then(|h| h.split_once(']')) {
        Some((v6, rest)) => (v6, rest.strip_prefix(':')),
        None => first.split_once(':').map_or((first, None), |(host, port)| (host, Some(port))),
    };
    let port = port.and_then(|port| port.parse().ok());
    // What a template fills in later is no host yet.
    if host.contains(['{', '%', '<', '$']) {
        return None;
    }
    Some(Url { scheme, user: user.filter(|u| !u.is_empty()), password, host, port, query })
}

/// Where what speaks a scheme listens unless told otherwise, by the beginning of the scheme.
const PORTS: &[(&str, u16)] = &[
    ("postgres", 5432),
    ("cockroachdb", 26257),
    ("mysql", 3306),
    ("mariadb", 3306),
    ("redis", 6379),
    ("valkey", 6379),
    ("mongodb", 27017),
    ("amqps", 5671),
    ("amqp", 5672),
    ("memcached", 11211),
    ("nats", 4222),
    ("mssql", 1433),
    ("oracle", 1521),
];

/// The port that is written, or that of the scheme.
pub(in crate::source) fn port(written: Option<u16>, scheme: &str) -> Value {
    let usual = || PORTS.iter().find(|(start, _)| scheme.starts_with(start)).map(|(_, port)| *port);
    written.or_else(usual).map_or(Value::None, |port| Value::Int(port.into()))
}

/// Schemes whose driver decides when the URL says nothing; the others stand for TLS or for none.
const UNDECIDED: [&str; 5] = ["postgres", "postgresql", "cockroachdb", "mysql", "mariadb"];

/// None where the URL leaves it to the driver.
fn tls(url: &Url<'_>) -> Value {
    let query = url.query.to_ascii_lowercase();
    let refuses = ["sslmode=disable", "sslmode=allow", "ssl=false", "ssl_disabled=true"];
    let scheme = url.scheme.split('+').next().unwrap_or(url.scheme);
    if is_encrypted(url) {
        Value::Bool(true)
    } else if UNDECIDED.contains(&scheme) && !refuses.iter().any(|mark| query.contains(mark)) {
        Value::None
    } else {
        Value::Bool(false)
    }
}

fn is_encrypted(url: &Url<'_>) -> bool {
    let by_scheme = url.scheme.ends_with('s') && matches!(url.scheme, "rediss" | "amqps" | "mongodb+srvs" | "https")
        || url.scheme == "mongodb+srv";
    let query = url.query.to_ascii_lowercase();
    let marks = [
        "sslmode=require",
        "sslmode=verify",
        "ssl=true",
        "tls=true",
        "ssl_ca=",
        "sslrootcert=",
        "ssl_cert_reqs=required",
    ];
    by_scheme || marks.iter().any(|m| query.contains(m))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_taken_apart() {
        let url = parse("postgresql://shop:p%40ss@db.example.com:5432/shop?sslmode=require").unwrap();
        assert_eq!((url.scheme, url.user, url.host), ("postgresql", Some("shop"), "db.example.com"));
        assert!(is_encrypted(&url));
        assert_eq!(tls(&parse("postgresql+psycopg2://db.example.com/shop").unwrap()), Value::None);
        assert_eq!(tls(&parse("postgresql://db.example.com/shop?sslmode=disable").unwrap()), Value::Bool(false));
        assert_eq!(tls(&parse("redis://cache.example.com").unwrap()), Value::Bool(false));
        assert_eq!(parse("sqlite:///shop.db").unwrap().host, "");
        let of = |text| parse(text).map(|url| (url.host, url.port)).unwrap();
        assert_eq!(of("redis://:secret@[::1]:6379/0"), ("::1", Some(6379)));
        assert_eq!(of("postgresql://shop@one:5433,two:5434/shop"), ("one", Some(5433)));
        assert_eq!((port(None, "postgresql"), port(Some(1), "redis")), (Value::Int(5432), Value::Int(1)));
        assert_eq!(port(None, "sqlite"), Value::None);
    }
}
