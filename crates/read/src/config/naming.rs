//! What a name says that something is for: `docker-compose.prod.yml`, the service `web-dev`, the
//! stage `test`, the dependency group `docs`.

use sneck_model::Kind;

use crate::kind;

/// Words as people write them in names, in lower case.
const WORDS: &[(&str, Kind)] = &[
    ("prod", Kind::Production),
    ("production", Kind::Production),
    ("stage", Kind::Staging),
    ("staging", Kind::Staging),
    ("preprod", Kind::Staging),
    ("preview", Kind::Staging),
    ("uat", Kind::Staging),
    ("qa", Kind::Staging),
    ("dev", Kind::Development),
    ("develop", Kind::Development),
    ("development", Kind::Development),
    ("devel", Kind::Development),
    ("debug", Kind::Development),
    ("local", Kind::Development),
    ("devcontainer", Kind::Development),
    ("test", Kind::Test),
    ("tests", Kind::Test),
    ("testing", Kind::Test),
    ("unittest", Kind::Test),
    ("e2e", Kind::Test),
    ("ci", Kind::Ci),
    ("example", Kind::Example),
    ("sample", Kind::Example),
    ("demo", Kind::Example),
];

/// Dependency groups and files that production does not install, beside those of [`WORDS`].
const TOOLS: &[&str] =
    &["doc", "docs", "documentation", "lint", "linting", "style", "format", "typing", "mypy", "tox", "nox", "build"];

/// The kind that the words of a name say. The first word that says anything counts, but
/// `production` anywhere wins over the others.
#[must_use]
pub fn kind_of(name: &str) -> Option<Kind> {
    let lower = name.to_ascii_lowercase();
    let said = || words(&lower).filter_map(|word| WORDS.iter().find(|(w, _)| *w == word).map(|(_, kind)| *kind));
    said().find(|kind| *kind == Kind::Production).or_else(|| said().next())
}

/// The kind that the name of a declared way of starting something says, with the reason as a clause:
/// the label (a service, a stage) first, then the file's name and folders.
#[must_use]
pub fn kind_of_declared(path: &str, label: &str) -> Option<(Kind, String)> {
    if let Some(kind) = kind_of(label) {
        return Some((kind, format!("{label} is named for {}", kind.name())));
    }
    let by_folder = || Some(kind::of_path(path)).filter(|kind| *kind != Kind::Production);
    let kind = kind_of(path).or_else(by_folder).or_else(|| deploys(path))?;
    Some((kind, format!("{path} is named for {}", kind.name())))
}

/// `compose.deploy.yml`: the file that deploys. Folders of that name hold files for every purpose.
fn deploys(path: &str) -> Option<Kind> {
    let name = path.rsplit('/').next()?.to_ascii_lowercase();
    words(&name).any(|word| matches!(word, "deploy" | "deployment" | "live")).then_some(Kind::Production)
}

/// True when production does not install a group or a file of that name.
#[must_use]
pub fn is_for_developers(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    kind_of(name).is_some_and(|kind| kind > Kind::Staging) || words(&lower).any(|word| TOOLS.contains(&word))
}

fn words(lower: &str) -> impl Iterator<Item = &str> {
    lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_things_are_for() {
        let table = [
            ("docker-compose.prod.yml", Some(Kind::Production)),
            ("web-dev", Some(Kind::Development)),
            ("test-production", Some(Kind::Production)),
            ("Dockerfile.test", Some(Kind::Test)),
            ("devices", None),
            ("web", None),
        ];
        for (name, kind) in table {
            assert_eq!(kind_of(name), kind, "{name}");
        }
    }

    #[test]
    fn production_does_not_install_groups_for_developers() {
        for (name, expected) in [("docs", true), ("test", true), ("postgres", false), ("prod", false), ("main", false)]
        {
            assert_eq!(is_for_developers(name), expected, "{name}");
        }
    }
}
