//! `transport/tls-cipher`: ciphers that hide nothing for long are accepted.

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Facts, Key, Rule, Setting, Severity, Standing, Strength, Subject, TlsEndpoint, Value, Verdicts,
};

use crate::ciphers;
use crate::common::{Fault, flag, origin};
use crate::contexts;
use crate::tls;

/// The rule.
pub static RULE: Rule = Rule {
    id: "transport/tls-cipher",
    title: "Weak ciphers are accepted",
    severity: Severity::Medium,
    checklist: "Ciphers are strong, and keys are forgotten after each connection",
    why: "A list of ciphers is a promise of how bad it may get: whoever sits in between can push both sides to the \
          weakest one they share. RC4, DES, 3DES and ciphers for export can be read, `NULL` hides nothing, and with \
          `aNULL` nobody proves who they are. Without forward secrecy, recorded traffic can be read by whoever gets \
          the server's key years later.",
    remedy: "Use a list that is kept up to date (https://ssl-config.mozilla.org). nginx:\n\n\
             ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;\n\n\
             Apache: `SSLCipherSuite ECDHE+AESGCM:ECDHE+CHACHA20`.",
    remedies: &[],
    references: &[
        "https://ssl-config.mozilla.org/",
        "https://www.rfc-editor.org/rfc/rfc9325#section-4",
        "https://www.rfc-editor.org/rfc/rfc7465",
        "https://docs.openssl.org/3.0/man1/openssl-ciphers/",
    ],
    cwe: &[326, 327],
    since: "0.1",
    examples: &[
        Bad(r#"=== partner.py
import ssl

context = ssl.create_default_context()
context.set_ciphers("ALL:eNULL")
"#),
        Good(
            r#"=== partner.py
import ssl

context = ssl.create_default_context()
context.set_ciphers("ECDHE+AESGCM")
"#,
        ),
        Bad(r#"=== nginx/shop.conf
server {
    listen 443 ssl;
    ssl_ciphers ALL:!aNULL:!ADH:RC4+RSA:+HIGH:+MEDIUM;
    root /srv/shop/public;
}
"#),
        Bad(r#"=== nginx/shop.conf
server {
    listen 443 ssl;
    ssl_ciphers "AES128-SHA:AES256-SHA";
    root /srv/shop/public;
}
"#),
        Bad(r#"=== tls shop.example:443
TLSv1.2 client-order TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 TLS_RSA_WITH_3DES_EDE_CBC_SHA TLS_RSA_WITH_RC4_128_SHA
"#),
        Bad(r#"=== tls shop.example:443
TLSv1.2 server-order TLS_RSA_WITH_AES_128_GCM_SHA256 TLS_RSA_WITH_AES_256_CBC_SHA
"#),
        Bad(r#"=== tls shop.example:443
TLSv1.2 TLS_DHE_RSA_WITH_AES_128_GCM_SHA256
dh-bits 1024
"#),
        Good(
            r#"=== tls shop.example:443
TLSv1.2 server-order TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 TLS_RSA_WITH_AES_128_CBC_SHA
TLSv1.3 client-order TLS_AES_128_GCM_SHA256 TLS_CHACHA20_POLY1305_SHA256
groups x25519 secp256r1
dh-bits 2048
"#,
        ),
        Good(
            r#"=== nginx/shop.conf
server {
    listen 443 ssl;
    ssl_ciphers HIGH:!aNULL:!MD5;
    root /srv/shop/public;
}
"#,
        ),
        Good(
            r#"=== nginx/shop.conf
server {
    listen 443 ssl;
    ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:!3DES:!RC4;
    root /srv/shop/public;
}
"#,
        ),
        Bad("=== tls shop.example:443
TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
secure-renegotiation yes
compression yes
"),
        Bad("=== tls shop.example:443
TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
secure-renegotiation no
compression no
"),
        Good(
            "=== tls shop.example:443
TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
secure-renegotiation yes
compression no
",
        ),
        Bad(r#"=== traefik/dynamic.toml
[tls.options.default]
minVersion = "VersionTLS12"
cipherSuites = ["TLS_RSA_WITH_3DES_EDE_CBC_SHA"]
"#),
        Good(
            r#"=== traefik/dynamic.toml
[tls.options.default]
minVersion = "VersionTLS12"
cipherSuites = ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    let weak = |value: &Value| value.text().is_some_and(|list| !ciphers::faults(list).is_empty());
    flag(facts, out, Key::SERVER_TLS_CIPHERS, weak, accepted);
    contexts::suites(facts, out);
    for (endpoint, subject, standing) in tls::answered(facts, out) {
        spoken(endpoint, &subject, standing, out);
    }
}

/// Bits of a prime that keys are agreed on with: fewer are within reach of states, and 512 of anybody (Logjam).
const PRIME_BITS: u32 = 2048;
const BROKEN_PRIME_BITS: u32 = 768;

/// What the endpoint itself accepts.
fn spoken(endpoint: &TlsEndpoint, subject: &Subject, standing: Standing, out: &mut Verdicts) {
    let mut ciphers: Vec<&str> = endpoint.protocols.iter().flat_map(|one| &one.ciphers).map(String::as_str).collect();
    ciphers.sort_unstable();
    ciphers.dedup();
    let faults = faults(endpoint, &ciphers);
    let profile = tls::profile(endpoint);
    let Some(severity) = faults.iter().map(|fault| fault.severity).max() else {
        let says = format!("accepts {} ciphers, none of them weak; {profile}", ciphers.len());
        return out.passes(subject, standing, vec![tls::step(endpoint, says)]);
    };
    let why: Vec<String> = faults.into_iter().map(|fault| fault.says).collect();
    let says = format!("The server accepts what hides nothing for long: {}.", why.join("; "));
    let places = vec![tls::step(endpoint, profile)];
    Fault::new(says).severity(severity).at(out, subject, standing, Strength::Proves, places);
}

/// One thing that is wrong with what is accepted.
struct Weak {
    says: String,
    severity: Severity,
}

fn faults(endpoint: &TlsEndpoint, ciphers: &[&str]) -> Vec<Weak> {
    let mut faults: Vec<(&str, Severity, Vec<&str>)> = Vec::new();
    for cipher in ciphers {
        let Some((why, severity)) = tls::weakness(cipher) else { continue };
        match faults.iter_mut().find(|(known, ..)| *known == why) {
            Some((.., all)) => all.push(cipher),
            None => faults.push((why, severity, vec![cipher])),
        }
    }
    let named = |(why, severity, all): (&str, Severity, Vec<&str>)| Weak { says: few(why, &all), severity };
    let mut faults: Vec<Weak> = faults.into_iter().map(named).collect();
    if !ciphers.iter().any(|cipher| tls::forgets(cipher)) {
        let says =
            "whoever gets the server's key later can read what was recorded before (no forward secrecy)".to_owned();
        faults.push(Weak { says, severity: Severity::Medium });
    }
    faults.extend(habits(endpoint).map(|says| Weak { says: says.to_owned(), severity: Severity::Medium }));
    if let Some(bits) = endpoint.dh_bits.filter(|bits| *bits < PRIME_BITS) {
        let severity = if bits <= BROKEN_PRIME_BITS { Severity::High } else { Severity::Medium };
        faults.push(Weak { says: format!("keys are agreed on with a prime of {bits} bits (DHE)"), severity });
    }
    faults
}

/// What makes the best cipher weak: CRIME, and requests that a stranger puts in front of a visitor's (RFC 5746).
fn habits(endpoint: &TlsEndpoint) -> impl Iterator<Item = &'static str> {
    let compresses = "TLS compresses, so that who makes a visitor send requests guesses secrets in them";
    let renegotiates = "a second handshake is not tied to the first, so that a stranger can begin a visitor's session";
    let compresses = (endpoint.compression == Some(true)).then_some(compresses);
    compresses.into_iter().chain((endpoint.secure_renegotiation == Some(false)).then_some(renegotiates))
}

/// The first of many names, and how many more there are.
fn few(why: &str, all: &[&str]) -> String {
    const SHOWN: usize = 3;
    let more = all.len().saturating_sub(SHOWN);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{why} ({}{rest})", all[..all.len().min(SHOWN)].join(", "))
}

fn accepted(setting: &Setting) -> Fault {
    let faults: Vec<_> = setting.value.alternatives().filter_map(Value::text).flat_map(ciphers::faults).collect();
    let says = format!(
        "The list of ciphers (`{}`, {}) lets in weak ones: {}.",
        setting.raw,
        origin(setting),
        faults.join(", and ")
    );
    Fault::new(says)
}
