//! Which declared starts are environments of an app, and of what kind each is.

use std::collections::BTreeMap;

use sneck_model::{Kind, Place, Server, Version};

use super::command::{self, Command, Target};
use crate::config::dependencies;
use crate::declared::{Declared, DeclaredVariable, Supplied};
use crate::tree::{NamedEnvironment, Started, Tree};

/// One environment before it is run.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub name: String,
    pub kind: Option<Kind>,
    pub because: String,
    pub command: Command,
    /// The command as text, for people.
    pub line: String,
    pub place: Option<Place>,
    /// Folder of the tree that it starts in.
    pub folder: String,
    pub container: bool,
    pub variables: Vec<DeclaredVariable>,
    pub open: Vec<String>,
}

/// Environments in the order of their declaration, the default one last.
pub(super) fn plan(tree: &Tree, declared: Vec<Declared>) -> Vec<Planned> {
    let mut planned: Vec<Planned> = declared.into_iter().filter_map(from_declared).collect();
    let declared = planned.len();
    planned.push(default());
    for named in &tree.named {
        name(tree, &mut planned, named);
    }
    let by_hand = planned.remove(declared);
    if let Some(shell) = &tree.shell {
        planned.push(here(shell, planned.first()));
    }
    planned.extend(tree.started.as_ref().and_then(started));
    planned.push(by_hand);
    planned
}

fn from_declared(declared: Declared) -> Option<Planned> {
    let command = command::read(&declared.command)?;
    let (kind, because) = declared.kind.map_or((None, String::new()), |(kind, because)| (Some(kind), because));
    Some(Planned {
        name: declared.name,
        kind,
        because,
        line: redacted(&declared.command),
        command,
        place: Some(declared.place),
        folder: declared.folder,
        container: declared.container,
        variables: declared.variables,
        open: declared.open,
    })
}

/// A command line without values that look like secrets.
fn redacted(words: &[String]) -> String {
    let hidden = |word: &String| match word.split_once('=') {
        Some((name, _)) if name.to_ascii_uppercase().contains("KEY") || name.to_ascii_uppercase().contains("PASS") => {
            format!("{name}=…")
        }
        _ if word.contains("://") && word.contains('@') => "…".to_owned(),
        _ => word.clone(),
    };
    words.iter().map(hidden).collect::<Vec<_>>().join(" ")
}

/// Applies an `[environments.NAME]` table: it changes the environment of that name, or adds one.
pub(super) fn name(tree: &Tree, planned: &mut Vec<Planned>, named: &NamedEnvironment) {
    let file = format!("{} line {}", named.path, named.line);
    let at = planned.iter().position(|p| p.name == named.name || p.name.ends_with(&format!("#{}", named.name)));
    let at = at.unwrap_or_else(|| {
        let mut added = default();
        added.name.clone_from(&named.name);
        planned.push(added);
        planned.len() - 1
    });
    let environment = &mut planned[at];
    if let Some(kind) = named.kind {
        environment.kind = Some(kind);
        environment.because = format!("{file} says so");
    }
    let place = |line| Place::File {
        layer: sneck_model::Layer::Deploy,
        path: named.path.as_str().into(),
        line,
        column: 0,
        width: 0,
    };
    if let Some(env_file) = named.env_file.as_deref().and_then(|path| tree.file(path)) {
        let values = crate::config::dotenv::values(&env_file.text(), &|_| None, crate::config::dotenv::First::File);
        let path = env_file.path.clone();
        let at =
            |line| Place::File { layer: sneck_model::Layer::Deploy, path: path.clone(), line, column: 0, width: 0 };
        let set = values.into_iter().map(|v| DeclaredVariable { name: v.name, value: v.value, place: at(v.line) });
        environment.variables.extend(set);
    }
    let text = |(name, value): &(String, String)| DeclaredVariable {
        name: name.clone(),
        value: Supplied::Text(value.clone()),
        place: place(named.line),
    };
    environment.variables.extend(named.variables.iter().map(text));
    if let Some(line) = &named.command {
        environment.place = Some(place(named.line));
        let words = crate::config::words(line, &environment.variables);
        environment.line = redacted(&words);
        environment.command = command::read(&words).unwrap_or_else(|| environment.command.clone());
    }
}

/// This shell: the app as it would start here.
fn here(shell: &[(String, String)], like: Option<&Planned>) -> Planned {
    let mut here = like.cloned().unwrap_or_else(default);
    here.name = "here".to_owned();
    here.kind = Some(Kind::Production);
    here.because = "this shell's variables were asked for".to_owned();
    let variable = |(name, value): &(String, String)| DeclaredVariable {
        name: name.clone(),
        value: Supplied::Text(value.clone()),
        place: Place::Host { item: format!("this shell's variable {name}") },
    };
    here.variables = shell.iter().map(variable).collect();
    here.open = Vec::new();
    here
}

/// Name of the environment of an app that was started for the audit.
pub const STARTED: &str = "run";

/// The app as it was started for this audit; nothing where its command is not understood.
fn started(started: &Started) -> Option<Planned> {
    let variable = |(name, value): &(String, String)| DeclaredVariable {
        name: name.clone(),
        value: Supplied::Text(value.clone()),
        place: Place::Host { item: format!("variable {name} of the started app") },
    };
    let variables: Vec<_> = started.variables.iter().map(variable).collect();
    let words = crate::config::words(&started.command, &variables);
    let assigned = words.iter().map_while(|word| word.split_once('=').filter(|(name, _)| is_name(name)));
    let assigned: Vec<_> = assigned.map(|(name, value)| variable(&(name.to_owned(), value.to_owned()))).collect();
    Some(Planned {
        name: STARTED.to_owned(),
        kind: Some(Kind::Production),
        because: "it was started for this audit".to_owned(),
        command: command::read(&words)?,
        line: redacted(&words),
        place: Some(Place::Host { item: "the command of --run".to_owned() }),
        folder: started.folder.clone(),
        variables: variables.into_iter().chain(assigned).collect(),
        ..default()
    })
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !text.starts_with(|c: char| c.is_ascii_digit())
}

/// Decides the kinds that nothing names, among the environments that really serve an app: production,
/// unless another one is named so; the app started by hand only when nothing else is production.
pub(super) fn decide_kinds(serving: &mut [&mut Planned]) {
    let is_production = |p: &&mut Planned| p.kind == Some(Kind::Production) && p.name != "here" && p.name != STARTED;
    let named = serving.iter().any(is_production);
    for environment in serving.iter_mut().filter(|p| p.kind.is_none() && p.name != DEFAULT) {
        environment.decide(match named {
            true => (Kind::Development, "another environment is named production"),
            false => (Kind::Production, "it starts the app and nothing names it otherwise"),
        });
    }
    let deployed = serving.iter().any(is_production);
    for environment in serving.iter_mut().filter(|p| p.kind.is_none()) {
        environment.decide(match deployed {
            true => (Kind::Development, "a deployment file says how production starts"),
            false => (Kind::Production, "no deployment file says how production starts"),
        });
    }
}

impl Planned {
    /// A settings module of Django on its own.
    pub(super) fn of_settings(module: &str, kind: Kind) -> Self {
        let mut planned = default();
        planned.name = module.to_owned();
        planned.command.target = Target::Settings(module.to_owned());
        planned.decide((kind, "the name of its settings module says so"));
        planned
    }

    /// A program of Node as a file starts it.
    pub(super) fn of_node(declared: &Declared, server: Server) -> Self {
        let (kind, because) = declared.kind.clone().map_or((None, String::new()), |(kind, why)| (Some(kind), why));
        let mut planned = default();
        planned.command.server = server;
        Self {
            name: declared.name.clone(),
            kind,
            because,
            line: redacted(&declared.command),
            place: Some(declared.place.clone()),
            folder: declared.folder.clone(),
            container: declared.container,
            variables: declared.variables.clone(),
            open: declared.open.clone(),
            ..planned
        }
    }

    /// A program that no file starts.
    pub(super) fn by_hand() -> Self {
        default()
    }

    pub(super) fn decide(&mut self, (kind, because): (Kind, &str)) {
        self.kind = Some(kind);
        because.clone_into(&mut self.because);
    }
}

/// Name of the environment without any deployment file.
pub(super) const DEFAULT: &str = "default";

/// The app started by hand, without any deployment file.
fn default() -> Planned {
    let command = Command {
        server: Server::Unknown,
        target: Target::Unsaid,
        host: None,
        reload: false,
        debug: None,
        chdir: None,
        config: None,
        options: Vec::new(),
        argv: Vec::new(),
    };
    Planned {
        name: DEFAULT.to_owned(),
        kind: None,
        because: String::new(),
        command,
        line: String::new(),
        place: None,
        folder: String::new(),
        container: false,
        variables: Vec::new(),
        open: Vec::new(),
    }
}

/// The release of each of some packages, and the same as numbers; empty when the newest is assumed.
pub(super) fn releases(
    tree: &Tree,
    packages: impl Iterator<Item = &'static str>,
) -> BTreeMap<&'static str, (Version, Vec<u32>)> {
    let numbered = |(package, version)| (package, with_numbers(version));
    dependencies::versions_of(tree, packages).into_iter().map(numbered).collect()
}

fn with_numbers(version: Version) -> (Version, Vec<u32>) {
    let text = match &version {
        Version::Exact(text) => Some(text.clone()),
        Version::Range(_, highest) => highest.clone(),
        Version::Newest => None,
    };
    let numbers = text.map(|t| t.split('.').map_while(|part| part.parse().ok()).collect()).unwrap_or_default();
    (version, numbers)
}

/// Folders in which an environment's imports are looked up.
pub(super) fn roots(planned: &Planned) -> Vec<String> {
    let start = match &planned.command.chdir {
        Some(folder) => inside(&planned.folder, folder),
        None => planned.folder.clone(),
    };
    let mut roots = vec![start.clone()];
    if let Target::Script(script) = &planned.command.target {
        let path = inside(&start, script);
        roots.insert(0, path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned()));
    }
    for folder in [start.as_str(), ""] {
        roots.push(folder.to_owned());
        roots.push(inside(folder, "src"));
    }
    let mut seen = std::collections::HashSet::new();
    roots.retain(|root| seen.insert(root.clone()));
    roots
}

/// A path below a folder of the tree; absolute container paths count from the folder too.
pub(super) fn inside(folder: &str, path: &str) -> String {
    let path = path.trim_start_matches("./").trim_end_matches('/');
    let path = if path == "." { "" } else { path.trim_start_matches('/') };
    match (folder.is_empty(), path.is_empty()) {
        (true, _) => path.to_owned(),
        (_, true) => folder.to_owned(),
        _ => format!("{folder}/{path}"),
    }
}
