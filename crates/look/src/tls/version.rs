//! One release: is it spoken, with which ciphers; and what the newest release below 1.3 says of the endpoint.

use sneck_model::{Preference, TlsProtocol, TlsVersion};
use sneck_read::wire::tls::{Flight, Until, suite_name, suites};

use super::ask::{Asker, Trouble};
use super::ciphers::{accepted, groups_of, in_order};

/// A release that is spoken.
#[derive(Debug)]
pub(super) struct Spoken {
    pub(super) version: TlsVersion,
    pub(super) suites: Vec<u16>,
    pub(super) preference: Preference,
    /// The first answer in it.
    pub(super) first: Flight,
    /// Why its ciphers may be more.
    pub(super) trouble: Option<Trouble>,
}

impl Spoken {
    pub(super) fn protocol(self) -> TlsProtocol {
        let ciphers = self.suites.iter().map(|suite| suite_name(*suite)).collect();
        TlsProtocol { version: self.version, ciphers, preference: self.preference }
    }
}

/// Asks for one release; the error says why it is not spoken, or why that could not be told.
pub(super) async fn version(asker: &Asker<'_>, version: TlsVersion) -> Result<Spoken, Trouble> {
    let found = accepted(asker, version, &suites(version)).await;
    let Some(first) = found.first else {
        return Err(found.trouble.or(found.refusal).unwrap_or(Trouble::Closed));
    };
    let (suites, preference) = in_order(asker, version, found.suites).await;
    Ok(Spoken { version, suites, preference, first, trouble: found.trouble })
}

/// What is the same in all releases below 1.3, or is asked in the newest of them.
#[derive(Debug, Default)]
pub(super) struct Details {
    pub(super) secure_renegotiation: Option<bool>,
    pub(super) compression: Option<bool>,
    pub(super) alpn: Vec<String>,
    pub(super) only_tls13: bool,
}

/// The newest release that says everything in the clear.
pub(super) fn in_clear(spoken: &[Spoken]) -> Option<&Spoken> {
    spoken.iter().rev().find(|one| one.version < TlsVersion::Tls13)
}

pub(super) async fn details(asker: &Asker<'_>, spoken: &[Spoken]) -> Details {
    let Some(newest) = in_clear(spoken) else { return Details { only_tls13: true, ..Details::default() } };
    let (compression, alpn) = tokio::join!(compression(asker, newest), alpn(asker, newest));
    Details { secure_renegotiation: Some(newest.first.secure_renegotiation), compression, alpn, only_tls13: false }
}

async fn compression(asker: &Asker<'_>, spoken: &Spoken) -> Option<bool> {
    let mut hello = asker.hello(spoken.version, &spoken.suites, groups_of(spoken.version));
    hello.compression = true;
    asker.ask(&hello, Until::Chosen).await.ok().map(|flight| flight.compression)
}

/// Protocols that are asked for inside.
pub(super) const ALPN: [&str; 2] = ["h2", "http/1.1"];

async fn alpn(asker: &Asker<'_>, spoken: &Spoken) -> Vec<String> {
    let mut agreed = Vec::new();
    for one in ALPN {
        let offer = [one];
        let mut hello = asker.hello(spoken.version, &spoken.suites, groups_of(spoken.version));
        hello.alpn = &offer;
        let flight = asker.ask(&hello, Until::Chosen).await.ok();
        agreed.extend(flight.and_then(|flight| flight.alpn).filter(|said| said == one));
    }
    agreed
}
