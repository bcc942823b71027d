//! What a TLS endpoint showed, for people.

use std::io::{self, Write};

use sneck_model::{Certificate, Preference, TlsEndpoint, TlsProtocol, Trust, day};

use crate::clean::clean;

/// Writes releases with their ciphers, certificates, and Mozilla's profiles.
pub(crate) fn endpoint(endpoint: &TlsEndpoint, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "tls {} ({})", clean(&endpoint.endpoint), endpoint.origin.kind.name())?;
    endpoint.protocols.iter().try_for_each(|one| protocol(one, to))?;
    let refused: Vec<&str> = endpoint.refused.iter().map(|version| version.name()).collect();
    listed("refused", &refused, to)?;
    listed("groups", &endpoint.groups, to)?;
    listed("inside (ALPN)", &endpoint.alpn, to)?;
    for chain in &endpoint.chains {
        chain.certificates.iter().try_for_each(|one| certificate(one, to))?;
        match &chain.trust {
            Trust::By(whom) => writeln!(to, "    trusted by {}", clean(whom))?,
            Trust::None(why) => writeln!(to, "    not trusted: {}", clean(why))?,
            Trust::Unchecked => {}
        }
    }
    match endpoint.profile() {
        Some(profile) => writeln!(to, "  profile of Mozilla: {}", profile.name())?,
        None if endpoint.protocols.is_empty() => {}
        None => writeln!(to, "  profile of Mozilla: none")?,
    }
    for miss in &endpoint.misses {
        writeln!(to, "  not {}: {}", miss.profile.name(), clean(&miss.why.join("; ")))?;
    }
    endpoint.trouble.iter().try_for_each(|why| writeln!(to, "  {}", clean(why)))?;
    writeln!(to)
}

fn protocol(protocol: &TlsProtocol, to: &mut dyn Write) -> io::Result<()> {
    let order = match protocol.preference {
        Preference::Server => " in the server's order",
        Preference::Client => " in the order of whoever connects",
        Preference::Unknown => "",
    };
    writeln!(to, "  {}{order}", protocol.version)?;
    protocol.ciphers.iter().try_for_each(|cipher| writeln!(to, "    {}", clean(cipher)))
}

fn listed(what: &str, all: &[impl AsRef<str>], to: &mut dyn Write) -> io::Result<()> {
    if all.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = all.iter().map(|one| clean(one.as_ref()).to_string()).collect();
    writeln!(to, "  {what}: {}", names.join(", "))
}

fn certificate(certificate: &Certificate, to: &mut dyn Write) -> io::Result<()> {
    let Certificate { subject, issuer, names, from, until, key, signature, .. } = certificate;
    writeln!(to, "  certificate {}, signed by {}", clean(subject), clean(issuer))?;
    listed("  for", names, to)?;
    let (from, until) = (day::write(*from), day::write(*until));
    writeln!(to, "    {from} to {until}; {} {}; {}", clean(&key.algorithm), key.bits, clean(signature))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sneck_model::{CertificateKey, Kind, Origin, TlsChain, TlsVersion};

    #[test]
    fn an_endpoint_is_shown_with_its_ciphers_and_certificates() {
        let origin = Origin { url: "https://shop.example".into(), kind: Kind::Production, name: None };
        let certificate = Certificate {
            subject: "CN=shop".into(),
            issuer: "CN=us\u{1b}".into(),
            names: vec!["shop.example".into()],
            from: 0,
            until: 90,
            key: CertificateKey { algorithm: "EC".into(), bits: 256 },
            signature: "ecdsa-with-SHA256".into(),
            authority: false,
            published: false,
        };
        let shown = TlsEndpoint {
            protocols: vec![TlsProtocol {
                version: TlsVersion::Tls13,
                ciphers: vec!["TLS_AES_128_GCM_SHA256".into()],
                preference: Preference::Server,
            }],
            chains: vec![TlsChain { certificates: vec![certificate], trust: Trust::None("nobody knows".into()) }],
            ..TlsEndpoint::new(origin, "shop.example:443")
        };
        let mut out = Vec::new();
        endpoint(&shown, &mut out).expect("memory");
        let text = String::from_utf8(out).expect("text");
        assert!(text.starts_with("tls shop.example:443 (production)\n  TLSv1.3 in the server's order\n"), "{text}");
        assert!(text.contains("    TLS_AES_128_GCM_SHA256\n"), "{text}");
        assert!(text.contains("  profile of Mozilla: modern\n"), "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
    }
}
