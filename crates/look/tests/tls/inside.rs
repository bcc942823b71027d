//! TLS that begins inside of another protocol: real PostgreSQL and OpenLDAP, as sslyze sees them, and conversations in front
//! of a real TLS server.

use sneck_look::tls::{Starttls, TlsLimits};
use sneck_model::TlsVersion;

use crate::programs::{Folder, Program, Running, connect, free_port, wait};
use crate::servers::{Folder as Keys, Made, RSA, Server, talking};
use crate::sslyze::{asked, ciphers, named};
use crate::{look, look_over};

fn keys() -> Keys {
    Keys::with(&[Made { name: "rsa", key: RSA, more: &["-days", "80"] }])
}

/// A turn of a conversation: what the server says, and what it waits for then.
type Turn = (&'static str, &'static str);

#[test]
fn mail_and_files_speak_tls_where_they_offer_it() {
    let table: &[(Starttls, &[Turn])] = &[
        (
            Starttls::Smtp,
            &[
                ("220-mail.test\r\n220 welcome\r\n", "EHLO localhost\r\n"),
                ("250-mail.test\r\n250-SIZE 1000\r\n250 STARTTLS\r\n", "STARTTLS\r\n"),
                ("220 go ahead\r\n", ""),
            ],
        ),
        (Starttls::Imap, &[("* OK welcome\r\n", "a STARTTLS\r\n"), ("* CAPABILITY IMAP4rev1\r\na OK begin\r\n", "")]),
        (Starttls::Pop3, &[("+OK welcome\r\n", "STLS\r\n"), ("+OK begin\r\n", "")]),
        (Starttls::Ftp, &[("220-welcome\r\n to here\r\n220 end\r\n", "AUTH TLS\r\n"), ("234 begin\r\n", "")]),
    ];
    let keys = keys();
    let behind = Server::openssl(&keys, "rsa", &["-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"]);
    for (starttls, turns) in table {
        let found = look_over(talking(behind.port, turns), Some(*starttls), TlsLimits::default());
        let accepted = ciphers(&found, TlsVersion::Tls12);
        assert_eq!(accepted.len(), 1, "{starttls:?}: {accepted:?} {:?}", found.trouble);
        assert_eq!(found.chains.len(), 1, "{starttls:?}: {:?}", found.trouble);
    }
}

#[test]
fn a_server_that_offers_no_tls_says_so() {
    let table: &[(Starttls, &[Turn])] = &[
        (Starttls::Smtp, &[("220 welcome\r\n", "EHLO localhost\r\n"), ("250 mail.test\r\n", "")]),
        (Starttls::Imap, &[("* OK welcome\r\n", "a STARTTLS\r\n"), ("a BAD no\r\n", "")]),
        (Starttls::Pop3, &[("+OK welcome\r\n", "STLS\r\n"), ("-ERR no\r\n", "")]),
        (Starttls::Ftp, &[("220 welcome\r\n", "AUTH TLS\r\n"), ("530 log in first\r\n", "")]),
    ];
    for (starttls, turns) in table {
        let found = look_over(talking(0, turns), Some(*starttls), TlsLimits::default());
        assert!(found.protocols.is_empty());
        assert!(found.trouble.iter().any(|why| why.contains("offers no TLS")), "{starttls:?}: {:?}", found.trouble);
    }
}

#[test]
fn real_servers_are_seen_as_sslyze_sees_them() {
    let keys = keys();
    let (database, directory) = (postgresql(&keys), directory(&keys));
    let theirs = asked(&[format!("{}/POSTGRES", database.port), format!("{}/LDAP", directory.port)]);
    for (server, starttls) in [(&database, Starttls::Postgresql), (&directory, Starttls::Ldap)] {
        let found = look_over(server.port, Some(starttls), TlsLimits::default());
        assert!(found.speaks(TlsVersion::Tls12), "{starttls:?}: {:?}", found.trouble);
        for version in TlsVersion::ALL {
            let expected = named(&theirs[&server.port.to_string()]["protocols"][version.name()]);
            assert_eq!(ciphers(&found, version), expected, "{starttls:?}, {version}");
        }
        assert_eq!(found.chains.len(), 1, "{starttls:?}: {:?}", found.trouble);
        assert!(look(server.port, TlsLimits::default()).protocols.is_empty(), "TLS does not begin at once");
    }
}

/// A server with a folder of its own, and its port.
struct Real {
    port: u16,
    _running: Running,
    _folder: Folder,
}

fn started(program: &Program, folder: Folder, arguments: &[&str], port: u16) -> Real {
    let mut running = program.start(&folder, arguments);
    wait(&mut running, &folder, || connect(port));
    Real { port, _running: running, _folder: folder }
}

/// Certificate and key, of the account that the server runs as.
fn hand_over(keys: &Keys, folder: &Folder, to: &str) {
    for name in ["pem", "key"] {
        let text = std::fs::read_to_string(keys.at(&format!("rsa.{name}"))).expect("it was made");
        folder.write(&format!("{to}.{name}"), &text);
    }
}

fn postgresql(keys: &Keys) -> Real {
    let (init, server) = (Program::find("initdb"), Program::find("postgres"));
    let (folder, port) = (Folder::of(&[]), free_port());
    let (data, sockets, number) = (folder.at("data"), folder.at(""), port.to_string());
    let (fine, text) = init.output(&folder, &["-D", &data, "-U", "postgres", "-A", "trust", "--no-sync", "--locale=C"]);
    assert!(fine, "{text}");
    hand_over(keys, &folder, "data/own");
    let tls = ["--ssl=on", "--ssl_cert_file=own.pem", "--ssl_key_file=own.key"];
    let arguments = [&["-D", &data, "-p", &number, "-h", "127.0.0.1", "-k", &sockets, "-F"][..], &tls].concat();
    started(&server, folder, &arguments, port)
}

fn directory(keys: &Keys) -> Real {
    let program = Program::find("slapd");
    let root = program.root("etc/ldap/schema").display().to_string();
    let (folder, port) = (Folder::of(&[("data/.keep", "")]), free_port());
    hand_over(keys, &folder, "own");
    let text = format!(
        "include {root}/etc/ldap/schema/core.schema\nmodulepath {root}/usr/lib/ldap\nTLSCertificateFile {pem}\n\
         TLSCertificateKeyFile {key}\ndatabase ldif\nsuffix \"dc=example\"\ndirectory {data}\n",
        pem = folder.at("own.pem"),
        key = folder.at("own.key"),
        data = folder.at("data"),
    );
    folder.write("slapd.conf", &text);
    let (at, configuration) = (format!("ldap://127.0.0.1:{port}"), folder.at("slapd.conf"));
    started(&program, folder, &["-f", &configuration, "-h", &at, "-d", "0"], port)
}
