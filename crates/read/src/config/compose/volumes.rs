//! What a service mounts, in short and long form, and its configs and secrets.

use super::load::Loaded;
use crate::config::stack::{Mount, Source, split};
use crate::config::yaml::Node;

/// The mounts of a service.
#[must_use]
pub(super) fn of(loaded: &Loaded, service: &Node) -> Vec<Mount> {
    let volumes = service.get("volumes").map(|all| all.list()).unwrap_or_default();
    volumes.iter().filter_map(|volume| one(loaded, volume)).collect()
}

fn one(loaded: &Loaded, volume: &Node) -> Option<Mount> {
    let (source, target, read_only) = match volume.text() {
        Some(text) => short(text)?,
        None => long(volume)?,
    };
    let place = volume.get("source").map_or_else(|| volume.place(), |at| at.place());
    Some(Mount { source: self::source(loaded, volume, &source), target, read_only, place })
}

/// `SOURCE:TARGET[:OPTIONS]`; a target alone is a volume without a name.
fn short(text: &str) -> Option<(String, String, bool)> {
    let mut parts = split(text).into_iter();
    let first = parts.next()?;
    let Some(target) = parts.next() else { return Some((String::new(), first.to_owned(), false)) };
    let options = parts.next().unwrap_or("");
    let read_only = options.split(',').any(|option| option == "ro");
    target.starts_with('/').then(|| (first.to_owned(), target.to_owned(), read_only))
}

fn long(volume: &Node) -> Option<(String, String, bool)> {
    let text = |key: &str| volume.text_at(&[key]).unwrap_or_default().to_owned();
    let read_only = matches!(volume.text_at(&["read_only"]), Some("true" | "yes" | "on"));
    Some((text("source"), volume.text_at(&["target"])?.to_owned(), read_only))
}

/// A path begins with a dot, a slash or a tilde; anything else is the name of a volume.
fn source(loaded: &Loaded, volume: &Node, text: &str) -> Source {
    let bind = volume.text_at(&["type"]) == Some("bind");
    let path = bind || text.starts_with(['.', '/', '~']);
    match loaded.path(volume, text).filter(|_| path && !text.is_empty()) {
        Some(path) => Source::Tree(path),
        None if path => Source::Host(text.to_owned()),
        None => Source::Volume(text.to_owned()),
    }
}
