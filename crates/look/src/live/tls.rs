//! TLS of the addresses that are audited: each endpoint once, at the address that the scope allows.

use std::collections::BTreeSet;

use sneck_model::{NotLookedAt, TlsEndpoint};

use super::engine::Engine;
use super::options::Target;
use super::plan::Planned;
use crate::tls::{TlsLimits, TlsTarget, endpoint};

/// What the TLS endpoints among the targets accept, and which of them were not asked.
pub async fn all(engine: &Engine, targets: &[Target]) -> (Vec<TlsEndpoint>, Vec<NotLookedAt>) {
    let (mut found, mut not_looked_at) = (Vec::new(), Vec::new());
    for target in endpoints(targets) {
        let name = name(target);
        match engine.scope().address(&target.address.host, target.address.port) {
            Ok(address) => {
                let target = TlsTarget { origin: target.origin.clone(), endpoint: name, address, starttls: None };
                tokio::select! {
                    seen = endpoint(&target, TlsLimits::default()) => {
                        engine.keep_tls(&seen);
                        found.push(seen);
                    }
                    () = engine.interrupted() => {}
                }
            }
            Err(why) => not_looked_at.push(NotLookedAt { what: format!("TLS of {name}"), why: why.to_string() }),
        }
    }
    (found, not_looked_at)
}

/// Each endpoint once, whatever paths it was named with.
fn endpoints(targets: &[Target]) -> impl Iterator<Item = &Target> {
    let mut known = BTreeSet::new();
    targets.iter().filter(|target| target.address.tls).filter(move |target| known.insert(target.origin.clone()))
}

/// `host:port`.
fn name(target: &Target) -> String {
    let host = target.address.host.trim_start_matches('[').trim_end_matches(']');
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    format!("{host}:{}", target.address.port)
}

/// What would be sent. No requests: connections that end with the server's first answer.
pub fn plan(targets: &[Target]) -> impl Iterator<Item = Planned> {
    endpoints(targets).map(|target| Planned {
        what: format!(
            "up to {} TLS handshakes with {}, without a request in them",
            TlsLimits::default().exchanges,
            name(target)
        ),
        why: "transport: releases, ciphers, groups and certificates".to_owned(),
        most: 0,
    })
}
