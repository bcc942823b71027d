//! Scripts of `pyproject.toml`, `setup.cfg` and `Pipfile`.

use sneck_model::Kind;

use super::found::{Found, declared};
use super::ini;
use super::launch::{Mounts, Start, follow_line, likelihood};
use super::naming;
use super::place::at;
use super::toml::{Document, Node};
use crate::tree::{File, Tree};

/// Tables of commands that a task runner runs on a developer's machine, by file.
const TASKS: &[(&str, &[&str])] = &[
    ("pyproject.toml", &["tool", "pdm", "scripts"]),
    ("pyproject.toml", &["tool", "poe", "tasks"]),
    ("pyproject.toml", &["tool", "taskipy", "tasks"]),
    ("pyproject.toml", &["tool", "rye", "scripts"]),
    ("pyproject.toml", &["tool", "hatch", "envs", "default", "scripts"]),
    ("Pipfile", &["scripts"]),
];

/// Tables of functions that become programs when the project is installed.
const PROGRAMS: &[&[&str]] = &[&["project", "scripts"], &["tool", "poetry", "scripts"]];

/// Reads tasks that start a server, and programs.
pub fn read(tree: &Tree, found: &mut Found) {
    for file in &tree.files {
        match file.name() {
            "pyproject.toml" | "Pipfile" => toml(tree, file, found),
            "setup.cfg" => setup_cfg(file, found),
            _ => {}
        }
    }
}

fn toml(tree: &Tree, file: &File, found: &mut Found) {
    let text = file.text();
    let document = Document::parse(&text);
    let entries = |path: &[&str]| document.at(path).map(Node::entries).unwrap_or_default();
    for (_, path) in TASKS.iter().filter(|(name, _)| *name == file.name()) {
        for (name, node) in entries(path) {
            let command = node.text().or_else(|| ["cmd", "shell"].iter().find_map(|key| node.get(key)?.text()));
            task(tree, file, found, (name, command.unwrap_or(""), node.line));
        }
    }
    for (name, node) in PROGRAMS.iter().flat_map(|path| entries(path)) {
        program(file, found, (name, node.text().unwrap_or(""), node.line));
    }
}

fn setup_cfg(file: &File, found: &mut Found) {
    let entries = ini::parse(&file.text()).into_iter();
    for entry in entries.filter(|e| e.section == "options.entry_points" && e.key == "console_scripts") {
        for (text, line) in &entry.lines {
            let (name, function) = text.split_once('=').unwrap_or((text, ""));
            program(file, found, (name.trim(), function.trim(), *line));
        }
    }
}

type Row<'a> = (&'a str, &'a str, u32);

/// Only those that serve: the others are tests, linters, builds.
fn task(tree: &Tree, file: &File, found: &mut Found, (name, command, line): Row<'_>) {
    let start = follow_line(tree, &Mounts::default(), command, start(file, line));
    if likelihood(&start.words) < 4 {
        return;
    }
    let said = naming::kind_of_declared(&file.path, name);
    let kind = said.or_else(|| Some((Kind::Development, "a task runner starts it on a developer's machine".into())));
    found.declared.push(declared(format!("{}#{name}", file.path), kind, false, start));
}

/// An installed program calls its function: `module:function`.
fn program(file: &File, found: &mut Found, (name, function, line): Row<'_>) {
    let Some((module, function)) = function.split_once(':') else { return };
    let function = function.split(['[', ' ']).next().unwrap_or(function);
    let call = format!("import sys; from {module} import {function}; sys.exit({function}())");
    let words = ["python", "-c", &call].map(str::to_owned).to_vec();
    let kind = naming::kind_of_declared(&file.path, name);
    let start = Start { words, ..start(file, line) };
    found.declared.push(declared(format!("{}#{name}", file.path), kind, false, start));
}

fn start(file: &File, line: u32) -> Start {
    let (place, folder) = (at(&file.path, line), file.folder().to_owned());
    Start { words: Vec::new(), place, variables: Vec::new(), open: Vec::new(), folder }
}

#[cfg(test)]
mod tests {
    use crate::config::testing::rows;

    #[test]
    fn tasks_that_serve_are_for_developers() {
        let files =
            [("Pipfile", "[scripts]\ndev = 'env FLASK_DEBUG=1 flask run'\nserve = 'gunicorn a:b'\ntest = 'pytest'\n")];
        let expected = [
            "Pipfile#dev (development): flask run @Pipfile:2 | FLASK_DEBUG=1",
            "Pipfile#serve (development): gunicorn a:b @Pipfile:3",
        ];
        assert_eq!(rows(&files), expected);
    }

    #[test]
    fn programs_call_their_function() {
        let call = "python -c import sys; from shop.cli import main; sys.exit(main())";
        let files = [
            ("a/pyproject.toml", "[project.scripts]\nshop = 'shop.cli:main'\n"),
            ("b/setup.cfg", "[options.entry_points]\nconsole_scripts =\n  shop = shop.cli:main\n"),
        ];
        let expected = [
            format!("a/pyproject.toml#shop in a: {call} @a/pyproject.toml:2"),
            format!("b/setup.cfg#shop in b: {call} @b/setup.cfg:3"),
        ];
        assert_eq!(rows(&files), expected);
    }
}
