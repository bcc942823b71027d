//! The test of `X-Content-Type-Options`.

use super::{Outcome, Retrieval};

static NOSNIFF: Outcome = Outcome {
    id: "x-content-type-options-nosniff",
    modifier: 0,
    passes: true,
    says: "X-Content-Type-Options says nosniff.",
};
static MISSING: Outcome = Outcome {
    id: "x-content-type-options-not-implemented",
    modifier: -5,
    passes: false,
    says: "X-Content-Type-Options is missing.",
};
static INVALID: Outcome = Outcome {
    id: "x-content-type-options-header-invalid",
    modifier: -5,
    passes: false,
    says: "X-Content-Type-Options says something other than nosniff.",
};

pub(super) fn test(retrieval: &Retrieval<'_>) -> &'static Outcome {
    match retrieval.header("x-content-type-options").as_deref().map(str::trim) {
        None | Some("") => &MISSING,
        Some(value) if value.eq_ignore_ascii_case("nosniff") => &NOSNIFF,
        Some(_) => &INVALID,
    }
}
