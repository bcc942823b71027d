//! Commands that fetch, and commands that run what they are given.

use crate::config::launch::program;

/// Programs that fetch.
pub(super) const FETCHERS: &[&str] = &["curl", "wget", "aria2c", "fetch"];
pub(super) const SHELLS: &[&str] = &["sh", "bash", "dash", "ash", "zsh", "ksh"];
/// Programs that run what they are given.
pub(super) const RUNNERS: &[&str] =
    &["sh", "bash", "dash", "ash", "zsh", "ksh", "python", "python3", "perl", "ruby", "node", "php"];

/// The program of a command, after `sudo`, `env` and assignments, with its place.
pub(super) fn main(command: &[String]) -> Option<(usize, &str)> {
    let passed = |word: &str| matches!(program(word), "sudo" | "env" | "exec" | "time" | "nohup" | "command" | "xargs");
    let at = command.iter().position(|word| !passed(word) && !word.contains('=') && !word.starts_with('-'))?;
    Some((at, program(&command[at])))
}

/// The file that a command fetches into: `-o FILE`, `-O`, the end of the URL.
pub(super) fn fetched(command: &[String]) -> Option<String> {
    let (at, name) = main(command)?;
    let rest = &command[at + 1..];
    let after =
        |flags: &[&str]| rest.iter().position(|word| flags.contains(&word.as_str())).and_then(|at| rest.get(at + 1));
    let of_url = || url(command).rsplit('/').next().map(|name| name.split('?').next().unwrap_or(name).to_owned());
    match name {
        "wget" => after(&["-O", "--output-document", "-qO"]).cloned().or_else(of_url),
        "curl" => {
            let remote = rest.iter().any(|word| *word == "--remote-name" || (is_cluster(word) && word.contains('O')));
            let cluster = rest.iter().position(|word| is_cluster(word) && word.ends_with('o'));
            let named = after(&["--output"]).or_else(|| cluster.and_then(|at| rest.get(at + 1)));
            named.cloned().or_else(|| of_url().filter(|_| remote))
        }
        _ => None,
    }
}

pub(super) fn is_cluster(word: &str) -> bool {
    word.starts_with('-') && !word.starts_with("--")
}

/// The first URL of a command, or what stands in its place.
pub(super) fn url(command: &[String]) -> String {
    let is_one = |word: &&String| word.contains("://");
    let other = || command.iter().skip(1).rfind(|word| !word.starts_with('-'));
    command.iter().find(is_one).or_else(other).cloned().unwrap_or_default()
}

/// The host of a URL: the rest may hold a token.
pub(super) fn shown(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?']).next().unwrap_or(rest);
    let host = host.rsplit('@').next().unwrap_or(host);
    if host.is_empty() { "a server".to_owned() } else { host.to_owned() }
}
