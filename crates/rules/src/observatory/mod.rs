//! The score and grade that MDN's HTTP Observatory gives a site, point for point (algorithm version 4, release 1.4).
//!
//! One file per test. A test reads a [`Retrieval`], which is what Observatory fetches, and names one of its own
//! [`Outcome`]s. Where that release does something other than its documentation says, the score follows the release:
//! it is there to be compared. What we think of the same headers stands in the findings (docs/headers.md).
//!
//! Source of the numbers: <https://developer.mozilla.org/en-US/observatory/docs/tests_and_scoring>, and the released
//! package, which the tests run beside this one.

mod address;
mod content_type_options;
mod cookies;
mod cors;
mod csp;
mod frame_options;
mod hsts;
mod jar;
mod redirection;
mod referrer_policy;
mod report;
mod resource_policy;
mod retrieval;
mod sources;
mod subresource_integrity;

pub use report::report;
pub use retrieval::{Retrieval, Visit, questions};

/// What a test can come to.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Observatory's own word for it.
    pub id: &'static str,
    /// Points.
    pub modifier: i32,
    /// Whether Observatory calls the test passed.
    pub passes: bool,
    /// What was seen, as a sentence.
    pub says: &'static str,
}

/// Points are only added to a site that lost no more than ten.
const ENOUGH_FOR_EXTRAS: i32 = 90;

/// A test and its name.
type Test = (&'static str, for<'r, 'f> fn(&'r Retrieval<'f>) -> &'static Outcome);

/// In Observatory's order.
const TESTS: &[Test] = &[
    ("content-security-policy", csp::test),
    ("cookies", cookies::test),
    ("cross-origin-resource-sharing", cors::test),
    ("redirection", redirection::test),
    ("referrer-policy", referrer_policy::test),
    ("strict-transport-security", hsts::test),
    ("subresource-integrity", subresource_integrity::test),
    ("x-content-type-options", content_type_options::test),
    ("x-frame-options", frame_options::test),
    ("cross-origin-resource-policy", resource_policy::test),
];

/// Every test with what it came to.
#[must_use]
pub fn outcomes(retrieval: &Retrieval<'_>) -> Vec<(&'static str, &'static Outcome)> {
    TESTS.iter().map(|(name, test)| (*name, test(retrieval))).collect()
}

/// The score that those outcomes make.
#[must_use]
pub fn score(outcomes: &[(&'static str, &'static Outcome)]) -> u32 {
    let modifiers = || outcomes.iter().map(|(_, outcome)| outcome.modifier);
    let lost: i32 = modifiers().filter(|modifier| *modifier < 0).sum();
    let gained: i32 = modifiers().filter(|modifier| *modifier > 0).sum();
    let bare = 100 + lost;
    let score = if bare >= ENOUGH_FOR_EXTRAS { bare + gained } else { bare };
    u32::try_from(score).unwrap_or(0)
}

/// The grade of a score.
#[must_use]
pub fn grade(score: u32) -> &'static str {
    match score {
        100.. => "A+",
        90..100 => "A",
        85..90 => "A-",
        80..85 => "B+",
        70..80 => "B",
        65..70 => "B-",
        60..65 => "C+",
        50..60 => "C",
        45..50 => "C-",
        40..45 => "D+",
        30..40 => "D",
        25..30 => "D-",
        _ => "F",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn of(modifier: i32) -> Outcome {
        Outcome { id: "", modifier, passes: true, says: "" }
    }

    #[test]
    fn points_are_added_only_to_a_site_that_lost_few() {
        static GAIN: Outcome = of(10);
        static LOSS: Outcome = of(-10);
        static MORE: Outcome = of(-5);
        static HEAVY: Outcome = of(-50);
        assert_eq!(score(&[("", &GAIN), ("", &LOSS)]), 100);
        assert_eq!(score(&[("", &GAIN), ("", &GAIN)]), 120);
        assert_eq!(score(&[("", &GAIN), ("", &LOSS), ("", &MORE)]), 85);
        assert_eq!(score(&[("", &HEAVY), ("", &HEAVY), ("", &HEAVY)]), 0);
    }

    #[test]
    fn grades_change_where_the_table_says() {
        let table = [
            (120, "A+"),
            (100, "A+"),
            (99, "A"),
            (90, "A"),
            (89, "A-"),
            (80, "B+"),
            (79, "B"),
            (70, "B"),
            (65, "B-"),
            (60, "C+"),
            (59, "C"),
            (50, "C"),
            (45, "C-"),
            (40, "D+"),
            (39, "D"),
            (30, "D"),
            (25, "D-"),
            (24, "F"),
            (0, "F"),
        ];
        for (score, expected) in table {
            assert_eq!(grade(score), expected, "{score}");
        }
    }
}
