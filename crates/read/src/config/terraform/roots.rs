//! What is applied itself, as opposed to used by others, and with which values.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sneck_model::Kind;

use super::files::Variants;
use super::module::local_source;
use super::source::Source;
use super::world::{Given, World};
use crate::config::naming;
use crate::config::place::join;
use crate::kind;

/// One module that is applied, with one choice of values.
pub struct Root {
    /// Its folder.
    pub folder: String,
    /// Values of files of variables.
    pub given: Given,
    /// What it is for.
    pub kind: Kind,
}

/// Every one of them.
#[must_use]
pub fn roots(world: &World<'_>, variants: &Variants) -> Vec<Root> {
    let uses = uses(world);
    let used: BTreeSet<&String> = uses.iter().filter(|(user, _)| is_real(user)).flat_map(|(_, all)| all).collect();
    let mut folders: Vec<&String> = world.sources.keys().filter(|folder| !used.contains(folder)).collect();
    let reached = reached(&folders, &uses);
    // Modules that use each other in a circle are used by none that is applied.
    folders.extend(world.sources.keys().filter(|folder| !reached.contains(folder)));
    folders.into_iter().flat_map(|folder| with_values(world, folder, variants)).collect()
}

/// Which folders the modules of a folder use.
fn uses<'w>(world: &'w World<'_>) -> BTreeMap<&'w String, BTreeSet<String>> {
    let of = |(folder, source): (&'w String, &'w Source)| {
        let all = source.modules.values().filter_map(|one| join(folder, local_source(&one.what)?));
        (folder, all.filter(|one| one != folder).collect())
    };
    world.sources.iter().map(of).collect()
}

fn reached<'u>(from: &[&'u String], uses: &'u BTreeMap<&String, BTreeSet<String>>) -> BTreeSet<&'u String> {
    let (mut seen, mut next): (BTreeSet<&String>, Vec<&String>) = (BTreeSet::new(), from.to_vec());
    while let Some(folder) = next.pop() {
        if seen.insert(folder) {
            next.extend(uses.get(folder).into_iter().flatten());
        }
    }
    seen
}

/// A module that only examples and tests use is made for others to use: it is looked at by itself, too.
fn is_real(folder: &str) -> bool {
    !matches!(kind_of(folder), Kind::Example | Kind::Test)
}

fn kind_of(folder: &str) -> Kind {
    let path = if folder.is_empty() { "main.tf".to_owned() } else { format!("{folder}/main.tf") };
    let by_path = kind::of_path(&path);
    let named = naming::kind_of(folder).filter(|_| by_path == Kind::Production);
    named.unwrap_or(by_path)
}

/// One for each file of values that is chosen by hand; one without where there is none.
fn with_values(world: &World<'_>, folder: &str, variants: &Variants) -> Vec<Root> {
    let kind = kind_of(folder);
    let own = world.given.get(folder).cloned().unwrap_or_default();
    let chosen: Vec<(&Arc<str>, &Given)> = variants.iter().filter(|(path, _)| serves(world, path, folder)).collect();
    if chosen.is_empty() {
        return vec![Root { folder: folder.to_owned(), given: own, kind }];
    }
    let one = |(path, values): (&Arc<str>, &Given)| {
        let mut given = own.clone();
        given.extend(values.iter().map(|(name, value)| (name.clone(), value.clone())));
        let below = path.strip_prefix(folder).unwrap_or(path);
        let said = if kind == Kind::Production { naming::kind_of(below) } else { None };
        let by_path = Some(kind::of_path(path)).filter(|found| kind == Kind::Production && *found != kind);
        Root { folder: folder.to_owned(), given, kind: said.or(by_path).unwrap_or(kind) }
    };
    chosen.into_iter().map(one).collect()
}

/// A file of values serves the nearest folder with modules above it, when that declares a variable of its.
fn serves(world: &World<'_>, path: &str, folder: &str) -> bool {
    let mut above = path.rsplit_once('/').map_or("", |(above, _)| above);
    loop {
        if let Some(source) = world.sources.get(above) {
            return above == folder && !source.variables.is_empty();
        }
        let Some((next, _)) = above.rsplit_once('/') else { break };
        above = next;
    }
    folder.is_empty() && world.sources.contains_key("")
}
