//! Files that say how programs are run and what they need.

use sneck_model::{Facts, Unread};

use crate::declared::Declared;
use crate::tree::Tree;

pub mod dependencies;
pub mod dotenv;
pub mod expand;
pub mod project;

mod ini;
mod naming;
mod place;
mod toml;

/// Every declared way of starting something in the tree, and what could not be read of it.
#[must_use]
pub fn declared(_tree: &Tree) -> (Vec<Declared>, Vec<Unread>) {
    (Vec::new(), Vec::new())
}

/// Dependencies, lock files, `.env` files, key files and literals of configuration files.
pub fn items(tree: &Tree, facts: &mut Facts) {
    dependencies::items(tree, facts);
}
