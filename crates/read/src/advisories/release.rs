//! Releases in the order of their ecosystem: PEP 440 for Python, semantic versions for Node and Rust.

use std::cmp::Ordering;
use std::str::FromStr;

use sneck_model::Ecosystem;

/// Longer ones are not read: no real one is.
const LONGEST: usize = 200;

/// A release that can be compared with others of its ecosystem.
#[derive(Clone, Debug)]
pub(super) enum Release {
    Python(pep440_rs::Version),
    Semantic(semver::Version),
}

impl Release {
    /// Reads a release; nothing when its ecosystem does not know such a thing.
    pub(super) fn parse(ecosystem: Ecosystem, text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        match ecosystem {
            Ecosystem::Pypi => pep440_rs::Version::from_str(text).ok().map(Self::Python),
            Ecosystem::Npm | Ecosystem::Crates => semantic(text).map(Self::Semantic),
            Ecosystem::Debian | Ecosystem::Conda => None,
        }
    }

    /// What is installed, without the label of a local build (`1.13.0+cu118`): advisories know none.
    pub(super) fn installed(ecosystem: Ecosystem, text: &str) -> Option<Self> {
        match Self::parse(ecosystem, text)? {
            Self::Python(release) => Some(Self::Python(release.without_local())),
            other => Some(other),
        }
    }

    /// The order; releases of two ecosystems have none and count as equal.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Python(a), Self::Python(b)) => a.cmp(b),
            // What stands behind a plus sign has no part in it (semver.org, item 10).
            (Self::Semantic(a), Self::Semantic(b)) => a.cmp_precedence(b),
            _ => Ordering::Equal,
        }
    }

    /// A release that is for everybody, as opposed to one for testing.
    pub(super) fn is_final(&self) -> bool {
        match self {
            Self::Python(release) => !release.any_prerelease(),
            Self::Semantic(release) => release.pre.is_empty(),
        }
    }
}

/// Databases write `1.2` and `v1.2.3`, too.
fn semantic(text: &str) -> Option<semver::Version> {
    let text = text.trim_start_matches(['v', '=']);
    if let Ok(release) = semver::Version::parse(text) {
        return Some(release);
    }
    let end = text.find(['-', '+']).unwrap_or(text.len());
    let (numbers, rest) = text.split_at(end);
    let missing = 3usize.checked_sub(numbers.split('.').count())?;
    semver::Version::parse(&format!("{numbers}{}{rest}", ".0".repeat(missing))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(ecosystem: Ecosystem, a: &str, b: &str) -> Ordering {
        let read = |text| Release::parse(ecosystem, text).expect(text);
        read(a).order(&read(b))
    }

    #[test]
    fn each_ecosystem_has_its_own_order() {
        let python = ["1.0.dev1", "1.0a1", "1.0rc1", "1.0", "1.0.post1", "1.1", "1.10", "1!0.1"];
        let semantic = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0", "1.2", "v1.10.0"];
        for (ecosystem, row) in [(Ecosystem::Pypi, &python[..]), (Ecosystem::Npm, &semantic[..])] {
            for pair in row.windows(2) {
                assert_eq!(order(ecosystem, pair[0], pair[1]), Ordering::Less, "{pair:?}");
            }
        }
        assert_eq!(order(Ecosystem::Crates, "1.0.0+a", "1.0.0+b"), Ordering::Equal);
        assert_eq!(order(Ecosystem::Pypi, "1.0", "1.0.0"), Ordering::Equal);
    }

    #[test]
    fn what_is_no_release_is_not_compared() {
        for text in ["", "latest", "1.2.3.4.5-x y", "2004d-é", &"1".repeat(300)] {
            assert!(Release::parse(Ecosystem::Npm, text).is_none(), "{text}");
            assert!(Release::parse(Ecosystem::Pypi, text).is_none(), "{text}");
        }
        assert!(Release::parse(Ecosystem::Debian, "1.0").is_none());
    }
}
