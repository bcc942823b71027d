//! The keys of the configuration, each with the function that reads it.

use sneck_model::{Accepted, Kind, Severity};

use super::shape::{Wrong, entries, members, text, texts, unknown, word};
use super::{Mistake, Project};
use crate::config::toml::Node;
use crate::tree::NamedEnvironment;

/// A key, and how its value goes into what is being read.
type Setting<T> = (&'static str, fn(&str, Node<'_, '_>, &mut T) -> Result<(), Vec<Wrong>>);

const TOP: &[Setting<Draft>] = &[
    ("fail-on", |name, node, draft| put(&mut draft.project.fail_on, fail_on(name, node))),
    ("min-severity", |name, node, draft| put(&mut draft.project.min_severity, severity(name, node))),
    ("select", |name, node, draft| set(&mut draft.project.select, texts(name, node))),
    ("ignore", ignore),
    ("exclude", |name, node, draft| set(&mut draft.project.exclude, texts(name, node))),
    ("environments", environments),
    // Rules of the user's own are read by whoever runs them.
    ("rule", |_, _, _| Ok(())),
];

const ACCEPTED: &[Setting<Accepted>] = &[
    ("rule", |name, node, accepted| set(&mut accepted.rule, text(name, node))),
    ("path", |name, node, accepted| put(&mut accepted.path, text(name, node))),
    ("subject", |name, node, accepted| put(&mut accepted.subject, text(name, node))),
    ("reason", |name, node, accepted| set(&mut accepted.reason, text(name, node))),
];

const ENVIRONMENT: &[Setting<NamedEnvironment>] = &[
    ("kind", |name, node, environment| put(&mut environment.kind, kind(name, node))),
    ("command", |name, node, environment| put(&mut environment.command, text(name, node))),
    ("variables", |name, node, environment| set(&mut environment.variables, variables(name, node))),
    ("env_file", |name, node, environment| put(&mut environment.env_file, text(name, node))),
];

/// What is being read, with the name of its file.
struct Draft {
    project: Project,
    path: &'static str,
}

/// Reads all settings of a file.
pub(super) fn project(all: &[(&str, Node<'_, '_>)], path: &'static str) -> Result<Project, Vec<Mistake>> {
    let mut draft = Draft { project: Project::default(), path };
    let mut wrong = apply(TOP, all, &mut draft, "the configuration");
    wrong.sort_by_key(|one| one.line);
    if wrong.is_empty() {
        return Ok(draft.project);
    }
    Err(wrong.into_iter().map(|Wrong { line, why }| Mistake { path, line, why }).collect())
}

/// Reads entries by a table of settings; gives what is wrong.
fn apply<T>(known: &[Setting<T>], all: &[(&str, Node<'_, '_>)], into: &mut T, place: &str) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    for (key, node) in all {
        match known.iter().find(|(name, _)| name == key) {
            Some((name, read)) => wrong.extend(read(name, *node, into).err().unwrap_or_default()),
            None => wrong.push(Wrong::at(*node, unknown(key, place, known.iter().map(|(name, _)| *name)))),
        }
    }
    wrong
}

fn set<T>(slot: &mut T, read: Result<T, Wrong>) -> Result<(), Vec<Wrong>> {
    read.map(|value| *slot = value).map_err(|wrong| vec![wrong])
}

fn put<T>(slot: &mut Option<T>, read: Result<T, Wrong>) -> Result<(), Vec<Wrong>> {
    set(slot, read.map(Some))
}

fn all_or(wrong: Vec<Wrong>) -> Result<(), Vec<Wrong>> {
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
}

fn severity(name: &str, node: Node<'_, '_>) -> Result<Severity, Wrong> {
    word(name, node, &Severity::ALL.map(|severity| (severity.name(), severity)))
}

fn fail_on(name: &str, node: Node<'_, '_>) -> Result<Option<Severity>, Wrong> {
    let mut known: Vec<_> = Severity::ALL.iter().map(|severity| (severity.name(), Some(*severity))).collect();
    known.push(("none", None));
    word(name, node, &known)
}

fn kind(name: &str, node: Node<'_, '_>) -> Result<Kind, Wrong> {
    word(name, node, &Kind::ALL.map(|kind| (kind.name(), kind)))
}

/// A name leaves a rule out; a table accepts what the rule finds, with a reason.
fn ignore(name: &str, node: Node<'_, '_>, draft: &mut Draft) -> Result<(), Vec<Wrong>> {
    let mut wrong = Vec::new();
    for member in members(name, node).map_err(|wrong| vec![wrong])? {
        match member.shape() {
            "a table" => match accepted(member, draft.path) {
                Ok(accepted) => draft.project.accepted.push(accepted),
                Err(more) => wrong.extend(more),
            },
            _ => match text(name, member) {
                Ok(rule) => draft.project.ignore.push(rule),
                Err(one) => wrong.push(one),
            },
        }
    }
    all_or(wrong)
}

fn accepted(node: Node<'_, '_>, path: &str) -> Result<Accepted, Vec<Wrong>> {
    let mut accepted = Accepted { file: path.to_owned(), line: node.line, ..Accepted::default() };
    let mut wrong = apply(ACCEPTED, &node.entries(), &mut accepted, "an `ignore` table");
    if node.get("rule").is_none() {
        wrong.push(Wrong::at(node, "an `ignore` table needs a `rule`, such as `rule = \"headers/hsts\"`"));
    }
    if wrong.is_empty() { Ok(accepted) } else { Err(wrong) }
}

fn environments(name: &str, node: Node<'_, '_>, draft: &mut Draft) -> Result<(), Vec<Wrong>> {
    let mut wrong = Vec::new();
    for (key, table) in entries(name, node).map_err(|wrong| vec![wrong])? {
        let mut environment = NamedEnvironment {
            name: key.to_owned(),
            line: table.line,
            path: draft.path.to_owned(),
            ..NamedEnvironment::default()
        };
        match entries(&format!("environments.{key}"), table) {
            Ok(all) => wrong.extend(apply(ENVIRONMENT, &all, &mut environment, "an environment")),
            Err(one) => wrong.push(one),
        }
        draft.project.environments.push(environment);
    }
    all_or(wrong)
}

/// Variables are text; a whole number can only be meant as its digits. `true` could be meant as several texts.
fn variables(name: &str, node: Node<'_, '_>) -> Result<Vec<(String, String)>, Wrong> {
    let variable = |(key, value): (&str, Node<'_, '_>)| match value.shape() {
        "a text" | "a whole number" => Ok((key.to_owned(), value.scalar().unwrap_or_default())),
        other => Err(Wrong::at(value, format!("the variable `{key}` must be a text in quotes, and is {other}"))),
    };
    entries(name, node)?.into_iter().map(variable).collect()
}
