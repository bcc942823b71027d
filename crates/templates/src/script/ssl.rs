//! Handshakes of TLS blocks, told from what the endpoint was seen to accept: no further connection is made.

use std::collections::HashMap;

use serde_json::{Value as Json, json};
use sneck_model::{Certificate, TlsEndpoint, TlsProtocol, TlsVersion, Trust, day};

use crate::dsl::{Names, Value};
use crate::template::Ssl;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Releases by the names that templates use.
const VERSIONS: [(&str, TlsVersion); 5] = [
    ("ssl30", TlsVersion::Ssl3),
    ("tls10", TlsVersion::Tls10),
    ("tls11", TlsVersion::Tls11),
    ("tls12", TlsVersion::Tls12),
    ("tls13", TlsVersion::Tls13),
];

/// What a handshake agreed on, under the names that templates know.
pub(super) struct Shaken(HashMap<String, Value>);

impl Shaken {
    /// The handshake of a block; nothing where the endpoint refuses it.
    pub(super) fn new(ssl: &Ssl, endpoint: &TlsEndpoint, now: i64) -> Option<Self> {
        let protocol = agreed(ssl, endpoint)?;
        let mut fields = vec![
            ("host", json!(endpoint.host())),
            ("port", json!(endpoint.endpoint.rsplit(':').next())),
            ("probe_status", json!(true)),
            ("tls_version", json!(name(protocol.version))),
            ("cipher", json!(protocol.ciphers.first())),
        ];
        if let Some(chain) = endpoint.chains.first()
            && let Some(own) = chain.certificates.first()
        {
            fields.extend(certificate(own, endpoint.host(), now / DAY));
            fields.push(("untrusted", json!(matches!(chain.trust, Trust::None(_)))));
        }
        let mut names: HashMap<String, Value> =
            fields.iter().map(|(name, json)| ((*name).to_owned(), value(json))).collect();
        let whole: serde_json::Map<String, Json> =
            fields.into_iter().map(|(name, json)| (name.to_owned(), json)).collect();
        let whole = Value::text(Json::Object(whole).to_string());
        names.extend(["response", "body", "data", "all"].map(|name| (name.to_owned(), whole.clone())));
        names.insert("ip".to_owned(), Value::text(endpoint.host()));
        names.insert("type".to_owned(), Value::text("ssl"));
        Some(Self(names))
    }
}

impl Names for Shaken {
    fn value(&self, name: &str) -> Option<Value> {
        self.0.get(name.strip_prefix("ssl_").unwrap_or(name)).cloned()
    }
}

/// The newest release within the block's bounds.
fn agreed<'a>(ssl: &Ssl, endpoint: &'a TlsEndpoint) -> Option<&'a TlsProtocol> {
    let bound = |text: &Option<String>| {
        let text = text.as_deref()?;
        VERSIONS.iter().find(|(name, _)| *name == text).map(|(_, version)| *version)
    };
    let (oldest, newest) = (bound(&ssl.oldest), bound(&ssl.newest));
    let within = |version| oldest.is_none_or(|least| version >= least) && newest.is_none_or(|most| version <= most);
    endpoint.protocols.iter().rev().find(|protocol| within(protocol.version))
}

fn name(version: TlsVersion) -> &'static str {
    VERSIONS.iter().find(|(_, known)| *known == version).map_or("", |(name, _)| name)
}

fn certificate(own: &Certificate, host: &str, today: i64) -> Vec<(&'static str, Json)> {
    let day_of = |day: i32| format!("{}T00:00:00Z", day::write(day));
    vec![
        ("subject_dn", json!(own.subject)),
        ("subject_cn", json!(part(&own.subject, "CN").next())),
        ("subject_org", json!(part(&own.subject, "O").collect::<Vec<_>>())),
        ("subject_an", json!(own.names)),
        ("issuer_dn", json!(own.issuer)),
        ("issuer_cn", json!(part(&own.issuer, "CN").next())),
        ("issuer_org", json!(part(&own.issuer, "O").collect::<Vec<_>>())),
        ("not_before", json!(day_of(own.from))),
        ("not_after", json!(day_of(own.until))),
        ("expired", json!(i64::from(own.until) < today)),
        ("self_signed", json!(own.is_self_signed())),
        ("mismatched", json!(!own.names.iter().any(|name| covers(name, host)))),
        ("wildcard_certificate", json!(own.names.iter().any(|name| name.starts_with("*.")))),
    ]
}

/// Values of one attribute of a name such as `CN=shop.example, O=Shop`.
fn part<'a>(name: &'a str, attribute: &'a str) -> impl Iterator<Item = &'a str> {
    name.split(", ").filter_map(move |pair| pair.strip_prefix(attribute)?.strip_prefix('='))
}

/// A star stands for one label (RFC 6125, section 6.4.3).
fn covers(name: &str, host: &str) -> bool {
    let rest = name.strip_prefix("*.").map(|rest| (rest, host.split_once('.')));
    match rest {
        Some((rest, Some((_, above)))) => rest.eq_ignore_ascii_case(above),
        Some((_, None)) => false,
        None => name.eq_ignore_ascii_case(host),
    }
}

fn value(json: &Json) -> Value {
    match json {
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Array(all) => Value::List(all.iter().map(value).collect()),
        Json::String(text) => Value::text(text),
        _ => Value::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_certificates_cover_one_label() {
        for (name, host, expected) in
            [("a.test", "A.test", true), ("*.a.test", "b.a.test", true), ("*.a.test", "a.test", false)]
        {
            assert_eq!(covers(name, host), expected, "{name} {host}");
        }
        assert!(!covers("*.a.test", "c.b.a.test"));
        let name = "CN=shop.example, O=Shop, O=More, C=DE";
        assert_eq!(part(name, "O").collect::<Vec<_>>(), ["Shop", "More"]);
        assert_eq!(part(name, "CN").next(), Some("shop.example"));
    }
}
