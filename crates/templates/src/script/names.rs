//! Names that a run knows: of the target, of variables, of payloads, of earlier answers.

use std::collections::HashMap;
use std::sync::Arc;

use sneck_model::{Exchange, Nonces};

use crate::answer::Answer;
use crate::dsl::{Names, Value};

/// Letters of `{{randstr}}`.
const RANDOM: usize = 27;

/// Whom a template is run against.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) scheme: String,
    pub(super) host: String,
    pub(super) port: u16,
    /// `host:port` as it stands in the address.
    pub(super) authority: String,
    /// Where the app begins: `/shop`, or nothing for the root.
    pub(super) folder: String,
}

impl Target {
    /// From `http://host[:port]`.
    pub(super) fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let authority = rest.split(['/', '?', '#']).next()?;
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port.parse().ok()?),
            _ => (authority, if scheme == "https" { 443 } else { 80 }),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        (!host.is_empty()).then(|| Self {
            scheme: scheme.to_owned(),
            host,
            port,
            authority: authority.to_owned(),
            folder: String::new(),
        })
    }

    /// The same, with the folder in which the app begins.
    pub(super) fn below(self, folder: &str) -> Self {
        Self { folder: folder.trim_end_matches('/').to_owned(), ..self }
    }

    pub(super) fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.authority)
    }

    /// Names as the documentation of templates lists them.
    pub(super) fn names(&self) -> HashMap<String, Value> {
        let url = self.url();
        let named = self.host.parse::<std::net::IpAddr>().is_err();
        let labels: Vec<&str> = self.host.split('.').collect();
        let registered = if named { labels[labels.len().saturating_sub(2)..].join(".") } else { self.host.clone() };
        let domain = if named { labels[labels.len().saturating_sub(2)] } else { "" };
        let pairs = [
            ("BaseURL", format!("{url}{}", self.folder)),
            ("RootURL", url),
            ("Hostname", self.authority.clone()),
            ("Host", self.host.clone()),
            ("Port", self.port.to_string()),
            ("Path", self.folder.clone()),
            ("File", String::new()),
            ("Scheme", self.scheme.clone()),
            ("Input", self.authority.clone()),
            ("FQDN", self.host.clone()),
            ("RDN", registered),
            ("DN", domain.to_owned()),
            ("TLD", labels.last().copied().filter(|_| named).unwrap_or_default().to_owned()),
            ("SD", if named && labels.len() > 2 { labels[0].to_owned() } else { String::new() }),
            ("ip", self.host.clone()),
        ];
        pairs.into_iter().map(|(name, value)| (name.to_owned(), Value::text(value))).collect()
    }
}

/// All names, the nearest first.
pub(super) struct Layers<'a> {
    pub(super) payloads: &'a [(String, Value)],
    pub(super) dynamic: &'a HashMap<String, Value>,
    pub(super) base: &'a HashMap<String, Value>,
    pub(super) answer: Option<&'a dyn Names>,
    /// Answers of this round, by the number of the request.
    pub(super) history: &'a [Option<Arc<Exchange>>],
    pub(super) nonces: Nonces,
}

impl Names for Layers<'_> {
    fn value(&self, name: &str) -> Option<Value> {
        let payload = self.payloads.iter().find(|(known, _)| known == name).map(|(_, value)| value);
        let known = payload.or_else(|| self.dynamic.get(name)).or_else(|| self.base.get(name)).cloned();
        known.or_else(|| self.answer?.value(name)).or_else(|| self.earlier(name)).or_else(|| self.random(name))
    }
}

impl Layers<'_> {
    /// `body_2` is the body of the second answer.
    fn earlier(&self, name: &str) -> Option<Value> {
        let (part, number) = name.rsplit_once('_')?;
        let at = number.parse::<usize>().ok()?.checked_sub(1)?;
        Answer::new(self.history.get(at)?.as_deref()?, 0).value(part)
    }

    /// The same word during one audit, so that requests with it are sent once.
    fn random(&self, name: &str) -> Option<Value> {
        name.starts_with("randstr").then(|| Value::text(self.nonces.word(name, RANDOM)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_an_app_is_a_part_of_its_address_and_not_of_the_root() {
        let names = Target::parse("http://a.test").expect("an origin").below("/shop").names();
        let string = |name: &str| names.get(name).map(Value::string).unwrap_or_default();
        assert_eq!((string("BaseURL"), string("RootURL")), ("http://a.test/shop".into(), "http://a.test".into()));
        assert_eq!((string("Path"), string("Hostname")), ("/shop".into(), "a.test".into()));
    }

    #[test]
    fn an_origin_is_known_by_its_parts() {
        let target = Target::parse("https://www.a.test:8443").expect("an origin");
        let names = target.names();
        let string = |name: &str| names.get(name).map(Value::string).unwrap_or_default();
        assert_eq!(
            (string("BaseURL"), string("Hostname")),
            ("https://www.a.test:8443".into(), "www.a.test:8443".into())
        );
        assert_eq!(
            (string("Host"), string("Port"), string("Scheme")),
            ("www.a.test".into(), "8443".into(), "https".into())
        );
        assert_eq!(
            (string("RDN"), string("DN"), string("TLD"), string("SD")),
            ("a.test".into(), "a".into(), "test".into(), "www".into())
        );
        let address = Target::parse("http://127.0.0.1").expect("an origin");
        assert_eq!((address.port, address.names()["TLD"].string()), (80, String::new()));
        assert_eq!(Target::parse("http://[::1]:90").map(|t| (t.host, t.port)), Some(("::1".into(), 90)));
        assert!(Target::parse("nothing").is_none() && Target::parse("http://").is_none());
    }
}
