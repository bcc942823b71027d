//! Ten servers, asked by sneck and by sslyze: releases, ciphers, curves, certificates and profiles are the same.

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command, Stdio};

use serde_json::Value;
use sneck_look::tls::TlsLimits;
use sneck_model::{TlsEndpoint, TlsProfile, TlsVersion, day};
use sneck_read::wire::tls::with_profiles;

use crate::look;
use crate::servers::{Folder, Made, P256, RSA, Server};

#[path = "../../../../tests/python.rs"]
mod python;

const EVERYTHING: &str = "ALL:COMPLEMENTOFALL:@SECLEVEL=0";

/// What the OpenSSL of this machine has and the one inside of sslyze does not know.
const BEYOND: &[&str] = &["TLS_DH_anon_WITH_CAMELLIA_128_CBC_SHA256", "TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA256"];

fn folder() -> Folder {
    let days = |count| ["-days", count];
    Folder::with(&[
        Made { name: "rsa", key: RSA, more: &days("80") },
        Made { name: "ec", key: P256, more: &days("80") },
        Made { name: "long", key: RSA, more: &["-days", "800", "-sha1"] },
        Made { name: "p384", key: &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp384r1"], more: &days("300") },
    ])
}

fn servers(folder: &Folder) -> Vec<(&'static str, Server)> {
    let openssl = |certificate: &str, arguments: &[&str]| Server::openssl(folder, certificate, arguments);
    let (ec, ec_key) = (folder.at("ec.pem"), folder.at("ec.key"));
    let modern = "ssl_protocols TLSv1.3; ssl_ecdh_curve X25519:prime256v1:secp384r1;";
    let intermediate = "ssl_protocols TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers on; ssl_ecdh_curve X25519:prime256v1;\n\
                        ssl_ciphers ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384;";
    vec![
        ("as it comes", openssl("rsa", &[])),
        ("only 1.0, everything", openssl("rsa", &["-tls1", "-cipher", EVERYTHING])),
        ("only 1.1", openssl("rsa", &["-tls1_1", "-cipher", "AES256-SHA:DHE-RSA-AES128-SHA:@SECLEVEL=0"])),
        ("only 1.2", openssl("rsa", &["-tls1_2", "-serverpref", "-groups", "X448:P-521"])),
        ("only 1.3", openssl("long", &["-tls1_3", "-cipher", "DEFAULT:@SECLEVEL=0"])),
        (
            "everything, two keys",
            openssl("rsa", &["-dcert", &ec, "-dkey", &ec_key, "-cipher", EVERYTHING, "-serverpref"]),
        ),
        (
            "curves",
            openssl(
                "ec",
                &[
                    "-tls1_2",
                    "-serverpref",
                    "-cipher",
                    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-SHA",
                    "-groups",
                    "P-256",
                ],
            ),
        ),
        (
            "no forward secrecy",
            openssl("rsa", &["-tls1_2", "-cipher", "AES128-SHA:AES256-SHA:NULL-SHA256:@SECLEVEL=0"]),
        ),
        ("modern", Server::nginx(folder, "p384", modern)),
        ("intermediate", Server::nginx(folder, "rsa", intermediate)),
    ]
}

/// What sslyze says of servers, each `PORT` or `PORT/PROTOCOL`, by port.
pub fn asked(servers: &[String]) -> BTreeMap<String, Value> {
    let python = python::environment("sslyze").join("bin/python");
    let script = python::repository().join("tests/oracle/tls.py");
    let output = Command::new(python).arg(script).args(servers).stderr(Stdio::inherit()).output().expect("it runs");
    assert!(output.status.success(), "sslyze could not scan");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn sslyze_says_the_same_of_ten_servers() {
    let folder = folder();
    let servers = servers(&folder);
    let ports: Vec<_> = servers.iter().map(|(_, server)| server.port.to_string()).collect();
    let expected = asked(&ports);
    let mut wrong = Vec::new();
    for (name, server) in &servers {
        let found = with_profiles(look(server.port, TlsLimits::default()));
        assert_eq!(found.trouble, Vec::<String>::new(), "{name}");
        let expected = &expected[&server.port.to_string()];
        let mut differ = |what: &str, ours: Value, theirs: &Value| {
            if ours != *theirs {
                wrong.push(format!("{name}, {what}:\n  sneck  {ours}\n  sslyze {theirs}"));
            }
        };
        for version in TlsVersion::ALL {
            let (ours, theirs) = (ciphers(&found, version), named(&expected["protocols"][version.name()]));
            let more: BTreeSet<_> = ours.difference(&theirs).filter(|one| !BEYOND.contains(&one.as_str())).collect();
            differ("more ciphers", serde_json::json!(more), &serde_json::json!([]));
            let fewer: BTreeSet<_> = theirs.difference(&ours).collect();
            differ("fewer ciphers", serde_json::json!(fewer), &serde_json::json!([]));
        }
        differ("curves", curves(&found), &known_curves(&expected["curves"]));
        differ("compression", found.compression.unwrap_or(false).into(), &expected["compression"]);
        differ("renegotiation", found.secure_renegotiation.unwrap_or(true).into(), &expected["secure_renegotiation"]);
        differ("certificates", certificates(&found), &expected["certificates"]);
        for profile in TlsProfile::ALL {
            let fits = expected["issues"][profile.name()].as_array().is_some_and(Vec::is_empty);
            let ours = found.misses.iter().find(|miss| miss.profile == profile);
            let theirs = &expected["issues"][profile.name()];
            if ours.is_none() != fits {
                wrong.push(format!("{name}, {}:\n  sneck  {ours:?}\n  sslyze {theirs}", profile.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

pub fn ciphers(found: &TlsEndpoint, version: TlsVersion) -> BTreeSet<String> {
    found.protocols.iter().filter(|one| one.version == version).flat_map(|one| one.ciphers.clone()).collect()
}

pub fn named(theirs: &Value) -> BTreeSet<String> {
    let all = theirs.as_array().into_iter().flatten();
    all.map(|name| name.as_str().expect("text").to_owned()).collect()
}

/// Curves by the names that both have. OpenSSL's old names are those of another standard.
fn curves(found: &TlsEndpoint) -> Value {
    let own = found.groups.iter().filter(|group| !group.starts_with("ffdhe") && !group.contains("MLKEM"));
    let all: BTreeSet<String> = own.map(|group| group.to_lowercase()).collect();
    serde_json::json!(all)
}

fn known_curves(theirs: &Value) -> Value {
    let renamed = theirs.as_array().expect("a list").iter().map(|name| match name.as_str().expect("text") {
        "prime256v1" => "secp256r1".to_owned(),
        "prime192v1" => "secp192r1".to_owned(),
        other => other.to_lowercase(),
    });
    serde_json::json!(renamed.collect::<BTreeSet<_>>())
}

fn certificates(found: &TlsEndpoint) -> Value {
    let mut all: Vec<(u32, Value)> = Vec::new();
    for chain in &found.chains {
        let own = &chain.certificates[0];
        let hash =
            ["sha1", "sha256", "sha384", "sha512"].into_iter().find(|hash| own.signature.to_lowercase().contains(hash));
        let row = serde_json::json!({
            "from": day::write(own.from),
            "until": day::write(own.until),
            "bits": own.key.bits,
            "hash": hash,
            "sent": chain.certificates.len(),
            "stapled": found.stapled == Some(true),
        });
        all.push((own.key.bits, row));
    }
    all.sort_by_key(|(bits, _)| *bits);
    all.into_iter().map(|(_, row)| row).collect()
}
