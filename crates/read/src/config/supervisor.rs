//! supervisor: `[program:web]` with command, environment and directory.

use sneck_model::Place;

use super::found::{Found, declared};
use super::launch::{Mounts, Start, follow, likelihood};
use super::naming;
use super::shell::words;
use super::{ini, place};
use crate::declared::{DeclaredVariable, Supplied};
use crate::tree::{File, Tree};

/// One `[program:NAME]`.
#[derive(Clone, Debug)]
pub struct Program {
    /// NAME.
    pub name: String,
    /// Its command line, as written.
    pub command: String,
    /// Where that stands.
    pub place: Place,
    /// Its variables, on top of those of `[supervisord]`.
    pub variables: Vec<DeclaredVariable>,
    /// Its folder, as written.
    pub directory: Option<String>,
}

/// The programs of a configuration file.
#[must_use]
pub fn programs(file: &File) -> Vec<Program> {
    let mut all: Vec<Program> = Vec::new();
    let mut common: Vec<DeclaredVariable> = Vec::new();
    for entry in ini::parse(&file.text()) {
        let at = place::at(&file.path, entry.line);
        if entry.section == "supervisord" && entry.key == "environment" {
            common.extend(environment(&entry.value(), &at));
        }
        let Some(name) = entry.section.strip_prefix("program:") else { continue };
        if all.last().is_none_or(|program| program.name != name) {
            let (name, command) = (name.to_owned(), String::new());
            all.push(Program { name, command, place: at.clone(), variables: Vec::new(), directory: None });
        }
        let Some(program) = all.last_mut() else { continue };
        match entry.key.as_str() {
            "command" => (program.command, program.place) = (entry.value().replace('\n', " "), at),
            "environment" => program.variables = environment(&entry.value(), &at),
            "directory" => program.directory = Some(entry.value()),
            _ => {}
        }
    }
    for program in &mut all {
        program.variables.splice(0..0, common.iter().cloned());
    }
    all.retain(|program| !program.command.is_empty());
    all
}

/// `KEY="val",KEY2="val2"`; `%(ENV_X)s` stands for a variable of supervisor itself.
fn environment(text: &str, place: &Place) -> Vec<DeclaredVariable> {
    let mut all = Vec::new();
    let mut rest = text.trim_start_matches([',', ' ', '\n']);
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, next) = match quote {
            Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
            None => after.find([',', '\n']).map_or((after, ""), |end| after.split_at(end)),
        };
        let value = match value.contains("%(") {
            true => Supplied::Unknown("supervisor fills it in when it starts".into()),
            false => Supplied::Text(value.trim_end().to_owned()),
        };
        all.push(DeclaredVariable { name: name.trim().to_owned(), value, place: place.clone() });
        rest = next.trim_start_matches([',', ' ', '\n']);
    }
    all
}

/// What `supervisord -c FILE` starts: the program that serves, taken from those of the file and of the
/// files that it includes.
#[must_use]
pub fn program(tree: &Tree, mounts: &Mounts, file: &File, start: &Start) -> Option<Start> {
    let all = std::iter::once(file).chain(included(tree, mounts, file));
    let starts = all.flat_map(programs).map(|program| of(&program, start));
    starts.max_by_key(|start| likelihood(&start.words))
}

/// `[include] files = conf.d/*.conf`
fn included<'t>(tree: &'t Tree, mounts: &Mounts, file: &File) -> Vec<&'t File> {
    let entries = ini::parse(&file.text());
    let patterns = entries.iter().filter(|e| e.section == "include" && e.key == "files").map(ini::Entry::value);
    let patterns: Vec<String> =
        patterns.flat_map(|v| v.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect();
    let folder_of = |pattern: &str| -> Option<(String, String)> {
        let (folder, name) = pattern.rsplit_once('/').unwrap_or(("", pattern));
        let here = place::join(file.folder(), folder);
        let folder = if folder.starts_with('/') { mounts.tree_path(tree, folder) } else { here };
        Some((folder?, name.trim_start_matches('*').to_owned()))
    };
    let folders: Vec<_> = patterns.iter().filter_map(|pattern| folder_of(pattern)).collect();
    let is_included =
        |f: &&File| folders.iter().any(|(folder, end)| f.folder() == folder && f.name().ends_with(end.as_str()));
    tree.files.iter().filter(is_included).filter(|f| f.path != file.path).collect()
}

/// Configuration files that nothing else was seen to start: each program is a way of starting.
pub fn read(tree: &Tree, found: &mut Found) {
    let named = |file: &&File| {
        let configuration = [".conf", ".ini", ".cfg"].iter().any(|end| file.name().ends_with(end));
        configuration && memchr::memmem::find(&file.bytes, b"[program:").is_some()
    };
    for file in tree.files.iter().filter(named) {
        let container = is_for_container(tree, found, file);
        for program in programs(file) {
            let (place, variables) = (program.place.clone(), Vec::new());
            let around = Start { words: Vec::new(), place, variables, open: Vec::new(), folder: String::new() };
            let start = follow(tree, &Mounts::default(), of(&program, &around));
            let kind = naming::kind_of_declared(&file.path, &program.name);
            if !found.has_command_at(&start.place) {
                found.declared.push(declared(format!("{}#{}", file.path, program.name), kind, container, start));
            }
        }
    }
}

/// It lies in an image, and a Dockerfile or a script of the tree names it.
fn is_for_container(tree: &Tree, found: &Found, file: &File) -> bool {
    let is_script = |other: &File| other.name().ends_with(".sh") || super::dockerfile::is_one(other);
    let names = |other: &File| memchr::memmem::find(&other.bytes, file.name().as_bytes()).is_some();
    let in_image = found.stack.with_file(&file.path).next().is_some();
    in_image && tree.files.iter().any(|other| is_script(other) && names(other))
}

/// A program as something to follow.
#[must_use]
pub fn of(program: &Program, around: &Start) -> Start {
    let mut start = around.clone();
    start.variables.extend(program.variables.iter().cloned());
    start.words = words(&program.command).iter().map(|word| with_variables(&word.plain(), &start.variables)).collect();
    start.place = program.place.clone();
    if let Some(directory) = &program.directory {
        start.folder.clone_from(directory);
    }
    start
}

/// `%(ENV_NAME)s` stands for a variable of supervisor's own environment.
fn with_variables(word: &str, variables: &[DeclaredVariable]) -> String {
    let mut text = word.to_owned();
    for variable in variables {
        if let Supplied::Text(value) = &variable.value {
            text = text.replace(&format!("%(ENV_{})s", variable.name), value);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_have_commands_variables_and_folders() {
        let text = "[supervisord]\nenvironment=A=1\n[program:web]\ncommand=gunicorn\n  shop:app\n\
                    environment=B=\"x,y\",C='z',D=%(ENV_D)s\ndirectory=/srv/shop\n[program:none]\nuser=x\n";
        let all = programs(&File::new("supervisord.conf", text));
        assert_eq!(all.len(), 1);
        assert_eq!(
            (all[0].command.as_str(), all[0].place.to_string()),
            ("gunicorn shop:app", "supervisord.conf:4".into())
        );
        let shown: Vec<_> = all[0].variables.iter().map(|v| (v.name.as_str(), v.value.clone())).collect();
        let text = |t: &str| Supplied::Text(t.into());
        let unknown = Supplied::Unknown("supervisor fills it in when it starts".into());
        assert_eq!(shown, [("A", text("1")), ("B", text("x,y")), ("C", text("z")), ("D", unknown)]);
        assert_eq!(all[0].directory.as_deref(), Some("/srv/shop"));
    }
}
