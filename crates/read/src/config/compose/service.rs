//! A service of compose as a container.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::load::{Loaded, Service};
use super::merge::as_map;
use crate::config::container::Container;
use crate::config::dockerfile::{self, Dockerfile, Form};
use crate::config::dotenv;
use crate::config::place::at;
use crate::config::shell::words;
use crate::config::yaml::{Node, Value, Yaml};
use crate::declared::{DeclaredVariable, Supplied};
use crate::tree::Tree;

/// A service as a container, and the stage of the Dockerfile that it starts as it is, if it does.
pub(super) struct Built {
    pub(super) container: Container,
    pub(super) starts: Option<(Arc<str>, usize)>,
}

/// Makes a container of a service; `None` for a database and the like.
pub(super) fn built(tree: &Tree, loaded: &Loaded, service: &Service) -> Option<Built> {
    let node = &service.node;
    let image = node.text_at(&["image"]).unwrap_or("");
    let build = node.get("build");
    if build.is_none() && dockerfile::is_service(image) {
        return None;
    }
    let place = service.key.place();
    let found = match build {
        Some(build) => of_build(tree, loaded, build),
        // Where another service is built, an image that is only named is somebody else's.
        None => dockerfile::of_reference(tree, image, !loaded.builds()),
    };
    let mut container = Container::foreign(place.clone());
    let mut starts = None;
    let mut runs_nothing = false;
    if let Some((dockerfile, stage, context)) = found {
        let image = dockerfile.image(tree, stage, &context);
        if build.is_some() && dockerfile::is_service(&image.base) {
            return None;
        }
        container = Container::of(image, &dockerfile.file.path, place);
        runs_nothing = container.is_empty();
        starts = Some((dockerfile.file.path.clone(), stage));
    }
    container.entrypoint = command(node.get("entrypoint"));
    container.command = command(node.get("command"));
    container.folder = node.text_at(&["working_dir"]).map(str::to_owned);
    container.mounts = mounts(loaded, node);
    env_files(tree, loaded, node, &mut container);
    container.variables.extend(environment(loaded, node));
    let as_it_is = container.entrypoint.is_none() && container.command.is_none();
    starts = starts.filter(|_| as_it_is || runs_nothing);
    Some(Built { container, starts })
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
    let one = |volume: &&Node| {
        let (source, target) = match volume.text() {
            Some(text) => text.split_once(':').map(|(s, t)| (s, t.split(':').next().unwrap_or(t)))?,
            None => (volume.text_at(&["source"])?, volume.text_at(&["target"])?),
        };
        let bind = source.starts_with('.') && target.starts_with('/');
        bind.then(|| loaded.path(volume, source)).flatten().map(|outside| (outside, target.to_owned()))
    };
    node.get("volumes").map(|all| all.list().iter().filter_map(one).collect()).unwrap_or_default()
}
