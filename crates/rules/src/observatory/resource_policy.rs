//! The test of `Cross-Origin-Resource-Policy`.

use super::{Outcome, Retrieval};

static SAME_ORIGIN: Outcome = Outcome {
    id: "corp-implemented-with-same-origin",
    modifier: 10,
    passes: true,
    says: "Cross-Origin-Resource-Policy keeps the page from every other site.",
};
static SAME_SITE: Outcome = Outcome {
    id: "corp-implemented-with-same-site",
    modifier: 10,
    passes: true,
    says: "Cross-Origin-Resource-Policy keeps the page from other sites.",
};
static CROSS_ORIGIN: Outcome = Outcome {
    id: "corp-implemented-with-cross-origin",
    modifier: 0,
    passes: true,
    says: "Cross-Origin-Resource-Policy lets every site embed the page.",
};
static MISSING: Outcome = Outcome {
    id: "corp-not-implemented",
    modifier: 0,
    passes: true,
    says: "Cross-Origin-Resource-Policy is missing, so every site may embed the page.",
};
static INVALID: Outcome = Outcome {
    id: "corp-header-invalid",
    modifier: -5,
    passes: false,
    says: "Cross-Origin-Resource-Policy says something that browsers do not know.",
};

pub(super) fn test(retrieval: &Retrieval<'_>) -> &'static Outcome {
    let value = retrieval.header("cross-origin-resource-policy").unwrap_or_default();
    match value.trim().to_lowercase().as_str() {
        "" => &MISSING,
        "same-origin" => &SAME_ORIGIN,
        "same-site" => &SAME_SITE,
        "cross-origin" => &CROSS_ORIGIN,
        _ => &INVALID,
    }
}
