//! What a run found, as conclusions for the report.

use std::sync::Arc;

use sneck_model::{Conclusion, Origin, Place, Step};

use crate::matching::Outcome;
use crate::pattern;
use crate::template::Template;

/// Places that one template reports, at most.
pub(super) const PLACES: usize = 5;

/// Names of tests that one template reports, at most.
const NAMES: usize = 20;

/// A match.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) place: Place,
    pub(super) names: Vec<String>,
    pub(super) extracted: Vec<String>,
}

impl Found {
    pub(super) fn new(place: Place, outcome: Outcome) -> Self {
        Self { place, names: outcome.names, extracted: outcome.extracted }
    }
}

/// The conclusions of a run: one that says what was found, or that nothing was.
pub(super) fn conclusions(template: &Template, origin: &Origin, found: &[Found], answered: bool) -> Vec<Conclusion> {
    if found.is_empty() && !answered {
        return Vec::new();
    }
    let mut values = vec![("matched".to_owned(), (!found.is_empty()).to_string())];
    let mut names: Vec<&str> = found.iter().flat_map(|one| &one.names).map(String::as_str).collect();
    names.dedup();
    names.truncate(NAMES);
    if !names.is_empty() {
        values.push(("matchers".to_owned(), names.join(", ")));
    }
    let seen: Vec<&str> =
        found.iter().flat_map(|one| &one.extracted).filter_map(|text| shown(text)).take(PLACES).collect();
    if !seen.is_empty() {
        values.push(("extracted".to_owned(), seen.join(", ")));
    }
    let says = format!("answers as the template `{}` describes", template.id);
    let places = found.iter().take(PLACES).map(|one| Step::new(one.place.clone(), says.clone())).collect();
    vec![Conclusion { rule: Arc::from(""), origin: origin.clone(), values, places }]
}

/// Versions are shown. Whatever else was taken out of an answer may be a secret.
fn shown(text: &str) -> Option<&str> {
    let version = pattern::compile(r"^[vV]?\d{1,5}(\.\d{1,5}){1,4}([-.][0-9A-Za-z]{1,8}){0,2}$", false)?;
    version.is_match(text.as_bytes()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_shown_and_secrets_are_not() {
        assert_eq!(shown("1.2.3-rc1"), Some("1.2.3-rc1"));
        for text in ["AKIAIOSFODNN7EXAMPLE", "hunter2", "1234567890", "a.b.c", "1.2.3 and more"] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
