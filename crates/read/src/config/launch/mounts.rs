//! Where the files of the tree stand in a container.

use crate::config::place::join;
use crate::tree::{File, Tree};

/// What was copied or mounted where, in order; a later one hides an earlier one. Empty outside of
/// containers: then paths are those of the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mounts(Vec<Mount>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Mount {
    /// Absolute path in the container, without a slash at its end; empty for the root.
    inside: String,
    /// File or folder of the tree; empty for its root.
    outside: String,
}

impl Mounts {
    /// Notes that a path of the tree stands at a path of the container.
    pub fn add(&mut self, outside: &str, inside: &str) {
        let inside = absolute("/", inside);
        self.0.push(Mount { inside: inside.trim_end_matches('/').to_owned(), outside: outside.to_owned() });
    }

    /// The file behind a path, as seen from a folder of the container (or of the tree, outside of
    /// containers).
    #[must_use]
    pub fn file<'t>(&self, tree: &'t Tree, path: &str, folder: &str) -> Option<&'t File> {
        if self.0.is_empty() {
            let relative = if path.starts_with('/') { last_parts(path) } else { join(folder, path)? };
            return tree.file(&relative);
        }
        // A bare name is also searched where programs are put (`COPY entrypoint.sh /usr/local/bin/`).
        let places = [absolute(folder, path), absolute("/usr/local/bin", path), absolute("/usr/bin", path)];
        let seen = places.iter().take(if path.contains('/') { 1 } else { 3 });
        seen.flat_map(|inside| self.outside(inside)).find_map(|path| tree.file(&path))
    }

    /// The folder of the tree that a folder of the container stands for; the root when none does.
    #[must_use]
    pub fn folder(&self, tree: &Tree, folder: &str) -> String {
        if self.0.is_empty() {
            return join("", folder).filter(|folder| has_folder(tree, folder)).unwrap_or_default();
        }
        let inside = absolute("/", folder);
        let exact = self.outside(&inside).find(|folder| has_folder(tree, folder));
        exact.or_else(|| self.above(tree, &inside)).unwrap_or_default()
    }

    /// The file or folder of the tree behind an absolute path of the container.
    #[must_use]
    pub fn tree_path(&self, tree: &Tree, inside: &str) -> Option<String> {
        self.outside(inside).find(|path| tree.file(path).is_some() || has_folder(tree, path))
    }

    /// The path of the container at which a file of the tree stands, the latest copy first.
    #[must_use]
    pub fn inside(&self, path: &str) -> Option<String> {
        let of = |mount: &Mount| {
            let rest = if mount.outside.is_empty() { Some(path) } else { path.strip_prefix(mount.outside.as_str()) }?;
            let whole = mount.outside.is_empty() || rest.is_empty() || rest.starts_with('/');
            let rest = rest.trim_start_matches('/');
            whole.then(|| if rest.is_empty() { mount.inside.clone() } else { format!("{}/{rest}", mount.inside) })
        };
        self.0.iter().rev().find_map(of)
    }

    /// Paths of the tree for a path of the container, the latest copy first.
    fn outside(&self, inside: &str) -> impl Iterator<Item = String> {
        let of = move |mount: &Mount| {
            let rest = inside.strip_prefix(mount.inside.as_str())?;
            let whole = rest.is_empty() || rest.starts_with('/');
            whole.then(|| join(&mount.outside, rest)).flatten()
        };
        self.0.iter().rev().filter_map(of).collect::<Vec<_>>().into_iter()
    }

    /// For a folder that holds what was copied and was not copied itself: `COPY shop /app/shop` with
    /// `WORKDIR /app` starts in the folder above `shop`.
    fn above(&self, tree: &Tree, inside: &str) -> Option<String> {
        let prefix = format!("{}/", inside.trim_end_matches('/'));
        self.0.iter().rev().find_map(|mount| {
            let below = mount.inside.strip_prefix(&prefix)?;
            let above = mount.outside.strip_suffix(below)?.trim_end_matches('/');
            has_folder(tree, above).then(|| above.to_owned())
        })
    }
}

/// Outside of a container an absolute path (`/srv/shop/deploy/run.sh`) may be one of the tree on the
/// server: its last part is taken when nothing else is known.
fn last_parts(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_owned()
}

/// A path of a container, resolved.
#[must_use]
pub fn absolute(folder: &str, path: &str) -> String {
    let path = path.trim_start_matches("./");
    let base = if path.starts_with('/') { "" } else { folder };
    format!("/{}", join(base, path).unwrap_or_default())
}

/// True when a file of the tree stands in that folder or below it.
#[must_use]
pub fn has_folder(tree: &Tree, folder: &str) -> bool {
    let prefix = format!("{folder}/");
    let at = tree.files.partition_point(|file| *file.path < *prefix);
    folder.is_empty() || tree.files.get(at).is_some_and(|file| file.path.starts_with(&prefix))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Tree {
        let paths = ["api/boot.sh", "api/shop/app.py", "deploy/entry.sh", "run.sh"];
        Tree { files: paths.iter().map(|path| File::new(path, "")).collect(), ..Tree::default() }
    }

    fn file(mounts: &Mounts, path: &str, folder: &str) -> Option<String> {
        mounts.file(&tree(), path, folder).map(|file| file.path.to_string())
    }

    #[test]
    fn container_paths_lead_back_to_the_tree() {
        let mut mounts = Mounts::default();
        mounts.add("api", "/app/");
        mounts.add("deploy/entry.sh", "/usr/local/bin/entry.sh");
        assert_eq!(file(&mounts, "./boot.sh", "/app").as_deref(), Some("api/boot.sh"));
        assert_eq!(file(&mounts, "/app/boot.sh", "/").as_deref(), Some("api/boot.sh"));
        assert_eq!(file(&mounts, "entry.sh", "/app").as_deref(), Some("deploy/entry.sh"));
        assert_eq!(file(&mounts, "/application/boot.sh", "/"), None);
        assert_eq!(mounts.folder(&tree(), "/app"), "api");
        assert_eq!(mounts.folder(&tree(), "/app/shop"), "api/shop");
        assert_eq!(mounts.folder(&tree(), "/elsewhere"), "");
    }

    #[test]
    fn a_folder_above_what_was_copied_is_found() {
        let mut mounts = Mounts::default();
        mounts.add("api/shop", "/app/shop");
        assert_eq!(mounts.folder(&tree(), "/app"), "api");
    }

    #[test]
    fn outside_of_containers_paths_are_those_of_the_tree() {
        let none = Mounts::default();
        assert_eq!(file(&none, "./boot.sh", "api").as_deref(), Some("api/boot.sh"));
        assert_eq!(file(&none, "/srv/shop/run.sh", "").as_deref(), Some("run.sh"));
        assert_eq!(none.folder(&tree(), "api"), "api");
        assert_eq!(none.folder(&tree(), "/srv/shop"), "");
    }
}
