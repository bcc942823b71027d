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
//!
//! A project that is called `every project` is none: the others of the file have its files and are started in its
//! ways, where they have none of their own.

use sneck_model::Kind;
use sneck_read::tree::NamedEnvironment;
use sneck_read::{File, Tree};

/// One project.
pub struct Project {
    /// Where it stands and what it shows.
    pub title: String,
    /// The only virtual environments that it is for; none for all.
    pub only: Vec<String>,
    /// Its files.
    pub tree: Tree,
    /// The ways in which it is started.
    pub starts: Vec<Start>,
}

/// One way in which a project is started.
#[derive(Clone)]
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

/// What a file gives to all of its projects.
const SHARED: &str = "every project";

/// Files of the corpus: their theme and text.
pub type Themes = &'static [(&'static str, &'static str)];

/// The files of a framework's corpus, by theme.
macro_rules! themes {
    ($framework:literal: $($theme:literal),* $(,)?) => {
        &[$(($theme, include_str!(
            concat!("../../../../tests/oracle/corpus/", $framework, "/", $theme, ".worlds")
        ))),*]
    };
}
pub(crate) use themes;

/// All projects of these files.
pub fn of(themes: Themes) -> Vec<Project> {
    themes.iter().flat_map(|(theme, text)| read(theme, text)).collect()
}

/// Reads a file of the corpus.
fn read(theme: &str, text: &str) -> Vec<Project> {
    let text = format!("\n{text}");
    let parts = text.split("\n## ").skip(1).map(|part| part.split_once('\n').expect("a title and a world"));
    let (shared, own): (Vec<_>, Vec<_>) = parts.partition(|(title, _)| *title == SHARED);
    let shared = shared.first().map(|(title, world)| project(title, world));
    let mut projects: Vec<_> = own.iter().map(|(title, world)| project(&format!("{theme}: {title}"), world)).collect();
    for project in &mut projects {
        if let Some(shared) = &shared {
            project.complete(shared);
        }
        assert!(!project.starts.is_empty(), "{} is never started", project.title);
    }
    projects
}

fn project(title: &str, world: &str) -> Project {
    let head = world.split("\n===").next().unwrap_or_default();
    let remarks: Vec<_> = head.lines().filter_map(|line| line.strip_prefix("# ")?.split_once(": ")).collect();
    let only = remarks.iter().find(|(name, _)| *name == "only");
    let only = only.map(|(_, environments)| environments.split(", ").map(str::to_owned).collect()).unwrap_or_default();
    let starts = remarks.iter().filter(|(name, _)| *name != "only").map(|(name, line)| start(name, line)).collect();
    let tree = sneck_read::world::parse(world).unwrap_or_else(|error| panic!("{title}: {error}"));
    Project { title: title.to_owned(), only, tree, starts }
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
    /// True when a virtual environment can start it.
    pub fn is_for(&self, environment: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == environment)
    }

    /// Its files and environments as sneck is handed them, with releases pinned unless it pins some itself.
    pub fn tree_for(&self, pins: &str) -> Tree {
        let mut tree = self.tree.clone();
        const PINS: [&str; 3] = ["requirements.txt", "Pipfile.lock", "poetry.lock"];
        if !PINS.iter().any(|pin| tree.file(pin).is_some()) {
            tree.files.push(File::new("requirements.txt", pins));
            tree.files.sort_by(|a, b| a.path.cmp(&b.path));
        }
        tree.named = self.starts.iter().filter(|start| !start.declared).map(Start::named).collect();
        tree
    }

    /// Adds what all projects of its file have, and it has not.
    fn complete(&mut self, shared: &Self) {
        let missing = shared.tree.files.iter().filter(|file| self.tree.file(&file.path).is_none());
        let missing: Vec<_> = missing.cloned().collect();
        self.tree.files.extend(missing);
        self.tree.files.sort_by(|a, b| a.path.cmp(&b.path));
        if self.starts.is_empty() {
            self.starts.clone_from(&shared.starts);
        }
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
