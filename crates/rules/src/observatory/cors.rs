//! The test of cross-origin resource sharing.

use super::retrieval::joined;
use super::{Outcome, Retrieval};

static CLOSED: Outcome = Outcome {
    id: "cross-origin-resource-sharing-not-implemented",
    modifier: 0,
    passes: true,
    says: "Pages of other sites may not read the answers.",
};
static PUBLIC: Outcome = Outcome {
    id: "cross-origin-resource-sharing-implemented-with-public-access",
    modifier: 0,
    passes: true,
    says: "Pages of every site may read the answers, without credentials.",
};
static RESTRICTED: Outcome = Outcome {
    id: "cross-origin-resource-sharing-implemented-with-restricted-access",
    modifier: 0,
    passes: true,
    says: "Pages of certain sites may read the answers.",
};
static REFLECTED: Outcome = Outcome {
    id: "cross-origin-resource-sharing-implemented-with-restricted-access",
    modifier: 0,
    passes: true,
    says: "Pages of EVERY site may read the answers in the visitor's name: any origin is allowed, with credentials. \
           Observatory means to take 50 points off for that, and its releases 1.4 do not; see the finding of \
           cors/reflected-origin.",
};

/// Observatory has a fourth outcome, worth 50 points less, for an origin that is allowed because it was asked for. It
/// looks for that origin in a place where its HTTP client does not keep it, so that it never comes to it.
pub(super) fn test(retrieval: &Retrieval<'_>) -> &'static Outcome {
    let Some(preflight) = retrieval.preflight else { return &CLOSED };
    let allowed = joined(preflight, "access-control-allow-origin").unwrap_or_default();
    let with_credentials = joined(preflight, "access-control-allow-credentials")
        .is_some_and(|value| value.trim().eq_ignore_ascii_case("true"));
    let asked = preflight.sent.iter().find(|(name, _)| name.eq_ignore_ascii_case("origin")).map(|(_, value)| value);
    match allowed.trim() {
        "" => &CLOSED,
        "*" => &PUBLIC,
        origin if with_credentials && asked.is_some_and(|asked| asked == origin) => &REFLECTED,
        _ => &RESTRICTED,
    }
}
