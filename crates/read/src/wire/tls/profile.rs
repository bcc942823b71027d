//! Mozilla's recommendations for servers: what keeps an endpoint out of each profile.
//!
//! Source: <https://wiki.mozilla.org/Security/Server_Side_TLS>, version 5.7. What a server accepts beyond a profile keeps
//! it out; what it does not accept of it does not.

use sneck_model::{Certificate, TlsEndpoint, TlsMiss, TlsProfile, TlsVersion};

use TlsVersion::{Tls10, Tls11, Tls12, Tls13};

/// What a profile allows.
struct Allows {
    profile: TlsProfile,
    versions: &'static [TlsVersion],
    /// Lists that are allowed together.
    ciphers: &'static [&'static [&'static str]],
    keys: &'static [&'static str],
    signatures: &'static [&'static str],
    /// Days of a certificate, at most.
    days: i32,
    /// Bits of a prime for agreeing on keys, at least.
    dh_bits: u32,
}

const OF_TLS13: &[&str] = &["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"];

const INTERMEDIATE: &[&str] = &[
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
];

const OLD: &[&str] = &[
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
    "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256",
    "TLS_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_RSA_WITH_AES_256_CBC_SHA256",
    "TLS_RSA_WITH_AES_128_CBC_SHA",
    "TLS_RSA_WITH_AES_256_CBC_SHA",
    "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
];

const ECDSA: &[&str] = &["ecdsa-with-SHA256", "ecdsa-with-SHA384", "ecdsa-with-SHA512"];
const ECDSA_AND_RSA: &[&str] =
    &["sha256WithRSAEncryption", "ecdsa-with-SHA256", "ecdsa-with-SHA384", "ecdsa-with-SHA512"];

const PROFILES: &[Allows] = &[
    Allows {
        profile: TlsProfile::Modern,
        versions: &[Tls13],
        ciphers: &[OF_TLS13],
        keys: &["EC"],
        signatures: ECDSA,
        days: 90,
        dh_bits: 0,
    },
    Allows {
        profile: TlsProfile::Intermediate,
        versions: &[Tls12, Tls13],
        ciphers: &[OF_TLS13, INTERMEDIATE],
        keys: &["EC", "RSA"],
        signatures: ECDSA_AND_RSA,
        days: 366,
        dh_bits: 2048,
    },
    Allows {
        profile: TlsProfile::Old,
        versions: &[Tls10, Tls11, Tls12, Tls13],
        ciphers: &[OF_TLS13, INTERMEDIATE, OLD],
        keys: &["RSA"],
        signatures: &["sha256WithRSAEncryption"],
        days: 366,
        dh_bits: 1024,
    },
];

/// Bits of an RSA key, at least, in every profile that has one.
const RSA_BITS: u32 = 2048;
/// Curves of keys and groups: P-256, P-384.
const CURVE_BITS: &[u32] = &[256, 384];
const GROUPS: &[&str] = &["x25519", "secp256r1", "secp384r1"];
/// What came after the recommendations and is no fault: hybrids with ML-KEM, and primes of RFC 7919.
const NEWER: &[&str] = &["MLKEM", "ffdhe"];

/// The endpoint, with the profiles that it does not fit.
#[must_use]
pub fn with_profiles(mut endpoint: TlsEndpoint) -> TlsEndpoint {
    let miss = |allows: &Allows| TlsMiss { profile: allows.profile, why: misses(allows, &endpoint) };
    let misses: Vec<TlsMiss> = PROFILES.iter().map(miss).filter(|miss| !miss.why.is_empty()).collect();
    endpoint.misses = misses;
    endpoint
}

fn misses(allows: &Allows, endpoint: &TlsEndpoint) -> Vec<String> {
    let protocols = &endpoint.protocols;
    let versions = protocols.iter().map(|p| p.version).filter(|one| !allows.versions.contains(one));
    let ciphers = protocols.iter().flat_map(|p| &p.ciphers);
    let mut other: Vec<&str> = ciphers.map(String::as_str).filter(|one| !allows.has(one)).collect();
    other.sort_unstable();
    other.dedup();
    let mut why = Vec::new();
    why.extend(listed("accepts", versions.map(TlsVersion::name).collect()));
    why.extend(listed("accepts", other));
    why.extend(listed("agrees on keys with", groups(endpoint)));
    why.extend(
        endpoint.dh_bits.filter(|bits| *bits < allows.dh_bits).map(|bits| format!("has a prime of {bits} bits")),
    );
    let own: Vec<&Certificate> = endpoint.chains.iter().filter_map(|chain| chain.certificates.first()).collect();
    why.extend(own.iter().flat_map(|certificate| allows.of_certificate(certificate)));
    if !own.is_empty() {
        why.extend(allows.of_certificates(&own));
    }
    why
}

fn groups(endpoint: &TlsEndpoint) -> Vec<&str> {
    let known = |one: &&str| GROUPS.contains(one) || NEWER.iter().any(|part| one.contains(part));
    endpoint.groups.iter().map(String::as_str).filter(|one| !known(one)).collect()
}

fn listed(says: &str, all: Vec<&str>) -> Option<String> {
    (!all.is_empty()).then(|| format!("{says} {}", all.join(", ")))
}

impl Allows {
    fn has(&self, cipher: &str) -> bool {
        self.ciphers.iter().any(|list| list.contains(&cipher))
    }

    /// A server may have certificates for several sorts of keys: one of them has to fit.
    fn of_certificates(&self, own: &[&Certificate]) -> Vec<String> {
        let mut why = Vec::new();
        if !own.iter().any(|one| self.keys.contains(&one.key.algorithm.as_str())) {
            why.push(format!("has no certificate with a key for {}", self.keys.join(" or ")));
        }
        if !own.iter().any(|one| self.signatures.contains(&one.signature.as_str())) {
            why.push(format!("has no certificate that is signed with {}", self.signatures.join(" or ")));
        }
        why
    }

    fn of_certificate(&self, certificate: &Certificate) -> Vec<String> {
        let Certificate { key, from, until, .. } = certificate;
        let mut why = Vec::new();
        if (key.algorithm == "RSA" && key.bits < RSA_BITS) || (key.algorithm == "EC" && !CURVE_BITS.contains(&key.bits))
        {
            why.push(format!("has a certificate with a key of {} bits", key.bits));
        }
        let days = until - from;
        if days > self.days {
            why.push(format!("has a certificate for {days} days"));
        }
        why
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::{Kind, Origin, Preference, TlsProtocol};

    fn endpoint(all: &[(TlsVersion, &[&str])]) -> TlsEndpoint {
        let origin = Origin { url: "https://shop.example".into(), kind: Kind::Production, name: None };
        let protocol = |(version, ciphers): &(TlsVersion, &[&str])| TlsProtocol {
            version: *version,
            ciphers: ciphers.iter().map(|one| (*one).to_owned()).collect(),
            preference: Preference::Unknown,
        };
        let protocols = all.iter().map(protocol).collect();
        with_profiles(TlsEndpoint { protocols, ..TlsEndpoint::new(origin, "shop.example:443") })
    }

    #[test]
    fn an_endpoint_fits_the_strictest_profile_that_has_all_that_it_accepts() {
        type Row<'a> = (&'a [(TlsVersion, &'a [&'a str])], Option<TlsProfile>);
        let table: &[Row<'_>] = &[
            (&[(Tls13, OF_TLS13)], Some(TlsProfile::Modern)),
            (&[(Tls12, INTERMEDIATE), (Tls13, OF_TLS13)], Some(TlsProfile::Intermediate)),
            (&[(Tls10, &["TLS_RSA_WITH_AES_128_CBC_SHA"])], Some(TlsProfile::Old)),
            (&[(Tls12, &["TLS_RSA_WITH_RC4_128_SHA"])], None),
            (&[], None),
        ];
        for (accepts, profile) in table {
            assert_eq!(endpoint(accepts).profile(), *profile, "{accepts:?}");
        }
    }

    #[test]
    fn what_keeps_it_out_is_named() {
        let old = endpoint(&[(Tls10, &["TLS_RSA_WITH_AES_128_CBC_SHA"])]);
        let miss = &old.misses[1];
        assert_eq!(miss.profile, TlsProfile::Intermediate);
        assert_eq!(miss.why, ["accepts TLSv1.0", "accepts TLS_RSA_WITH_AES_128_CBC_SHA"]);
    }
}
