//! What was seen of something running.

use serde::Serialize;

use crate::{EnvironmentId, Kind, Subject};

/// `scheme://host[:port]` of a running thing, with the environment it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// `http://127.0.0.1:5000`, default ports left out.
    pub url: String,
    /// What it stands for: production unless it was given as `--url ENV=URL`.
    pub kind: Kind,
    /// The name that was given (`staging`), for binding to a declared environment.
    pub name: Option<String>,
}

/// One request and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Who answered.
    pub origin: Origin,
    /// `GET`, …
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// Headers that were sent, in order.
    pub sent: Vec<(String, String)>,
    /// Status code.
    pub status: u16,
    /// Headers that came back: order, case and duplicates kept.
    pub headers: Vec<(String, String)>,
    /// Cookies that were set, parsed.
    pub cookies: Vec<Cookie>,
    /// The body, as text, cut at the limit.
    pub body: String,
}

impl Exchange {
    /// Values of a header, by name without regard to case.
    pub fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// True for `https`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.url.starts_with("https:")
    }
}

/// One `Set-Cookie` header (RFC 6265 bis).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// Its value; never printed.
    pub value: crate::Secret,
    /// The `Secure` attribute.
    pub secure: bool,
    /// The `HttpOnly` attribute.
    pub http_only: bool,
    /// The `SameSite` attribute, as sent.
    pub same_site: Option<String>,
    /// The `Domain` attribute.
    pub domain: Option<String>,
    /// The `Path` attribute.
    pub path: Option<String>,
    /// Lifetime in seconds, from `Max-Age`, or from `Expires` and the answer's own `Date`.
    pub max_age: Option<i64>,
    /// It carries a session: by the framework's name for it, or a name that says so.
    pub session: bool,
}

/// Says that an origin is a declared app in a declared environment.
#[derive(Clone, Debug, Serialize)]
pub struct Binding {
    /// The origin's URL.
    pub origin: String,
    /// The app that answers there.
    pub app: Subject,
    /// The environment it runs in.
    pub environment: EnvironmentId,
    /// Why we think so.
    pub because: String,
}
