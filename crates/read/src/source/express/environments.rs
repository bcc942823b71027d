//! Which declared starts are environments of an app of Node, and with which file each begins.

use std::sync::Arc;

use sneck_model::{Kind, Server};

use super::files::Scripts;
use crate::config::json;
use crate::declared::Declared;
use crate::source::plan::{self, Planned};
use crate::tree::Tree;

/// One way of starting a program.
pub(super) struct Start {
    pub planned: Planned,
    /// The files that it begins with.
    pub begins: Vec<Arc<str>>,
    /// What runs it, as `server.kind` has it.
    pub runs: &'static str,
}

/// Programs that run a file of JavaScript, what they count as, and their options that take a word.
const PROGRAMS: &[(&str, &str, &[&str])] = &[
    ("node", "node", &["-r", "--require", "--import", "--loader", "-C", "--env-file"]),
    ("nodejs", "node", &["-r", "--require", "--import", "--loader"]),
    ("bun", "node", &[]),
    ("tsx", "node", &["--tsconfig"]),
    ("ts-node", "node", &["-P", "--project", "-r", "--require"]),
    ("babel-node", "node", &["--presets"]),
    ("forever", "node", &["-l", "-o", "-e"]),
    ("pm2", "node", &["-i", "--name", "-n"]),
    ("pm2-runtime", "node", &["-i", "--name", "-n"]),
    ("nodemon", "nodemon", &["-w", "--watch", "-e", "--ext", "-x", "--exec", "--ignore", "-i", "--signal"]),
    ("ts-node-dev", "nodemon", &["-r", "--require", "--project"]),
    ("node-dev", "nodemon", &[]),
];

/// Words that stand between a program and its file.
const VERBS: &[&str] = &["start", "run", "watch"];

/// Environments in the order of their declaration; files that none of them begins with stand in one of their own.
pub(super) fn plan(tree: &Tree, scripts: &Scripts, declared: &[Declared], makers: &[Arc<str>]) -> Vec<Start> {
    let mut starts: Vec<Start> = declared.iter().filter_map(|one| started(tree, scripts, one)).collect();
    let begins = main_of(tree, scripts).into_iter().chain(scripts.beginnings(makers));
    let mut begins: Vec<Arc<str>> = begins.collect();
    begins.dedup();
    named(tree, scripts, &mut starts, &begins);
    starts.push(Start { planned: Planned::by_hand(), begins, runs: "node" });
    starts
}

/// Applies the `[environments.NAME]` tables: each changes the environment of its name, or adds one.
fn named(tree: &Tree, scripts: &Scripts, starts: &mut Vec<Start>, by_hand: &[Arc<str>]) {
    let mut planned: Vec<Planned> = starts.iter().map(|start| start.planned.clone()).collect();
    tree.named.iter().for_each(|named| plan::name(tree, &mut planned, named));
    let mut planned = planned.into_iter();
    for (start, changed) in starts.iter_mut().zip(planned.by_ref()) {
        start.planned = changed;
    }
    for added in planned {
        let line = tree.named.iter().find(|named| named.name == added.name).and_then(|named| named.command.clone());
        let started = line.map(|line| file_of(&crate::config::words(&line, &added.variables)));
        let (runs, begins) = match started {
            None => ("node", by_hand.to_vec()),
            // Another command starts another program.
            Some(None) => continue,
            Some(Some((runs, file))) => (runs, scripts.started("", &file).into_iter().collect()),
        };
        starts.push(Start { planned: added, begins, runs });
    }
}

fn started(tree: &Tree, scripts: &Scripts, declared: &Declared) -> Option<Start> {
    let (runs, file) = file_of(&declared.command)?;
    let named = if file == "." || file.is_empty() { main_in(tree, &declared.folder)? } else { file };
    let begins = vec![scripts.started(&declared.folder, &named)?];
    let planned = Planned::of_node(declared, Server::Other);
    Some(Start { planned, begins, runs })
}

/// What runs which file.
fn file_of(words: &[String]) -> Option<(&'static str, String)> {
    let parts = words.split(|word| matches!(word.as_str(), "&&" | "||" | ";" | "|" | "&"));
    parts.filter_map(of_command).next_back()
}

fn of_command(words: &[String]) -> Option<(&'static str, String)> {
    let name = |word: &String| word.rsplit('/').next().unwrap_or(word).to_owned();
    let mut at = words.iter().position(|word| PROGRAMS.iter().any(|(program, ..)| *program == name(word)))?;
    let (_, runs, valued) = PROGRAMS.iter().find(|(program, ..)| *program == name(&words[at]))?;
    let mut runs = *runs;
    at += 1;
    while let Some(word) = words.get(at) {
        if word == "--watch" || word == "watch" {
            runs = "nodemon";
        } else if valued.contains(&word.as_str()) {
            at += 1;
        } else if !word.starts_with('-') && !VERBS.contains(&word.as_str()) {
            return Some((runs, word.clone()));
        }
        at += 1;
    }
    None
}

/// `"main"` of the `package.json` in a folder.
fn main_in(tree: &Tree, folder: &str) -> Option<String> {
    let file = tree.file(&plan::inside(folder, "package.json"))?;
    let text = file.text();
    json::text_at(&json::entries(&text).ok()?, "main")
}

/// The file that `npm start` begins with, or the package's main file.
fn main_of(tree: &Tree, scripts: &Scripts) -> Option<Arc<str>> {
    let file = tree.file("package.json")?;
    let text = file.text();
    let root = json::entries(&text).ok()?;
    let start = json::text_at(&json::below(&root, "scripts"), "start");
    let words: Vec<String> = start.unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    let named = file_of(&words).map(|(_, file)| file).or_else(|| json::text_at(&root, "main"))?;
    scripts.started("", &named)
}

/// Files that a program of production begins with are not told of a second time.
pub(super) fn decide_kinds(starts: &mut [&mut Start]) {
    let mut planned: Vec<&mut Planned> = starts.iter_mut().map(|start| &mut start.planned).collect();
    plan::decide_kinds(&mut planned);
}

/// The kind of a start is that of its files, where these are for nobody but their developers.
pub(super) fn kind_of(begins: &[Arc<str>]) -> Option<Kind> {
    let kinds = || begins.iter().map(|path| crate::kind::of_path(path));
    kinds().all(|kind| kind != Kind::Production).then(|| kinds().min()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_names_the_file_that_it_runs() {
        let table = [
            ("node server.js", Some(("node", "server.js"))),
            ("/usr/local/bin/node -r dotenv/config --enable-source-maps dist/app.js", Some(("node", "dist/app.js"))),
            ("npm run build && node ./bin/www", Some(("node", "./bin/www"))),
            ("nodemon -w src --exec ts-node src/app.ts", Some(("nodemon", "src/app.ts"))),
            ("node --watch app.js", Some(("nodemon", "app.js"))),
            ("pm2-runtime start app.js -i max", Some(("node", "app.js"))),
            ("gunicorn shop:app", None),
        ];
        for (line, expected) in table {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            let got = file_of(&words);
            assert_eq!(got.as_ref().map(|(runs, file)| (*runs, file.as_str())), expected, "{line}");
        }
    }
}
