//! `transport/certificate`: the certificate of a server does not hold, or will not for long.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Certificate, Check, Facts, Rule, Severity, Strength, TlsChain, TlsEndpoint, Trust, Verdicts, day};

use crate::common::Fault;
use crate::hosts::{Distance, distance};
use crate::tls;

/// The rule.
pub static RULE: Rule = Rule {
    id: "transport/certificate",
    title: "The certificate of the server does not hold",
    severity: Severity::High,
    checklist: "Certificates are valid, complete, for the right name, and renewed in time",
    why: "The certificate is how a visitor knows that the server is the right one and nobody sits in between. When it has run \
          out, is for another name, or nobody vouches for it, browsers show a warning instead of the site, programs stop, and \
          visitors learn to click warnings away: then a stranger's certificate is as good as the true one. Short keys and \
          signatures with MD5 or SHA-1 can be forged.",
    remedy: "Let a program get the certificate and renew it, with the whole chain (certbot's `fullchain.pem`):\n\n\
             certbot --nginx -d shop.example",
    remedies: &[],
    references: &[
        "https://www.rfc-editor.org/rfc/rfc9525",
        "https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2",
        "https://cabforum.org/working-groups/server/baseline-requirements/requirements/",
        "https://letsencrypt.org/docs/",
    ],
    cwe: &[295, 298, 326],
    since: "0.1",
    examples: &[
        Bad(r#"=== tls shop.example:443
TLSv1.3 TLS_AES_128_GCM_SHA256
certificate CN=shop.example
  issuer CN=Example Authority
  names shop.example
  valid 2026-05-01 to 2026-07-30
  trust by Mozilla
=== today 2026-11-21
"#),
        Bad(r#"=== tls www.shop.example:443
TLSv1.3 TLS_AES_128_GCM_SHA256
certificate CN=shop.example
  issuer CN=Example Authority
  names shop.example *.api.shop.example
  valid 2026-10-01 to 2027-01-01
  trust by Mozilla
=== today 2026-11-21
"#),
        Bad(r#"=== tls shop.example:443
TLSv1.3 TLS_AES_128_GCM_SHA256
certificate CN=shop.example
  names shop.example
  valid 2026-10-01 to 2027-10-01
  trust none nobody vouches for it
=== today 2026-11-21
"#),
        Bad(r#"=== tls shop.example:443
TLSv1.3 TLS_AES_128_GCM_SHA256
certificate CN=shop.example
  issuer CN=Example Authority
  names shop.example
  valid 2026-09-01 to 2026-11-30
  trust by Mozilla
=== today 2026-11-21
"#),
        Bad(r#"=== tls shop.example:443
TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
certificate CN=shop.example
  issuer CN=Example Authority
  names shop.example
  valid 2026-10-01 to 2027-10-01
  key RSA 1024
  signature sha1WithRSAEncryption
  trust by this machine
=== today 2026-11-21
"#),
        Bad(r#"=== tls shop.example:443
TLSv1.3 TLS_AES_128_GCM_SHA256
certificate CN=shop.example
  issuer CN=Example Intermediate
  names shop.example
  valid 2026-10-01 to 2027-01-01
  published yes
  trust none nobody vouches for it
=== today 2026-11-21
"#),
        Bad(r#"=== tls localhost:8443
TLSv1.3 TLS_AES_128_GCM_SHA256
certificate CN=localhost
  names localhost
  valid 2026-10-01 to 2027-10-01
  trust none nobody vouches for it
=== today 2026-11-21
"#),
        Good(
            r#"=== tls www.shop.example:443
TLSv1.3 TLS_AES_128_GCM_SHA256
certificate CN=shop.example
  issuer CN=Example Intermediate
  names shop.example *.shop.example
  valid 2026-10-01 to 2026-12-30
  key EC 256
  signature ecdsa-with-SHA256
  published yes
below CN=Example Intermediate
  issuer CN=Example Root
  valid 2020-01-01 to 2030-01-01
  authority yes
  trust by Mozilla
=== today 2026-11-21
"#,
        ),
        // A certificate of six days is renewed every few days.
        Good(
            r#"=== tls shop.example:443
TLSv1.3 TLS_AES_128_GCM_SHA256
certificate CN=shop.example
  issuer CN=Example Authority
  names shop.example
  valid 2026-11-19 to 2026-11-25
  trust by Mozilla
=== today 2026-11-21
"#,
        ),
        // Asked for over loopback, a certificate is for the name that visitors use.
        Good(
            r#"=== tls 127.0.0.1:8443
TLSv1.3 TLS_AES_128_GCM_SHA256
certificate CN=shop.example
  issuer CN=Example Authority
  names shop.example
  valid 2026-10-01 to 2027-01-01
  trust by Mozilla
=== today 2026-11-21
"#,
        ),
        // An authority of one's own: whether visitors know it cannot be told from here.
        Good(
            r#"=== tls shop.internal:443
TLSv1.3 TLS_AES_128_GCM_SHA256
certificate CN=shop.internal
  issuer CN=Our own authority
  names shop.internal
  valid 2026-10-01 to 2027-10-01
  trust none nobody vouches for it
=== today 2026-11-21
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// One thing that is wrong.
struct Wrong {
    says: String,
    fix: &'static str,
    severity: Severity,
}

impl Wrong {
    fn new(severity: Severity, says: impl Into<String>, fix: &'static str) -> Self {
        Self { says: says.into(), fix, severity }
    }
}

fn check(facts: &Facts, out: &mut Verdicts) {
    for (endpoint, subject, standing) in tls::answered(facts, out) {
        for chain in &endpoint.chains {
            let Some(own) = chain.certificates.first() else { continue };
            let places = vec![tls::step(endpoint, shows(own))];
            let mut wrong = wrong(facts.today, endpoint, chain, own);
            wrong.sort_by_key(|one| std::cmp::Reverse(one.severity));
            let Some(worst) = wrong.first() else {
                match unknown_authority(chain) {
                    Some(why) => out.unknown(&subject, standing, why, places),
                    None => out.passes(&subject, standing, places),
                }
                continue;
            };
            let says = wrong.iter().map(|one| one.says.as_str()).collect::<Vec<_>>().join(" ");
            let fault = Fault::new(says).severity(worst.severity).fix(worst.fix);
            fault.at(out, &subject, standing, Strength::Proves, places);
        }
        if endpoint.chains.is_empty() {
            let why = if endpoint.trouble.is_empty() {
                "it shows no certificate".into()
            } else {
                endpoint.trouble.join("; ")
            };
            out.unknown(&subject, standing, why, vec![tls::step(endpoint, "was asked")]);
        }
    }
}

fn shows(own: &Certificate) -> String {
    let Certificate { subject, issuer, from, until, key, signature, .. } = own;
    let (from, until) = (day::write(*from), day::write(*until));
    let bits = if key.bits > 0 { format!(" {}", key.bits) } else { String::new() };
    let signer = if own.is_self_signed() { "itself".to_owned() } else { format!("`{issuer}`") };
    format!("shows `{subject}`, signed by {signer}, {from} to {until}, {}{bits}, {signature}", key.algorithm)
}

fn wrong(today: i32, endpoint: &TlsEndpoint, chain: &TlsChain, own: &Certificate) -> Vec<Wrong> {
    let mut all = Vec::new();
    // A world that names no day has none that a certificate could be held against.
    all.extend((today > 0).then(|| of_dates(today, own)).flatten());
    all.extend(of_name(endpoint, own));
    all.extend(of_key(own));
    all.extend(of_signature(chain));
    all.extend(if own.is_self_signed() { of_itself(endpoint, chain) } else { of_chain(today, chain, own) });
    all
}

/// Days before its end at which a certificate should have been renewed.
const RENEWED: i32 = 21;

fn of_dates(today: i32, own: &Certificate) -> Option<Wrong> {
    let Certificate { from, until, .. } = own;
    let on = |day: i32| day::write(day);
    if today > *until {
        let says = format!("The certificate ran out on {}: browsers warn of the site and programs stop.", on(*until));
        return Some(Wrong::new(Severity::High, says, "Renew the certificate, and let a program do it from now on."));
    }
    if today < *from {
        let says = format!("The certificate holds only from {} on: until then, browsers warn of the site.", on(*from));
        return Some(Wrong::new(Severity::High, says, "Use a certificate that holds today, and check the clocks."));
    }
    // Those that hold for some days only are renewed when a third of the time is left.
    let (left, renewed) = (until - today, RENEWED.min((until - from) / 3));
    (left < renewed).then(|| {
        let says =
            format!("The certificate runs out on {}, in {left} days: it should have been renewed by now.", on(*until));
        Wrong::new(Severity::Medium, says, "Renew it, and find out why that was not done by itself.")
    })
}

/// Through an address one asks the server without the name that visitors use.
fn of_name(endpoint: &TlsEndpoint, own: &Certificate) -> Option<Wrong> {
    let host = endpoint.host();
    let is_address = host.parse::<std::net::IpAddr>().is_ok();
    if is_address || distance(host) <= Distance::Here || own.names.iter().any(|name| is_for(name, host)) {
        return None;
    }
    let names = match &own.names[..] {
        [] => "no host at all (`subjectAltName` is missing)".to_owned(),
        [all @ .., last] if all.len() > 2 => format!("{} and {} others", last, all.len()),
        all => all.join(", "),
    };
    let says = format!("The certificate is not for {host}: it is for {names}.");
    Some(Wrong::new(Severity::High, says, "Get a certificate that names this host."))
}

/// A star stands for one label, the first one (RFC 9525, section 6.3).
fn is_for(name: &str, host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    match name.strip_prefix("*.") {
        Some(domain) => host.split_once('.').is_some_and(|(label, rest)| !label.is_empty() && rest == domain),
        None => name.trim_end_matches('.') == host,
    }
}

fn of_key(own: &Certificate) -> Option<Wrong> {
    const FIX: &str = "Make a new key: RSA with 2048 bits or more, or a curve of 256 bits.";
    let bits = own.key.bits;
    let least = if own.key.algorithm == "EC" { 224 } else { 2048 };
    let known = matches!(own.key.algorithm.as_str(), "RSA" | "DSA" | "EC") && bits > 0;
    (known && bits < least).then(|| {
        let severity = if least == 2048 && bits < 1024 { Severity::High } else { Severity::Medium };
        let says = format!("Its key ({}, {bits} bits) is short enough to be found out.", own.key.algorithm);
        Wrong::new(severity, says, FIX)
    })
}

/// What signed itself is trusted for other reasons than its signature.
fn of_signature(chain: &TlsChain) -> Option<Wrong> {
    const FIX: &str = "Get a certificate that is signed with SHA-256.";
    let signed = chain.certificates.iter().filter(|one| !one.is_self_signed());
    let weak = |one: &Certificate| {
        let name = one.signature.to_ascii_lowercase();
        let broken = ["md2", "md5"].iter().any(|hash| name.contains(hash));
        let severity = if broken { Severity::High } else { Severity::Medium };
        (broken || name.contains("sha1")).then(|| (severity, one.signature.clone()))
    };
    let (severity, name) = signed.filter_map(weak).max_by_key(|(severity, _)| *severity)?;
    Some(Wrong::new(severity, format!("It is signed with {name}, which can be forged."), FIX))
}

/// On this machine, certificates that people make themselves are usual and say little about production.
fn of_itself(endpoint: &TlsEndpoint, chain: &TlsChain) -> Option<Wrong> {
    const FIX: &str = "Use a certificate of an authority that visitors know; Let's Encrypt gives them for nothing.";
    if matches!(chain.trust, Trust::By(_)) {
        return None;
    }
    let near = distance(endpoint.host());
    let (severity, says) = if near == Distance::Here {
        let says = "The certificate is signed by itself: nobody vouches for it. On this machine that is usual and proves little; \
                    in production, visitors would be warned, and learn to click the warning away.";
        (Severity::Low, says)
    } else {
        let says = "The certificate is signed by itself: nobody vouches for it, and a stranger's would look the same.";
        (if near < Distance::Away || endpoint.starttls.is_some() { Severity::Medium } else { Severity::High }, says)
    };
    Some(Wrong::new(severity, says, FIX))
}

fn of_chain(today: i32, chain: &TlsChain, own: &Certificate) -> Option<Wrong> {
    const FIX: &str =
        "Send the whole chain: the server's certificate and those in between (certbot's `fullchain.pem`).";
    if !matches!(chain.trust, Trust::None(_)) {
        return None;
    }
    let above = &chain.certificates[1..];
    if let Some(old) = above.iter().find(|one| today > 0 && today > one.until && !one.is_self_signed()) {
        let says = format!("What vouches for it, `{}`, ran out on {}.", old.subject, day::write(old.until));
        return Some(Wrong::new(Severity::Medium, says, FIX));
    }
    if !above.is_empty() && above.iter().all(|one| one.subject != own.issuer) {
        let says = format!(
            "The chain is incomplete: what is sent beside the certificate is not `{}`, which signed it.",
            own.issuer
        );
        return Some(Wrong::new(Severity::Medium, says, FIX));
    }
    let last = chain.certificates.last().filter(|last| last.published && !last.is_self_signed())?;
    let says = format!(
        "The chain is incomplete: `{}`, which signed `{}`, is not sent, and programs that do not fetch it themselves refuse \
         the server.",
        last.issuer, last.subject
    );
    Some(Wrong::new(Severity::Medium, says, FIX))
}

/// Somebody signed it whom neither list knows: an authority of one's own, or a chain that ends too soon.
fn unknown_authority(chain: &TlsChain) -> Option<String> {
    let Trust::None(_) = chain.trust else { return None };
    let last = chain.certificates.last()?;
    Some(format!(
        "it was signed by `{}`, which neither Mozilla's list nor this machine knows; whether those who connect do cannot be told",
        last.issuer
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_one_label() {
        assert!(is_for("*.shop.example", "www.shop.example"));
        assert!(is_for("shop.example", "Shop.Example."));
        for (name, host) in [
            ("*.shop.example", "shop.example"),
            ("*.shop.example", "a.b.shop.example"),
            ("shop.example", "www.shop.example"),
            ("*.shop.example", ".shop.example"),
        ] {
            assert!(!is_for(name, host), "{name} {host}");
        }
    }
}
