//! What rules share about TLS endpoints: whom they concern, and what to think of a cipher.

use sneck_model::{Facts, Place, Severity, Standing, Step, Subject, TlsEndpoint, TlsProfile, Verdicts};

/// A step at an endpoint.
pub(crate) fn step(endpoint: &TlsEndpoint, says: impl Into<String>) -> Step {
    Step::new(Place::Tls { endpoint: endpoint.endpoint.clone() }, says)
}

/// Endpoints that answered in TLS, each with whom it concerns; what did not answer is told as unknown.
pub(crate) fn answered<'f>(facts: &'f Facts, out: &mut Verdicts) -> Vec<(&'f TlsEndpoint, Subject, Standing)> {
    let mut all = Vec::new();
    for endpoint in &facts.tls {
        let (subject, standing) = facts.about_origin(&endpoint.origin);
        if endpoint.protocols.is_empty() {
            let why = format!("{} could not be asked about TLS: {}", endpoint.endpoint, endpoint.trouble.join("; "));
            out.unknown(&subject, standing, why, vec![step(endpoint, "was asked")]);
        } else {
            all.push((endpoint, subject, standing));
        }
    }
    all
}

/// What is wrong with a cipher, as a clause, and how bad accepting it is.
pub(crate) fn weakness(cipher: &str) -> Option<(&'static str, Severity)> {
    const WEAK: &[(&str, &str, Severity)] = &[
        ("_NULL_", "nothing is hidden at all", Severity::High),
        ("_anon_", "nobody proves who they are", Severity::High),
        ("EXPORT", "ciphers for export are broken at once", Severity::High),
        ("_WITH_DES_", "DES is broken in hours", Severity::High),
        ("_RC2_", "RC2 is broken", Severity::High),
        ("_RC4_", "RC4 leaks what it hides", Severity::Medium),
        ("_3DES_", "3DES can be read after some hours of traffic", Severity::Medium),
        ("_IDEA_", "IDEA can be read after some hours of traffic", Severity::Medium),
    ];
    WEAK.iter().find(|(part, ..)| cipher.contains(part)).map(|(_, why, severity)| (*why, *severity))
}

/// The key is forgotten after the connection: it was agreed on for it alone. In TLS 1.3 all are.
pub(crate) fn forgets(cipher: &str) -> bool {
    !cipher.contains("_WITH_") || cipher.starts_with("TLS_ECDHE_") || cipher.starts_with("TLS_DHE_")
}

/// Which of Mozilla's profiles the endpoint fits, or why it fits none.
pub(crate) fn profile(endpoint: &TlsEndpoint) -> String {
    let why = |profile: TlsProfile| {
        let miss = endpoint.misses.iter().find(|miss| miss.profile == profile);
        miss.map(|miss| miss.why.join(", ")).unwrap_or_default()
    };
    match endpoint.profile() {
        Some(TlsProfile::Modern) => "fits Mozilla's modern profile".to_owned(),
        Some(TlsProfile::Intermediate) => "fits Mozilla's intermediate profile".to_owned(),
        Some(TlsProfile::Old) => {
            format!(
                "fits Mozilla's old profile; what keeps it out of the intermediate one: {}",
                why(TlsProfile::Intermediate)
            )
        }
        None => format!(
            "fits no profile of Mozilla; what keeps it out of the intermediate one: {}",
            why(TlsProfile::Intermediate)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ciphers_are_judged_by_their_names() {
        assert_eq!(weakness("TLS_RSA_WITH_NULL_SHA256").map(|(_, severity)| severity), Some(Severity::High));
        assert_eq!(weakness("TLS_RSA_WITH_DES_CBC_SHA").map(|(_, severity)| severity), Some(Severity::High));
        assert_eq!(weakness("TLS_RSA_WITH_3DES_EDE_CBC_SHA").map(|(_, severity)| severity), Some(Severity::Medium));
        assert_eq!(weakness("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"), None);
        assert_eq!(weakness("TLS_AES_128_GCM_SHA256"), None);
        assert!(forgets("TLS_AES_128_GCM_SHA256") && forgets("TLS_DHE_RSA_WITH_AES_128_CBC_SHA"));
        assert!(!forgets("TLS_RSA_WITH_AES_128_CBC_SHA") && !forgets("TLS_ECDH_RSA_WITH_AES_128_CBC_SHA"));
    }
}
