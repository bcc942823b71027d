//! What a TLS endpoint showed of itself: releases, ciphers, certificates.

use std::fmt;

use serde::Serialize;

use crate::Origin;

/// A release of SSL or TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum TlsVersion {
    /// SSL 3.0 (RFC 6101), withdrawn by RFC 7568.
    #[serde(rename = "SSLv3")]
    Ssl3,
    /// TLS 1.0 (RFC 2246), withdrawn by RFC 8996.
    #[serde(rename = "TLSv1.0")]
    Tls10,
    /// TLS 1.1 (RFC 4346), withdrawn by RFC 8996.
    #[serde(rename = "TLSv1.1")]
    Tls11,
    /// TLS 1.2 (RFC 5246).
    #[serde(rename = "TLSv1.2")]
    Tls12,
    /// TLS 1.3 (RFC 8446).
    #[serde(rename = "TLSv1.3")]
    Tls13,
}

impl TlsVersion {
    /// All, from the oldest.
    pub const ALL: [Self; 5] = [Self::Ssl3, Self::Tls10, Self::Tls11, Self::Tls12, Self::Tls13];

    /// As servers' configurations write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ssl3 => "SSLv3",
            Self::Tls10 => "TLSv1.0",
            Self::Tls11 => "TLSv1.1",
            Self::Tls12 => "TLSv1.2",
            Self::Tls13 => "TLSv1.3",
        }
    }

    /// The release of that name, as [`Self::name`] writes it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.name() == name)
    }
}

impl fmt::Display for TlsVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whose order decides which of the shared ciphers is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Preference {
    /// The server's own.
    Server,
    /// That of whoever connects.
    Client,
    /// There was only one cipher, or it could not be told.
    Unknown,
}

/// A release that an endpoint speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TlsProtocol {
    /// Which.
    pub version: TlsVersion,
    /// Ciphers that it accepts in it, by their IANA names: in its order of preference where it has one.
    pub ciphers: Vec<String>,
    /// Who chooses among them.
    pub preference: Preference,
}

/// What the key of a certificate is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CertificateKey {
    /// `RSA`, `DSA`, `EC`, `Ed25519`, `Ed448`; the object identifier of any other.
    pub algorithm: String,
    /// Bits of the modulus, or of the curve; 0 where it could not be told.
    pub bits: u32,
}

/// What matters of a certificate. Public, as everything in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// Whom it names, as `CN=shop.example, O=Shop`.
    pub subject: String,
    /// Who signed it.
    pub issuer: String,
    /// Names and addresses that it is for (`subjectAltName`): `shop.example`, `*.shop.example`, `192.0.2.1`.
    pub names: Vec<String>,
    /// The first day, counted from 1970-01-01.
    pub from: i32,
    /// The last day.
    pub until: i32,
    /// Its key.
    pub key: CertificateKey,
    /// How it was signed: `sha256WithRSAEncryption`, `ecdsa-with-SHA384`, `ed25519`; the object identifier of any other.
    pub signature: String,
    /// It may sign others.
    pub authority: bool,
    /// It says where its issuer's certificate can be had, or carries proofs of its publication. Those of public
    /// authorities do; those that people make themselves seldom.
    pub published: bool,
}

impl Certificate {
    /// Signed by its own key, as far as its names tell.
    #[must_use]
    pub fn is_self_signed(&self) -> bool {
        self.subject == self.issuer
    }
}

/// Whether a chain leads to somebody who is trusted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Trust {
    /// To an authority of this list (`Mozilla`, `this machine`).
    By(String),
    /// It does not; why, as a clause.
    None(String),
    /// It was not checked.
    Unchecked,
}

/// Certificates as an endpoint sends them, its own first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TlsChain {
    /// In the order in which they were sent.
    pub certificates: Vec<Certificate>,
    /// Where they lead.
    pub trust: Trust,
}

/// A profile of Mozilla's recommendations for servers, from the strictest.
/// Source: <https://wiki.mozilla.org/Security/Server_Side_TLS>, version 5.7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TlsProfile {
    /// TLS 1.3 alone.
    Modern,
    /// For nearly everybody.
    Intermediate,
    /// For programs of long ago.
    Old,
}

impl TlsProfile {
    /// All, from the strictest.
    pub const ALL: [Self; 3] = [Self::Modern, Self::Intermediate, Self::Old];

    /// As Mozilla names it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Modern => "modern",
            Self::Intermediate => "intermediate",
            Self::Old => "old",
        }
    }
}

/// What of an endpoint keeps it out of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TlsMiss {
    /// The profile.
    pub profile: TlsProfile,
    /// Why, as clauses.
    pub why: Vec<String>,
}

/// A TLS endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TlsEndpoint {
    /// Who was asked, and what it stands for.
    pub origin: Origin,
    /// `host:port`.
    pub endpoint: String,
    /// What is spoken before TLS begins: `smtp`, `postgresql`; none where it begins at once.
    pub starttls: Option<String>,
    /// Releases that it speaks, from the oldest.
    pub protocols: Vec<TlsProtocol>,
    /// Releases that it was asked for and does not speak.
    pub refused: Vec<TlsVersion>,
    /// Groups for agreeing on a key, by their IANA names, as far as it was asked.
    pub groups: Vec<String>,
    /// Bits of the prime that it agrees on keys with, where it does so without curves (DHE).
    pub dh_bits: Option<u32>,
    /// Protocols that it agrees on inside (ALPN): `h2`, `http/1.1`.
    pub alpn: Vec<String>,
    /// It ties a second handshake to the first (RFC 5746); none where only TLS 1.3 is spoken, which has no such thing.
    pub secure_renegotiation: Option<bool>,
    /// It compresses what it sends (CRIME); none where that was not asked.
    pub compression: Option<bool>,
    /// It sends a proof that its certificate was not revoked; none where that was not asked.
    pub stapled: Option<bool>,
    /// Its certificates: one chain for each sort of key.
    pub chains: Vec<TlsChain>,
    /// Profiles of Mozilla that it does not fit, and why; worked out from the rest.
    pub misses: Vec<TlsMiss>,
    /// What could not be found out, and why.
    pub trouble: Vec<String>,
}

impl TlsEndpoint {
    /// One of which nothing is known yet.
    #[must_use]
    pub fn new(origin: Origin, endpoint: impl Into<String>) -> Self {
        Self {
            origin,
            endpoint: endpoint.into(),
            starttls: None,
            protocols: Vec::new(),
            refused: Vec::new(),
            groups: Vec::new(),
            dh_bits: None,
            alpn: Vec::new(),
            secure_renegotiation: None,
            compression: None,
            stapled: None,
            chains: Vec::new(),
            misses: Vec::new(),
            trouble: Vec::new(),
        }
    }

    /// The host, without the port and without the brackets of an address.
    #[must_use]
    pub fn host(&self) -> &str {
        let host = self.endpoint.rsplit_once(':').map_or(&*self.endpoint, |(host, _)| host);
        host.trim_start_matches('[').trim_end_matches(']')
    }

    /// The release is spoken.
    #[must_use]
    pub fn speaks(&self, version: TlsVersion) -> bool {
        self.protocols.iter().any(|protocol| protocol.version == version)
    }

    /// The strictest profile of Mozilla that it fits.
    #[must_use]
    pub fn profile(&self) -> Option<TlsProfile> {
        let fits = |profile: &TlsProfile| self.misses.iter().all(|miss| miss.profile != *profile);
        TlsProfile::ALL.into_iter().find(fits).filter(|_| !self.protocols.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    #[test]
    fn an_endpoint_knows_its_host() {
        let of = |endpoint: &str| {
            let origin = Origin { url: "https://x".into(), kind: Kind::Production, name: None };
            TlsEndpoint::new(origin, endpoint).host().to_owned()
        };
        assert_eq!(of("shop.example:443"), "shop.example");
        assert_eq!(of("[::1]:8443"), "::1");
    }
}
