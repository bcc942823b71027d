//! From what was asked for to facts: look, then read.

use std::path::Path;

use sneck_look::{Excludes, Limits, LookError};
use sneck_model::{Exchange, Facts};
use sneck_read::config::project::Project;
use sneck_read::{Tree, world};

use crate::arguments::Target;
use crate::configuration;
use crate::exit::Failure;
use crate::probing::Probing;
use crate::progress::Progress;

/// The name of the environment that this process's own variables make.
pub const HERE: &str = "here";

/// Bytes of a world, at most.
const LARGEST_WORLD: u64 = 256 << 20;

/// What is audited, read.
pub struct Loaded {
    /// All that is known.
    pub facts: Facts,
    /// The project's configuration: what it asks for.
    pub project: Project,
    /// What it was read from; a report shows lines of it.
    pub tree: Tree,
    /// Why not everything could be looked at that was asked for, as sentences.
    pub incomplete: Vec<String>,
    /// Services of this machine, which are asked meanwhile.
    pub probing: Option<Probing>,
}

/// No files at all.
pub fn nothing() -> Loaded {
    let tree = Tree { today: sneck_look::today(), ..Tree::default() };
    let facts = sneck_read::facts(&tree);
    Loaded { facts, project: Project::default(), tree, incomplete: Vec::new(), probing: None }
}

/// Looks at the target and reads it.
pub fn load(target: &Target, progress: &Progress) -> Result<Loaded, Failure> {
    progress.say("looking at files");
    let (mut tree, project) = match &target.replay {
        Some(world) => from_world(world, target)?,
        None if target.host && target.path.is_none() => (nothing().tree, Project::default()),
        None => from_folder(target.path.as_deref().unwrap_or(Path::new(".")), target)?,
    };
    tree.named.clone_from(&project.environments);
    tree.started.clone_from(&target.started);
    if target.environments.iter().any(|name| name == HERE) && target.replay.is_none() {
        tree.shell = Some(sneck_look::shell_variables());
    }
    let probing = target.host.then(|| {
        progress.say("looking at this machine");
        look_at_machine(&mut tree)
    });
    if target.history {
        progress.say("searching the history");
        let root = target.path.as_deref().unwrap_or(Path::new("."));
        sneck_look::history(root, &mut tree, &|done, total| progress.count(done, total));
    }
    progress.say("reading files");
    let mut facts = sneck_read::facts(&tree);
    let mut incomplete = Vec::new();
    if target.replay.is_none() {
        progress.say("looking packages up");
        incomplete.extend(target.advisories.look_up(&mut facts)?);
    }
    known_environments(&facts, &target.environments)?;
    Ok(Loaded { facts, project, tree, incomplete, probing })
}

/// What listens is known at once; what that is will be told.
fn look_at_machine(tree: &mut Tree) -> Probing {
    let seen = sneck_look::host::machine(true);
    let probing = Probing::start(seen.machine.listeners.clone());
    tree.not_looked_at.extend(seen.not_looked_at);
    tree.host_files = seen.files;
    tree.machine = Some(seen.machine);
    probing
}

fn from_folder(root: &Path, target: &Target) -> Result<(Tree, Project), Failure> {
    let project = obeyed(configuration::of_folder(root), target)?;
    let excludes = Excludes::new(project.exclude.iter().map(String::as_str))
        .map_err(|error| Failure::usage(format!("`exclude` in the configuration is not well formed: {error}")))?;
    let tree = sneck_look::files(root, &Limits::default(), &excludes).map_err(refused)?;
    Ok((tree, project))
}

/// The answers of a recorded world.
pub fn recorded(path: &Path) -> Result<Vec<Exchange>, Failure> {
    Ok(sneck_read::facts(&replayed(path)?).exchanges)
}

fn replayed(path: &Path) -> Result<Tree, Failure> {
    let name = path.display();
    let text = sneck_look::text(path, LARGEST_WORLD)
        .map_err(|error| Failure::usage(format!("cannot read the world `{name}`: {error}")))?;
    world::parse(&text).map_err(|error| Failure::usage(format!("{name}:{}: {}", error.line, error.why)))
}

fn from_world(path: &Path, target: &Target) -> Result<(Tree, Project), Failure> {
    let tree = replayed(path)?;
    let project = obeyed(configuration::of_world(&tree), target)?;
    Ok((tree, project))
}

/// With `--no-tree-config`, nothing in the tree decides what is audited; what it asks to accept is kept to be shown.
fn obeyed(read: Result<Project, Failure>, target: &Target) -> Result<Project, Failure> {
    if target.no_tree_config {
        Ok(Project { accepted: read.map(|project| project.accepted).unwrap_or_default(), ..Project::default() })
    } else {
        read
    }
}

fn refused(error: LookError) -> Failure {
    match error {
        LookError::Refused(..) => Failure::incomplete(error.to_string()),
        LookError::Missing(_) | LookError::NotAFolder(_) => Failure::usage(error.to_string()),
    }
}

fn known_environments(facts: &Facts, wanted: &[String]) -> Result<(), Failure> {
    let known: Vec<&str> = facts.environments.iter().map(|environment| environment.name.as_str()).collect();
    match wanted.iter().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) if known.is_empty() => {
            Err(Failure::usage(format!("there is no environment `{name}`: the project has none")))
        }
        Some(name) => Err(Failure::usage(format!("there is no environment `{name}`; there are: {}", known.join(", ")))),
    }
}
