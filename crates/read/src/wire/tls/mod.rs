//! TLS, as far as it is spoken in the clear: questions to a server and what it answers to them.
//!
//! Up to TLS 1.2 a server names the release, the cipher, its certificates and the group in the clear; in TLS 1.3 it names
//! the release, the cipher and the group. So nothing here needs a key. Sources: RFC 6101 (SSL 3), RFC 5246 (TLS 1.2),
//! RFC 8446 (TLS 1.3).

mod answer;
mod certificate;
mod groups;
mod hello;
mod profile;
mod records;
mod suites;

pub use answer::{Flight, KeyExchange, Progress, Reading, Refused, Until};
pub use certificate::{certificate, chain};
pub use groups::{GROUPS, GROUPS_OF_TLS13, group_name};
pub use hello::{Hello, client_hello};
pub use profile::with_profiles;
pub use suites::{is_for, suite_name, suite_named, suites};

use sneck_model::TlsVersion;

/// The number of a release on the wire.
#[must_use]
pub fn wire_version(version: TlsVersion) -> u16 {
    match version {
        TlsVersion::Ssl3 => 0x0300,
        TlsVersion::Tls10 => 0x0301,
        TlsVersion::Tls11 => 0x0302,
        TlsVersion::Tls12 => 0x0303,
        TlsVersion::Tls13 => 0x0304,
    }
}
