//! Which releases a version part allows.

use std::str::FromStr;

use pep440_rs::{Operator, Version as Release, VersionSpecifier, VersionSpecifiers};
use sneck_model::Version;

/// Longer version parts are not read: no real one is.
const LONGEST: usize = 300;

/// The releases that a PEP 440 version part allows. An upper bound that is itself excluded is given
/// as the last release before it, with 9999 for a part without end: `<3` becomes `2.9999`.
#[must_use]
pub fn of_specifiers(text: &str) -> Version {
    let Some(all) = Some(text).filter(|t| t.len() <= LONGEST).and_then(|t| VersionSpecifiers::from_str(t).ok()) else {
        return Version::Newest;
    };
    if let Some(exact) = all.iter().find_map(exact) {
        return Version::Exact(exact);
    }
    let low = all.iter().filter_map(lowest).max();
    let high = all.iter().filter_map(highest).min();
    match (low, high) {
        (None, None) => Version::Newest,
        (low, high) => Version::Range(low.map(|v| v.to_string()), high.map(|v| v.to_string())),
    }
}

/// The same for Poetry's and Pipenv's spelling: `^1.2`, `~1.2`, `1.2`, `*`, `>=1,<2`.
#[must_use]
pub fn pep440_of_poetry(text: &str) -> String {
    let parts: Vec<String> = text.split(',').map(|part| one_of_poetry(part.trim())).collect();
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(",")
}

fn one_of_poetry(part: &str) -> String {
    if let Some(base) = part.strip_prefix('^') {
        return bounded(base.trim(), caret);
    }
    if let Some(base) = part.strip_prefix('~').filter(|rest| !rest.starts_with('=')) {
        return bounded(base.trim(), |release| next(release, release.len().min(2) - 1));
    }
    match part.bytes().next() {
        Some(b'0'..=b'9') => format!("=={part}"),
        Some(b'*') | None => String::new(),
        _ => part.to_owned(),
    }
}

fn bounded(base: &str, above: impl Fn(&[u64]) -> Release) -> String {
    match Release::from_str(base) {
        Ok(low) => format!(">={low},<{}", above(low.release())),
        Err(_) => String::new(),
    }
}

/// The first release that `^` excludes: the first part that is not zero grows by one.
fn caret(release: &[u64]) -> Release {
    next(release, release.iter().position(|n| *n != 0).unwrap_or(release.len() - 1))
}

fn next(release: &[u64], at: usize) -> Release {
    let kept = release.iter().take(at).copied();
    Release::new(kept.chain(release.get(at).map(|n| n.saturating_add(1))))
}

fn exact(one: &VersionSpecifier) -> Option<String> {
    matches!(one.operator(), Operator::Equal | Operator::ExactEqual).then(|| one.version().to_string())
}

fn lowest(one: &VersionSpecifier) -> Option<Release> {
    use Operator::{EqualStar, GreaterThan, GreaterThanEqual, TildeEqual};
    matches!(one.operator(), GreaterThanEqual | GreaterThan | TildeEqual | EqualStar).then(|| one.version().clone())
}

fn highest(one: &VersionSpecifier) -> Option<Release> {
    let release = one.version().release();
    match one.operator() {
        Operator::LessThanEqual => Some(one.version().clone()),
        Operator::LessThan => below(release),
        Operator::EqualStar => below(next(release, release.len() - 1).release()),
        Operator::TildeEqual => below(next(release, release.len().saturating_sub(2)).release()),
        _ => None,
    }
}

/// The last release before one: `2.3.0` becomes `2.2.9999`.
fn below(release: &[u64]) -> Option<Release> {
    let at = release.iter().rposition(|n| *n != 0)?;
    let kept = release.iter().take(at).copied();
    Some(Release::new(kept.chain([release.get(at)?.saturating_sub(1), 9999])))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(low: &str, high: &str) -> Version {
        let bound = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Version::Range(bound(low), bound(high))
    }

    #[test]
    fn specifiers_allow_releases() {
        let table = [
            ("", Version::Newest),
            ("==2.3.1", Version::Exact("2.3.1".into())),
            ("===2.3", Version::Exact("2.3".into())),
            (">=2,<3", range("2", "2.9999")),
            ("<2.3.0", range("", "2.2.9999")),
            ("<=2.2", range("", "2.2")),
            ("~=2.2.1", range("2.2.1", "2.2.9999")),
            ("~=2.2", range("2.2", "2.9999")),
            ("==1.1.*", range("1.1", "1.1.9999")),
            (">1,>=2,!=2.1", range("2", "")),
            ("nonsense", Version::Newest),
        ];
        for (text, expected) in table {
            assert_eq!(of_specifiers(text), expected, "{text}");
        }
    }

    #[test]
    fn poetry_spells_versions_its_own_way() {
        let table = [
            ("^1.2.3", ">=1.2.3,<2"),
            ("^0.2.3", ">=0.2.3,<0.3"),
            ("^0.0.3", ">=0.0.3,<0.0.4"),
            ("^1", ">=1,<2"),
            ("~1.2.3", ">=1.2.3,<1.3"),
            ("~1", ">=1,<2"),
            ("1.2.3", "==1.2.3"),
            ("1.2.*", "==1.2.*"),
            ("*", ""),
            (">=1, <2", ">=1,<2"),
            ("~=1.4", "~=1.4"),
        ];
        for (text, expected) in table {
            assert_eq!(pep440_of_poetry(text), expected, "{text}");
        }
    }
}
