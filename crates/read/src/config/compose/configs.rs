//! Configs of a project, which its services get to see as files.
//!
//! Source: the Compose specification, "configs": `file` names one, `content` is one. Without a target a config stands at
//! the root of the container, by its name.

use super::load::Loaded;
use crate::config::held;
use crate::config::stack::{Mount, Source};
use crate::config::yaml::Node;
use crate::tree::File;

/// The configs of a service as mounts.
pub(super) fn of(loaded: &Loaded, service: &Node) -> Vec<Mount> {
    all(loaded, service).into_iter().map(|(mount, _)| mount).collect()
}

/// Those of them that are written out in the project's own file.
pub(super) fn written(loaded: &Loaded, service: &Node) -> Vec<File> {
    all(loaded, service).into_iter().filter_map(|(_, file)| file).collect()
}

fn all(loaded: &Loaded, service: &Node) -> Vec<(Mount, Option<File>)> {
    let configs = service.get("configs").map(|all| all.list()).unwrap_or_default();
    configs.into_iter().filter_map(|config| one(loaded, config)).collect()
}

fn one(loaded: &Loaded, config: &Node) -> Option<(Mount, Option<File>)> {
    let name = config.text().or_else(|| config.text_at(&["source"]))?;
    let target = config.text_at(&["target"]).map_or_else(|| format!("/{name}"), str::to_owned);
    let known = loaded.configs.as_ref()?.get(name)?;
    let (source, file) = match (known.get("file"), known.get("content")) {
        (Some(path), _) => (loaded.path(path, path.text()?)?, None),
        (None, Some(content)) => {
            let key = target.rsplit('/').next().unwrap_or(name);
            (held::path(content, name, key), held::file(content, name, key))
        }
        (None, None) => return None,
    };
    Some((Mount { source: Source::Tree(source), target, read_only: true, place: config.place() }, file))
}
