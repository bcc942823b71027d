//! TLS sections read back as they were written.

use proptest::prelude::*;
use sneck_model::{Certificate, CertificateKey, Preference, TlsChain, TlsEndpoint, TlsProtocol, TlsVersion, Trust};

use super::{parse, write};
use crate::tree::Tree;

fn certificate() -> impl Strategy<Value = Certificate> {
    let key = ("[A-Z0-9.]{1,6}", 0..9000u32);
    let days = (-700_000..2_900_000i32, -700_000..2_900_000i32);
    (
        "[ -~\n\\\\]{0,12}",
        "[!-~]{0,12}",
        prop::collection::vec("[a-z.*:\\\\]{1,8}", 0..3),
        days,
        key,
        any::<(bool, bool)>(),
    )
        .prop_map(|(subject, issuer, names, (from, until), (algorithm, bits), (authority, published))| {
            Certificate {
                signature: format!("x{issuer}"),
                subject,
                issuer,
                names,
                from,
                until,
                key: CertificateKey { algorithm, bits },
                authority,
                published,
            }
        })
}

fn endpoint() -> impl Strategy<Value = TlsEndpoint> {
    let trust = prop_oneof![
        Just(Trust::Unchecked),
        Just(Trust::By("this machine".into())),
        "[ -~]{1,9}".prop_map(|why| Trust::None(format!("x{why}"))),
    ];
    let chain = (prop::collection::vec(certificate(), 1..3), trust)
        .prop_map(|(certificates, trust)| TlsChain { certificates, trust });
    let ciphers = prop::collection::vec("TLS_[A-Z0-9]{1,4}", 1..3);
    let order = prop_oneof![Just(Preference::Server), Just(Preference::Client), Just(Preference::Unknown)];
    let protocol = (0..5usize, ciphers, order).prop_map(|(at, ciphers, preference)| TlsProtocol {
        version: TlsVersion::ALL[at],
        ciphers,
        preference,
    });
    let parts = (prop::collection::vec(protocol, 0..3), prop::collection::vec(chain, 0..3), any::<[Option<bool>; 3]>());
    (parts, prop::option::of(any::<u32>()), prop::collection::vec("[a-z0-9/]{1,6}", 0..3), "[ -~\n]{0,9}").prop_map(
        |((protocols, chains, [one, two, three]), dh_bits, words, trouble)| {
            let over = if dh_bits.is_some() { " over smtp" } else { "" };
            TlsEndpoint {
                protocols,
                refused: vec![TlsVersion::Ssl3],
                groups: words.clone(),
                alpn: words,
                dh_bits,
                secure_renegotiation: one,
                compression: two,
                stapled: three,
                chains,
                trouble: vec![format!("x{trouble}")],
                ..super::tls::endpoint(&format!("shop.example:8443{over} in staging")).unwrap()
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back_as_it_was(endpoint in endpoint()) {
        let text = write(&Tree { tls: vec![endpoint.clone()], ..Tree::default() });
        let back = parse(&text);
        prop_assert!(back.is_ok(), "{:?}\n{text}", back.err());
        prop_assert_eq!(back.unwrap().tls, vec![endpoint]);
    }
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let table = [
        ("=== tls shop.example\n", 1),
        ("=== tls shop.example:443\nTLSv1.2 TLS_X\nTLSv9\n", 3),
        ("=== tls shop.example:443\nkey RSA 2048\n", 2),
        ("=== tls shop.example:443\ncertificate CN=a\n  valid 2026\n", 3),
    ];
    for (text, line) in table {
        assert_eq!(parse(text).unwrap_err().line, line, "{text}");
    }
}
