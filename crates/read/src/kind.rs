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
    if folder.starts_with(".github")
        || folder.starts_with(".circleci")
        || name == ".gitlab-ci.yml"
        || name == ".travis.yml"
    {
        return Kind::Ci;
    }
    if folder.split('/').any(is_example_folder) || is_example_name(name) {
        return Kind::Example;
    }
    if is_development_name(name) {
        return Kind::Development;
    }
    Kind::Production
}

fn is_test_folder(part: &str) -> bool {
    matches!(part, "test" | "tests" | "testing" | "spec" | "specs" | "e2e" | "__tests__" | "testdata" | "test_data")
}

fn is_test_name(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    name.starts_with("conftest.")
        || matches!(stem, "test" | "tests")
        || stem.starts_with("test_")
        || stem.starts_with("tests_")
        || stem.ends_with("_test")
        || stem.ends_with("_tests")
        || name == "tox.ini"
        || name == "noxfile.py"
}

fn is_example_folder(part: &str) -> bool {
    matches!(
        part,
        "doc"
            | "docs"
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
        "example.",
    ];
    marks.iter().any(|m| name.contains(m)) || [".md", ".rst", ".adoc"].iter().any(|e| name.ends_with(e))
}

fn is_development_name(name: &str) -> bool {
    name == "vagrantfile"
        || name == ".flaskenv"
        || name.contains(".dev.")
        || name.contains(".development")
        || name.contains(".local.")
        || name.contains("-dev.")
        || name.ends_with(".dev")
        || name.ends_with(".local")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_says_what_a_file_is_for() {
        let table = [
            ("app.py", Kind::Production),
            ("tests/conftest.py", Kind::Test),
            ("shop/test_views.py", Kind::Test),
            (".env.example", Kind::Example),
            ("docs/config.rst", Kind::Example),
            ("docker-compose.dev.yml", Kind::Development),
            (".github/workflows/ci.yml", Kind::Ci),
            ("latest/contest.py", Kind::Production),
        ];
        for (path, kind) in table {
            assert_eq!(of_path(path), kind, "{path}");
        }
    }
}
