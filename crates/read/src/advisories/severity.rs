//! How bad a weakness is: the database's own word, or the score of its CVSS vector.

use std::str::FromStr;

use cvss::{Cvss, Severity as Scored};
use sneck_model::Severity;

/// Longer vectors are not read: no real one is.
const LONGEST: usize = 400;

/// The word that a database uses.
pub(super) fn of_word(word: &str) -> Option<Severity> {
    match word.trim().to_ascii_lowercase().as_str() {
        "critical" => Some(Severity::Critical),
        "high" | "important" => Some(Severity::High),
        "moderate" | "medium" => Some(Severity::Medium),
        "low" => Some(Severity::Low),
        _ => None,
    }
}

/// The severity of a CVSS vector of version 2, 3.0, 3.1 or 4.0, by its score.
pub(super) fn of_vector(vector: &str) -> Option<Severity> {
    if vector.len() > LONGEST || !vector.is_ascii() {
        return None;
    }
    match Cvss::from_str(vector.trim()).ok()?.severity() {
        // Nothing is lost, or the vector stops half-way.
        Scored::None => None,
        Scored::Low => Some(Severity::Low),
        Scored::Medium => Some(Severity::Medium),
        Scored::High => Some(Severity::High),
        Scored::Critical => Some(Severity::Critical),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors with the severities that the National Vulnerability Database gives them.
    #[test]
    fn vectors_are_scored() {
        let table = [
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", Some(Severity::High)),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", Some(Severity::Critical)),
            ("CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", Some(Severity::Medium)),
            ("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N", Some(Severity::Low)),
            ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", Some(Severity::Critical)),
            ("CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N", Some(Severity::Low)),
            ("AV:N/AC:L/Au:N/C:P/I:P/A:P", Some(Severity::High)),
            ("CVSS:3.1/AV:N", None),
            ("CVSS:9/é", None),
            ("", None),
        ];
        for (vector, expected) in table {
            assert_eq!(of_vector(vector), expected, "{vector}");
        }
    }

    #[test]
    fn databases_have_words_of_their_own() {
        assert_eq!(of_word("MODERATE"), Some(Severity::Medium));
        assert_eq!(of_word("unheard of"), None);
    }
}
