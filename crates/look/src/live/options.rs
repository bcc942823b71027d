//! What the user allows.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use sneck_model::{Consent, Identity, Kind, Nonces, Origin, Request};
use sneck_read::wire::{Address, origin};

use crate::Tries;
use crate::http::Limits;
use crate::tls::Scheme;

/// An address that is to be audited.
#[derive(Clone, Debug)]
pub struct Target {
    /// Who is asked.
    pub origin: Origin,
    /// Where to begin.
    pub address: Address,
    /// What it speaks in place of HTTP. Then it is asked about TLS alone.
    pub scheme: Option<Scheme>,
}

/// The form of an address, for whoever wrote another one.
const FORM: &str = "write `http://HOST[:PORT][/PATH]`";
/// The others.
const FORMS_OF_TLS: &str = "or, to ask about TLS alone, `smtp://HOST[:PORT]`, `postgres://…`, `imap://…`, `pop3://…`, `ldap://…` or \
                            `ftp://…`";

impl Target {
    /// Whether it speaks HTTP.
    #[must_use]
    pub fn is_http(&self) -> bool {
        self.scheme.is_none()
    }

    /// The folder in which the app begins, where the address names one: `/shop` of `http://a.test/shop/`. A file or a query is a
    /// page to begin with, and no folder.
    #[must_use]
    pub fn base(&self) -> &str {
        let target = self.address.target.as_str();
        let last = target.rsplit('/').next().unwrap_or_default();
        if last.contains('.') || target.contains('?') { "" } else { target.trim_end_matches('/') }
    }

    /// The same, of something that speaks HTTP.
    pub fn site(text: &str) -> Result<Self, String> {
        let target = Self::parse(text)?;
        if target.is_http() { Ok(target) } else { Err(format!("`{text}` speaks no HTTP; {FORM}")) }
    }

    /// Reads `[ENV=]URL`. An error is what is wrong, as a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err(format!("an empty text is no address; {FORM}"));
        }
        let scheme = text.find("://").ok_or_else(|| match text.contains(":/") {
            true => none(text),
            false => format!("`{text}` has no scheme; write `http://{text}`"),
        })?;
        let (name, url) = match text[..scheme].split_once('=') {
            Some((name, _)) => (Some(name), &text[name.len() + 1..]),
            None => (None, text),
        };
        Self::of(url, name.and_then(Kind::named).unwrap_or(Kind::Production), name)
    }

    fn of(url: &str, kind: Kind, name: Option<&str>) -> Result<Self, String> {
        let (scheme, rest) = url.split_once("://").unwrap_or_default();
        let scheme = Scheme::named(scheme);
        if rest.split('/').next().is_some_and(|host| host.contains('@')) {
            let instead = match scheme {
                None => "give them with `--header 'Authorization: ${VARIABLE}'`",
                Some(_) => "leave them out: nobody logs in to be asked about TLS",
            };
            return Err(format!("an address with a name or a password in it is not taken; {instead}"));
        }
        if let Some(scheme) = scheme {
            return Self::over_tls(scheme, rest, kind, name).ok_or_else(|| none(url));
        }
        let address = Address::parse(url).ok_or_else(|| none(url))?;
        let origin = origin(url, kind, name).ok_or_else(|| format!("`{url}` names no host"))?;
        Ok(Self { origin: Origin { url: address.origin(), ..origin }, address, scheme })
    }

    /// One that is asked about its TLS alone. What stands behind the host is none of that.
    fn over_tls(scheme: Scheme, rest: &str, kind: Kind, name: Option<&str>) -> Option<Self> {
        let authority = rest.split(['/', '?', '#']).next()?;
        // The port of `https` stands where none is named.
        let (as_is, other) =
            (Address::parse(&format!("https://{authority}"))?, Address::parse(&format!("http://{authority}"))?);
        let port = if as_is.port == other.port { as_is.port } else { scheme.port };
        let address = Address { port, ..as_is };
        // By one name, whichever of its two was written.
        let called = scheme.starttls.map_or(scheme.name, |starttls| starttls.name());
        let url = format!("{called}://{}", address.endpoint());
        Some(Self { origin: Origin { url, kind, name: name.map(str::to_owned) }, address, scheme: Some(scheme) })
    }
}

fn none(url: &str) -> String {
    format!("`{url}` is no address that can be asked; {FORM}, {FORMS_OF_TLS}")
}

/// Bounds of the whole audit.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Requests to one origin, at most.
    pub requests: u64,
    /// Pages of one origin that discovery reads, for each identity.
    pub pages: usize,
    /// Requests to one origin at the same time.
    pub at_once: usize,
    /// Requests to one origin each second.
    pub each_second: u32,
    /// For everything.
    pub total: Duration,
    /// Failures in a row after which an origin is left alone.
    pub patience: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            requests: 5_000,
            pages: 100,
            at_once: 8,
            each_second: 1_000,
            total: Duration::from_secs(300),
            patience: 6,
        }
    }
}

/// What the user allows, and as whom to ask.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Hosts that the user declared to be theirs.
    pub owned: Vec<String>,
    /// Headers that prove an identity. They are sent to the targets and nobody else, and are in no fact.
    pub identities: BTreeMap<Identity, Vec<(String, String)>>,
    /// What was agreed to, beside being asked.
    pub consents: Vec<Consent>,
    /// Bounds of one exchange.
    pub limits: Limits,
    /// Bounds of all of them.
    pub budget: Budget,
    /// The resolver that templates may ask: one of this machine.
    pub resolver: Option<SocketAddr>,
    /// Where tries with passwords are counted.
    pub tries: Tries,
    /// Random words.
    pub nonces: Nonces,
}

impl Options {
    /// Whether that was agreed to.
    #[must_use]
    pub fn allows(&self, consent: Consent) -> bool {
        consent == Consent::Asked || self.consents.contains(&consent)
    }

    /// What shows that a request comes from its identity.
    pub(crate) fn proof(&self, request: &Request) -> &[(String, String)] {
        self.identities.get(&request.identity).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_counts_as_production_unless_it_is_named() {
        let target = Target::parse("http://127.0.0.1:5000/shop?a=b").expect("a target");
        assert_eq!((target.origin.kind, target.origin.url.as_str()), (Kind::Production, "http://127.0.0.1:5000"));
        assert_eq!(target.address.target, "/shop?a=b");
        assert_eq!(target.base(), "", "a query is no folder");
        for (url, base) in [("/", ""), ("", ""), ("/shop/", "/shop"), ("/a/shop", "/a/shop"), ("/index.php", "")] {
            assert_eq!(Target::parse(&format!("http://a.test{url}")).expect("a target").base(), base, "{url}");
        }
        let target = Target::parse("staging=https://a.test").expect("a target");
        assert_eq!((target.origin.kind, target.origin.name.as_deref()), (Kind::Staging, Some("staging")));
        assert!(Target::parse("127.0.0.1:5000").expect_err("no scheme").contains("http://127.0.0.1:5000"));
        let told = Target::parse("http://ada:hunter2@a.test/").expect_err("a password");
        assert!(told.contains("--header") && !told.contains("hunter2"), "{told}");
        assert!(Target::parse("").is_err());
        assert!(Target::parse("gopher://a.test").is_err() && Target::parse("http://").is_err());
    }

    #[test]
    fn servers_that_speak_no_http_are_asked_about_tls_alone() {
        let target = Target::parse("staging=postgres://db.test/shop?sslmode=require").expect("a target");
        assert_eq!(target.origin.url, "postgresql://db.test:5432");
        assert_eq!((target.address.port, target.is_http(), target.origin.kind), (5432, false, Kind::Staging));
        let port = |url: &str| Target::parse(url).expect("a target").address.port;
        assert_eq!((port("smtp://[::1]"), port("smtp://a.test:443"), port("imaps://a.test")), (25, 443, 993));
        let told = Target::parse("postgres://ada:hunter2@a.test/").expect_err("a password");
        assert!(told.contains("leave them out") && !told.contains("hunter2"), "{told}");
        assert!(Target::parse("smtp://").is_err());
    }
}
