//! `dependencies/end-of-life`: what the project runs on gets no security fixes any more.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, Rule, Severity, Standing, Step, Strength, Subject, Verdicts, day};

use crate::common::Fault;
use crate::lifecycle::Product;
use crate::releases::{CAUTION, Used, used};

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
        Bad(r#"=== GET https://shop.example/
200
content-type: text/html
server: nginx/1.16.1

<h1>Books</h1>
=== today 2026-11-22
"#),
        Good(
            r#"=== GET https://shop.example/
200
content-type: text/html
server: nginx/1.18.0 (Ubuntu)

<h1>Books</h1>
=== today 2026-11-22
"#,
        ),
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

fn check(facts: &Facts, out: &mut Verdicts) {
    let (chosen, apart) = used(facts);
    for ((subject, standing), used) in chosen.iter().chain(&apart) {
        judge(facts.today, subject, *standing, used, out);
    }
}

fn judge(today: i32, subject: &Subject, standing: Standing, used: &[Used<'_>], out: &mut Verdicts) {
    // A file that chooses the same release says where it came from.
    let only_told = used.iter().all(|used| used.told_by.is_some());
    let ended = |used: &Used<'_>| used.product.end(used.version).filter(|end| *end < today);
    let carrier = |used: &Used<'_>| used.carrier(today).filter(|_| only_told);
    let old: Vec<(&Used<'_>, i32)> = used.iter().filter_map(|used| Some((used, ended(used)?))).collect();
    let over: Vec<(&Used<'_>, i32)> = old.iter().copied().filter(|(used, _)| carrier(used).is_none()).collect();
    let steps = |all: &mut dyn Iterator<Item = &Used<'_>>| all.map(|used| used.step.clone()).collect::<Vec<Step>>();
    // The one that ended first is the worst.
    let Some((worst, end)) = over.iter().min_by_key(|(_, end)| *end) else {
        let doubtful = old.iter().find_map(|(used, _)| Some((used, carrier(used)?)));
        return match doubtful {
            Some((used, by)) => out.unknown(subject, standing, doubt(used, &by), vec![used.step.clone()]),
            None => out.passes(subject, standing, steps(&mut used.iter())),
        };
    };
    let severity = if today - end > RECENT { Severity::Medium } else { Severity::Low };
    let others = over.iter().map(|(used, _)| *used).filter(|used| used.step.place != worst.step.place);
    let places = steps(&mut [*worst].into_iter().chain(others));
    let (says, strength) = match only_told {
        true => (format!("{} {CAUTION}", says(&over, worst)), Strength::Suggests),
        false => (says(&over, worst), Strength::Shows),
    };
    Fault::new(says).fix(fix(worst)).severity(severity).at(out, subject, standing, strength, places);
}

fn doubt(used: &Used<'_>, by: &str) -> String {
    let Product { shown, .. } = used.product;
    format!(
        "its makers mend {shown} {} no more, but {by} does, and nothing says whether it is that package",
        used.number()
    )
}

fn says(over: &[(&Used<'_>, i32)], worst: &Used<'_>) -> String {
    let mut products: Vec<String> = Vec::new();
    for (used, end) in over.iter().filter(|(used, _)| used.step.place == worst.step.place) {
        products.push(format!(
            "{} {}, which got its last security fixes by {}",
            used.product.shown,
            used.number(),
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
