//! Which files belong together: folders of modules, and files with values of variables.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use sneck_model::Unread;

use super::hcl;
use super::json;
use super::source::{Source, is_override};
use super::syntax::Body;
use super::world::{Given, World};
use crate::tree::{File, Tree};

/// Files of values that are chosen by hand (`-var-file=prod.tfvars`), by path.
pub type Variants = BTreeMap<Arc<str>, Given>;

/// `main.tf`, `main.tf.json`
#[must_use]
pub fn is_module_file(name: &str) -> bool {
    name.ends_with(".tf") || name.ends_with(".tf.json")
}

fn is_values_file(name: &str) -> bool {
    name.ends_with(".tfvars") || name.ends_with(".tfvars.json")
}

/// Values that Terraform takes by itself, in the order in which they replace each other.
fn is_taken_by_itself(name: &str) -> bool {
    matches!(name, "terraform.tfvars" | "terraform.tfvars.json")
        || name.ends_with(".auto.tfvars")
        || name.ends_with(".auto.tfvars.json")
}

/// Reads every module and every file of values.
pub fn gather<'t>(tree: &'t Tree, unread: &mut Vec<Unread>) -> (World<'t>, Variants) {
    let mut sources: BTreeMap<String, Source> = BTreeMap::new();
    let mut modules: Vec<&File> = tree.files.iter().filter(|file| is_module_file(file.name())).collect();
    modules.sort_by_key(|file| is_override(&file.path));
    for file in modules {
        sources.entry(file.folder().to_owned()).or_default().add(&file.path, parse(file, unread));
    }
    let (mut given, mut variants): (HashMap<String, Given>, Variants) = Default::default();
    let mut values: Vec<&File> = tree.files.iter().filter(|file| is_values_file(file.name())).collect();
    values.sort_by_key(|file| (file.name().contains(".auto."), file.name().ends_with(".json")));
    for file in values {
        let into = match is_taken_by_itself(file.name()) {
            true => given.entry(file.folder().to_owned()).or_default(),
            false => variants.entry(file.path.clone()).or_default(),
        };
        for (name, _, value) in parse(file, unread).attributes {
            into.insert(name, (file.path.clone(), value));
        }
    }
    (World::new(tree, sources, given), variants)
}

fn parse(file: &File, unread: &mut Vec<Unread>) -> Body {
    let text = file.text();
    let (body, mistakes) = match file.name().ends_with(".json") {
        true => json::read(&file.path, &text),
        false => hcl::read(&text),
    };
    unread.extend(mistakes.into_iter().map(|(line, why)| Unread { path: file.path.to_string(), line, why }));
    body
}
