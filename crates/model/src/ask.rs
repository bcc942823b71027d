//! What rules want to ask of something running: exact requests, and bounded scripts of them.

use std::fmt;
use std::sync::Arc;

use crate::{Exchange, Identity, Nonces, Origin, Step, TlsEndpoint};

/// One question of a rule. `look` asks it within scope, pace and consent; the answer becomes an [`Exchange`] of the facts.
#[derive(Clone, Debug)]
pub struct Ask {
    /// The rule that asks; filled in by the planner.
    pub rule: Arc<str>,
    /// What the answer shows, as a clause (`whether the repository is served`). `--plan` prints it.
    pub why: String,
    /// What the user must have agreed to.
    pub consent: Consent,
    /// What is asked.
    pub question: Question,
}

impl Ask {
    /// `GET` of a target (`/static/.env`), anonymous, compared with what a random name in its place gets.
    #[must_use]
    pub fn get(origin: &Origin, target: impl Into<Vec<u8>>, why: impl Into<String>) -> Self {
        Self::request(Request::get(origin, target), why)
    }

    /// One request.
    #[must_use]
    pub fn request(request: Request, why: impl Into<String>) -> Self {
        Self { rule: "".into(), why: why.into(), consent: Consent::Asked, question: Question::Request(request) }
    }

    /// Several exchanges, each of which may depend on those before.
    #[must_use]
    pub fn script(script: Script, why: impl Into<String>) -> Self {
        Self { rule: "".into(), why: why.into(), consent: Consent::Asked, question: Question::Script(script) }
    }

    /// The same, where the user has agreed to more than to be asked.
    #[must_use]
    pub fn needing(mut self, consent: Consent) -> Self {
        self.consent = consent;
        self
    }
}

/// What the user must have agreed to before something is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Consent {
    /// Reading what everybody may ask for: naming the target is enough.
    Asked,
    /// Unusual input that a healthy server shrugs off (`--intrusive`).
    Intrusive,
    /// A pair of user name and password (`--try-credentials`).
    Credentials,
    /// Something that may write: only a target that is declared disposable gets it.
    Disposable,
}

impl Consent {
    /// What grants it, as words for the user.
    #[must_use]
    pub fn granted_by(self) -> &'static str {
        match self {
            Self::Asked => "--url",
            Self::Intrusive => "--intrusive",
            Self::Credentials => "--try-credentials",
            Self::Disposable => "--disposable",
        }
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub enum Question {
    /// One exact request.
    Request(Request),
    /// A bounded row of exchanges.
    Script(Script),
}

/// One HTTP request, byte for byte where it matters.
///
/// `Host`, `User-Agent`, `Accept`, `Accept-Encoding` and `Content-Length` are added unless `headers` names them.
/// Identical requests are sent once, whoever asks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Request {
    /// Whom to ask.
    pub origin: Origin,
    /// `GET`, …
    pub method: String,
    /// What stands in the request line, never normalised: `/static/..%2f.env`.
    pub target: Vec<u8>,
    /// Headers in their order, names in their case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// As whom; its credentials are added by `look` and are in no fact.
    pub identity: Identity,
    /// Redirects to follow, within scope. The answer is the last one; those before are facts, too.
    pub follow: u8,
    /// Compare the answer with those for random names in the same place, and repeat it: see [`crate::Calibration`].
    pub calibrate: bool,
    /// The whole request as bytes, in place of method, target, headers and body.
    pub raw: Option<Arc<[u8]>>,
}

impl Request {
    /// `GET` of a target as nobody in particular, calibrated.
    #[must_use]
    pub fn get(origin: &Origin, target: impl Into<Vec<u8>>) -> Self {
        Self { calibrate: true, ..Self::of("GET", origin, target) }
    }

    /// Any method, not calibrated.
    #[must_use]
    pub fn of(method: &str, origin: &Origin, target: impl Into<Vec<u8>>) -> Self {
        Self {
            origin: origin.clone(),
            method: method.to_owned(),
            target: target.into(),
            headers: Vec::new(),
            body: Vec::new(),
            identity: Identity::anonymous(),
            follow: 0,
            calibrate: false,
            raw: None,
        }
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// As another identity.
    #[must_use]
    pub fn by(mut self, identity: &Identity) -> Self {
        self.identity = identity.clone();
        self
    }

    /// The address, as it stands in reports.
    #[must_use]
    pub fn url(&self) -> String {
        let target = String::from_utf8_lossy(&self.target);
        if target.contains("://") { target.into_owned() } else { format!("{}{target}", self.origin.url) }
    }
}

/// Bytes to and fro over a connection of their own, for what does not speak HTTP.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Talk {
    /// A name or an address, without brackets. Held against the scope like any other.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Speak TLS first.
    pub tls: bool,
    /// What is sent, and how many bytes are read after each: nothing is read where that is 0.
    pub parts: Vec<(Vec<u8>, usize)>,
}

/// What a script sends next.
#[derive(Clone, Debug)]
pub enum Message {
    /// A request.
    Http(Box<Request>),
    /// A request that carries a password for an account. Such tries are counted across runs, and refused where one more
    /// might lock the account.
    Login {
        /// The account's name.
        account: String,
        /// The request.
        request: Box<Request>,
    },
    /// Bytes.
    Talk(Talk),
    /// What the TLS endpoint of the script's origin accepts. It was asked before, once for everybody: nothing is sent.
    Tls,
    /// A question to the resolver of this machine, as bytes; asked where that stands on this machine itself.
    Lookup(Vec<u8>),
}

/// What came back.
#[derive(Clone, Debug)]
pub enum Reply {
    /// An answer to a request, after redirects.
    Http(Arc<Exchange>),
    /// What was read after each part.
    Talk(Vec<Vec<u8>>),
    /// What a TLS endpoint showed.
    Tls(Arc<TlsEndpoint>),
    /// What the resolver answered, as bytes.
    Lookup(Vec<u8>),
    /// Nothing, and why, as a clause.
    Nothing(String),
}

/// What a script does after a reply.
#[derive(Clone, Debug)]
pub enum Next {
    /// Goes on.
    Send(Message),
    /// Stops, with what it found; each becomes a row of [`crate::Facts::conclusions`].
    Done(Vec<Conclusion>),
}

/// One run of a script: given the last reply (none at first), says what to do. Pure but for its own state.
pub type Run = Box<dyn FnMut(Option<&Reply>) -> Next + Send>;

/// A bounded row of exchanges.
#[derive(Clone)]
pub struct Script {
    /// Whom it concerns.
    pub origin: Origin,
    /// Exchanges, at most. The driver stops it there, whatever it wants.
    pub ceiling: u32,
    /// Begins a run. Two runs with the same nonces and the same replies are equal.
    pub start: Arc<dyn Fn(&Nonces) -> Run + Send + Sync>,
}

impl Script {
    /// A script by its beginning.
    pub fn new(origin: &Origin, ceiling: u32, start: impl Fn(&Nonces) -> Run + Send + Sync + 'static) -> Self {
        Self { origin: origin.clone(), ceiling, start: Arc::new(start) }
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Script").field("origin", &self.origin).field("ceiling", &self.ceiling).finish_non_exhaustive()
    }
}

/// What a script found: a fact that its rule reads.
#[derive(Clone, Debug)]
pub struct Conclusion {
    /// The rule that asked; filled in by the driver.
    pub rule: Arc<str>,
    /// Whom it concerns.
    pub origin: Origin,
    /// Named results, none of them a secret.
    pub values: Vec<(String, String)>,
    /// Where it was seen.
    pub places: Vec<Step>,
}
