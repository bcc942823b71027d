//! `dependencies/end-of-life`: what the project runs on gets no security fixes any more.

use std::collections::BTreeMap;

use sneck_model::Example::{Bad, Good};
use sneck_model::{
    Check, Ecosystem, Facts, Kind, Place, Rule, Severity, Standing, Step, Strength, Subject, SubjectKind, Verdicts, day,
};

use crate::common::{Fault, step_at};
use crate::lifecycle::{PRODUCTS, Product, product};
use crate::machine::answering;
use crate::packages::counts;

/// The rule.
pub static RULE: Rule = Rule {
    id: "dependencies/end-of-life",
    title: "A release is used that gets no security fixes any more",
    severity: Severity::Medium,
    checklist: "Languages, frameworks, systems and databases still get security fixes",
    why: "A weakness that is found after a release's end stays open in it for good: nobody publishes a fix, and often \
          nobody even publishes that it is affected. What is found in the release that came after it usually works there, too.",
    remedy: "Move to a release that is looked after, and rebuild:\n\n\
             FROM python:3.14-slim\n\n\
             Databases keep their files in the form of their release: read their page on upgrades first.",
    remedies: &[],
    references: &[
        "https://devguide.python.org/versions/",
        "https://www.djangoproject.com/download/#supported-versions",
        "https://www.postgresql.org/support/versioning/",
        "https://owasp.org/Top10/A06_2021-Vulnerable_and_Outdated_Components/",
    ],
    cwe: &[1104, 672],
    since: "0.1",
    examples: &[
        Bad(r#"=== Dockerfile
FROM python:3.7-slim
COPY . /app
CMD ["python", "/app/app.py"]
=== app.py
print("hello")
=== today 2026-11-22
"#),
        Bad(r#"=== compose.yaml
services:
  db:
    image: postgres:9.6
=== today 2026-11-22
"#),
        Bad(r#"=== requirements.txt
Django==2.2.28
=== today 2026-11-22
"#),
        Bad(r#"=== runtime.txt
python-3.6.15
=== today 2026-11-22
"#),
        Good(
            r#"=== Dockerfile
FROM python:3.7-slim
COPY . /app
CMD ["python", "/app/app.py"]
=== app.py
print("hello")
=== today 2022-11-22
"#,
        ),
        Good(
            r#"=== compose.yaml
services:
  db:
    image: postgres:17
=== today 2026-11-22
"#,
        ),
        Good(
            r#"=== pyproject.toml
[project]
name = "shop"
version = "1.0"
requires-python = ">=3.7"
dependencies = ["django>=2.2"]
=== today 2026-11-22
"#,
        ),
        Good(
            r#"=== Dockerfile
FROM python:3-slim
COPY . /app
CMD ["python", "/app/app.py"]
=== app.py
print("hello")
=== today 2026-11-22
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// Days for which the end of a release is recent.
const RECENT: i32 = 365;

/// A release of a product, and where it is chosen.
struct Used<'f> {
    product: &'static Product,
    version: &'f str,
    says: String,
    place: &'f Place,
}

fn check(facts: &Facts, out: &mut Verdicts) {
    let mut subjects: BTreeMap<(Subject, Kind), Vec<Used<'_>>> = BTreeMap::new();
    for release in &facts.releases {
        let Some(product) = product(&release.product) else { continue };
        let used = Used { product, version: &release.version, says: release.says.clone(), place: &release.place };
        subjects.entry((release.subject.clone(), release.kind)).or_default().push(used);
    }
    for dependency in facts.dependencies.iter().filter(|d| d.ecosystem == Ecosystem::Pypi) {
        let product = PRODUCTS.iter().find(|product| product.package == Some(&*dependency.name));
        let (Some(product), Some(version)) = (product, &dependency.version) else { continue };
        let verb = if dependency.locked { "locked" } else { "pinned" };
        let path = dependency.place.file().map_or("", |(path, _)| path);
        let used = Used { product, version, says: format!("what is {verb} in `{path}`"), place: &dependency.place };
        let subject = Subject::new(SubjectKind::Dependency, dependency.name.clone());
        subjects.entry((subject, counts(dependency))).or_default().push(used);
    }
    let running: Vec<_> = answering(facts).map(|one| (one.listener.place(), one)).collect();
    for (place, one) in &running {
        let (Some(product), Some(version)) = (product(&one.service.product), &one.service.version) else { continue };
        let used = Used { product, version, says: format!("what answers on {}", one.service.at), place };
        subjects.entry((one.subject.clone(), facts.kind(one.standing))).or_default().push(used);
    }
    for ((subject, kind), used) in subjects {
        judge(facts.today, &subject, Standing::Kind(kind), &used, out);
    }
}

fn judge(today: i32, subject: &Subject, standing: Standing, used: &[Used<'_>], out: &mut Verdicts) {
    let ended = |used: &Used<'_>| used.product.end(used.version).filter(|end| *end < today);
    let over: Vec<(&Used<'_>, i32)> = used.iter().filter_map(|used| Some((used, ended(used)?))).collect();
    // The one that ended first is the worst.
    let Some((worst, end)) = over.iter().min_by_key(|(_, end)| *end) else {
        return out.passes(subject, standing, used.iter().map(|used| step_at(used.place, shown(used))).collect());
    };
    let severity = if today - end > RECENT { Severity::Medium } else { Severity::Low };
    let mut steps: Vec<Step> = vec![step_at(worst.place, shown(worst))];
    steps.extend(over.iter().filter(|(used, _)| used.place != worst.place).map(|(u, _)| step_at(u.place, shown(u))));
    Fault::new(says(&over, worst)).fix(fix(worst)).severity(severity).at(
        out,
        subject,
        standing,
        Strength::Shows,
        steps,
    );
}

fn shown(used: &Used<'_>) -> String {
    format!("chooses {} {}", used.product.shown, version(used))
}

/// `3.7.9999` stands for the newest release of 3.7.
fn version<'u>(used: &'u Used<'_>) -> &'u str {
    used.version.trim_end_matches(".9999")
}

fn says(over: &[(&Used<'_>, i32)], worst: &Used<'_>) -> String {
    let mut products: Vec<String> = Vec::new();
    for (used, end) in over.iter().filter(|(used, _)| used.place == worst.place) {
        products.push(format!(
            "{} {}, which got its last security fixes by {}",
            used.product.shown,
            version(used),
            day::write(*end)
        ));
    }
    format!("{} is {}.", capital(&worst.says), products.join(", and "))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn fix(used: &Used<'_>) -> String {
    let Product { shown, newest, source, .. } = used.product;
    if newest.is_empty() {
        return format!("Move to a system that is looked after: {source}.");
    }
    format!("Move to {shown} {newest} or another release that is looked after: {source}.")
}
