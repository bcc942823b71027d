//! Little Flask projects with the ways in which they are started.
//!
//! A file of the corpus holds many projects. Each begins with a line `## title`; remarks say how it is started,
//! and what follows is a world (`docs/worlds.md`):
//!
//! ```text
//! ## a subclass inherits DEBUG
//! # only: flask-1                        the environment of tests/oracle it is for; without it, all
//! # production: gunicorn app:app         a name, variables, a command: told to sneck as sneck.toml would
//! # debug: FLASK_DEBUG=1 flask run
//! # declared Procfile#web: gunicorn app:app    the same, but sneck must find it in the files
//! === app.py
//! ```

use sneck_model::Kind;
use sneck_read::tree::NamedEnvironment;
use sneck_read::{File, Tree};

/// One project.
pub struct Project {
    /// Where it stands and what it shows.
    pub title: String,
    /// The only virtual environment that it is for.
    pub only: Option<String>,
    /// Its files.
    pub tree: Tree,
    /// The ways in which it is started.
    pub starts: Vec<Start>,
}

/// One way in which a project is started.
pub struct Start {
    /// The name of the environment.
    pub name: String,
    /// The files of the project say so; otherwise it is told to sneck.
    pub declared: bool,
    /// Variables of the process.
    pub variables: Vec<(String, String)>,
    /// The command.
    pub command: String,
}

/// Reads a file of the corpus.
pub fn read(file: &str, text: &str) -> Vec<Project> {
    let mut projects = Vec::new();
    let text = format!("\n{text}");
    for part in text.split("\n## ").skip(1) {
        let (title, world) = part.split_once('\n').expect("a title and a world");
        projects.push(project(format!("{file}: {title}"), world));
    }
    projects
}

fn project(title: String, world: &str) -> Project {
    let head = world.split("\n===").next().unwrap_or_default();
    let remarks: Vec<_> = head.lines().filter_map(|line| line.strip_prefix("# ")?.split_once(": ")).collect();
    let only = remarks.iter().find(|(name, _)| *name == "only").map(|(_, environment)| (*environment).to_owned());
    let starts: Vec<_> =
        remarks.iter().filter(|(name, _)| *name != "only").map(|(name, line)| start(name, line)).collect();
    assert!(!starts.is_empty(), "{title} is never started");
    let tree = sneck_read::world::parse(world).unwrap_or_else(|error| panic!("{title}: {error}"));
    Project { title, only, tree, starts }
}

fn start(name: &str, line: &str) -> Start {
    let mut variables = Vec::new();
    let mut rest = line;
    while let Some((name, value, behind)) = assignment(rest) {
        variables.push((name.to_owned(), value));
        rest = behind;
    }
    let declared = name.starts_with("declared ");
    let name = name.trim_start_matches("declared ").to_owned();
    Start { name, declared, variables, command: rest.to_owned() }
}

/// `NAME=value` or `NAME='a value'` at the start of a line, and what stands behind it.
fn assignment(line: &str) -> Option<(&str, String, &str)> {
    let (name, rest) = line.split_once('=')?;
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return None;
    }
    let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'));
    let (value, behind) = match quote {
        Some(quote) => rest[1..].split_once(quote)?,
        None => rest.split_once(' ')?,
    };
    Some((name, value.to_owned(), behind.trim_start()))
}

impl Project {
    /// Its files and environments as sneck is handed them, with a release of Flask pinned unless it pins one.
    pub fn tree_for(&self, flask: &str) -> Tree {
        let mut tree = self.tree.clone();
        const PINS: [&str; 3] = ["requirements.txt", "Pipfile.lock", "poetry.lock"];
        if !PINS.iter().any(|pin| tree.file(pin).is_some()) {
            tree.files.push(File::new("requirements.txt", &format!("{flask}\npython-dotenv\n")));
            tree.files.sort_by(|a, b| a.path.cmp(&b.path));
        }
        tree.named = self.starts.iter().filter(|start| !start.declared).map(Start::named).collect();
        tree
    }
}

impl Start {
    fn named(&self) -> NamedEnvironment {
        NamedEnvironment {
            name: self.name.clone(),
            kind: Some(Kind::Production),
            command: Some(self.command.clone()),
            variables: self.variables.clone(),
            env_file: None,
            line: 1,
            path: "sneck.toml".into(),
        }
    }
}
