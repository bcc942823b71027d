//! Puts a project together: interpolation, files on top of each other, `extends`, `include`.

use std::collections::HashMap;
use std::sync::Arc;

use super::files::Project;
use super::merge;
use crate::config::dotenv;
use crate::config::expand::{COMPOSE, expand};
use crate::config::place::join;
use crate::config::yaml::{Documents, Node, Value, Yaml, parse};
use crate::declared::Supplied;
use crate::tree::{File, Tree};

/// `extends` and `include` lead this deep at most.
const DEEPEST: u8 = 8;

/// A service after everything is put together.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// What it is set to.
    pub node: Yaml,
    /// The line of its name, in the file that names it last.
    pub key: Yaml,
}

/// A project, put together.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Its services in the order of the files.
    pub services: Vec<Service>,
    /// Files that its services may get to see.
    pub configs: Option<Yaml>,
    /// Any of them is built.
    builds: bool,
    /// Files with mistakes.
    pub mistakes: Vec<(Arc<str>, u32, String)>,
    /// The variables of the project's `.env`, which is read for interpolation.
    pub variables: HashMap<String, Supplied>,
    /// The folder from which relative paths start, by file: that of the project for its own files,
    /// that of the file itself for those that are extended or included.
    folders: HashMap<Arc<str>, String>,
}

/// Puts a project together.
#[must_use]
pub fn load(tree: &Tree, project: &Project<'_>) -> Loaded {
    let folder = project.files.first().map_or("", |file| file.folder()).to_owned();
    let mut loader = Loader { tree, loaded: Loaded { variables: dot_env(tree, &folder), ..Loaded::default() } };
    let root = loader.files(&project.files, &folder, DEEPEST);
    let services = root.as_ref().and_then(|root| root.get("services")).cloned();
    for (key, node) in services.iter().flat_map(|services| services.entries()) {
        let node = loader.extended(node, services.as_ref(), DEEPEST);
        let name = key.text().unwrap_or_default().to_owned();
        loader.loaded.builds |= node.get("build").is_some();
        loader.loaded.services.push(Service { name, node, key: key.clone() });
    }
    loader.loaded.configs = root.as_ref().and_then(|root| root.get("configs")).cloned();
    loader.loaded
}

fn dot_env(tree: &Tree, folder: &str) -> HashMap<String, Supplied> {
    let file = join(folder, ".env").and_then(|path| tree.file(&path));
    let values = file.map(|file| dotenv::compose_values(&file.text(), &|_| None)).unwrap_or_default();
    values.into_iter().map(|one| (one.name, one.value)).collect()
}

impl Loaded {
    /// True when any of its services is built.
    #[must_use]
    pub fn builds(&self) -> bool {
        self.builds
    }

    /// The path of the tree that a relative path of a value means; `None` when it is none of the tree.
    #[must_use]
    pub fn path(&self, node: &Node, relative: &str) -> Option<String> {
        if relative.starts_with(['/', '~']) || relative.contains("://") {
            return None;
        }
        join(self.folders.get(&node.path).map_or("", String::as_str), relative)
    }
}

struct Loader<'t> {
    tree: &'t Tree,
    loaded: Loaded,
}

impl Loader<'_> {
    /// Files on top of each other, with what they include below them.
    fn files(&mut self, files: &[&File], folder: &str, depth: u8) -> Option<Yaml> {
        let mut whole: Option<Yaml> = None;
        for file in files {
            let Some(root) = self.file(file, folder) else { continue };
            let root = self.included(root, depth);
            whole = Some(whole.map_or_else(|| root.clone(), |base| merge::files(&base, &root)));
        }
        whole
    }

    /// One file, interpolated.
    fn file(&mut self, file: &File, folder: &str) -> Option<Yaml> {
        let Documents { all, mistakes } = parse(&file.path, &file.text());
        let path = file.path.clone();
        self.loaded.mistakes.extend(mistakes.into_iter().map(|(line, why)| (path.clone(), line, why)));
        self.loaded.folders.entry(file.path.clone()).or_insert_with(|| folder.to_owned());
        let variables = &self.loaded.variables;
        all.into_iter().next().map(|root| interpolated(&root, variables))
    }

    /// `include: [FILE]`, `include: [{path: [FILE, …]}]`.
    fn included(&mut self, root: Yaml, depth: u8) -> Yaml {
        let Some(include) = root.get("include").cloned().filter(|_| depth > 0) else { return root };
        let mut whole = root;
        for entry in include.list() {
            let paths = entry.get("path").map_or_else(|| vec![entry], |paths| paths.list());
            let paths: Vec<String> = paths.iter().filter_map(|p| self.loaded.path(p, p.text()?)).collect();
            let files: Vec<&File> = paths.iter().filter_map(|path| self.tree.file(path)).collect();
            let folder = files.first().map_or("", |file| file.folder()).to_owned();
            if let Some(other) = self.files(&files, &folder, depth - 1) {
                whole = merge::files(&other, &whole);
            }
        }
        whole
    }

    /// A service on top of the one that it extends.
    fn extended(&mut self, service: &Yaml, siblings: Option<&Yaml>, depth: u8) -> Yaml {
        let Some(extends) = service.get("extends").filter(|_| depth > 0) else { return service.clone() };
        let name = extends.text().or_else(|| extends.text_at(&["service"])).unwrap_or("");
        let base = match extends.get("file") {
            Some(file) => self.service_of(file, name, depth),
            None => {
                siblings.and_then(|all| all.get(name)).cloned().map(|base| self.extended(&base, siblings, depth - 1))
            }
        };
        base.map_or_else(|| service.clone(), |base| merge::service(&base, service))
    }

    fn service_of(&mut self, file: &Yaml, name: &str, depth: u8) -> Option<Yaml> {
        let path = self.loaded.path(file, file.text()?)?;
        let file = self.tree.file(&path)?;
        let root = self.file(file, file.folder())?;
        let services = root.get("services").cloned();
        let base = services.as_ref()?.get(name)?.clone();
        Some(self.extended(&base, services.as_ref(), depth - 1))
    }
}

/// A value with variables put into all of its texts.
fn interpolated(node: &Yaml, variables: &HashMap<String, Supplied>) -> Yaml {
    let value = match &node.value {
        Value::Scalar(text, _) if text.contains('$') => {
            let filled = expand(text, COMPOSE, &|name| variables.get(name).cloned());
            Value::Scalar(filled.text, filled.unknown)
        }
        Value::List(list) => Value::List(list.iter().map(|item| interpolated(item, variables)).collect()),
        Value::Map(map) => {
            let entry = |(key, value): &(Yaml, Yaml)| (key.clone(), interpolated(value, variables));
            Value::Map(map.iter().map(entry).collect())
        }
        Value::Null | Value::Scalar(..) => return node.clone(),
    };
    Node::new(value, node.tag.clone(), &node.path, node.line)
}
