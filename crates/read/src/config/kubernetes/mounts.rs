//! What stands over the files of a container: paths of the machine, and keys of ConfigMaps and Secrets.

use super::data::{Item, Store};
use super::member::Standing;
use crate::config::stack::{Mount, Source};
use crate::config::yaml::Node;

/// The mounts of a container, one for each file where a ConfigMap of the tree is mounted.
pub(super) fn of(at: &Standing<'_>, store: &Store) -> Vec<Mount> {
    let volumes = at.pod.get("volumes").map(|all| all.list()).unwrap_or_default();
    let mounts = at.node.get("volumeMounts").map(|all| all.list()).unwrap_or_default();
    let one = |mount: &Node| -> Option<Vec<Mount>> {
        let name = mount.text_at(&["name"])?;
        let volume = volumes.iter().find(|volume| volume.text_at(&["name"]) == Some(name))?;
        let target = mount.text_at(&["mountPath"])?;
        let files = files(volume, store, &at.object.folder);
        Some(if files.is_empty() { vec![whole(volume, name, mount, target)] } else { of_files(files, mount, target) })
    };
    mounts.into_iter().filter_map(one).flatten().collect()
}

fn whole(volume: &Node, name: &str, mount: &Node, target: &str) -> Mount {
    let path = volume.at(&["hostPath", "path"]);
    let source = match path.and_then(|path| path.text()) {
        Some(path) => Source::Host(path.to_owned()),
        None => Source::Volume(name.to_owned()),
    };
    let read_only = mount.text_at(&["readOnly"]) == Some("true");
    let place = path.map_or_else(|| mount.place(), |path| path.place());
    Mount { source, target: target.to_owned(), read_only, place }
}

/// A file of a volume: where it stands there, and its path of the tree.
type Held = (String, String);

/// With `subPath` one file is mounted in the place of the folder.
fn of_files(files: Vec<Held>, mount: &Node, target: &str) -> Vec<Mount> {
    let part = mount.text_at(&["subPath"]).map(|part| part.trim_start_matches("./"));
    let one = |(path, source): Held| {
        let target = match part {
            None => format!("{}/{path}", target.trim_end_matches('/')),
            Some(part) if part == path => target.to_owned(),
            Some(_) => return None,
        };
        Some(Mount { source: Source::Tree(source), target, read_only: true, place: mount.place() })
    };
    files.into_iter().filter_map(one).collect()
}

/// Keys of the objects behind a volume, `projected` ones among them.
fn files(volume: &Node, store: &Store, folder: &str) -> Vec<Held> {
    let projected = volume.at(&["projected", "sources"]).map(|all| all.list()).unwrap_or_default();
    std::iter::once(volume).chain(projected).flat_map(|source| of_source(source, store, folder)).collect()
}

/// Objects whose keys are mounted as files, and the key that names each of them.
const SOURCES: &[(&str, bool, &str)] =
    &[("configMap", false, "name"), ("secret", true, "secretName"), ("secret", true, "name")];

fn of_source(source: &Node, store: &Store, folder: &str) -> Vec<Held> {
    let named = |(kind, secret, name): &(&str, bool, &str)| {
        let source = source.get(kind)?;
        Some((source, store.get(*secret, source.text_at(&[name])?, folder)?))
    };
    let Some((source, data)) = SOURCES.iter().find_map(named) else { return Vec::new() };
    let Some(chosen) = source.get("items") else {
        return data.items.iter().filter_map(|item| held(item, &item.key)).collect();
    };
    let one = |entry: &&Node| {
        let key = entry.text_at(&["key"])?;
        held(data.items.iter().find(|item| item.key == key)?, entry.text_at(&["path"]).unwrap_or(key))
    };
    chosen.list().iter().filter_map(one).collect()
}

fn held(item: &Item, path: &str) -> Option<Held> {
    Some((path.to_owned(), item.file.clone()?))
}
