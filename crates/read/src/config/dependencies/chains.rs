//! Who brings what: from a package that a lock file names, back to what the project itself asks for.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use sneck_model::{Ecosystem, Step};

use super::{Role, Row};
use crate::config::place::at;

/// Packages are named along a chain up to so many; longer ones are cut in the middle.
const NAMED: usize = 5;

/// The edges of a lock file: which package needs which, and which the project itself asks for, where the file says so.
#[derive(Clone, Debug, Default)]
pub(super) struct Edges {
    /// By name; several releases of a package share a row.
    pub(super) needs: BTreeMap<String, Vec<String>>,
    /// Names that the project itself asks for.
    pub(super) direct: Vec<String>,
}

/// The chain of each row of a lock file, by the row's position; empty for those that nothing is known of.
pub(super) fn chains(rows: &[Row], lock: &Arc<str>, edges: &Edges) -> Vec<(usize, Vec<Step>)> {
    let locked = || rows.iter().enumerate().filter(|(_, row)| row.path == *lock && row.role == Role::Locks);
    let Some(ecosystem) = locked().next().map(|(_, row)| row.ecosystem) else { return Vec::new() };
    let asked = asked(rows, lock, ecosystem);
    let direct = asked.keys().copied().chain(edges.direct.iter().map(String::as_str));
    let parents = parents(direct, edges);
    let chain = |name: &str| Some(steps(name, &parents, &asked)).filter(|steps| !steps.is_empty());
    locked().filter_map(|(at, row)| Some((at, chain(&row.requirement.name)?))).collect()
}

/// What files beside the lock ask for.
fn asked<'r>(rows: &'r [Row], lock: &str, ecosystem: Ecosystem) -> HashMap<&'r str, &'r Row> {
    let folder = |path: &str| path.rsplit_once('/').map_or(0, |(folder, _)| folder.len());
    let beside = |row: &&Row| {
        let same = row.path[..folder(&row.path)] == lock[..folder(lock)];
        same && row.role == Role::Wants && row.ecosystem == ecosystem
    };
    let mut all = HashMap::new();
    for row in rows.iter().filter(beside) {
        all.entry(row.requirement.name.as_str()).or_insert(row);
    }
    all
}

/// For each package the one that brings it on the shortest way; none for those that are asked for themselves.
fn parents<'e>(direct: impl Iterator<Item = &'e str>, edges: &'e Edges) -> HashMap<&'e str, Option<&'e str>> {
    let mut parents: HashMap<&str, Option<&str>> = direct.map(|name| (name, None)).collect();
    let mut first: Vec<&str> = parents.keys().copied().collect();
    first.sort_unstable();
    let mut waiting = VecDeque::from(first);
    while let Some(name) = waiting.pop_front() {
        for needed in edges.needs.get(name).into_iter().flatten() {
            if !parents.contains_key(needed.as_str()) {
                parents.insert(needed, Some(name));
                waiting.push_back(needed);
            }
        }
    }
    parents
}

fn steps(name: &str, parents: &HashMap<&str, Option<&str>>, asked: &HashMap<&str, &Row>) -> Vec<Step> {
    let mut chain = Vec::new();
    let mut at_name = name;
    // Each parent was met before its child, so this ends.
    while let Some(Some(parent)) = parents.get(at_name) {
        chain.push(*parent);
        at_name = parent;
    }
    let Some(row) = asked.get(at_name) else { return Vec::new() };
    let says = match chain.split_last() {
        None => format!("asks for {name}"),
        Some((first, [])) => format!("asks for {first}, which brings {name}"),
        Some((first, between)) => {
            let mut through: Vec<&str> = between.iter().rev().copied().collect();
            if through.len() > NAMED {
                through.splice(2..through.len() - 2, ["…"]);
            }
            format!("asks for {first}, which brings {name} through {}", through.join(", "))
        }
    };
    vec![Step::new(at(&row.path, row.line), says)]
}
