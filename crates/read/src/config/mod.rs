//! Files that say how programs are run and what they need.

use sneck_model::{Facts, Unread};

use crate::declared::Declared;
use crate::tree::Tree;

pub mod dependencies;
pub mod dotenv;
pub mod expand;
pub mod project;

mod compose;
mod container;
mod dockerfile;
mod flaskenv;
mod found;
mod ini;
mod launch;
mod naming;
mod place;
mod platforms;
mod shell;
mod supervisor;
mod systemd;
#[cfg(test)]
mod testing;
mod toml;
mod yaml;

use found::Found;

/// One reader for each kind of file. What starts an image stands before the images themselves.
const READERS: &[fn(&Tree, &mut Found)] = &[
    compose::read,
    dockerfile::read,
    platforms::read_procfile,
    platforms::read_app_json,
    systemd::read,
    supervisor::read,
    flaskenv::read,
];

/// Every declared way of starting something in the tree, and what could not be read of it.
#[must_use]
pub fn declared(tree: &Tree) -> (Vec<Declared>, Vec<Unread>) {
    let mut found = Found::default();
    for read in READERS {
        read(tree, &mut found);
    }
    (found.declared, found.unread)
}

/// Dependencies, lock files, `.env` files, key files and literals of configuration files.
pub fn items(tree: &Tree, facts: &mut Facts) {
    dependencies::items(tree, facts);
}
