//! Certificates, from DER to what matters of them.

use std::net::IpAddr;

use sneck_model::{Certificate, CertificateKey, TlsChain, Trust};
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::public_key::PublicKey;
use x509_parser::x509::{AlgorithmIdentifier, SubjectPublicKeyInfo};

/// Names of one certificate that are kept.
const MOST_NAMES: usize = 200;
/// Characters of one name that are kept.
const LONGEST_NAME: usize = 256;

/// The days that a calendar of four digits has: 0001-01-01 and 9999-12-31.
const FIRST_DAY: i32 = -719_162;
const LAST_DAY: i32 = 2_932_896;

/// Reads a chain; none when not even its first certificate can be read. What is trusted is not known here.
#[must_use]
pub fn chain<'a>(certificates: impl IntoIterator<Item = &'a [u8]>) -> Option<TlsChain> {
    let mut all = certificates.into_iter().map(certificate);
    let own = all.next()??;
    let certificates = std::iter::once(own).chain(all.flatten()).collect();
    Some(TlsChain { certificates, trust: Trust::Unchecked })
}

/// Reads one certificate.
#[must_use]
pub fn certificate(der: &[u8]) -> Option<Certificate> {
    let (_, read) = X509Certificate::from_der(der).ok()?;
    let days = |seconds: i64| i32::try_from(seconds.div_euclid(86_400)).unwrap_or(LAST_DAY).clamp(FIRST_DAY, LAST_DAY);
    Some(Certificate {
        subject: plain(&read.subject().to_string()),
        issuer: plain(&read.issuer().to_string()),
        names: names(&read),
        from: days(read.validity().not_before.timestamp()),
        until: days(read.validity().not_after.timestamp()),
        key: key(read.public_key()),
        signature: signature(&read.signature_algorithm),
        authority: read.is_ca(),
        published: is_published(&read),
    })
}

/// Names are written by whoever made the certificate: one line, no control characters, not too long.
fn plain(text: &str) -> String {
    text.chars().take(LONGEST_NAME).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

fn names(read: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(all)) = read.subject_alternative_name() else { return Vec::new() };
    all.value.general_names.iter().filter_map(name).take(MOST_NAMES).collect()
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        // A blank in a name would be two names wherever names are listed.
        GeneralName::DNSName(name) => Some(plain(name).replace(char::is_whitespace, "\u{fffd}").to_ascii_lowercase()),
        GeneralName::IPAddress(bytes) => address(bytes).map(|address| address.to_string()),
        _ => None,
    }
}

fn address(bytes: &[u8]) -> Option<IpAddr> {
    let v4 = <[u8; 4]>::try_from(bytes).ok().map(IpAddr::from);
    v4.or_else(|| <[u8; 16]>::try_from(bytes).ok().map(IpAddr::from))
}

/// Curves by object identifier (RFC 5480, RFC 5639, SEC 2), with their bits.
const CURVES: &[(&str, u32)] = &[
    ("1.2.840.10045.3.1.1", 192),
    ("1.3.132.0.33", 224),
    ("1.2.840.10045.3.1.7", 256),
    ("1.3.132.0.10", 256),
    ("1.3.132.0.34", 384),
    ("1.3.132.0.35", 521),
    ("1.3.36.3.3.2.8.1.1.7", 256),
    ("1.3.36.3.3.2.8.1.1.11", 384),
    ("1.3.36.3.3.2.8.1.1.13", 512),
    ("1.3.132.0.8", 160),
    ("1.3.132.0.9", 160),
    ("1.3.132.0.30", 160),
];

/// Keys that are named by their algorithm alone (RFC 8410).
const EDWARDS: &[(&str, &str, u32)] = &[("1.3.101.112", "Ed25519", 256), ("1.3.101.113", "Ed448", 456)];

fn key(info: &SubjectPublicKeyInfo<'_>) -> CertificateKey {
    let oid = info.algorithm.algorithm.to_id_string();
    let (algorithm, bits) = match info.parsed() {
        Ok(PublicKey::RSA(rsa)) => ("RSA", bits_of(rsa.modulus)),
        Ok(PublicKey::EC(_)) => ("EC", curve(&info.algorithm)),
        Ok(PublicKey::DSA(_)) => ("DSA", prime(&info.algorithm)),
        _ => match EDWARDS.iter().find(|(known, ..)| *known == oid) {
            Some((_, name, bits)) => (*name, *bits),
            None => return CertificateKey { algorithm: oid, bits: 0 },
        },
    };
    CertificateKey { algorithm: algorithm.to_owned(), bits }
}

/// A modulus is written with a zero in front where its first bit is set.
fn bits_of(number: &[u8]) -> u32 {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let rest = &number[zeros..];
    let unused = rest.first().map_or(0, |byte| byte.leading_zeros());
    u32::try_from(rest.len() * 8).unwrap_or(u32::MAX).saturating_sub(unused)
}

fn curve(algorithm: &AlgorithmIdentifier<'_>) -> u32 {
    let oid = algorithm.parameters.as_ref().and_then(|any| any.as_oid().ok()).map(|oid| oid.to_id_string());
    CURVES.iter().find(|(known, _)| Some(*known) == oid.as_deref()).map_or(0, |(_, bits)| *bits)
}

/// The parameters of DSA are a sequence that begins with the prime (RFC 3279, section 2.3.2).
fn prime(algorithm: &AlgorithmIdentifier<'_>) -> u32 {
    let Some(parameters) = &algorithm.parameters else { return 0 };
    match x509_parser::asn1_rs::Integer::from_der(parameters.data) {
        Ok((_, prime)) => bits_of(prime.as_ref()),
        Err(_) => 0,
    }
}

/// Ways of signing by object identifier (RFC 3279, RFC 4055, RFC 5758, RFC 8410).
const SIGNATURES: &[(&str, &str)] = &[
    ("1.2.840.113549.1.1.2", "md2WithRSAEncryption"),
    ("1.2.840.113549.1.1.4", "md5WithRSAEncryption"),
    ("1.2.840.113549.1.1.5", "sha1WithRSAEncryption"),
    ("1.3.14.3.2.29", "sha1WithRSAEncryption"),
    ("1.2.840.113549.1.1.14", "sha224WithRSAEncryption"),
    ("1.2.840.113549.1.1.11", "sha256WithRSAEncryption"),
    ("1.2.840.113549.1.1.12", "sha384WithRSAEncryption"),
    ("1.2.840.113549.1.1.13", "sha512WithRSAEncryption"),
    ("1.2.840.10040.4.3", "dsa-with-SHA1"),
    ("2.16.840.1.101.3.4.3.2", "dsa-with-SHA256"),
    ("1.2.840.10045.4.1", "ecdsa-with-SHA1"),
    ("1.2.840.10045.4.3.1", "ecdsa-with-SHA224"),
    ("1.2.840.10045.4.3.2", "ecdsa-with-SHA256"),
    ("1.2.840.10045.4.3.3", "ecdsa-with-SHA384"),
    ("1.2.840.10045.4.3.4", "ecdsa-with-SHA512"),
    ("1.3.101.112", "ed25519"),
    ("1.3.101.113", "ed448"),
];

const RSA_PSS: &str = "1.2.840.113549.1.1.10";

/// Hashes by object identifier, within the parameters of RSA-PSS (RFC 4055); SHA-1 where none is written.
const HASHES: &[(&str, &str)] =
    &[("2.16.840.1.101.3.4.2.1", "sha256"), ("2.16.840.1.101.3.4.2.2", "sha384"), ("2.16.840.1.101.3.4.2.3", "sha512")];

fn signature(algorithm: &AlgorithmIdentifier<'_>) -> String {
    use x509_parser::signature_algorithm::SignatureAlgorithm;
    let oid = algorithm.algorithm.to_id_string();
    if oid == RSA_PSS {
        let hash = match SignatureAlgorithm::try_from(algorithm) {
            Ok(SignatureAlgorithm::RSASSA_PSS(pss)) => pss.hash_algorithm_oid().to_id_string(),
            _ => String::new(),
        };
        let name = HASHES.iter().find(|(known, _)| *known == hash).map_or("sha1", |(_, name)| name);
        return format!("rsassaPss-{name}");
    }
    SIGNATURES.iter().find(|(known, _)| *known == oid).map_or(oid, |(_, name)| (*name).to_owned())
}

/// It says where its issuer's certificate is (RFC 5280, section 4.2.2.1), or carries timestamps of public logs (RFC 6962).
fn is_published(read: &X509Certificate<'_>) -> bool {
    const ISSUERS: &str = "1.3.6.1.5.5.7.48.2";
    read.iter_extensions().any(|extension| match extension.parsed_extension() {
        ParsedExtension::AuthorityInfoAccess(info) => {
            info.accessdescs.iter().any(|one| one.access_method.to_id_string() == ISSUERS)
        }
        ParsedExtension::SCT(all) => !all.is_empty(),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_is_none() {
        assert_eq!(certificate(b""), None);
        assert_eq!(certificate(&[0x30, 0x82, 0xff, 0xff]), None);
        assert_eq!(chain([&b"no"[..]]), None);
        assert_eq!(chain([]), None);
    }

    #[test]
    fn names_stay_on_one_line() {
        assert_eq!(plain("CN=a\nb\u{1b}[2J"), "CN=a\u{fffd}b\u{fffd}[2J");
        assert_eq!(plain(&"x".repeat(5000)).len(), LONGEST_NAME);
    }

    #[test]
    fn bits_are_counted_from_the_first_that_is_set() {
        assert_eq!(bits_of(&[0, 0x80, 0]), 16);
        assert_eq!(bits_of(&[0x01]), 1);
        assert_eq!(bits_of(&[0, 0]), 0);
    }
}
