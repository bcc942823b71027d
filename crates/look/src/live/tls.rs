//! TLS of the addresses that are audited: each endpoint once, at the address that the scope allows.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use sneck_model::{NotLookedAt, TlsEndpoint};

use super::engine::Engine;
use super::options::Target;
use super::plan::Planned;
use crate::tls::{TlsLimits, TlsTarget, endpoint};

/// What TLS endpoints showed, and what was not asked.
#[derive(Debug, Default)]
pub struct SeenTls {
    /// The endpoints.
    pub endpoints: Vec<TlsEndpoint>,
    /// What was not looked at, and why.
    pub not_looked_at: Vec<NotLookedAt>,
    /// Targets that were asked about TLS alone and did not tell, and why.
    pub unreached: Vec<(String, String)>,
}

/// What the TLS endpoints among the targets accept.
pub async fn all(engine: &Engine, targets: &[Target]) -> SeenTls {
    let mut seen = SeenTls::default();
    for target in endpoints(targets) {
        let address = &target.address;
        match engine.scope().address(&address.host, address.port) {
            Ok(at) => {
                let asked = asked(target, at);
                tokio::select! {
                    endpoint = endpoint(&asked, TlsLimits::default()) => seen.take(engine, target, endpoint),
                    () = engine.interrupted() => {}
                }
            }
            Err(why) if target.is_http() => {
                let what = format!("TLS of {}", address.endpoint());
                seen.not_looked_at.push(NotLookedAt { what, why: why.to_string() });
            }
            Err(why) => seen.unreached.push((target.origin.url.clone(), why.to_string())),
        }
    }
    seen
}

impl SeenTls {
    fn take(&mut self, engine: &Engine, target: &Target, endpoint: TlsEndpoint) {
        engine.keep_tls(&endpoint);
        if endpoint.protocols.is_empty() && !target.is_http() {
            self.unreached.push((target.origin.url.clone(), endpoint.trouble.join("; ")));
        }
        self.endpoints.push(endpoint);
    }
}

fn asked(target: &Target, address: SocketAddr) -> TlsTarget {
    TlsTarget {
        origin: target.origin.clone(),
        endpoint: target.address.endpoint(),
        address,
        starttls: target.scheme.and_then(|scheme| scheme.starttls),
    }
}

/// Each endpoint once, whatever paths it was named with.
fn endpoints(targets: &[Target]) -> impl Iterator<Item = &Target> {
    let mut known = BTreeSet::new();
    targets.iter().filter(|target| target.address.tls).filter(move |target| known.insert(target.origin.clone()))
}

/// What would be sent. No requests: connections that end with the server's first answer.
pub fn plan(targets: &[Target]) -> impl Iterator<Item = Planned> {
    endpoints(targets).map(|target| Planned {
        what: format!(
            "up to {} TLS handshakes with {}{}, without a request in them",
            TlsLimits::default().exchanges,
            target.address.endpoint(),
            target.scheme.map_or_else(String::new, |scheme| format!(" ({})", scheme.name))
        ),
        why: "transport: releases, ciphers, groups and certificates".to_owned(),
        most: 0,
    })
}
