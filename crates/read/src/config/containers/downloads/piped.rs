//! What goes from the network straight into a program that runs it.

use super::command::{FETCHERS, RUNNERS, main, shown, url};
use super::{Row, row};
use crate::config::launch::program;

/// `curl … | sh`
pub(super) fn piped(pipeline: &[Vec<String>]) -> Option<Row> {
    let fetches = |command: &Vec<String>| main(command).is_some_and(|(_, name)| FETCHERS.contains(&name));
    let from = pipeline.iter().position(fetches)?;
    let runs = pipeline[from + 1..].iter().find_map(|command| {
        let (at, name) = main(command)?;
        let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        // `python -c PROGRAM` and `python -m json.tool` read data, as `sh -c LINE` does.
        let reads_data =
            command[at + 1..].iter().any(|word| matches!(word.as_str(), "-c" | "-m" | "-e" | "-ne" | "-pe" | "-n"));
        (RUNNERS.contains(&name) && !reads_data && is_from_input(&command[at + 1..])).then_some(name)
    })?;
    let url = url(&pipeline[from]);
    Some(row(url.clone(), format!("runs what {} answers, unread, in {runs}", shown(&url))))
}

/// No file is named that would be run in place of the input.
fn is_from_input(arguments: &[String]) -> bool {
    let mut words = arguments.iter().map(String::as_str);
    match words.next() {
        None | Some("-" | "/dev/stdin") => true,
        Some("-s") => true,
        Some(word) if word.starts_with('-') => is_from_input(&arguments[1..]),
        Some(_) => false,
    }
}

/// `sh -c "$(curl …)"`, `bash <(curl …)`, `` eval `wget …` ``
pub(super) fn substituted(text: &str) -> Vec<Row> {
    let opens = FETCHERS.iter().flat_map(|name| [format!("$({name} "), format!("<({name} "), format!("`{name} ")]);
    let mut rows = Vec::new();
    for open in opens {
        for (at, _) in text.match_indices(&open) {
            let before = text[..at].trim_end_matches(['"', '\'', ' ']);
            let words: Vec<&str> =
                before.rsplit(['\n', ';', '&', '|']).next().unwrap_or("").split_whitespace().collect();
            let runs =
                words.iter().any(|word| RUNNERS.contains(&program(word)) || matches!(*word, "eval" | "source" | "."));
            if runs {
                let end = crate::config::expand::closing(&text[at + 1..]).map_or(text.len(), |end| at + 1 + end);
                let inner: Vec<String> = text[at + 2..end.max(at + 2)].split_whitespace().map(str::to_owned).collect();
                let url = url(&inner);
                rows.push(row(url.clone(), format!("runs what {} answers, unread", shown(&url))));
            }
        }
    }
    rows
}
