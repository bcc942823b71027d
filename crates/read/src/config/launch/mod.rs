//! From a command as a file writes it to the command that serves: through wrappers, `sh -c` and
//! start scripts of the tree.

mod mounts;
mod rank;
mod runner;
mod wrapper;

use std::cell::Cell;
use std::sync::Arc;

use sneck_model::Place;

use super::shell::{self, Around, Ran};
use super::{place, supervisor, uwsgi};
use crate::declared::DeclaredVariable;
use crate::tree::{File, Tree};

pub use mounts::{Mounts, absolute, has_folder};
pub use rank::of as likelihood;

/// What is started, and with what around it.
#[derive(Clone, Debug)]
pub struct Start {
    /// The words of the command.
    pub words: Vec<String>,
    /// Where it stands.
    pub place: Place,
    /// Variables, in the order in which they are applied.
    pub variables: Vec<DeclaredVariable>,
    /// Sources of variables that could not be read, as clauses.
    pub open: Vec<String>,
    /// The folder that it starts in: a path in the container where there are mounts, else in the tree.
    pub folder: String,
}

/// Scripts lead to scripts this deep at most.
const DEEPEST: u8 = 6;
/// So many scripts are gone through for one command at most.
const MOST_SCRIPTS: u32 = 64;

/// Follows a command to the one that serves. The folder of the result is one of the tree.
#[must_use]
pub fn follow(tree: &Tree, mounts: &Mounts, start: Start) -> Start {
    let follower = Follower { tree, mounts, scripts: Cell::new(MOST_SCRIPTS) };
    let mut end = follower.command(start, DEEPEST);
    end.folder = mounts.folder(tree, &end.folder);
    end
}

/// Follows a command line that a shell reads.
#[must_use]
pub fn follow_line(tree: &Tree, mounts: &Mounts, line: &str, start: Start) -> Start {
    let words = vec!["sh".to_owned(), "-c".to_owned(), line.to_owned()];
    follow(tree, mounts, Start { words, ..start })
}

/// The file of a script and the line at which it begins there; `None` for a line within a command.
type Origin = Option<(Arc<str>, u32)>;

struct Follower<'a> {
    tree: &'a Tree,
    mounts: &'a Mounts,
    /// How many scripts may still be gone through.
    scripts: Cell<u32>,
}

impl<'a> Follower<'a> {
    fn command(&self, mut start: Start, depth: u8) -> Start {
        wrapper::strip(&mut start);
        uwsgi::put_options(&mut start, |path, folder| self.file(path, folder));
        if depth == 0 {
            return start;
        }
        if let Some((line, arguments)) = shell_line(&start.words) {
            return self.script(&line, &arguments, None, &start, depth);
        }
        if let Some(task) = runner::task(&start.words, &|name| self.file(name, &start.folder)) {
            return self.script(&task.lines, &[], Some((task.path, task.line)), &start, depth);
        }
        let (path, arguments) = match script_path(&start.words) {
            Some(found) => found,
            None => return start,
        };
        match self.file(&path, &start.folder) {
            Some(file) if is_shell_script(file) => {
                let text = file.text();
                self.script(&text, &arguments, Some((file.path.clone(), 1)), &start, depth)
            }
            Some(file) => supervisor::program(self.tree, self.mounts, file, &start)
                .map_or(start, |next| self.command(next, depth - 1)),
            None => start,
        }
    }

    /// Goes through a script and on to the command of it that serves.
    fn script(&self, text: &str, arguments: &[String], origin: Origin, start: &Start, depth: u8) -> Start {
        let Some(left) = self.scripts.get().checked_sub(1) else { return start.clone() };
        self.scripts.set(left);
        let place = |line: u32| match &origin {
            Some((path, first)) => place::at(path, (first + line).saturating_sub(1)),
            None => start.place.clone(),
        };
        let look = |name: &str, folder: &str| self.file(name, &under(&start.folder, folder));
        let script = shell::run(text, &start.variables, arguments, Around { file: &look, place: &place });
        let ends: Vec<Start> = script.commands.iter().map(|ran| self.ran(ran, &script, start, depth)).collect();
        let best = ends.iter().zip(&script.commands).enumerate();
        let best = best.max_by_key(|(at, (end, ran))| (likelihood(&end.words), ran.certain, *at));
        match best {
            Some((_, (end, _))) => end.clone(),
            None => {
                let open = start.open.iter().chain(&script.open).cloned().collect();
                Start { words: Vec::new(), variables: script.exported, open, ..start.clone() }
            }
        }
    }

    fn ran(&self, ran: &Ran, script: &shell::Script, start: &Start, depth: u8) -> Start {
        let next = Start {
            words: ran.words.clone(),
            place: ran.place.clone().unwrap_or_else(|| start.place.clone()),
            variables: ran.variables.clone(),
            open: start.open.iter().chain(&script.open).cloned().collect(),
            folder: under(&start.folder, &ran.folder),
        };
        self.command(next, depth - 1)
    }

    fn file(&self, path: &str, folder: &str) -> Option<&'a File> {
        self.mounts.file(self.tree, path, folder)
    }
}

/// A path as seen from a folder.
fn under(folder: &str, path: &str) -> String {
    match path {
        "" => folder.to_owned(),
        path if path.starts_with('/') || folder.is_empty() => path.to_owned(),
        path => format!("{folder}/{path}"),
    }
}

const SHELLS: &[&str] = &["sh", "bash", "dash", "ash", "zsh", "ksh"];

/// The last part of a program's path.
#[must_use]
pub fn program(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

/// `sh -c LINE ARGUMENTS…`, with flags before the `c`.
fn shell_line(words: &[String]) -> Option<(String, Vec<String>)> {
    if !SHELLS.contains(&program(words.first()?)) {
        return None;
    }
    let at = words.iter().skip(1).position(|word| word.starts_with('-') && word.ends_with('c'))? + 1;
    // The word after the line is `$0`.
    Some((words.get(at + 1)?.clone(), words.get(at + 3..).unwrap_or_default().to_vec()))
}

/// A script or a configuration that stands for other commands, with the arguments that it gets.
fn script_path(words: &[String]) -> Option<(String, Vec<String>)> {
    let (first, rest) = words.split_first()?;
    if SHELLS.contains(&program(first)) {
        let at = rest.iter().position(|word| !word.starts_with('-'))?;
        return Some((rest[at].clone(), rest[at + 1..].to_vec()));
    }
    if program(first) == "supervisord" {
        let at = rest.iter().position(|word| matches!(word.as_str(), "-c" | "--configuration"))?;
        return Some((rest.get(at + 1)?.clone(), Vec::new()));
    }
    Some((first.clone(), rest.to_vec()))
}

/// A script for a shell, told by its first line or its name.
#[must_use]
pub fn is_shell_script(file: &File) -> bool {
    let text = file.text();
    let first = text.lines().next().unwrap_or("");
    let named = file.name().ends_with(".sh") || file.name().ends_with(".bash");
    match first.strip_prefix("#!") {
        Some(line) => line.split(['/', ' ']).any(|word| SHELLS.contains(&word.trim())),
        None => named,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        let mut files: Vec<File> = files.iter().map(|(path, text)| File::new(path, text)).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Tree { files, ..Tree::default() }
    }

    fn start(words: &[&str]) -> Start {
        let words = words.iter().map(|w| (*w).to_owned()).collect();
        let place = place::at(&"Procfile".into(), 1);
        Start { words, place, variables: Vec::new(), open: Vec::new(), folder: String::new() }
    }

    fn end(tree: &Tree, words: &[&str]) -> (String, String) {
        let end = follow(tree, &Mounts::default(), start(words));
        (end.words.join(" "), end.place.to_string())
    }

    #[test]
    fn wrappers_and_shells_are_taken_off() {
        let table: &[(&[&str], &str)] = &[
            (&["sh", "-c", "flask db upgrade && exec gunicorn app:app"], "gunicorn app:app"),
            (&["/bin/bash", "-lc", "poetry run gunicorn app:app"], "gunicorn app:app"),
            (&["dumb-init", "--", "uwsgi", "--ini", "x.ini"], "uwsgi --ini x.ini"),
            (&["env", "A=1", "flask", "run"], "flask run"),
            (&["python", "app.py"], "python app.py"),
            (&["sh", "-c", "celery worker & gunicorn app:app"], "gunicorn app:app"),
            (&["sh", "-c", "python manage.py migrate; python manage.py runserver"], "python manage.py runserver"),
        ];
        for (words, expected) in table {
            assert_eq!(end(&tree(&[]), words).0, *expected, "{words:?}");
        }
    }

    #[test]
    fn a_start_script_is_followed_to_its_last_command() {
        let tree = tree(&[
            ("boot.sh", "#!/bin/sh\nflask db upgrade\nexec gunicorn -b :5000 shop:app\n"),
            ("entry", "#!/usr/bin/env bash\nset -e\nexec \"$@\"\n"),
            ("run.py", "print()\n"),
        ]);
        assert_eq!(end(&tree, &["./boot.sh"]), ("gunicorn -b :5000 shop:app".into(), "boot.sh:3".into()));
        assert_eq!(end(&tree, &["sh", "boot.sh"]).1, "boot.sh:3");
        assert_eq!(end(&tree, &["./entry", "./boot.sh"]).1, "boot.sh:3");
        assert_eq!(end(&tree, &["./run.py"]).0, "./run.py");
    }

    #[test]
    fn a_script_that_starts_itself_ends() {
        let many = "./a.sh\n".repeat(400);
        assert_eq!(end(&tree(&[("a.sh", &many)]), &["./a.sh"]).0, "./a.sh");
    }
}
