//! A service of compose as a container.

use std::collections::BTreeMap;

use super::load::{Loaded, Service};
use super::merge::as_map;
use super::volumes;
use crate::config::container::Container;
use crate::config::dockerfile::{self, Dockerfile, Form};
use crate::config::dotenv;
use crate::config::place::at;
use crate::config::shell::words;
use crate::config::stack::{Mount, Source};
use crate::config::yaml::{Node, Value, Yaml};
use crate::declared::{DeclaredVariable, Supplied};
use crate::tree::Tree;

/// A service as a container.
pub(super) struct Made {
    pub(super) container: Container,
    /// The stage of the Dockerfile that it is built from, if it is.
    pub(super) stage: Option<usize>,
    /// It starts that stage as it is.
    pub(super) as_it_is: bool,
    /// It runs a program of the tree, as opposed to a database and the like.
    pub(super) is_app: bool,
}

/// Makes a container of a service.
pub(super) fn made(tree: &Tree, loaded: &Loaded, service: &Service) -> Made {
    let node = &service.node;
    let image = node.text_at(&["image"]).unwrap_or("");
    let build = node.get("build");
    let mut is_app = build.is_some() || !dockerfile::is_service(image);
    let place = service.key.place();
    let found = match build {
        Some(build) => of_build(tree, loaded, build),
        // Where another service is built, an image that is only named is somebody else's.
        None if is_app => dockerfile::of_reference(tree, image, !loaded.builds()),
        None => None,
    };
    let mut container = Container::foreign(place.clone());
    let (mut stage, mut runs_nothing) = (None, false);
    if let Some((dockerfile, at, context)) = found {
        let image = dockerfile.image(tree, at, &context);
        is_app &= build.is_none() || !dockerfile::is_service(&image.base);
        container = Container::of(image, &dockerfile.file.path, place);
        runs_nothing = container.is_empty();
        stage = Some(at);
    }
    container.entrypoint = command(node.get("entrypoint"));
    container.command = command(node.get("command"));
    container.folder = node.text_at(&["working_dir"]).map(str::to_owned);
    container.mounts = mounts(loaded, node);
    env_files(tree, loaded, node, &mut container);
    container.variables.extend(environment(loaded, node));
    let as_it_is = runs_nothing || (container.entrypoint.is_none() && container.command.is_none());
    Made { container, stage, as_it_is, is_app }
}

/// `build: FOLDER` or `build: {context, dockerfile, target, args}`.
fn of_build<'t>(tree: &'t Tree, loaded: &Loaded, build: &Yaml) -> Option<(Dockerfile<'t>, usize, String)> {
    let context = build.get("context").unwrap_or(build);
    let folder = loaded.path(context, context.text().unwrap_or("."))?;
    let name = build.text_at(&["dockerfile"]).unwrap_or("Dockerfile");
    let file = tree.file(&crate::config::place::join(&folder, name)?)?;
    let args = build.get("args").map(as_map);
    let given: BTreeMap<String, Supplied> = args
        .iter()
        .flat_map(|args| args.entries())
        .map(|(key, value)| (key.text().unwrap_or_default().to_owned(), of_environment(loaded, key, value)))
        .collect();
    let dockerfile = Dockerfile::of(file, given);
    let stage = dockerfile.stage(build.text_at(&["target"]))?;
    Some((dockerfile, stage, folder))
}

/// A text is split into words, not given to a shell; a list is taken as it is.
fn command(node: Option<&Yaml>) -> Option<(Form, sneck_model::Place)> {
    let node = node.filter(|node| !node.is_null())?;
    let all = match &node.value {
        Value::Scalar(text, _) => words(text).iter().map(|word| word.plain()).collect(),
        _ => node.list().iter().filter_map(|item| item.text().map(str::to_owned)).collect(),
    };
    Some((Form::Exec(all), node.place()))
}

fn environment(loaded: &Loaded, node: &Node) -> Vec<DeclaredVariable> {
    let map = node.get("environment").map(as_map);
    let one = |(key, value): (&Yaml, &Yaml)| DeclaredVariable {
        name: key.text().unwrap_or_default().to_owned(),
        value: of_environment(loaded, key, value),
        place: key.place(),
    };
    map.iter().flat_map(|map| map.entries()).map(one).collect()
}

/// A value as it is written, or, for a name alone, that of the project's `.env` or of the shell.
fn of_environment(loaded: &Loaded, key: &Node, value: &Node) -> Supplied {
    match &value.value {
        Value::Scalar(_, Some(why)) => Supplied::Unknown(why.clone()),
        Value::Scalar(text, None) => Supplied::Text(text.clone()),
        _ => {
            let name = key.text().unwrap_or_default();
            let outside = || Supplied::Unknown(format!("{name} is taken from the shell that runs compose"));
            loaded.variables.get(name).cloned().unwrap_or_else(outside)
        }
    }
}

/// `env_file`, one path or a list, with `required: false` and the like.
fn env_files(tree: &Tree, loaded: &Loaded, node: &Node, container: &mut Container) {
    for entry in node.get("env_file").map(|files| files.list()).unwrap_or_default() {
        let Some(path) = entry.text().or_else(|| entry.text_at(&["path"])) else { continue };
        let Some(file) = loaded.path(entry, path).and_then(|path| tree.file(&path)) else {
            container.open.push(format!("env_file {path} is not in the tree"));
            continue;
        };
        let outside = |name: &str| loaded.variables.get(name).cloned();
        let values = dotenv::compose_values(&file.text(), &outside).into_iter();
        let of = |one: dotenv::Assigned| DeclaredVariable {
            name: one.name,
            value: one.value,
            place: at(&file.path, one.line),
        };
        container.variables.extend(values.map(of));
    }
}

/// Folders and files of the tree that are mounted: `./src:/app`, `{type: bind, source, target}`.
fn mounts(loaded: &Loaded, node: &Node) -> Vec<(String, String)> {
    let all = volumes::of(loaded, node).into_iter();
    let of_tree = |mount: Mount| match mount.source {
        Source::Tree(outside) => Some((outside, mount.target)),
        _ => None,
    };
    all.filter_map(of_tree).collect()
}
