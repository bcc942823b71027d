//! The test of `Strict-Transport-Security`.

use super::{Outcome, Retrieval};

/// Seconds. Observatory means half a year, and lets the widespread 180 days pass for it.
const LONG: i64 = 15_552_000;

static LONG_ENOUGH: Outcome = Outcome {
    id: "hsts-implemented-max-age-at-least-six-months",
    modifier: 0,
    passes: true,
    says: "Strict-Transport-Security holds for half a year or more.",
};
static SHORT: Outcome = Outcome {
    id: "hsts-implemented-max-age-less-than-six-months",
    modifier: -10,
    passes: false,
    says: "Strict-Transport-Security holds for less than half a year.",
};
static MISSING: Outcome =
    Outcome { id: "hsts-not-implemented", modifier: -20, passes: false, says: "Strict-Transport-Security is missing." };
static INVALID: Outcome = Outcome {
    id: "hsts-header-invalid",
    modifier: -20,
    passes: false,
    says: "Strict-Transport-Security names no max-age, or is sent more than once.",
};
static NO_HTTPS: Outcome = Outcome {
    id: "hsts-not-implemented-no-https",
    modifier: -20,
    passes: false,
    says: "Nothing answers over https, so there is no Strict-Transport-Security.",
};
static DISTRUSTED: Outcome = Outcome {
    id: "hsts-invalid-cert",
    modifier: -20,
    passes: false,
    says: "Browsers do not trust the certificate, and then ignore Strict-Transport-Security.",
};

pub(super) fn test(retrieval: &Retrieval<'_>) -> &'static Outcome {
    let Some(https) = &retrieval.https else { return &NO_HTTPS };
    if !https.trusted {
        return &DISTRUSTED;
    }
    let Some(value) = super::retrieval::joined(https.last(), "strict-transport-security") else { return &MISSING };
    match max_age(&value) {
        None => &INVALID,
        Some(Age::Seconds(seconds)) if seconds < LONG => &SHORT,
        Some(_) => &LONG_ENOUGH,
    }
}

/// What `max-age` says.
#[derive(Debug, PartialEq, Eq)]
enum Age {
    Seconds(i64),
    /// No number. Observatory compares it all the same, and finds it no less than half a year.
    NotANumber,
}

/// The last `max-age`; none when there is none, or when a comma says that two headers were sent.
fn max_age(value: &str) -> Option<Age> {
    let value: String = value.chars().take(1024).collect();
    if value.contains(',') {
        return None;
    }
    let last = value.rsplit(';').map(|part| part.trim().to_lowercase()).find(|part| part.starts_with("max-age="))?;
    Some(number(&last["max-age=".len()..]))
}

/// The whole number that a text begins with.
fn number(text: &str) -> Age {
    let text = text.trim_start();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    match digits[..end].parse::<i64>() {
        Ok(number) => Age::Seconds(sign * number),
        Err(_) if end > 0 => Age::Seconds(sign * i64::MAX),
        Err(_) => Age::NotANumber,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_read_as_observatory_reads_it() {
        let table = [
            ("max-age=31536000; includeSubDomains", Some(Age::Seconds(31_536_000))),
            ("Max-Age=10;max-age=20", Some(Age::Seconds(20))),
            ("max-age= 30x", Some(Age::Seconds(30))),
            ("max-age=-1", Some(Age::Seconds(-1))),
            ("max-age=\"31536000\"", Some(Age::NotANumber)),
            ("max-age = 30", None),
            ("includeSubDomains", None),
            ("max-age=1, max-age=2", None),
            ("", None),
        ];
        for (value, expected) in table {
            assert_eq!(max_age(value), expected, "{value}");
        }
    }
}
