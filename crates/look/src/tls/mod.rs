//! TLS endpoints: which releases, ciphers and groups they accept, what their certificates are.
//!
//! Each question is a connection of its own that carries one first message and ends when the answer is there; nothing is
//! encrypted and nothing is sent inside. Only TLS 1.3 hides its certificates: for them one whole handshake is made.
//! Contacted is the address that was given and no other.

mod ask;
mod certificates;
mod ciphers;
mod groups;
mod handshake;
mod schemes;
mod starttls;
mod trust;
mod version;

use std::net::SocketAddr;
use std::time::Duration;

use sneck_model::{Origin, TlsEndpoint, TlsVersion};

use ask::{Asker, Trouble};
pub use schemes::Scheme;
pub use starttls::Starttls;
use version::Spoken;

/// Whom to ask.
#[derive(Clone, Debug)]
pub struct TlsTarget {
    /// What it stands for.
    pub origin: Origin,
    /// `host:port`, as the user wrote it; the host is asked for by this name.
    pub endpoint: String,
    /// The address, resolved and held against the scope by the caller.
    pub address: SocketAddr,
    /// What is spoken before TLS begins.
    pub starttls: Option<Starttls>,
}

/// How long, how much and how many at once.
#[derive(Clone, Copy, Debug)]
pub struct TlsLimits {
    /// One question and its answer, from connecting on.
    pub exchange: Duration,
    /// All questions to one endpoint.
    pub whole: Duration,
    /// Connections to one endpoint at the same time.
    pub at_once: usize,
    /// Connections to one endpoint, at most.
    pub exchanges: usize,
}

impl Default for TlsLimits {
    fn default() -> Self {
        Self { exchange: Duration::from_secs(4), whole: Duration::from_secs(20), at_once: 6, exchanges: 800 }
    }
}

/// Asks several endpoints, one behind the other, and waits for them.
#[must_use]
pub fn endpoints(targets: &[TlsTarget], limits: TlsLimits) -> Vec<TlsEndpoint> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build();
    let Ok(runtime) = runtime else {
        return targets.iter().map(|target| unable(target, "no connection could be made")).collect();
    };
    let all = targets.iter().map(|target| runtime.block_on(endpoint(target, limits))).collect();
    runtime.shutdown_background();
    all
}

fn unable(target: &TlsTarget, why: &str) -> TlsEndpoint {
    let mut endpoint = empty(target);
    endpoint.trouble.push(why.to_owned());
    endpoint
}

fn empty(target: &TlsTarget) -> TlsEndpoint {
    let starttls = target.starttls.map(|over| over.name().to_owned());
    TlsEndpoint { starttls, ..TlsEndpoint::new(target.origin.clone(), target.endpoint.clone()) }
}

/// Asks one endpoint. Whatever could not be found out stands in its `trouble`.
pub async fn endpoint(target: &TlsTarget, limits: TlsLimits) -> TlsEndpoint {
    let asker = Asker::new(target, limits);
    let mut endpoint = empty(target);
    let spoken = versions(&asker, &mut endpoint).await;
    if spoken.is_empty() {
        return endpoint;
    }
    let (groups, details, chains) = tokio::join!(
        groups::groups(&asker, &spoken),
        version::details(&asker, &spoken),
        certificates::chains(&asker, &spoken),
    );
    (endpoint.groups, endpoint.dh_bits) = groups;
    endpoint.secure_renegotiation = details.secure_renegotiation;
    endpoint.compression = details.compression;
    endpoint.alpn = details.alpn;
    endpoint.alpn.extend(chains.alpn.into_iter().filter(|_| details.only_tls13));
    endpoint.stapled = chains.stapled;
    endpoint.chains = chains.chains;
    endpoint.trouble.extend(chains.trouble);
    endpoint.protocols = spoken.into_iter().map(Spoken::protocol).collect();
    endpoint.trouble.extend(asker.ran_out().map(str::to_owned));
    endpoint
}

/// Asks for each release, and fills in what is not spoken and what went wrong.
async fn versions(asker: &Asker<'_>, endpoint: &mut TlsEndpoint) -> Vec<Spoken> {
    let [ssl3, tls10, tls11, tls12, tls13] = TlsVersion::ALL.map(|version| version::version(asker, version));
    let (a, b, c, d, e) = tokio::join!(tls13, tls12, tls11, tls10, ssl3);
    let (mut spoken, mut others) = (Vec::new(), Vec::new());
    for (version, outcome) in TlsVersion::ALL.into_iter().zip([e, d, c, b, a]) {
        match outcome {
            Ok(one) => spoken.push(one),
            Err(trouble) => others.push((version, trouble)),
        }
    }
    if spoken.is_empty() {
        endpoint.trouble = all_failed(&others);
        return spoken;
    }
    for (version, trouble) in others {
        if trouble.is_refusal() {
            endpoint.refused.push(version);
        } else {
            endpoint.trouble.push(format!("whether it speaks {version} could not be told: {trouble}"));
        }
    }
    let unfinished = spoken.iter().filter_map(|one| Some((one.version, one.trouble.as_ref()?)));
    endpoint.trouble.extend(unfinished.map(|(version, why)| format!("its ciphers of {version} may be more: {why}")));
    spoken
}

/// What stands in the way of everything: each reason once.
fn all_failed(others: &[(TlsVersion, Trouble)]) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    for reason in others.iter().map(|(_, trouble)| trouble.to_string()) {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}
