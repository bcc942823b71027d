//! A template in typed form, and what makes one that we do not run.

mod dns;
mod http;
mod info;
mod load;
mod needs;
mod operators;
mod ssl;
mod tcp;

use sneck_model::Consent;

pub use dns::Dns;
pub use http::{Http, Requests};
pub use info::Info;
pub use load::load;
pub use operators::{Extractor, How, Matcher, Operators, Test};
pub use ssl::Ssl;
pub use tcp::Tcp;

use crate::flow::Flow;

/// A template that can be run.
#[derive(Debug)]
pub struct Template {
    /// Its name in the collection.
    pub id: String,
    /// What people read.
    pub info: Info,
    /// Names with texts that may hold expressions, in order.
    pub variables: Vec<(String, String)>,
    /// Which blocks run, depending on those before; all of them in order where there is none.
    pub flow: Option<Flow>,
    /// What is asked, in order.
    pub blocks: Vec<Block>,
    /// What the user must agree to before it runs.
    pub consent: Consent,
}

/// One question with what its answers mean.
#[derive(Debug)]
pub enum Block {
    /// HTTP requests.
    Http(Http),
    /// Bytes over a connection.
    Tcp(Tcp),
    /// A TLS handshake.
    Ssl(Ssl),
    /// A question to a name server.
    Dns(Dns),
}

impl Block {
    /// What its answers mean.
    #[must_use]
    pub fn operators(&self) -> &Operators {
        match self {
            Self::Http(http) => &http.operators,
            Self::Tcp(tcp) => &tcp.operators,
            Self::Ssl(ssl) => &ssl.operators,
            Self::Dns(dns) => &dns.operators,
        }
    }
}

/// Why a file is not run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skip {
    /// It is no template: a workflow's helper, a list, another YAML file.
    NoTemplate,
    /// It needs what is out of the subset; the clause says what.
    Needs(String),
    /// It is a template with a mistake; the clause says which.
    Broken(String),
}

impl Skip {
    pub(crate) fn needs(what: impl Into<String>) -> Self {
        Self::Needs(what.into())
    }

    pub(crate) fn broken(what: impl Into<String>) -> Self {
        Self::Broken(what.into())
    }
}

impl std::fmt::Display for Skip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoTemplate => f.write_str("no template"),
            Self::Needs(what) => write!(f, "needs {what}"),
            Self::Broken(what) => write!(f, "broken: {what}"),
        }
    }
}
