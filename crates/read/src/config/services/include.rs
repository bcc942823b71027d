//! Files that a configuration takes in: their paths are those of the machine on which it will lie.

use crate::config::place::join;
use crate::tree::{File, Tree};

/// So deep files take in others at most.
pub const DEEPEST: u8 = 8;

/// The files of the tree that a path or pattern stands for, in the order of their names.
///
/// An absolute path is looked for below the folder of the file, then below those around it: `etc/redis/redis.conf`
/// of the tree takes in `/etc/redis/extra.conf` from `etc/redis/extra.conf`, and `deploy/redis.conf` from `deploy/extra.conf`.
#[must_use]
pub fn files<'t>(tree: &'t Tree, from: &File, pattern: &str) -> Vec<&'t File> {
    let (folder, name) = pattern.rsplit_once('/').unwrap_or(("", pattern));
    if name.is_empty() {
        return Vec::new();
    }
    if !pattern.starts_with('/') {
        let folder = join(from.folder(), folder);
        return folder.map(|folder| within(tree, from, &folder, name)).unwrap_or_default();
    }
    let parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).take(12).collect();
    let least = usize::from(name.contains('*'));
    let suffixes = (0..=parts.len().saturating_sub(least)).map(|cut| parts[cut..].join("/"));
    for suffix in suffixes {
        for around in around(from.folder()) {
            let found = join(around, &suffix).map(|folder| within(tree, from, &folder, name)).unwrap_or_default();
            if !found.is_empty() {
                return found;
            }
        }
    }
    Vec::new()
}

/// The folder and those that hold it, from the inside out.
fn around(folder: &str) -> impl Iterator<Item = &str> {
    let mut next = Some(folder);
    std::iter::from_fn(move || {
        let this = next?;
        next = (!this.is_empty()).then(|| this.rsplit_once('/').map_or("", |(outer, _)| outer));
        Some(this)
    })
    .take(12)
}

fn within<'t>(tree: &'t Tree, from: &File, folder: &str, pattern: &str) -> Vec<&'t File> {
    if !pattern.contains('*') {
        let path = if folder.is_empty() { pattern.to_owned() } else { format!("{folder}/{pattern}") };
        return tree.file(&path).into_iter().filter(|file| file.path != from.path).collect();
    }
    let here = |file: &&File| file.folder() == folder && file.path != from.path && fits(pattern, file.name());
    tree.files.iter().filter(here).collect()
}

/// A name fits a pattern whose stars stand for any text.
#[must_use]
pub fn fits(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut name) = name.strip_prefix(first) else { return false };
    let (between, last) = rest.rsplit_once('*').map_or(("", rest), |(between, last)| (between, last));
    for part in between.split('*') {
        let Some(at) = name.find(part) else { return false };
        name = &name[at + part.len()..];
    }
    name.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::tree;

    fn found(from: &str, pattern: &str) -> Vec<String> {
        let files = [
            "etc/redis/redis.conf",
            "etc/redis/conf.d/a.conf",
            "etc/redis/conf.d/b.txt",
            "deploy/redis.conf",
            "deploy/acl/x.acl",
        ];
        let tree = tree(&files.map(|path| (path, "")));
        let from = tree.file(from).expect("it is there");
        files_of(&tree, from, pattern)
    }

    fn files_of(tree: &Tree, from: &File, pattern: &str) -> Vec<String> {
        files(tree, from, pattern).iter().map(|file| file.path.to_string()).collect()
    }

    #[test]
    fn paths_of_the_machine_are_found_in_the_tree() {
        assert_eq!(found("etc/redis/redis.conf", "/etc/redis/conf.d/*.conf"), ["etc/redis/conf.d/a.conf"]);
        assert_eq!(found("deploy/redis.conf", "/etc/redis/acl/x.acl"), ["deploy/acl/x.acl"]);
        assert_eq!(found("etc/redis/redis.conf", "conf.d/a.conf"), ["etc/redis/conf.d/a.conf"]);
        assert!(found("deploy/redis.conf", "../../x").is_empty());
    }

    #[test]
    fn stars_stand_for_any_text() {
        let table = [
            ("*.conf", "a.conf", true),
            ("*.conf", "a.conf.bak", false),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxc", false),
            ("*", "", true),
        ];
        for (pattern, name, expected) in table {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}
