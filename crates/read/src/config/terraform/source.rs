//! The declarations of one folder: what Terraform calls a module.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::syntax::{Block, Body, Expr};

/// Something declared, and the file that declares it.
pub struct Declared<T> {
    /// The file.
    pub path: Arc<str>,
    /// What it is.
    pub what: T,
}

/// What the files of one folder declare together.
#[derive(Default)]
pub struct Source {
    /// `variable`, by name.
    pub variables: HashMap<String, Declared<Block>>,
    /// Names of `locals`.
    pub locals: HashMap<String, Declared<Expr>>,
    /// `output`, by name.
    pub outputs: BTreeMap<String, Declared<Block>>,
    /// `module`, by name.
    pub modules: BTreeMap<String, Declared<Block>>,
    /// `resource` and `data`, by kind, type and name.
    pub resources: BTreeMap<(String, String, String), Declared<Block>>,
    /// `provider`.
    pub providers: Vec<Declared<Block>>,
}

impl Source {
    /// Takes the declarations of a file in. Files of overrides come last and replace attributes.
    pub fn add(&mut self, path: &Arc<str>, body: Body) {
        let overrides = is_override(path);
        for block in body.blocks {
            let name = block.labels.first().cloned().unwrap_or_default();
            let path = path.clone();
            match &*block.kind {
                "locals" => {
                    for (name, _, value) in block.body.attributes {
                        self.locals.insert(name, Declared { path: path.clone(), what: value });
                    }
                }
                "provider" => self.providers.push(Declared { path, what: block }),
                "variable" => put(self.variables.entry(name).or_insert_with(|| empty(&path, &block)), block, overrides),
                "output" => put(self.outputs.entry(name).or_insert_with(|| empty(&path, &block)), block, overrides),
                "module" => put(self.modules.entry(name).or_insert_with(|| empty(&path, &block)), block, overrides),
                "resource" | "data" => {
                    let second = block.labels.get(1).cloned().unwrap_or_default();
                    let key = (block.kind.clone(), name, second);
                    put(self.resources.entry(key).or_insert_with(|| empty(&path, &block)), block, overrides);
                }
                _ => {}
            }
        }
    }
}

/// `override.tf`, `x_override.tf`
#[must_use]
pub fn is_override(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.strip_suffix(".json").unwrap_or(name);
    stem == "override.tf" || stem.ends_with("_override.tf")
}

fn empty(path: &Arc<str>, block: &Block) -> Declared<Block> {
    let what = Block { body: Body::default(), ..block.clone() };
    Declared { path: path.clone(), what }
}

/// A declaration of a name that was declared before is a mistake, but in an override it changes it.
fn put(to: &mut Declared<Block>, block: Block, overrides: bool) {
    let body = &mut to.what.body;
    if !overrides && (!body.attributes.is_empty() || !body.blocks.is_empty()) {
        return;
    }
    for attribute in block.body.attributes {
        body.attributes.retain(|(name, ..)| *name != attribute.0);
        body.attributes.push(attribute);
    }
    let kinds: Vec<String> = block.body.blocks.iter().map(|one| one.kind.clone()).collect();
    body.blocks.retain(|one| !kinds.contains(&one.kind));
    body.blocks.extend(block.body.blocks);
}
