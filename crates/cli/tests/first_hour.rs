//! The first hour: every command of the page is run, and says what the page says.
//!
//! `SNECK_WRITE=1` writes what the commands really say into the page.
#![expect(clippy::disallowed_methods, reason = "the page's commands are run in a real folder")]

#[path = "../../../tests/python.rs"]
mod python;

use std::path::{Path, PathBuf};
use std::process::Command;

/// A part of the page.
enum Part {
    /// Text, as it is.
    Prose(String),
    /// A file to write: the head of the block, its name, its text.
    File(String, String, String),
    /// Commands, each with what it says.
    Console(Vec<(String, String)>),
}

fn page() -> PathBuf {
    python::repository().join("docs/first-hour.md")
}

/// Blocks named `python app.py` are files, blocks named `console` are commands; all else is prose.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = vec![Part::Prose(String::new())];
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(head) = line.strip_prefix("```").filter(|head| !head.is_empty()) else {
            match parts.last_mut() {
                Some(Part::Prose(prose)) => *prose += &format!("{line}\n"),
                _ => parts.push(Part::Prose(format!("{line}\n"))),
            }
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match head.split_once(' ') {
            Some((_, name)) => parts.push(Part::File(head.to_owned(), name.to_owned(), block.join("\n") + "\n")),
            None if head == "console" => parts.push(Part::Console(commands(&block))),
            None => parts.push(Part::Prose(format!("```{head}\n{}\n```\n", block.join("\n")))),
        }
    }
    parts
}

fn commands(block: &[&str]) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for line in block {
        match (line.strip_prefix("$ "), all.last_mut()) {
            (Some(command), _) => all.push((command.to_owned(), String::new())),
            (None, Some((_, said))) => *said += &format!("{line}\n"),
            (None, None) => panic!("a block begins with a command: {line}"),
        }
    }
    all
}

/// What a command says to whoever typed it, the free port left out.
fn says(folder: &Path, command: &str) -> String {
    let sneck = Path::new(env!("CARGO_BIN_EXE_sneck")).parent().expect("a folder");
    let venv = python::environment("flask-current").join("bin");
    let path = std::env::var("PATH").unwrap_or_default();
    let done = Command::new("sh")
        .args(["-c", &format!("{command} 2>&1")])
        .current_dir(folder)
        .env_clear()
        .env("PATH", format!("{}:{}:{path}", sneck.display(), venv.display()))
        .env("HOME", folder.parent().expect("a folder above"))
        .output()
        .expect("a shell");
    let text = String::from_utf8(done.stdout).expect("text");
    text.lines().map(|line| without_port(line) + "\n").collect()
}

fn without_port(line: &str) -> String {
    const HOST: &str = "127.0.0.1:";
    let mut parts = line.split(HOST);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        text += HOST;
        text += if rest.len() < part.len() { "PORT" } else { "" };
        text += rest;
    }
    text.trim_end().to_owned()
}

#[test]
fn every_command_of_the_first_hour_says_what_the_page_says() {
    let above = tempfile::tempdir().expect("a temporary folder");
    let folder = above.path().join("shop");
    std::fs::create_dir(&folder).expect("the folder is ours");
    let (mut written, mut wrong) = (String::new(), Vec::new());
    for part in parts(&std::fs::read_to_string(page()).expect("the page")) {
        match part {
            Part::Prose(text) => written += &text,
            Part::File(head, name, text) => {
                std::fs::write(folder.join(&name), &text).expect("the folder is ours");
                written += &format!("```{head}\n{text}```\n");
            }
            Part::Console(commands) => {
                written += "```console\n";
                for (command, expected) in commands {
                    let said = says(&folder, &command);
                    written += &format!("$ {command}\n{said}");
                    if said != expected {
                        wrong.push(format!("$ {command}\n{said}--- and the page says\n{expected}"));
                    }
                }
                written += "```\n";
            }
        }
    }
    if std::env::var_os("SNECK_WRITE").is_some() {
        std::fs::write(page(), written).expect("the page is ours");
    } else {
        assert!(wrong.is_empty(), "run this test with SNECK_WRITE=1 and read the difference:\n{}", wrong.join("\n\n"));
    }
}
