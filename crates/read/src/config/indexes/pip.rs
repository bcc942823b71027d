//! Options of pip: in requirements files, in `pip.conf`, in variables and commands of a Dockerfile.

use sneck_model::{IndexSort, PackageIndex};

use super::{host, index, is_here, is_plain, is_public, sort_of};
use crate::config::shell::{Token, tokens};
use crate::config::{dependencies, dockerfile as image, ini};
use crate::tree::File;

/// An option as it was found.
struct Given {
    name: &'static str,
    value: String,
    line: u32,
}

/// Every spelling of an option, by its long name.
const SPELLINGS: &[(&str, &str)] = &[
    ("--index-url", "--index-url"),
    ("-i", "--index-url"),
    ("--default-index", "--index-url"),
    ("--extra-index-url", "--extra-index-url"),
    ("--trusted-host", "--trusted-host"),
];

pub(super) fn is_requirements(file: &File) -> bool {
    dependencies::is_requirements(file)
}

pub(super) fn requirements(file: &File, all: &mut Vec<PackageIndex>) {
    let text = file.text();
    let lines = (1u32..).zip(text.lines()).filter(|(_, line)| line.trim_start().starts_with('-'));
    let given = lines.flat_map(|(number, line)| {
        let words: Vec<String> = line.split_whitespace().take_while(|w| !w.starts_with('#')).map(Into::into).collect();
        options(&words, number)
    });
    judge(file, given.collect(), all);
}

/// `[global]`, `[install]`: a key may hold several values on lines of their own.
pub(super) fn configuration(file: &File, all: &mut Vec<PackageIndex>) {
    let mut given = Vec::new();
    for entry in ini::parse(&file.text()) {
        let key = format!("--{}", entry.key.trim().replace('_', "-").to_ascii_lowercase());
        let Some((_, name)) = SPELLINGS.iter().find(|(spelling, _)| *spelling == key) else { continue };
        for (text, line) in &entry.lines {
            given.extend(text.split_whitespace().map(|value| Given { name, value: value.to_owned(), line: *line }));
        }
    }
    judge(file, given, all);
}

/// Variables that pip reads.
const VARIABLES: &[(&str, &str)] = &[
    ("PIP_INDEX_URL", "--index-url"),
    ("PIP_EXTRA_INDEX_URL", "--extra-index-url"),
    ("PIP_TRUSTED_HOST", "--trusted-host"),
];

pub(super) fn dockerfile(file: &File, all: &mut Vec<PackageIndex>) {
    let text = file.text();
    if !["index", "trusted", "INDEX", "TRUSTED", "strict-ssl", "registry"].iter().any(|word| text.contains(word)) {
        return;
    }
    let (instructions, _) = image::instructions(&text);
    let mut variables = Vec::new();
    for instruction in instructions {
        match instruction.keyword.as_str() {
            "ENV" | "ARG" => variables.extend(variable(&instruction.text, instruction.line)),
            "RUN" => {
                for script in std::iter::once(&instruction.text).chain(&instruction.documents) {
                    run(file, script, instruction.line, all);
                }
            }
            _ => {}
        }
    }
    judge(file, variables, all);
    all.sort_by(|a, b| a.place.cmp(&b.place));
}

fn variable(text: &str, line: u32) -> Vec<Given> {
    let mut given = Vec::new();
    for word in text.split_whitespace() {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        if let Some((_, option)) = VARIABLES.iter().find(|(variable, _)| *variable == name) {
            let value = if value.is_empty() { text.split_whitespace().nth(1).unwrap_or("") } else { value };
            given.push(Given { name: option, value: value.trim_matches(['"', '\'']).to_owned(), line });
        }
    }
    given
}

fn run(file: &File, script: &str, line: u32, all: &mut Vec<PackageIndex>) {
    let tokens = tokens(script);
    for command in tokens.split(|token: &Token| token.word().is_none()) {
        let words: Vec<String> = command.iter().filter_map(|token| token.word().map(|word| word.plain())).collect();
        if words.windows(4).any(|w| w[1] == "config" && w[2] == "set" && is_off(&w[3], words.last())) {
            all.push(super::npm::unchecked(file, line));
        }
        // uv stops at the first index that has a package, unless it is told to look further.
        let uv = words.iter().any(|word| word == "uv") && !words.iter().any(|word| word.contains("unsafe-"));
        if words.windows(2).any(|pair| pair[0].contains("pip") && pair[1] == "install") {
            let given = options(&words, line).into_iter().filter(|given| !(uv && given.name == "--extra-index-url"));
            judge(file, given.collect(), all);
        }
    }
}

/// `npm config set strict-ssl false`, `strict-ssl=false`
fn is_off(word: &str, last: Option<&String>) -> bool {
    word == "strict-ssl=false" || (word == "strict-ssl" && last.is_some_and(|last| last == "false"))
}

fn options(words: &[String], line: u32) -> Vec<Given> {
    let mut all = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let (option, attached) = word.split_once('=').map_or((word.as_str(), None), |(o, v)| (o, Some(v)));
        let Some((_, name)) = SPELLINGS.iter().find(|(spelling, _)| *spelling == option) else { continue };
        let value = attached.or_else(|| words.get(at + 1).map(String::as_str)).unwrap_or("");
        all.push(Given { name, value: value.trim_matches(['"', '\'']).to_owned(), line });
    }
    all
}

/// Options that count together. Without an index of its own, pip asks the public one.
fn judge(file: &File, given: Vec<Given>, all: &mut Vec<PackageIndex>) {
    let main = given.iter().rfind(|given| given.name == "--index-url");
    let main_is_public = main.is_none_or(|given| is_public(&given.value));
    let main_is_known = main.is_none_or(|given| is_plain(&given.value));
    for Given { name, value, line } in given.iter().filter(|given| is_plain(&given.value)) {
        let sort = match *name {
            "--trusted-host" if is_here(value) => IndexSort::Only,
            "--trusted-host" => IndexSort::Unchecked,
            "--extra-index-url" if sort_of(value) == IndexSort::Plain => IndexSort::Plain,
            // One of the two is public, where anybody can publish, and the other is not.
            "--extra-index-url" if main_is_known && main_is_public != is_public(value) => IndexSort::Beside,
            _ => sort_of(value),
        };
        let address = if *name == "--trusted-host" { host(value) } else { value };
        all.push(index(file, *line, name, sort, address));
    }
}
