//! What a file is for, told by its path.

use sneck_model::Kind;

/// The kind of a file: production unless its path says otherwise.
#[must_use]
pub fn of_path(path: &str) -> Kind {
    let lower = path.to_ascii_lowercase();
    let (folder, name) = lower.rsplit_once('/').unwrap_or(("", &lower));
    if folder.split('/').any(is_test_folder) || is_test_name(name) {
        return Kind::Test;
    }
    let of_pipelines = |part: &str| matches!(part, ".github" | ".circleci" | ".ci" | ".buildkite" | ".gitlab");
    if folder.split('/').any(of_pipelines)
        || name.contains(".ci.")
        || name == "azure-pipelines.yml"
        || name == ".gitlab-ci.yml"
        || name == ".travis.yml"
    {
        return Kind::Ci;
    }
    if folder.split('/').any(is_example_folder) || is_example_name(name) {
        return Kind::Example;
    }
    if let Some(kind) = of_settings(folder, name) {
        return kind;
    }
    if is_development_name(name) || folder.split('/').any(is_development_folder) {
        return Kind::Development;
    }
    Kind::Production
}

/// A module of settings says by its name which of them it is: `settings/local.py`, `settings_dev.py`.
fn of_settings(folder: &str, name: &str) -> Option<Kind> {
    let stem = name.strip_suffix(".py")?;
    let among = folder.rsplit('/').next() == Some("settings");
    let words = || stem.split(['_', '-']);
    if !among && !words().any(|word| word == "settings") {
        return None;
    }
    words().find_map(|word| of_class(word).filter(|_| word != "settings"))
}

/// The kind that a class says by its name: `DevelopmentConfig`, `TestingSettings`, `Testing`.
#[must_use]
pub fn of_class(name: &str) -> Option<Kind> {
    let lower = name.to_ascii_lowercase();
    let stem = ["configuration", "config", "settings"].iter().find_map(|end| lower.strip_suffix(end));
    let stem = stem.unwrap_or(&lower).trim_end_matches('_');
    match stem {
        "dev" | "devel" | "develop" | "development" | "local" | "debug" => Some(Kind::Development),
        "test" | "tests" | "testing" | "unittest" => Some(Kind::Test),
        "ci" | "continuousintegration" => Some(Kind::Ci),
        "staging" | "stage" | "qa" | "uat" => Some(Kind::Staging),
        _ => name.starts_with("Test").then_some(Kind::Test),
    }
}

fn is_test_folder(part: &str) -> bool {
    // `unit-tests`, `_integration_test`, `test-environments`: the last or the first word says it.
    let mut words = part.trim_matches('_').split(['-', '_']);
    let is_word = |word: Option<&str>| matches!(word, Some("test" | "tests" | "testing"));
    is_word(words.next()) || is_word(words.next_back()) || TEST_FOLDERS.contains(&part)
}

const TEST_FOLDERS: &[&str] =
    &["spec", "specs", "e2e", "__tests__", "testdata", "e2etests", "unittests", "integrationtests", "functionaltests"];

/// How the names of tests begin and end, without their extension.
const TEST_STARTS: &[&str] = &["test_", "tests_", "test-", "smoketest", "smoke_test", "smoke-test"];
const TEST_ENDS: &[&str] = &["_test", "_tests", "_testing", "-test", "-tests", "smoketest"];

fn is_test_name(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    name.starts_with("conftest.")
        || matches!(stem, "test" | "tests")
        || TEST_STARTS.iter().any(|start| stem.starts_with(start))
        || TEST_ENDS.iter().any(|end| stem.ends_with(end))
        || matches!(name, "tox.ini" | "noxfile.py")
}

fn is_example_folder(part: &str) -> bool {
    matches!(
        part,
        "doc"
            | "docs"
            | "docs_src"
            | "docs-src"
            | "documentation"
            | "example"
            | "examples"
            | "sample"
            | "samples"
            | "demo"
            | "demos"
            | "tutorial"
            | "tutorials"
            | "fixtures_example"
            | "cookbook"
    )
}

fn is_example_name(name: &str) -> bool {
    let marks = [
        ".example",
        ".sample",
        ".template",
        ".dist",
        ".tmpl",
        "-example",
        "_example",
        "-sample",
        "_sample",
        "sample_data",
        "example.",
    ];
    let begins = ["template.", "sample."].iter().any(|start| name.starts_with(start) && name.ends_with(".env"));
    begins || marks.iter().any(|m| name.contains(m)) || [".md", ".rst", ".adoc"].iter().any(|e| name.ends_with(e))
}

fn is_development_folder(part: &str) -> bool {
    matches!(part, "development" | ".devcontainer")
}

fn is_development_name(name: &str) -> bool {
    name == "vagrantfile"
        || name == ".flaskenv"
        || name.contains(".dev.")
        || name.contains(".development")
        || name.contains(".local.")
        || ["compose.override.yml", "compose.override.yaml"].iter().any(|end| name.ends_with(end))
        || name.contains("-dev.")
        || name.ends_with(".dev")
        || name.ends_with(".local")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_class_says_what_it_is_for() {
        assert_eq!(of_class("DevelopmentConfig"), Some(Kind::Development));
        assert_eq!(of_class("TestSettings"), Some(Kind::Test));
        assert_eq!(of_class("ProductionConfig"), None);
        assert_eq!(of_class("Devices"), None);
    }

    #[test]
    fn the_path_says_what_a_file_is_for() {
        let table = [
            ("app.py", Kind::Production),
            ("tests/conftest.py", Kind::Test),
            ("shop/test_views.py", Kind::Test),
            ("scripts/smoketest_configuration.py", Kind::Test),
            (".env.example", Kind::Example),
            ("docs/config.rst", Kind::Example),
            ("docker-compose.dev.yml", Kind::Development),
            (".github/workflows/ci.yml", Kind::Ci),
            ("shop/settings/local_dev.py", Kind::Development),
            ("shop/settings/ci.py", Kind::Ci),
            ("shop/settings_test.py", Kind::Test),
            ("shop/settings/production.py", Kind::Production),
            ("shop/settings.py", Kind::Production),
            ("shop/local.py", Kind::Production),
            (".devcontainer/docker-compose.yml", Kind::Development),
            ("core/fixtures/test-user-data.json", Kind::Test),
            ("latest/contest.py", Kind::Production),
            ("_unit-test/migrate.sh", Kind::Test),
            ("deploy/compose-test.yml", Kind::Test),
            ("shop/views/development/registration.py", Kind::Development),
            ("shop/dev.py", Kind::Production),
            ("scripts/test-environments/postgres/compose.yml", Kind::Test),
            ("api/e2etests/seed.py", Kind::Test),
            ("protests/requests/attest.py", Kind::Production),
            ("template.env", Kind::Example),
            ("docker-compose.override.yml", Kind::Development),
        ];
        for (path, kind) in table {
            assert_eq!(of_path(path), kind, "{path}");
        }
    }
}
