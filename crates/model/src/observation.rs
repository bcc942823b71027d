//! What was seen of something running.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::{EnvironmentId, Kind, Subject};

/// `scheme://host[:port]` of a running thing, with the environment it stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Origin {
    /// `http://127.0.0.1:5000`, default ports left out.
    pub url: String,
    /// What it stands for: production unless it was given as `--url ENV=URL`.
    pub kind: Kind,
    /// The name that was given (`staging`), for binding to a declared environment.
    pub name: Option<String>,
}

/// As whom something was asked. What it sends to show that it is who it is stays in `look`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Identity(Arc<str>);

impl Identity {
    const NOBODY: &str = "anonymous";

    /// Nobody in particular.
    #[must_use]
    pub fn anonymous() -> Self {
        Self(Self::NOBODY.into())
    }

    /// Somebody, by a name that is no secret.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self(name.into())
    }

    /// Nobody in particular.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        &*self.0 == Self::NOBODY
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How an answer compares with those that random names in the same folder, with the same extension, get.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum Calibration {
    /// Nobody asked. So it is with pages that were linked, and with worlds that do not say.
    #[default]
    None,
    /// It differs from them, and a second request gave it again: something of its own stands there.
    Own,
    /// Any name gets the like (one page for everything, a log-in wall, an error for all): it shows nothing about this one.
    CatchAll,
    /// Not even the same request gets the same answer twice.
    Unsteady,
    /// It is the answer for a random name itself.
    Random,
}

/// The version of HTTP that an answer came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum HttpVersion {
    /// `HTTP/1.0`
    Http10,
    /// `HTTP/1.1`
    #[default]
    Http11,
    /// `HTTP/2`
    Http2,
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
    /// The body as bytes, where it is no text.
    pub bytes: Option<Arc<[u8]>>,
    /// The body goes on behind what was read.
    pub cut: bool,
    /// The version of HTTP.
    pub version: HttpVersion,
    /// Who saw it. Its credentials are not in `sent`.
    pub identity: Identity,
    /// How it compares with answers for random names.
    pub calibration: Calibration,
    /// The rule that asked for it; none for what was found by following links.
    pub asked_by: Option<Arc<str>>,
}

impl Exchange {
    /// An empty answer.
    #[must_use]
    pub fn new(origin: Origin, method: &str, url: impl Into<String>, status: u16) -> Self {
        Self {
            origin,
            method: method.to_owned(),
            url: url.into(),
            sent: Vec::new(),
            status,
            headers: Vec::new(),
            cookies: Vec::new(),
            body: String::new(),
            bytes: None,
            cut: false,
            version: HttpVersion::default(),
            identity: Identity::anonymous(),
            calibration: Calibration::None,
            asked_by: None,
        }
    }

    /// The body as bytes: as they came, where it is no text.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or(self.body.as_bytes())
    }

    /// Whether the answer says something about this very path: it is not what any name in its place gets, and it is not
    /// the answer for a random name. Whatever reports a path by its content asks this first.
    #[must_use]
    pub fn is_own(&self) -> bool {
        matches!(self.calibration, Calibration::None | Calibration::Own)
    }

    /// What stands behind the origin: path and query.
    #[must_use]
    pub fn target(&self) -> &str {
        match self.url.strip_prefix(&self.origin.url) {
            Some("") | None => "/",
            Some(target) => target,
        }
    }

    /// The path, without the query.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target().split(['?', '#']).next().unwrap_or("/")
    }

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

/// A key or a token that an answer carries, told by its provider's own format.
#[derive(Clone, Debug)]
pub struct Disclosed {
    /// Which answer: its index in [`crate::Facts::exchanges`].
    pub exchange: usize,
    /// What it is, as its provider calls it.
    pub name: String,
    /// The key itself.
    pub value: crate::Secret,
}

/// A path that the document of an API lists (OpenAPI, Swagger).
#[derive(Clone, Debug)]
pub struct Operation {
    /// Who serves the document.
    pub origin: Origin,
    /// The path with the document's base: `/v2/books/{id}`.
    pub path: String,
    /// Its methods, upper case.
    pub methods: Vec<String>,
    /// Where the document is.
    pub place: crate::Place,
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

/// Says that a process of this machine is a declared app in a declared environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Running {
    /// The number of the process.
    pub process: u32,
    /// The app that it serves.
    pub app: Subject,
    /// The environment that it runs in.
    pub environment: EnvironmentId,
    /// Why we think so.
    pub because: String,
}

/// Says that a service of this machine is the one that the project connects to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Backend {
    /// The listener that answers there.
    pub at: crate::Endpoint,
    /// Who connects: an app, or a file.
    pub user: Subject,
    /// Where the address is written.
    #[serde(skip)]
    pub place: crate::Place,
    /// Why we think so, as a clause that begins with who connects.
    pub because: String,
}
