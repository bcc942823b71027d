//! One weakness has many names: what several databases say of it is told once.

use sneck_model::{Advisory, Ecosystem};

use super::record::Record;
use super::release::Release;

/// The weaknesses of a release, the worst first.
pub(super) fn advisories(ecosystem: Ecosystem, release: &Release, records: &[Record]) -> Vec<Advisory> {
    let mut groups: Vec<Vec<&Record>> = Vec::new();
    for record in records.iter().filter(|record| record.affects(ecosystem, release)) {
        let (same, others): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.iter().any(|known| is_same(known, record)));
        groups = others;
        groups.push(same.into_iter().flatten().chain([record]).collect());
    }
    let mut all: Vec<_> = groups.iter().map(|group| one(ecosystem, release, group)).collect();
    all.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.id.cmp(&b.id)));
    all
}

fn names(record: &Record) -> impl Iterator<Item = &String> {
    std::iter::once(&record.id).chain(&record.aliases)
}

/// They share a name. Two CVE numbers are two weaknesses, even where a database gives both the same name of GitHub's.
fn is_same(a: &Record, b: &Record) -> bool {
    let shares = |which: fn(&String) -> bool| names(a).filter(|n| which(n)).any(|name| names(b).any(|b| b == name));
    let numbered = |record| names(record).any(is_cve);
    shares(|_| true) && (shares(is_cve) || !(numbered(a) && numbered(b)))
}

#[expect(clippy::ptr_arg, reason = "the names of a record are strings")]
fn is_cve(name: &String) -> bool {
    name.starts_with("CVE-")
}

fn one(ecosystem: Ecosystem, release: &Release, group: &[&Record]) -> Advisory {
    let mut all: Vec<&String> = group.iter().flat_map(|record| names(record)).collect();
    all.sort_by_key(|name| (rank(name), (*name).clone()));
    all.dedup();
    let mut names = all.into_iter().cloned();
    let fixed = group.iter().filter_map(|record| record.span_of(ecosystem, release)?.1.clone());
    Advisory {
        id: names.next().unwrap_or_default(),
        aliases: names.collect(),
        severity: group.iter().filter_map(|record| record.severity).max(),
        summary: group.iter().map(|record| &record.summary).find(|text| !text.is_empty()).cloned().unwrap_or_default(),
        // Databases that disagree are both right about what they saw: the later release serves both.
        fixed: fixed.max_by(|a, b| order(ecosystem, a, b)),
    }
}

/// People know a weakness by its CVE number, then by GitHub's.
fn rank(name: &str) -> u8 {
    match name.split('-').next() {
        Some("CVE") => 0,
        Some("GHSA") => 1,
        _ => 2,
    }
}

pub(super) fn order(ecosystem: Ecosystem, a: &str, b: &str) -> std::cmp::Ordering {
    match (Release::parse(ecosystem, a), Release::parse(ecosystem, b)) {
        (Some(a), Some(b)) => a.order(&b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}
