//! `transport/tls-options`: TLS compresses, or does not tie a second handshake to the first.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Rule, Severity, Strength, TlsEndpoint, Verdicts};

use crate::common::Fault;
use crate::tls;

/// The rule.
pub static RULE: Rule = Rule {
    id: "transport/tls-options",
    title: "TLS compresses, or lets strangers begin a session",
    severity: Severity::Medium,
    checklist: "TLS does not compress and ties each handshake to its session",
    why: "What TLS compresses gets shorter when an attacker's guess is right: with many requests a session cookie can be \
          guessed byte by byte (CRIME). A server that does not know RFC 5746 lets somebody in between begin a session, say \
          something in it, and hand it over to a visitor, whose own request then stands behind the stranger's.",
    remedy: "Use a TLS library of the last ten years and leave its settings alone: neither is on in any of them. In nginx and \
             Apache, remove `SSLCompression on` and `SSLInsecureRenegotiation on`.",
    remedies: &[],
    references: &[
        "https://www.rfc-editor.org/rfc/rfc5746",
        "https://www.rfc-editor.org/rfc/rfc9325#section-3.3",
        "https://nvd.nist.gov/vuln/detail/CVE-2012-4929",
    ],
    cwe: &[310, 757],
    since: "0.1",
    examples: &[
        Bad(r#"=== tls shop.example:443
TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
secure-renegotiation yes
compression yes
"#),
        Bad(r#"=== tls shop.example:443
TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
secure-renegotiation no
compression no
"#),
        Good(
            r#"=== tls shop.example:443
TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
secure-renegotiation yes
compression no
"#,
        ),
        Good(
            r#"=== tls shop.example:443
TLSv1.3 TLS_AES_128_GCM_SHA256
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for (endpoint, subject, standing) in tls::answered(facts, out) {
        let faults = faults(endpoint);
        if faults.is_empty() {
            let says = "neither compresses nor leaves renegotiation open";
            out.passes(&subject, standing, vec![tls::step(endpoint, says)]);
            continue;
        }
        let places = faults.iter().map(|(at, _)| tls::step(endpoint, *at)).collect();
        let says: Vec<&str> = faults.iter().map(|(_, says)| *says).collect();
        Fault::new(says.join(" ")).at(out, &subject, standing, Strength::Proves, places);
    }
}

/// What was seen, and what it means.
fn faults(endpoint: &TlsEndpoint) -> Vec<(&'static str, &'static str)> {
    let compresses = (
        "compresses what it sends",
        "TLS compresses what it sends: whoever can make a visitor send requests can guess secrets in them.",
    );
    let renegotiates = (
        "does not know RFC 5746",
        "The server does not tie a second handshake to the first: somebody in between can put a request in front of a visitor's.",
    );
    let compresses = (endpoint.compression == Some(true)).then_some(compresses);
    compresses.into_iter().chain((endpoint.secure_renegotiation == Some(false)).then_some(renegotiates)).collect()
}
