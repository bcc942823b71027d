//! What to do, in the words of the framework at hand: for fixes that a check writes itself. What a whole rule
//! says in each framework stands in its `remedies`, which need no call.

use sneck_model::{Facts, Framework, Remedies, Subject};

/// The line of a table that is for the framework of what is judged, or what holds in general.
pub(crate) fn of(facts: &Facts, subject: &Subject, general: &'static str, own: Remedies) -> &'static str {
    row(facts.framework_of(subject), own).unwrap_or(general)
}

fn row(framework: Option<Framework>, own: Remedies) -> Option<&'static str> {
    own.iter().find(|(of, _)| Some(*of) == framework).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_framework_without_a_line_of_its_own_gets_the_general_one() {
        const OWN: Remedies = &[(Framework::Fastapi, "FastAPI(debug=False)")];
        assert_eq!(row(Some(Framework::Fastapi), OWN), Some("FastAPI(debug=False)"));
        assert_eq!(row(Some(Framework::Flask), OWN), None);
        assert_eq!(row(None, OWN), None);
    }
}
