//! Terraform: what it would really make, with variables, modules and conditions worked out.

mod cut;
mod eval;
mod files;
mod hcl;
mod instances;
mod json;
mod module;
mod resources;
mod roots;
mod source;
mod syntax;
mod types;
mod world;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

use sneck_model::Facts;

use super::cloud;
use super::stack::Stack;
use crate::tree::Tree;

/// Reads every folder with Terraform files, and says what the clouds would be asked for.
pub fn read(tree: &Tree, _: &Stack, facts: &mut Facts) {
    if !tree.files.iter().any(|file| files::is_module_file(file.name())) {
        return;
    }
    let (world, variants) = files::gather(tree, &mut facts.unread);
    for root in roots::roots(&world, &variants) {
        cloud::emit(&resources::of(&world, &root), facts);
    }
}
