//! The test of `X-Frame-Options`, or of what stands in for it.

use super::{Outcome, Retrieval, csp};

static BY_POLICY: Outcome = Outcome {
    id: "x-frame-options-implemented-via-csp",
    modifier: 5,
    passes: true,
    says: "The Content-Security-Policy says who may frame the page (frame-ancestors).",
};
static CLOSED: Outcome = Outcome {
    id: "x-frame-options-sameorigin-or-deny",
    modifier: 0,
    passes: true,
    says: "X-Frame-Options keeps other sites from framing the page.",
};
static ALLOW_FROM: Outcome = Outcome {
    id: "x-frame-options-allow-from-origin",
    modifier: 0,
    passes: true,
    says: "X-Frame-Options says ALLOW-FROM, which browsers no longer know.",
};
static MISSING: Outcome = Outcome {
    id: "x-frame-options-not-implemented",
    modifier: -20,
    passes: false,
    says: "Nothing says who may frame the page: X-Frame-Options and frame-ancestors are missing.",
};
static INVALID: Outcome = Outcome {
    id: "x-frame-options-header-invalid",
    modifier: -20,
    passes: false,
    says: "X-Frame-Options says something that browsers do not know.",
};

pub(super) fn test(retrieval: &Retrieval<'_>) -> &'static Outcome {
    if csp::limits_frames(retrieval) {
        return &BY_POLICY;
    }
    let value = retrieval.header("x-frame-options").unwrap_or_default();
    if value.is_empty() {
        return &MISSING;
    }
    match value.trim().to_lowercase().as_str() {
        "deny" | "sameorigin" => &CLOSED,
        other if other.starts_with("allow-from") => &ALLOW_FROM,
        _ => &INVALID,
    }
}
