//! HTTP blocks of a template.

use crate::payloads::{Files, Payloads};
use crate::template::{Operators, Skip};
use crate::yaml::Node;

/// Redirects that are followed where a template asks for it and does not say how many.
const REDIRECTS: u64 = 10;

/// Requests, and what their answers mean.
#[derive(Debug)]
pub struct Http {
    /// What is sent.
    pub requests: Requests,
    /// Values that the requests are repeated with.
    pub payloads: Payloads,
    /// Redirects to follow.
    pub follow: u8,
    /// Nothing more is sent once one answer matched.
    pub stop_at_first_match: bool,
    /// Bytes of the body that are looked at; all that were read where it is 0.
    pub max_size: usize,
    /// The bytes of the raw request are sent as they are.
    pub unsafe_bytes: bool,
    /// Cookies of one answer are sent with the next request.
    pub keeps_cookies: bool,
    /// A request goes out even where a name in it has no value.
    pub sends_unresolved: bool,
    /// Paths of raw requests are those of the server, not of the folder in which the app begins.
    pub from_the_root: bool,
    /// Values of an extractor are used one after another, not the first alone.
    pub iterate_all: bool,
    /// What answers mean.
    pub operators: Operators,
}

/// What is sent.
#[derive(Debug)]
pub enum Requests {
    /// One request for each path.
    Paths {
        /// `GET`, …
        method: String,
        /// Addresses, most of which start with `{{BaseURL}}`.
        paths: Vec<String>,
        /// Headers in their order.
        headers: Vec<(String, String)>,
        /// The body.
        body: String,
    },
    /// Whole requests as text.
    Raw(Vec<String>),
}

impl Requests {
    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Paths { paths, .. } => paths.len(),
            Self::Raw(raw) => raw.len(),
        }
    }

    /// None at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Http {
    pub(crate) fn read(node: &Node, files: Files<'_>) -> Result<Self, Skip> {
        refuse(node)?;
        let requests = requests(node);
        if requests.is_empty() {
            return Err(Skip::broken("it has neither a path nor a raw request"));
        }
        Ok(Self {
            requests,
            payloads: Payloads::read(node, files)?,
            follow: follow(node),
            stop_at_first_match: node.flag("stop-at-first-match"),
            max_size: node.number_of("max-size").and_then(|n| usize::try_from(n).ok()).unwrap_or(0),
            unsafe_bytes: node.flag("unsafe"),
            keeps_cookies: !node.flag("disable-cookie") && node.text_of("cookie-reuse") != Some("false"),
            sends_unresolved: node.flag("skip-variables-check"),
            from_the_root: node.flag("disable-path-automerge"),
            iterate_all: node.flag("iterate-all"),
            operators: Operators::read(node)?,
        })
    }

    /// Methods that are sent, without those that stand in a name.
    pub fn methods(&self) -> impl Iterator<Item = &str> {
        let (paths, raw) = match &self.requests {
            Requests::Paths { method, .. } => (Some(method.as_str()), &[][..]),
            Requests::Raw(raw) => (None, raw.as_slice()),
        };
        paths.into_iter().chain(raw.iter().filter_map(|text| first_word(text)))
    }
}

/// The method of a raw request; lines such as `@timeout: 20s` are orders to the program that sends it.
fn first_word(text: &str) -> Option<&str> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('@'))?;
    line.split(' ').next()
}

/// Keys that mean more than exact requests one after another.
const OUT_OF_THE_SUBSET: [(&str, &str); 5] = [
    ("race", "requests at the same instant"),
    ("race_count", "requests at the same instant"),
    ("pipeline", "pipelined requests"),
    ("fuzzing", "requests of others to change"),
    ("digest-username", "digest authentication"),
];

fn refuse(node: &Node) -> Result<(), Skip> {
    let used = OUT_OF_THE_SUBSET.iter().find(|(key, _)| node.get(key).is_some());
    used.map_or(Ok(()), |(_, what)| Err(Skip::needs(*what)))
}

fn requests(node: &Node) -> Requests {
    let raw = node.texts_of("raw");
    if !raw.is_empty() {
        return Requests::Raw(raw);
    }
    let headers = node.get("headers").map(Node::entries).unwrap_or_default();
    Requests::Paths {
        method: node.text_of("method").unwrap_or("GET").to_ascii_uppercase(),
        paths: node.texts_of("path"),
        headers: headers.iter().map(|(n, v)| (n.clone(), v.text().unwrap_or_default().to_owned())).collect(),
        body: node.text_of("body").unwrap_or_default().to_owned(),
    }
}

fn follow(node: &Node) -> u8 {
    if !node.flag("redirects") && !node.flag("host-redirects") {
        return 0;
    }
    u8::try_from(node.number_of("max-redirects").unwrap_or(REDIRECTS).min(REDIRECTS)).unwrap_or(0)
}
