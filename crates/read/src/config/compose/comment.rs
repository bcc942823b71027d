//! What the comment at the head of a compose file says that the file is for.

use sneck_model::Kind;

use super::files::Project;
use crate::config::found::Said;

/// How people write that users never see what a file starts.
const DEVELOPMENT: &[&str] = &[
    "for development",
    "for the development",
    "for local development",
    "for local use",
    "for local testing",
    "for developers",
    "development only",
    "development setup",
    "development environment",
    "not for production",
    "not meant for production",
    "not intended for production",
    "not suitable for production",
    "do not use this in production",
    "do not use it in a production",
    "do not use in production",
];

/// Development, where the comment above everything else of the project's last file says so.
pub(super) fn kind(project: &Project<'_>) -> Said {
    let file = project.files.last()?;
    let said = folded(&head(&file.text()));
    let phrase = DEVELOPMENT.iter().find(|phrase| said.contains(**phrase))?;
    Some((Kind::Development, format!("{} says that it is {phrase}", file.path)))
}

/// The comments before the first line of the file's own.
fn head(text: &str) -> String {
    let lines = text.lines().map(str::trim).take_while(|line| line.is_empty() || line.starts_with('#'));
    lines.map(|line| line.trim_start_matches('#')).collect::<Vec<_>>().join(" ")
}

/// In lower case, with single spaces and without marks of emphasis.
fn folded(text: &str) -> String {
    let plain: String = text.to_lowercase().chars().filter(|c| !matches!(c, '*' | '_' | '`' | '"')).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use crate::config::stack::Family;
    use crate::config::testing::tree;
    use sneck_model::Kind;

    fn kind(text: &str) -> Kind {
        let tree = tree(&[("compose.yaml", text)]);
        let stack = crate::config::deployment(&tree).stack;
        stack.members.iter().find(|m| m.family == Family::Compose).expect("a service").kind
    }

    #[test]
    fn a_file_may_say_what_it_is_for() {
        let services = "services:\n  db:\n    image: postgres:16\n";
        let table = [
            (
                "# This file is for the **development** setup.\n# For a production example see the docs.\n",
                Kind::Development,
            ),
            ("# WARNING: for local\n# development.\n", Kind::Development),
            ("# The shop, as it is run for everybody.\n", Kind::Production),
            ("", Kind::Production),
        ];
        for (head, expected) in table {
            assert_eq!(kind(&format!("{head}{services}")), expected, "{head}");
        }
    }
}
