//! The hook that audits before a commit, in the form of pre-commit.

use super::{Change, Project};

const PATH: &str = ".pre-commit-config.yaml";
const WHY: &str = "audits before each commit (`pre-commit install`)";

/// The entry below `repos:`, its first line where the others begin.
const ENTRY: &[&str] = &[
    "- repo: local",
    "  hooks:",
    "    - id: sneck",
    "      name: sneck",
    "      entry: sneck check",
    "      language: system",
    "      pass_filenames: false",
];

/// A new file, or one more entry in the list of a file that holds nothing behind it.
pub(super) fn hook(project: &Project) -> Option<Change> {
    let entry = |indent: &str| ENTRY.iter().map(|line| format!("{indent}{line}\n")).collect::<String>();
    let Some(before) = (project.text)(PATH) else {
        let after = format!("repos:\n{}", entry("  "));
        return Some(Change { path: PATH.to_owned(), before: None, after, why: WHY });
    };
    if before.contains("id: sneck") {
        return None;
    }
    let indent = indent_of_last_list(&before)?;
    let line_end = if before.ends_with('\n') { "" } else { "\n" };
    let after = format!("{before}{line_end}{}", entry(&indent));
    Some(Change { path: PATH.to_owned(), before: Some(before), after, why: WHY })
}

/// How far the entries of `repos:` stand in, when that list is the last thing of the file.
fn indent_of_last_list(text: &str) -> Option<String> {
    let is_key = |line: &&str| line.starts_with(|c: char| c.is_ascii_alphabetic()) && line.contains(':');
    let last = text.lines().rfind(is_key)?;
    let entry = text.lines().find(|line| line.trim_start().starts_with("- repo:"))?;
    (last.trim_end() == "repos:").then(|| entry[..entry.len() - entry.trim_start().len()].to_owned())
}
