//! `dependencies/untrusted-index`: somebody else can decide what is installed.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Check, Facts, IndexSort, PackageIndex, Rule, Severity, Standing, Strength, Subject, Verdicts};

use crate::common::{Fault, file_of, step_at};

/// The rule.
pub static RULE: Rule = Rule {
    id: "dependencies/untrusted-index",
    title: "Packages come from where somebody else can put them",
    severity: Severity::Medium,
    checklist: "Packages come from one index, encrypted and checked",
    why: "When two indexes are asked at once, the higher release wins, whoever published it: anybody can publish a package \
          of the name of a private one on the public index, with a release of 99. Without encryption or without a check of \
          certificates, anybody on the way can put another package in place. What is installed runs code.",
    remedy: "Ask one index over HTTPS, one of your own that passes the public one on if need be:\n\n\
             --index-url https://packages.example.com/simple\n\n\
             uv and Poetry can say which package comes from where:\n\n\
             [[tool.uv.index]]\n\
             name = \"own\"\n\
             url = \"https://packages.example.com/simple\"\n\
             explicit = true",
    remedies: &[],
    references: &[
        "https://pip.pypa.io/en/stable/cli/pip_install/#cmdoption-extra-index-url",
        "https://docs.astral.sh/uv/concepts/indexes/#searching-across-multiple-indexes",
        "https://python-poetry.org/docs/repositories/#package-sources",
        "https://medium.com/@alex.birsan/dependency-confusion-4a5d60fec610",
    ],
    cwe: &[427, 494, 295],
    since: "0.1",
    examples: &[
        Bad(r#"=== requirements.txt
--extra-index-url https://packages.shop.test/simple
shop-payments==1.2.0
"#),
        Bad(r#"=== Dockerfile
FROM python:3.14
RUN pip install --trusted-host packages.shop.test -i http://packages.shop.test/simple shop-payments==1.2.0
"#),
        Bad(r#"=== .npmrc
registry=http://packages.shop.test/
strict-ssl=false
"#),
        Bad(r#"=== pyproject.toml
[project]
name = "shop"
version = "1.0"

[[tool.poetry.source]]
name = "own"
url = "https://packages.shop.test/simple"
priority = "supplemental"
"#),
        Good(
            r#"=== requirements.txt
--index-url https://packages.shop.test/simple
shop-payments==1.2.0
"#,
        ),
        Good(
            r#"=== requirements.txt
--extra-index-url https://packages.shop.test/simple
shop-payments==1.2.0 --hash=sha256:ca1d8112ec8a6158cc29ea4858963350011b5c846a414cdb7a954aa9e967d03a
"#,
        ),
        Good(
            r#"=== pyproject.toml
[project]
name = "shop"
version = "1.0"

[[tool.uv.index]]
name = "own"
url = "https://packages.shop.test/simple"
explicit = true
"#,
        ),
        Good(
            r#"=== .npmrc
registry=https://packages.shop.test/
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

fn check(facts: &Facts, out: &mut Verdicts) {
    for index in &facts.indexes {
        let (subject, standing) = (file_of(&index.place), Standing::Kind(index.kind));
        match fault(facts, index, &subject) {
            Some(fault) => fault.at(out, &subject, standing, Strength::Shows, vec![step_at(&index.place, sets(index))]),
            None => out.passes(&subject, standing, vec![step_at(&index.place, sets(index))]),
        }
    }
}

fn sets(index: &PackageIndex) -> String {
    let PackageIndex { option, address, .. } = index;
    if address.is_empty() { format!("sets {option}") } else { format!("sets {option} to {address}") }
}

fn fault(facts: &Facts, index: &PackageIndex, file: &Subject) -> Option<Fault> {
    let PackageIndex { option, address, .. } = index;
    let says = match index.sort {
        IndexSort::Only => return None,
        // Whatever an index offers, only a file of this hash is installed.
        IndexSort::Beside if all_hashed(facts, file) => return None,
        IndexSort::Beside => format!(
            "`{option}` asks {address} beside the public index, and takes the higher release of the two: anybody can \
             publish one under the name of a private package."
        ),
        IndexSort::Unchecked if address.is_empty() => {
            format!(
                "`{option}` switches the check of certificates off: whoever is on the way can hand out other packages."
            )
        }
        IndexSort::Unchecked => format!(
            "`{option}` believes whoever answers as {address}: its certificate is not checked, so packages can be replaced on \
             the way."
        ),
        IndexSort::Plain => {
            format!("Packages come from {address} without encryption, so whoever is on the way can hand out others.")
        }
    };
    Some(Fault::new(says))
}

fn all_hashed(facts: &Facts, file: &Subject) -> bool {
    let mut of_file =
        facts.dependencies.iter().filter(|d| d.place.file().is_some_and(|(path, _)| **path == *file.name)).peekable();
    of_file.peek().is_some() && of_file.all(|dependency| dependency.hashed)
}
