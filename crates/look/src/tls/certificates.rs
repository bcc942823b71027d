//! Certificates: one chain for each sort of key, from the clear or from one whole handshake.

use sneck_model::{TlsChain, TlsVersion};
use sneck_read::wire::tls::{Until, chain, suite_name};

use super::ask::Asker;
use super::ciphers::groups_of;
use super::handshake::{self, Sort};
use super::trust::trust;
use super::version::Spoken;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Chains {
    pub(super) chains: Vec<TlsChain>,
    pub(super) stapled: Option<bool>,
    /// Protocols inside that were agreed on in TLS 1.3.
    pub(super) alpn: Vec<String>,
    pub(super) trouble: Option<String>,
}

/// A chain in DER, and whether a proof of no revocation came with it.
pub(super) struct Sent {
    pub(super) chain: Vec<Vec<u8>>,
    pub(super) stapled: bool,
}

pub(super) async fn chains(asker: &Asker<'_>, spoken: &[Spoken]) -> Chains {
    let mut sent = in_clear(asker, spoken).await;
    let mut found = Chains::default();
    if spoken.iter().any(|one| one.version == TlsVersion::Tls13) {
        let shaken = handshake::of_tls13(asker).await;
        found.alpn = shaken.alpn;
        found.trouble = shaken.trouble.filter(|_| sent.is_empty());
        sent.extend(shaken.sent);
    }
    let mut known: Vec<Vec<Vec<u8>>> = Vec::new();
    for one in sent.into_iter().filter(|one| !one.chain.is_empty()) {
        found.stapled = Some(one.stapled || found.stapled == Some(true));
        if known.iter().all(|chain| chain.first() != one.chain.first()) {
            known.push(one.chain);
        }
    }
    found.chains = known.iter().filter_map(|der| judged(der)).collect();
    if found.chains.is_empty() && !known.is_empty() {
        found.trouble = Some("its certificate cannot be read".to_owned());
    }
    found
}

fn judged(der: &[Vec<u8>]) -> Option<TlsChain> {
    let mut read = chain(der.iter().map(Vec::as_slice))?;
    let own = read.certificates.first()?;
    read.trust = trust(der, own);
    Some(read)
}

/// Sorts of keys, by what is in the names of ciphers that need them; what is last needs none of these.
const SORTS: &[(&str, &[&str])] =
    &[("RSA", &["TLS_RSA_", "_ECDHE_RSA_", "_DHE_RSA_"]), ("EC", &["_ECDHE_ECDSA_"]), ("DSA", &["_DHE_DSS_"])];

/// Asks for each sort of key in the newest release that has it.
async fn in_clear(asker: &Asker<'_>, spoken: &[Spoken]) -> Vec<Sent> {
    let mut sent = Vec::new();
    for (_, parts) in SORTS {
        let needs = |suite: &u16| {
            let name = suite_name(*suite);
            parts.iter().any(|part| name.contains(part))
        };
        let with = spoken.iter().rev().filter(|one| one.version < TlsVersion::Tls13).find_map(|one| {
            let suites: Vec<u16> = one.suites.iter().copied().filter(needs).collect();
            (!suites.is_empty()).then_some((one.version, suites))
        });
        let Some((version, suites)) = with else { continue };
        let hello = asker.hello(version, &suites, groups_of(version));
        if let Ok(flight) = asker.ask(&hello, Until::End).await {
            sent.push(Sent { chain: flight.certificates, stapled: flight.stapled });
        }
    }
    sent
}

/// Sorts of keys that TLS 1.3 is asked for.
pub(super) const SORTS_OF_TLS13: [Sort; 2] = [Sort::Rsa, Sort::Curves];
