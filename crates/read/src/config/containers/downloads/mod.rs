//! Steps of a build that fetch something and use it unchecked.

mod command;
mod later;
mod piped;
mod unchecked;

use command::{SHELLS, shown};

use crate::config::dockerfile::{Dockerfile, Form, Instruction, flags};
use crate::config::launch::program;
use crate::config::shell;

/// Words of programs that compare with a sum or a signature that is known.
const CHECKS: &[&str] = &[
    "sha256sum",
    "sha512sum",
    "sha384sum",
    "sha224sum",
    "sha1sum",
    "md5sum",
    "b2sum",
    "shasum",
    "gpgv",
    "--verify",
    "cosign",
    "minisign",
    "signify",
    "dgst",
    "rhash",
];

/// One such step.
#[derive(Clone, Debug)]
pub(super) struct Found<'d> {
    /// The stage that it belongs to.
    pub(super) stage: usize,
    /// The instruction.
    pub(super) step: &'d Instruction,
    /// What to look for on its lines.
    pub(super) needle: String,
    /// What it does, as a clause.
    pub(super) says: String,
}

/// All of a Dockerfile.
pub(super) fn find<'d>(dockerfile: &'d Dockerfile<'_>) -> Vec<Found<'d>> {
    let mut found = Vec::new();
    for (stage, step) in dockerfile.steps() {
        let rows = match step.keyword.as_str() {
            "RUN" => of_run(step),
            "ADD" if !checked_later(dockerfile, stage, step) => of_add(step),
            _ => Vec::new(),
        };
        found.extend(rows.into_iter().map(|Row { needle, says }| Found { stage, step, needle, says }));
    }
    found
}

/// What is told of one command.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    needle: String,
    says: String,
}

fn row(needle: impl Into<String>, says: impl Into<String>) -> Row {
    Row { needle: needle.into(), says: says.into() }
}

fn script(step: &Instruction) -> String {
    let (_, rest) = flags(&step.text);
    let line = match Form::of(rest) {
        Form::Exec(words) => {
            words.iter().map(|word| format!("'{}'", word.replace('\'', "'\\''"))).collect::<Vec<_>>().join(" ")
        }
        Form::Shell(line) => line,
    };
    let (before, _) = line.split_once("<<").unwrap_or((&line, ""));
    let reads = before.split_whitespace().next().is_none_or(|name| SHELLS.contains(&program(name)));
    // The documents come first: their beginning on the line would take them in.
    step.documents.iter().filter(|_| reads).fold(String::new(), |all, document| format!("{all}{document}\n")) + &line
}

/// A script with those that it hands to a shell as text (`sh -c LINE`).
fn with_inner(text: String) -> String {
    let commands = shell::commands(&text);
    let inner = commands.iter().filter_map(|command| {
        let at = command.iter().position(|word| SHELLS.contains(&program(word)))?;
        let rest = &command[at + 1..];
        let flag = rest.iter().position(|word| word.starts_with('-') && word.ends_with('c'))?;
        rest.get(flag + 1)
    });
    inner.fold(text.clone(), |all, line| format!("{all}\n{line}"))
}

fn of_run(step: &Instruction) -> Vec<Row> {
    let text = with_inner(script(step));
    let pipelines = shell::pipelines(&text);
    let checked = pipelines.iter().flatten().flatten().any(|word| CHECKS.contains(&program(word)));
    let mut rows: Vec<Row> = pipelines.iter().filter_map(|pipeline| piped::piped(pipeline)).collect();
    rows.extend(piped::substituted(&text));
    if !checked {
        rows.extend(pipelines.iter().flatten().filter_map(|command| unchecked::switched_off(command)));
        rows.extend(later::run_later(&pipelines));
    }
    rows.dedup();
    rows
}

/// `ADD https://…` without `--checksum`; git repositories name their commit.
fn of_add(step: &Instruction) -> Vec<Row> {
    let (options, rest) = flags(&step.text);
    if options.iter().any(|(name, _)| *name == "checksum") {
        return Vec::new();
    }
    let words: Vec<String> = match Form::of(rest) {
        Form::Exec(words) => words,
        Form::Shell(line) => shell::words(&line).iter().map(shell::Word::plain).collect(),
    };
    let sources = words.iter().take(words.len().saturating_sub(1));
    let is_file = |word: &&String| {
        let path = word.split('#').next().unwrap_or(word);
        (word.starts_with("http://") || word.starts_with("https://")) && !path.ends_with(".git")
    };
    let one = |word: &String| row(word.clone(), format!("adds a file from {} that nothing checks", shown(word)));
    sources.filter(is_file).map(one).collect()
}

/// A later step of the same stage knows the sum of what was added.
fn checked_later(dockerfile: &Dockerfile<'_>, stage: usize, add: &Instruction) -> bool {
    let later = dockerfile.steps().filter(|(at, step)| *at == stage && step.line > add.line && step.keyword == "RUN");
    let checks = |step: &Instruction| {
        shell::commands(&script(step)).iter().flatten().any(|word| CHECKS.contains(&program(word)))
    };
    later.into_iter().any(|(_, step)| checks(step))
}

#[cfg(test)]
mod tests;
