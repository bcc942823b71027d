//! Ranges of releases, as the OSV schema evaluates them (<https://ossf.github.io/osv-schema/#evaluation>).

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};
use sneck_model::Ecosystem;

use super::release::Release;

/// Releases from one on, before another, or up to another. A side that is open is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Span(
    /// The first one.
    pub(super) Option<String>,
    /// The first one that is free again.
    pub(super) Option<String>,
    /// The last one.
    pub(super) Option<String>,
);

/// Something that happens to a package at a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Introduced(String),
    Fixed(String),
    LastAffected(String),
}

impl Event {
    fn text(&self) -> &str {
        match self {
            Self::Introduced(text) | Self::Fixed(text) | Self::LastAffected(text) => text,
        }
    }

    /// `0` stands for the time before all releases.
    fn release(&self, ecosystem: Ecosystem) -> Option<Option<Release>> {
        match self {
            Self::Introduced(text) if text == "0" => Some(None),
            _ => Release::parse(ecosystem, self.text()).map(Some),
        }
    }
}

/// The spans that the events of one range describe; nothing when one of them cannot be read.
pub(super) fn spans(ecosystem: Ecosystem, events: &[Event]) -> Option<Vec<Span>> {
    let mut sorted = Vec::with_capacity(events.len());
    for event in events {
        sorted.push((event.release(ecosystem)?, event));
    }
    sorted.sort_by(|(a, _), (b, _)| order(a.as_ref(), b.as_ref()));
    let mut all = Vec::new();
    let mut open: Option<Option<&str>> = None;
    for (release, event) in &sorted {
        match (event, open) {
            (Event::Introduced(text), None) => open = Some(release.as_ref().map(|_| text.as_str())),
            (Event::Fixed(text), Some(from)) => close(&mut all, &mut open, Span(owned(from), owned(Some(text)), None)),
            (Event::LastAffected(text), Some(from)) => {
                close(&mut all, &mut open, Span(owned(from), None, owned(Some(text))));
            }
            _ => {}
        }
    }
    all.extend(open.map(|from| Span(owned(from), None, None)));
    Some(all)
}

fn close(all: &mut Vec<Span>, open: &mut Option<Option<&str>>, span: Span) {
    all.push(span);
    *open = None;
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(ToOwned::to_owned)
}

fn order(a: Option<&Release>, b: Option<&Release>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.order(b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}

impl Span {
    /// Whether a release lies in it.
    pub(super) fn contains(&self, ecosystem: Ecosystem, release: &Release) -> bool {
        let against = |bound: &Option<String>| {
            let bound = Release::parse(ecosystem, bound.as_deref()?)?;
            Some(release.order(&bound))
        };
        against(&self.0).is_none_or(|order| order != Ordering::Less)
            && against(&self.1).is_none_or(|order| order == Ordering::Less)
            && against(&self.2).is_none_or(|order| order != Ordering::Greater)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn introduced(text: &str) -> Event {
        Event::Introduced(text.into())
    }

    fn fixed(text: &str) -> Event {
        Event::Fixed(text.into())
    }

    fn affected(ecosystem: Ecosystem, events: &[Event], releases: &[&str]) -> Vec<bool> {
        let spans = spans(ecosystem, events).expect("readable");
        let within = |text: &&str| {
            let release = Release::installed(ecosystem, text).expect("a release");
            spans.iter().any(|span| span.contains(ecosystem, &release))
        };
        releases.iter().map(within).collect()
    }

    #[test]
    fn several_spans_stand_in_one_range_in_any_order() {
        let events =
            [fixed("1.8.3"), introduced("0"), fixed("1.4.21"), introduced("1.5"), fixed("1.7.9"), introduced("1.8")];
        let releases = ["1.4.20", "1.4.21", "1.4.22", "1.5", "1.7.8", "1.7.9", "1.8rc1", "1.8", "1.8.3", "1.8.2"];
        let expected = [true, false, false, true, true, false, false, true, false, true];
        assert_eq!(affected(Ecosystem::Pypi, &events, &releases), expected);
    }

    #[test]
    fn the_last_affected_release_is_affected() {
        let events = [introduced("1.0.0"), Event::LastAffected("2.0.0".into())];
        let releases = ["0.9.0", "1.0.0-rc.1", "1.0.0", "2.0.0", "2.0.1", "2.0.0-rc.1"];
        let expected = [false, false, true, true, false, true];
        assert_eq!(affected(Ecosystem::Npm, &events, &releases), expected);
    }

    #[test]
    fn a_local_build_is_the_release_that_it_was_made_from() {
        let events = [introduced("0"), Event::LastAffected("1.13.0".into())];
        assert_eq!(affected(Ecosystem::Pypi, &events, &["1.13.0+cu118", "1.13.1+cu118"]), [true, false]);
    }

    #[test]
    fn what_was_never_introduced_affects_nothing() {
        assert_eq!(spans(Ecosystem::Pypi, &[fixed("1.0")]), Some(vec![]));
        assert_eq!(spans(Ecosystem::Pypi, &[introduced("0"), fixed("not a release")]), None);
    }
}
