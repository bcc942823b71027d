//! Details that sslyze is not asked about, of real servers.

use sneck_look::tls::{Starttls, TlsLimits};
use sneck_model::{Preference, TlsVersion, Trust};

use crate::servers::{Folder, Made, RSA, Server};
use crate::{look, look_over};

fn folder() -> Folder {
    let names = ["-days", "80", "-addext", "subjectAltName=DNS:Shop.example,DNS:*.shop.example,IP:127.0.0.1"];
    Folder::with(&[Made { name: "rsa", key: RSA, more: &names }])
}

#[test]
fn a_server_with_an_order_of_its_own_shows_it() {
    let folder = folder();
    let list = "ECDHE-RSA-AES256-GCM-SHA384:AES128-SHA:ECDHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES128-GCM-SHA256";
    let server = Server::openssl(&folder, "rsa", &["-tls1_2", "-serverpref", "-cipher", list]);
    let found = look(server.port, TlsLimits::default());
    let protocol = &found.protocols[0];
    assert_eq!(protocol.preference, Preference::Server);
    let expected = [
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_RSA_WITH_AES_128_CBC_SHA",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256",
    ];
    assert_eq!(protocol.ciphers, expected);
    assert_eq!(found.dh_bits, Some(2048));
    let others: Vec<TlsVersion> = TlsVersion::ALL.into_iter().filter(|one| *one != TlsVersion::Tls12).collect();
    assert_eq!(found.refused, others);
}

#[test]
fn a_server_without_one_follows_whoever_asks() {
    let folder = folder();
    let server = Server::openssl(&folder, "rsa", &[]);
    let found = look(server.port, TlsLimits::default());
    assert!(found.protocols.iter().all(|protocol| protocol.preference == Preference::Client), "{found:?}");
}

#[test]
fn what_is_spoken_inside_is_seen_in_every_release() {
    let folder = folder();
    let newer = Server::nginx(&folder, "rsa", "ssl_protocols TLSv1.3;");
    let older = Server::nginx(&folder, "rsa", "ssl_protocols TLSv1.2;");
    assert_eq!(look(newer.port, TlsLimits::default()).alpn, ["h2", "http/1.1"]);
    let found = look(older.port, TlsLimits::default());
    assert_eq!(found.alpn, ["h2", "http/1.1"]);
    assert_eq!((found.secure_renegotiation, found.compression, found.stapled), (Some(true), Some(false), Some(false)));
}

#[test]
fn a_certificate_is_read_with_its_names_and_nobody_vouches_for_it() {
    let folder = folder();
    for release in ["-tls1_2", "-tls1_3"] {
        let server = Server::openssl(&folder, "rsa", &[release]);
        let found = look(server.port, TlsLimits::default());
        let [chain] = &found.chains[..] else { panic!("{release}: {:?}", found.chains) };
        let own = &chain.certificates[0];
        assert_eq!(own.names, ["shop.example", "*.shop.example", "127.0.0.1"]);
        assert_eq!((own.key.algorithm.as_str(), own.key.bits), ("RSA", 2048));
        assert_eq!(own.until - own.from, 80);
        assert!(own.is_self_signed() && matches!(chain.trust, Trust::None(_)), "{:?}", chain.trust);
    }
}

#[test]
fn a_server_that_wants_a_certificate_of_its_visitors_is_read_all_the_same() {
    let folder = folder();
    let ca = folder.at("rsa.pem");
    let server = Server::openssl(&folder, "rsa", &["-tls1_3", "-Verify", "1", "-CAfile", &ca]);
    let found = look(server.port, TlsLimits::default());
    assert!(found.speaks(TlsVersion::Tls13));
    assert_eq!(found.chains.len(), 1, "{:?}", found.trouble);
}

#[test]
fn postgresql_speaks_tls_after_a_question() {
    // What PostgreSQL says before TLS, in front of a real TLS server.
    let folder = folder();
    let behind = Server::openssl(&folder, "rsa", &["-tls1_2"]);
    let front = crate::servers::front(behind.port, b"S", 8);
    let found = look_over(front, Some(Starttls::Postgresql), TlsLimits::default());
    assert_eq!(found.starttls.as_deref(), Some("postgresql"));
    assert!(found.speaks(TlsVersion::Tls12), "{:?}", found.trouble);
    assert_eq!(found.chains.len(), 1);
}

#[test]
fn a_server_that_fails_at_one_way_of_agreeing_on_a_key_is_asked_for_the_others() {
    // Dovecot without parameters for DHE closes; others say that they have an error of their own.
    let folder = folder();
    let behind = Server::openssl(&folder, "rsa", &["-tls1_2", "-cipher", "ECDHE-RSA-AES128-SHA:AES128-SHA"]);
    for says in [&b""[..], b"\x15\x03\x03\x00\x02\x02\x50"] {
        let found = look(crate::servers::choking(behind.port, says), TlsLimits::default());
        assert!(found.speaks(TlsVersion::Tls12), "{:?}", found.trouble);
        assert_eq!(found.protocols[0].ciphers.len(), 2, "{:?}", found.protocols);
    }
}
