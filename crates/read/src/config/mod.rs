//! Files that say how programs are run and what they need.

use sneck_model::{Facts, Unread};

use crate::declared::{Declared, DeclaredVariable};
use crate::tree::Tree;

pub mod dependencies;
pub mod dotenv;
pub mod expand;
mod origins;
mod pipelines;
pub mod project;
pub mod stack;

mod apache;
mod braces;
mod caddy;
mod ci;
mod cloud;
mod cloudformation;
pub(crate) mod compose;
mod container;
mod containers;
pub(crate) mod dockerfile;
mod flaskenv;
mod found;
mod front;
mod gitlab;
mod held;
mod indexes;
mod ini;
pub(crate) mod json;
mod kubernetes;
mod launch;
pub(crate) mod naming;
mod nginx;
mod place;
mod platforms;
mod releases;
#[cfg(test)]
mod robust;
mod scripts;
mod served;
pub(crate) mod services;
mod shell;
mod supervisor;
mod systemd;
mod tasks;
mod terraform;
#[cfg(test)]
mod testing;
pub(crate) mod toml;
mod traefik;
mod uwsgi;
mod wildcard;
mod wsgi;
pub(crate) mod yaml;

use found::Found;
use stack::Stack;

/// Reads the files of one kind.
type Reader = fn(&Tree, &mut Found);

/// One reader for each kind of file. What starts an image stands before the images themselves, and
/// what starts a script before the scripts.
const READERS: &[&[Reader]] = &[
    &[compose::read, kubernetes::read],
    platforms::READERS,
    &[
        dockerfile::read,
        systemd::read,
        supervisor::read,
        uwsgi::read,
        ci::read,
        scripts::read,
        tasks::read,
        flaskenv::read,
    ],
];

/// Splits a command line into words as a shell does, with the variables that are known put in.
#[must_use]
pub fn words(line: &str, variables: &[DeclaredVariable]) -> Vec<String> {
    shell::split(line, &shell::Scope::of(variables))
}

/// What the files of a tree say of how its programs are started.
#[derive(Debug, Default)]
pub struct Deployment {
    /// Every declared way of starting something.
    pub declared: Vec<Declared>,
    /// The containers that are declared, databases and the like among them.
    pub stack: Stack,
    /// What could not be read.
    pub unread: Vec<Unread>,
}

/// Reads all of them.
#[must_use]
pub fn deployment(tree: &Tree) -> Deployment {
    let mut found = Found::default();
    for read in READERS.iter().flat_map(|group| group.iter()) {
        read(tree, &mut found);
    }
    found.stack.settle(&tree.named);
    Deployment { declared: found.declared, stack: found.stack, unread: found.unread }
}

/// Reads the settings of one kind of file. Runs after the apps are known; the stack says which container a
/// file is for and what that one publishes.
type Settings = fn(&Tree, &Stack, &mut Facts);

/// One reader for each kind of file that configures something besides an app, and whether such a file may be held by
/// another one. Files of services stand behind the containers that they are mounted in: which of the two counts is
/// decided there.
const SETTINGS: &[(Settings, bool)] = &[
    (apache::read, true),
    (caddy::read, true),
    (nginx::read, true),
    (traefik::read, true),
    (wsgi::read, true),
    (containers::settings, false),
    (services::read, true),
    (terraform::read, false),
    (cloudformation::read, false),
    (pipelines::read, false),
    (releases::read, false),
];

/// What files say of servers, services, containers and clouds.
pub fn settings(tree: &Tree, stack: &Stack, facts: &mut Facts) {
    let whole = held::with(tree, &stack.held);
    for (read, held) in SETTINGS {
        read(whole.as_ref().filter(|_| *held).unwrap_or(tree), stack, facts);
    }
    facts.settings.extend(stack.doors.iter().cloned());
    if !stack.held.is_empty() {
        held::settle(facts, &stack.held);
    }
}

/// What the configuration of daemons says, of files that are no project's.
pub(crate) fn daemons(tree: &Tree, facts: &mut Facts) {
    services::read(tree, &Stack::default(), facts);
}

/// Dependencies, lock files, `.env` files, key files and literals of configuration files.
pub fn items(tree: &Tree, facts: &mut Facts) {
    dependencies::items(tree, facts);
    indexes::read(tree, facts);
}
