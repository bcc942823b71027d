//! Task runners: `npm start`, `npm run serve`, `make run` stand for commands of a file.

use std::sync::Arc;

use super::program;
use crate::config::place::Lines;
use crate::tree::File;

/// The commands behind a task, for a shell.
pub(super) struct Task {
    pub(super) lines: String,
    /// The file.
    pub(super) path: Arc<str>,
    /// The line of the first command.
    pub(super) line: u32,
}

/// Finds the file of a name, as seen from the folder of the command.
type Find<'a, 't> = &'a dyn Fn(&str) -> Option<&'t File>;

/// The task that a command stands for, if it is one of a task runner.
pub(super) fn task(words: &[String], find: Find<'_, '_>) -> Option<Task> {
    let (first, rest) = words.split_first()?;
    let name = rest.iter().find(|word| !word.starts_with('-') && *word != "run");
    match program(first) {
        "npm" | "yarn" | "pnpm" => of_package(find("package.json")?, name?),
        "make" => of_makefile(find("Makefile")?, name.map(String::as_str)),
        _ => None,
    }
}

/// `"scripts": {"start": "gunicorn …"}`
fn of_package(file: &File, name: &str) -> Option<Task> {
    let text = file.text();
    let document: serde_json::Value = serde_json::from_str(&text).ok()?;
    let lines = document.get("scripts")?.get(name)?.as_str()?.to_owned();
    let from = text.find("\"scripts\"")?;
    let offset = from + text[from..].find(&format!("\"{name}\""))?;
    Some(Task { lines, path: file.path.clone(), line: Lines::of(&text).line(offset) })
}

/// The recipe of a target, the first one when none is named; `@` and `-` before a line are make's own,
/// and `$$` is a dollar sign for the shell.
fn of_makefile(file: &File, name: Option<&str>) -> Option<Task> {
    let text = file.text();
    let mut lines = (1u32..).zip(text.lines());
    let is_target = |line: &str| {
        let target = line.split_once(':').filter(|(_, after)| !after.starts_with('=')).map(|(target, _)| target);
        target.is_some_and(|t| !t.starts_with(['.', '\t', '#', ' ']) && name.is_none_or(|name| t.trim() == name))
    };
    let (number, _) = lines.find(|(_, line)| is_target(line))?;
    let recipe = lines.map(|(_, line)| line).take_while(|line| line.starts_with('\t') || line.trim().is_empty());
    let recipe: Vec<String> =
        recipe.map(|line| line.trim().trim_start_matches(['@', '-']).replace("$$", "$")).collect();
    let lines = recipe.join("\n");
    (!lines.trim().is_empty()).then(|| Task { lines, path: file.path.clone(), line: number + 1 })
}

#[cfg(test)]
mod tests {
    use crate::config::testing::rows;

    #[test]
    fn a_task_is_followed_to_its_file() {
        let files = [
            ("Procfile", "web: npm start\nother: make -s serve\n"),
            ("package.json", "{\n \"scripts\": {\n  \"start\": \"A=1 gunicorn a:b\"\n }\n}\n"),
            ("Makefile", "X := 1\ntest:\n\tpytest\n\nserve: x\n\t@echo on\n\tgunicorn -b $$HOST c:d\n"),
        ];
        let got = rows(&files);
        assert!(got[0].starts_with("Procfile#web: gunicorn a:b @package.json:3 | DYNO=web.1"), "{got:?}");
        assert!(got[1].starts_with("Procfile#other: gunicorn -b $HOST c:d @Makefile:7 |"), "{got:?}");
    }

    #[test]
    fn a_task_that_calls_itself_ends() {
        let files = [("Procfile", "web: make a\n"), ("Makefile", "a:\n\tmake a\n\tmake a\n")];
        assert_eq!(rows(&files).len(), 1);
    }
}
