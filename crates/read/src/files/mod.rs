//! What lies in files other than source code: credentials in configuration and data, environment
//! files, keys, databases, backups.

mod client_defaults;
mod dockerfile;
mod dockerignore;
mod entries;
mod environment;
mod former;
mod literals;
mod people;
pub(crate) mod place;
pub mod searched;
mod sensitive;
mod shapes;
mod static_folders;

pub use client_defaults::without_client_defaults;

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;
use sneck_model::{Facts, Kind, Literal, LiteralForm, Place};

use crate::config::compose;
use crate::config::stack::Stack;
use crate::source::literals::providers;
use crate::tree::Tree;

/// Adds literals, environment files and sensitive files.
pub fn items(tree: &Tree, stack: &Stack, facts: &mut Facts) {
    let literals: Vec<Vec<Literal>> = tree.files.par_iter().map(literals::of).collect();
    facts.literals.extend(literals.into_iter().flatten());
    for_their_containers(&compose::kinds(stack), &mut facts.literals);
    facts.past.extend(tree.former.iter().flat_map(former::secrets));
    facts.env_files.extend(environment::files(tree));
    facts.sensitive_files.extend(sensitive::files(tree));
}

/// What a compose file says is for what its containers are for, where the file's name does not say it.
fn for_their_containers(kinds: &HashMap<&str, Kind>, literals: &mut [Literal]) {
    for literal in literals.iter_mut().filter(|literal| literal.kind == Kind::Production) {
        let kind = literal.place.file().and_then(|(path, _)| kinds.get(&**path));
        literal.kind = kind.copied().unwrap_or(literal.kind);
    }
}

/// What stands in tests opens nothing of production: passwords and keys of tests are fixtures. A key with the checksum of
/// its provider is real wherever it stands.
pub fn without_fixtures(literals: &mut Vec<Literal>) {
    let is_real = |l: &Literal| l.form == LiteralForm::Provider && providers::is_proven(&l.name);
    literals.retain(|l| l.kind != Kind::Test || is_real(l));
}

/// Where a key was told by its provider's format, the name it is bound to says less: one row is kept.
pub fn without_doubles(literals: &mut Vec<Literal>) {
    let line = |place: &Place| place.file().map(|(path, line)| (path.clone(), line));
    let told: HashSet<_> =
        literals.iter().filter(|l| l.form == LiteralForm::Provider).filter_map(|l| line(&l.place)).collect();
    literals.retain(|l| l.form == LiteralForm::Provider || !line(&l.place).is_some_and(|at| told.contains(&at)));
}
