//! Programs that are fetched into a file, and run from there.

use super::command::{RUNNERS, fetched, main, shown, url};
use super::{Row, row};
use crate::config::launch::program;

/// A file is fetched, and then run or made a program, with nothing between that knows what it should be.
pub(super) fn run_later(pipelines: &[Vec<Vec<String>>]) -> Vec<Row> {
    let commands: Vec<&Vec<String>> = pipelines.iter().flatten().collect();
    let mut rows = Vec::new();
    for (at, command) in commands.iter().enumerate() {
        let Some(file) = fetched(command) else { continue };
        let name = program(&file);
        let runs = |later: &&&Vec<String>| runs(later, name);
        if !name.is_empty() && commands[at + 1..].iter().find(|later| runs(later)).is_some() {
            let url = url(command);
            rows.push(row(url.clone(), format!("runs a program from {} that nothing checks", shown(&url))));
        }
    }
    rows
}

fn runs(command: &[String], name: &str) -> bool {
    let Some((at, program_name)) = main(command) else { return false };
    let names = |words: &[String]| words.iter().any(|word| program(word) == name);
    match program_name {
        "chmod" => {
            names(&command[at + 1..])
                && command[at + 1..]
                    .iter()
                    .any(|word| word.contains('x') || word.starts_with('7') || word.starts_with("07"))
        }
        runner if RUNNERS.contains(&runner) => names(&command[at + 1..]),
        other => other == name && command[at].contains('/'),
    }
}
