//! Releases that are used: those that files choose, and those that something running tells of itself.

use std::collections::BTreeMap;

use sneck_model::{Banner, Ecosystem, Exchange, Facts, Place, Standing, Step, Subject, SubjectKind};

use crate::common::step_at;
use crate::lifecycle::{PRODUCTS, Product, carrier, is_within, product};
use crate::live;
use crate::machine::answering;
use crate::packages::counts;

/// A release of a product, and what says so.
pub(crate) struct Used<'f> {
    pub(crate) product: &'static Product,
    pub(crate) version: &'f str,
    /// What it is, to stand in a sentence.
    pub(crate) says: String,
    pub(crate) step: Step,
    /// Something running told it; it may be a package of this distribution, or of one that is not named.
    pub(crate) told_by: Option<Option<&'static str>>,
}

/// Releases by what they are about and where that counts.
pub(crate) type Groups<'f> = BTreeMap<(Subject, Standing), Vec<Used<'f>>>;

impl Used<'_> {
    /// `3.7.9999` stands for the newest release of 3.7.
    pub(crate) fn number(&self) -> &str {
        self.version.trim_end_matches(".9999")
    }

    fn is_the_one_of(&self, other: &Used<'_>) -> bool {
        let (one, other) = ((self.product.name, self.number()), (other.product.name, other.number()));
        one.0 == other.0 && (is_within(one.1, other.1) || is_within(other.1, one.1))
    }

    /// The distribution that still mends it, where it may be its package.
    pub(crate) fn carrier(&self, today: i32) -> Option<String> {
        let named = self.told_by?;
        let known = carrier(self.product, self.number(), named, today);
        // What other distributions carry, and for how long, is not known here.
        known.or_else(|| named.filter(|name| product(name).is_none()).map(|_| "its distribution".to_owned()))
    }
}

/// What files choose, with what tells the same of itself beside it; and what tells something else, or of which no file says
/// anything.
pub(crate) fn used(facts: &Facts) -> (Groups<'_>, Groups<'_>) {
    let (mut chosen, mut apart) = (chosen(facts), Groups::new());
    for (subject, standing, told) in services(facts) {
        put(&mut chosen, &mut apart, (subject, standing), told);
    }
    for (subject, standing, told) in banners(facts) {
        let known = known(facts, &chosen, (&subject, standing), &told).unwrap_or((subject, standing));
        put(&mut chosen, &mut apart, known, told);
    }
    (chosen, apart)
}

fn put<'f>(chosen: &mut Groups<'f>, apart: &mut Groups<'f>, at: (Subject, Standing), told: Used<'f>) {
    match chosen.get_mut(&at) {
        Some(same) if same.iter().any(|one| one.is_the_one_of(&told)) => same.push(told),
        _ => apart.entry(at).or_default().push(told),
    }
}

/// Programs that may stand in front of another of their sort: a release that no file chooses need not be that of the
/// container whose release a file does choose.
const IN_FRONT: &[&str] = &["nginx", "apache", "openssl"];

/// The only thing of this kind that brings the product: with this very release, or with another one that the app's own address
/// contradicts.
fn known(
    facts: &Facts,
    chosen: &Groups<'_>,
    (subject, standing): (&Subject, Standing),
    told: &Used<'_>,
) -> Option<(Subject, Standing)> {
    let brings = |used: &&Used<'_>| used.product.name == told.product.name && used.told_by.is_none();
    let of_kind = chosen.iter().filter(|((_, at), _)| facts.kind(*at) == facts.kind(standing));
    let mut with = of_kind.filter(|(_, all)| all.iter().any(|one| brings(&one)));
    let (only, all) = with.next().filter(|_| with.next().is_none())?;
    let agrees = all.iter().filter(brings).any(|one| one.is_the_one_of(told));
    let contradicts = subject.kind == SubjectKind::App && !IN_FRONT.contains(&told.product.name);
    (agrees || contradicts).then(|| only.clone())
}

fn chosen(facts: &Facts) -> Groups<'_> {
    let mut groups = Groups::new();
    for release in &facts.releases {
        let Some(product) = product(&release.product) else { continue };
        let used = Used::chosen(product, &release.version, release.says.clone(), &release.place);
        groups.entry((release.subject.clone(), Standing::Kind(release.kind))).or_default().push(used);
    }
    for dependency in facts.dependencies.iter().filter(|d| d.ecosystem == Ecosystem::Pypi) {
        let product = PRODUCTS.iter().find(|product| product.package == Some(&*dependency.name));
        let (Some(product), Some(version)) = (product, &dependency.version) else { continue };
        let verb = if dependency.locked { "locked" } else { "pinned" };
        let path = dependency.place.file().map_or("", |(path, _)| path);
        let used = Used::chosen(product, version, format!("what is {verb} in `{path}`"), &dependency.place);
        let subject = Subject::new(SubjectKind::Dependency, dependency.name.clone());
        groups.entry((subject, Standing::Kind(counts(dependency)))).or_default().push(used);
    }
    groups
}

impl<'f> Used<'f> {
    fn chosen(product: &'static Product, version: &'f str, says: String, place: &Place) -> Self {
        let shown = version.trim_end_matches(".9999");
        let step = step_at(place, format!("chooses {} {shown}", product.shown));
        Self { product, version, says, step, told_by: None }
    }
}

/// What services of this machine tell.
fn services(facts: &Facts) -> impl Iterator<Item = (Subject, Standing, Used<'_>)> {
    answering(facts).filter_map(|one| {
        let (product, version) = (product(&one.service.product)?, one.service.version.as_deref()?);
        let step = step_at(&one.listener.place(), format!("says that it is {} {version}", product.shown));
        let says = format!("what answers on {}", one.service.at);
        let kind = Standing::Kind(facts.kind(one.standing));
        Some((one.subject, kind, Used { product, version, says, step, told_by: Some(None) }))
    })
}

/// What answers tell.
fn banners(facts: &Facts) -> impl Iterator<Item = (Subject, Standing, Used<'_>)> {
    facts.banners.iter().filter_map(|banner| {
        let (product, answer) = (product(banner.product)?, facts.exchanges.get(banner.exchange)?);
        let (subject, standing) = facts.about(answer);
        let says = format!("what answers at {}", answer.origin.url);
        let used = Used {
            product,
            version: &banner.version,
            says,
            step: told(banner, answer),
            told_by: Some(banner.distribution),
        };
        Some((subject, standing, used))
    })
}

/// The header that tells a release.
pub(crate) fn told(banner: &Banner, answer: &Exchange) -> Step {
    live::header_step(answer, banner.header, format!("says {}", banner.says))
}

/// What a release that only something running tells of is to be taken with.
pub(crate) const CAUTION: &str =
    "Where it is the package of a distribution, that may mend it without raising this number.";
