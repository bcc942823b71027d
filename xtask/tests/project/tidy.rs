//! Tidiness of every source file.

use std::path::{Path, PathBuf};

use crate::metadata::root;

/// Lines of a file, its tests apart. A longer one holds more than one concept.
const LONGEST: usize = 400;

/// Folders that are not ours to keep tidy.
const LEFT_OUT: &[&str] = &["target", ".git", ".venv", "node_modules", "corpus", "artifacts"];

/// Every file of the project with one of these endings.
pub fn files(endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the folder is ours") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() && !LEFT_OUT.contains(&name.as_str()) {
                folders.push(path);
            } else if path.is_file() && endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Fails with every file of which `wrong` has something to say.
fn each(endings: &[&str], wrong: fn(&str) -> Option<String>) {
    let root = root();
    let files = files(endings);
    assert!(files.len() > 3, "found only {} files", files.len());
    let say = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).expect("a text");
        let name = path.strip_prefix(&root).unwrap_or(Path::new("")).display().to_string();
        wrong(&text).map(|why| format!("{name}: {why}"))
    };
    let told: Vec<_> = files.iter().filter_map(say).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn every_source_file_says_what_it_is() {
    each(&[".rs"], |text| (!text.starts_with("//! ")).then(|| "does not start with `//! ` and a sentence".to_owned()));
}

#[test]
fn no_source_file_is_long() {
    each(&[".rs"], |text| {
        let lines = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]")).count();
        (lines > LONGEST).then(|| format!("has {lines} lines; more than {LONGEST} hold more than one concept"))
    });
}

#[test]
fn lines_end_where_they_end() {
    each(&[".rs", ".md", ".toml", ".sh"], |text| {
        let trailing = (1..).zip(text.lines()).find(|(_, line)| line.ends_with([' ', '\t']));
        match trailing {
            Some((number, _)) => Some(format!("line {number} has blanks at its end")),
            None if !text.is_empty() && !text.ends_with('\n') => Some("does not end with a line end".to_owned()),
            None => None,
        }
    });
}

/// The compiler cannot see a lint that is switched off in a crate's own manifest.
#[test]
fn every_crate_obeys_the_lints_of_the_workspace() {
    each(&["Cargo.toml"], |text| {
        let has = text.contains("[lints]\nworkspace = true") || text.contains("[workspace.lints.rust]");
        (!has).then(|| "does not take over the lints of the workspace".to_owned())
    });
}
