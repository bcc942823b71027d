//! The test of `Referrer-Policy`, as a header and in the page.

use super::{Outcome, Retrieval};
use crate::html;

/// The address of the page goes to other sites without its path, or not at all.
const PRIVATE: &[&str] = &["no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"];
const OPEN: &[&str] = &["origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade"];

static IS_PRIVATE: Outcome = Outcome {
    id: "referrer-policy-private",
    modifier: 5,
    passes: true,
    says: "Referrer-Policy keeps the addresses of pages from other sites.",
};
static IS_OPEN: Outcome = Outcome {
    id: "referrer-policy-unsafe",
    modifier: -5,
    passes: false,
    says: "Referrer-Policy hands addresses to other sites, or over plain http.",
};
static MISSING: Outcome = Outcome {
    id: "referrer-policy-not-implemented",
    modifier: 0,
    passes: true,
    says: "Referrer-Policy is missing; browsers then keep paths from other sites.",
};
static INVALID: Outcome = Outcome {
    id: "referrer-policy-header-invalid",
    modifier: -5,
    passes: false,
    says: "Referrer-Policy says nothing that browsers know.",
};

pub(super) fn test(retrieval: &Retrieval<'_>) -> &'static Outcome {
    let header = retrieval.header("referrer-policy");
    let in_page = retrieval.html().and_then(html::referrer_policy);
    if header.is_none() && in_page.is_none() {
        return &MISSING;
    }
    let said = [header, in_page].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let mut words = said.rsplit(',').map(|word| word.trim().to_lowercase());
    // Browsers take the last word that they know.
    match words.find(|word| PRIVATE.contains(&word.as_str()) || OPEN.contains(&word.as_str())) {
        None => &INVALID,
        Some(word) if PRIVATE.contains(&word.as_str()) => &IS_PRIVATE,
        Some(_) => &IS_OPEN,
    }
}
