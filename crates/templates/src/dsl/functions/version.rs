//! Comparing versions as hashicorp/go-version does.

use std::cmp::Ordering;

use super::{Call, Function, MANY};
use crate::dsl::Value;

pub(super) const FUNCTIONS: &[Function] = &[Function::new("compare_versions", 2, MANY, compare)];

/// Numbers between points, and the word of a release before the release.
#[derive(Debug, PartialEq, Eq)]
struct Version {
    numbers: Vec<u64>,
    before: String,
}

impl Version {
    /// `v1.2.3-rc1+build`
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches(['v', 'V']);
        let text = text.split('+').next()?;
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (numbers, rest) = text.split_at(end);
        let before = rest.trim_start_matches(['-', '~']);
        let sound = before.chars().all(|c| c.is_ascii_alphanumeric() || "-.~".contains(c));
        let numbers: Option<Vec<u64>> = numbers.trim_end_matches('.').split('.').map(|n| n.parse().ok()).collect();
        Some(Self { numbers: numbers?, before: before.to_owned() }).filter(|_| sound)
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let length = self.numbers.len().max(other.numbers.len());
        let at = |version: &Self, place| version.numbers.get(place).copied().unwrap_or(0);
        let numbers = (0..length).map(|place| at(self, place).cmp(&at(other, place)));
        let numbers = numbers.fold(Ordering::Equal, Ordering::then);
        numbers.then_with(|| match (self.before.is_empty(), other.before.is_empty()) {
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            _ => self.before.split('.').map(part).cmp(other.before.split('.').map(part)),
        })
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Numbers go before words.
fn part(text: &str) -> (bool, u64, &str) {
    text.parse().map_or((true, 0, text), |number| (false, number, ""))
}

type Sign = (&'static str, fn(Ordering) -> bool);

/// The longer ones first.
const SIGNS: [Sign; 7] = [
    ("!=", |o| o != Ordering::Equal),
    (">=", |o| o != Ordering::Less),
    ("<=", |o| o != Ordering::Greater),
    ("~>", |o| o != Ordering::Less),
    (">", |o| o == Ordering::Greater),
    ("<", |o| o == Ordering::Less),
    ("=", |o| o == Ordering::Equal),
];

fn compare(call: &Call<'_>) -> Result<Value, String> {
    let version = Version::parse(&call.string(0)).ok_or("it is no version")?;
    let constraints: Vec<String> = (1..call.arguments.len()).map(|place| call.string(place)).collect();
    for constraint in constraints.iter().flat_map(|text| text.split(',')) {
        let bad = || format!("`{constraint}` is no constraint of a version");
        if !holds(&version, constraint.trim()).ok_or_else(bad)? {
            return Ok(Value::Bool(false));
        }
    }
    Ok(Value::Bool(true))
}

fn holds(version: &Version, constraint: &str) -> Option<bool> {
    let found = SIGNS.iter().find_map(|(sign, holds)| Some((*sign, *holds, constraint.strip_prefix(sign)?)));
    let (sign, holds, bound) = found.unwrap_or(("=", |o| o == Ordering::Equal, constraint));
    let bound = Version::parse(bound)?;
    // A release before a release is compared with a bound of the same numbers alone, unless it is compared for equality.
    let early = !version.before.is_empty() && bound.before.is_empty() && matches!(sign, ">" | ">=" | "~>");
    let same_start = |count: usize| version.numbers.iter().take(count).eq(bound.numbers.iter().take(count));
    let close = sign != "~>" || same_start(bound.numbers.len().saturating_sub(1));
    Some(holds(version.cmp(&bound)) && close && !early)
}
