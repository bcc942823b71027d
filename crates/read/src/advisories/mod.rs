//! What is published of weaknesses in packages, and which releases of the project it names.
//!
//! A [`Book`] is made from advisories in the OSV schema and written as one sorted file per ecosystem. An audit looks
//! the packages that are used up in these files ([`packages`], [`of_line`]) and joins what it finds with the dependencies
//! ([`apply`]).

mod book;
mod fold;
mod index;
mod osv;
mod record;
mod release;
mod severity;
mod span;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use sneck_model::{AdvisorySource, Banner, Dependency, Ecosystem, Facts, Vulnerable};

pub use book::{Book, Counts, Header};
pub use index::of_index;
pub use record::{Record, of_line};
use release::Release;

/// What is known of the packages of a project.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The ecosystems whose advisories were asked.
    pub sources: Vec<AdvisorySource>,
    /// Advisories by ecosystem and name.
    pub packages: BTreeMap<(Ecosystem, String), Vec<Record>>,
}

/// Releases of packages: the ecosystem, the name, the number.
pub type Releases = BTreeSet<(Ecosystem, String, String)>;

/// The releases that files choose.
#[must_use]
pub fn chosen(facts: &Facts) -> Releases {
    let release = |d: &Dependency| Some((d.ecosystem, d.name.clone(), d.version.clone()?));
    facts.dependencies.iter().filter_map(release).collect()
}

/// The releases that something running tells of itself and no file chooses.
#[must_use]
pub fn told(facts: &Facts) -> Releases {
    let release = |b: &Banner| Some((b.ecosystem?, b.product.to_owned(), b.version.clone()));
    let told: Releases = facts.banners.iter().filter_map(release).collect();
    &told - &chosen(facts)
}

/// The packages to look up.
#[must_use]
pub fn packages(releases: &Releases) -> BTreeSet<(Ecosystem, String)> {
    releases.iter().map(|(ecosystem, name, _)| (*ecosystem, name.clone())).collect()
}

/// Looks packages up in advisories that are at hand.
#[must_use]
pub fn look_up(book: &Book, wanted: &BTreeSet<(Ecosystem, String)>) -> Known {
    let source = |header: Header| AdvisorySource { ecosystem: header.ecosystem, day: header.day };
    let records = |(ecosystem, name): &(Ecosystem, String)| {
        Some(((*ecosystem, name.clone()), book.records(*ecosystem, name)?.to_vec()))
    };
    Known {
        sources: book.headers().into_iter().map(source).collect(),
        packages: wanted.iter().filter_map(records).collect(),
    }
}

/// Fills the table of releases that have weaknesses.
pub fn apply(facts: &mut Facts, releases: &Releases, known: &Known) {
    let rows = releases.iter().filter_map(|(ecosystem, name, version)| {
        let records = known.packages.get(&(*ecosystem, name.clone()))?;
        vulnerable(*ecosystem, name, version, records)
    });
    facts.vulnerable.extend(rows);
    for source in &known.sources {
        if facts.advisory_sources.iter().all(|other| other.ecosystem != source.ecosystem) {
            facts.advisory_sources.push(source.clone());
        }
    }
}

/// Joins the advisories of a recorded world, which tell of every ecosystem. Those that name no day are of today.
pub(crate) fn recorded(text: &str, today: i32, facts: &mut Facts) {
    let book = Book::of_documents(text).unwrap_or_default();
    let releases = &chosen(facts) | &told(facts);
    let mut known = look_up(&book, &packages(&releases));
    let day = known.sources.iter().map(|source| source.day).filter(|day| *day > 0).max().unwrap_or(today);
    known.sources = [Ecosystem::Pypi, Ecosystem::Npm, Ecosystem::Crates]
        .map(|ecosystem| AdvisorySource { ecosystem, day })
        .to_vec();
    apply(facts, &releases, &known);
}

fn vulnerable(ecosystem: Ecosystem, name: &str, version: &str, records: &[Record]) -> Option<Vulnerable> {
    let release = Release::installed(ecosystem, version)?;
    let advisories = fold::advisories(ecosystem, &release, records);
    if advisories.is_empty() {
        return None;
    }
    let fixed = free_release(ecosystem, &release, records);
    Some(Vulnerable { ecosystem, name: name.to_owned(), version: version.to_owned(), advisories, fixed })
}

/// The first later release that is named as free of a weakness and has none of the others either.
fn free_release(ecosystem: Ecosystem, installed: &Release, records: &[Record]) -> Option<String> {
    let ends = records.iter().flat_map(|record| record.spans.iter().filter_map(|span| span.1.as_ref()));
    let mut later: Vec<(Release, &String)> =
        ends.filter_map(|text| Some((Release::parse(ecosystem, text)?, text))).collect();
    later.retain(|(release, _)| release.order(installed) == std::cmp::Ordering::Greater && release.is_final());
    later.sort_by(|(a, _), (b, _)| a.order(b));
    later.dedup_by(|(a, _), (b, _)| a.order(b) == std::cmp::Ordering::Equal);
    let free = |(release, _): &&(Release, &String)| !records.iter().any(|record| record.affects(ecosystem, release));
    later.iter().find(free).map(|(_, text)| (*text).clone())
}
