//! The test of the way from http to https.

use super::{Outcome, Retrieval, address};

static TO_HTTPS: Outcome = Outcome {
    id: "redirection-to-https",
    modifier: 0,
    passes: true,
    says: "http leads to https of the same host at once.",
};
static NO_HTTP: Outcome = Outcome {
    id: "redirection-not-needed-no-http",
    modifier: 0,
    passes: true,
    says: "Nothing answers over http, so nothing has to lead to https.",
};
static OFF_HOST: Outcome = Outcome {
    id: "redirection-off-host-from-http",
    modifier: -5,
    passes: false,
    says: "http leads to https of another host, so that browsers never learn this host's Strict-Transport-Security.",
};
static NOT_AT_FIRST: Outcome = Outcome {
    id: "redirection-not-to-https-on-initial-redirection",
    modifier: -10,
    passes: false,
    says: "http leads to http first, and to https only afterwards.",
};
static NOT_TO_HTTPS: Outcome =
    Outcome { id: "redirection-not-to-https", modifier: -20, passes: false, says: "http leads on, and not to https." };
static MISSING: Outcome = Outcome {
    id: "redirection-missing",
    modifier: -20,
    passes: false,
    says: "http answers, and does not lead to https.",
};
static DISTRUSTED: Outcome = Outcome {
    id: "redirection-invalid-cert",
    modifier: -20,
    passes: false,
    says: "http leads to https with a certificate that browsers do not trust.",
};

pub(super) fn test(retrieval: &Retrieval<'_>) -> &'static Outcome {
    let Some(http) = &retrieval.http else { return &NO_HTTP };
    if !http.trusted {
        return &DISTRUSTED;
    }
    match http.route().as_slice() {
        [] | [_] => &MISSING,
        [.., last] if !is_https(last) => &NOT_TO_HTTPS,
        [_, second, ..] if !is_https(second) => &NOT_AT_FIRST,
        [first, second, ..] if address::host(first) != address::host(second) => &OFF_HOST,
        _ => &TO_HTTPS,
    }
}

fn is_https(url: &str) -> bool {
    url.starts_with("https:")
}
