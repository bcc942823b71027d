//! Patches of Kustomize: strategic merges, and operations of JSON patch (RFC 6902).

use super::objects::Object;
use crate::config::yaml::{Node, Value, Yaml};

/// One patch.
pub(super) struct Patch {
    /// A part of an object, or a list of operations.
    pub node: Yaml,
    /// Which objects it is for; none where it names one itself.
    pub target: Option<Yaml>,
    /// The line that names it.
    pub line: u32,
}

/// Levels of an object.
const DEEPEST: u8 = 48;

/// Lists whose elements are told apart by a key, and that key.
const KEYED: &[(&str, &str)] = &[
    ("containers", "name"),
    ("initContainers", "name"),
    ("ephemeralContainers", "name"),
    ("env", "name"),
    ("volumes", "name"),
    ("imagePullSecrets", "name"),
    ("volumeMounts", "mountPath"),
    ("volumeDevices", "devicePath"),
    ("ports", "containerPort"),
];

impl Patch {
    /// Why it is not followed, where it is not.
    pub(super) fn cannot_be_put(&self) -> Option<String> {
        let chosen = |key: &str, sign: char| {
            self.target.as_ref().and_then(|target| target.text_at(&[key])).is_some_and(|terms| terms.contains(sign))
        };
        let known = matches!(self.node.value, Value::Map(_) | Value::List(_));
        match () {
            () if !known => Some("a patch that is neither a part of an object nor a list of operations".to_owned()),
            () if SELECTORS.iter().any(|(key, _)| chosen(key, '(')) => {
                Some("a patch that chooses its objects by sets of labels is not put on".to_owned())
            }
            () => None,
        }
    }

    /// It changes that object.
    pub(super) fn is_for(&self, object: &Object) -> bool {
        let of_target = |target: &Yaml| {
            let is = |key: &str, own: &str| target.text_at(&[key]).is_none_or(|wanted| fits(wanted, own));
            let selected = SELECTORS.iter().all(|(key, own)| {
                target.text_at(&[key]).is_none_or(|terms| selects(terms, object.node.at(&["metadata", own])))
            });
            is("kind", &object.kind) && is("name", &object.name) && selected
        };
        match &self.target {
            Some(target) => of_target(target),
            None => {
                self.node.text_at(&["kind"]) == Some(&*object.kind)
                    && self.node.text_at(&["metadata", "name"]) == Some(&*object.name)
            }
        }
    }
}

/// Keys of a target that choose by labels, and what they look at.
const SELECTORS: &[(&str, &str)] = &[("labelSelector", "labels"), ("annotationSelector", "annotations")];

/// `app=web,tier!=db,part,!old`
fn selects(terms: &str, own: Option<&Yaml>) -> bool {
    let value = |name: &str| own.and_then(|own| own.get(name.trim())).and_then(|value| value.text());
    terms.split(',').map(str::trim).all(|term| match (term.split_once("!="), term.split_once('=')) {
        (Some((name, other)), _) => value(name) != Some(other.trim()),
        (None, Some((name, wanted))) => value(name) == Some(wanted.trim_start_matches('=').trim()),
        (None, None) => match term.strip_prefix('!') {
            Some(name) => value(name).is_none(),
            None => value(term).is_some(),
        },
    })
}

/// Names of a target are patterns that cover the whole name.
fn fits(pattern: &str, name: &str) -> bool {
    pattern == name
        || regex::RegexBuilder::new(&format!("^(?:{pattern})$"))
            .size_limit(1 << 16)
            .build()
            .is_ok_and(|pattern| pattern.is_match(name))
}

/// The object with the patch on it; nothing where the patch takes it away.
pub(super) fn put(object: &Object, patch: &Patch) -> Result<Option<Yaml>, String> {
    let Value::List(operations) = &patch.node.value else {
        return Ok(merged(&object.node, &patch.node, DEEPEST));
    };
    let mut node = object.node.clone();
    for operation in operations {
        let text = |key: &str| operation.text_at(&[key]).unwrap_or_default();
        let path = text("path").split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~"));
        let path: Vec<String> = path.collect();
        let value = operation.get("value").cloned().unwrap_or_else(|| operation.with(Value::Null));
        let change = match text("op") {
            "add" => Change::Add(&value),
            "replace" => Change::Replace(&value),
            "remove" => Change::Remove,
            other => return Err(format!("an operation `{other}` of a patch is not carried out")),
        };
        node = changed(&node, &path, &change, DEEPEST)
            .ok_or_else(|| format!("an operation of a patch leads nowhere: {}", text("path")))?;
    }
    Ok(Some(node))
}

/// One map on top of another, as Kubernetes merges them; nothing where the patch takes it away.
fn merged(base: &Yaml, over: &Yaml, depth: u8) -> Option<Yaml> {
    match over.text_at(&["$patch"]) {
        Some("delete") => return None,
        Some("replace") => {
            let rest = over.entries().into_iter().filter(|(key, _)| key.text() != Some("$patch"));
            return Some(over.with(Value::Map(rest.map(|(key, value)| (key.clone(), value.clone())).collect())));
        }
        _ => {}
    }
    if !base.is_map() || !over.is_map() || depth == 0 {
        return Some(over.clone());
    }
    let mut all: Vec<(Yaml, Yaml)> = Vec::new();
    for (key, value) in base.entries() {
        let Some(name) = key.text() else { continue };
        match over.get(name) {
            None => all.push((key.clone(), value.clone())),
            Some(new) if new.is_null() => {}
            Some(new) => all.extend(beside(name, value, new, depth).map(|value| (key.clone(), value))),
        }
    }
    let new = over
        .entries()
        .into_iter()
        .filter(|(key, value)| key.text().is_some_and(|name| base.get(name).is_none()) && !value.is_null());
    all.extend(new.map(|(key, value)| (key.clone(), value.clone())));
    Some(base.with(Value::Map(all)))
}

/// One value on top of another under the same key.
fn beside(name: &str, base: &Yaml, over: &Yaml, depth: u8) -> Option<Yaml> {
    let key = KEYED.iter().find(|(list, _)| *list == name).map(|(_, key)| *key);
    match (&base.value, &over.value, key) {
        (Value::List(old), Value::List(new), Some(key)) => Some(base.with(Value::List(elements(old, new, key, depth)))),
        _ => merged(base, over, depth - 1),
    }
}

/// Elements of the same key are merged, others are added.
fn elements(old: &[Yaml], new: &[Yaml], key: &str, depth: u8) -> Vec<Yaml> {
    let same = |a: &Yaml, b: &Yaml| a.text_at(&[key]).is_some() && a.text_at(&[key]) == b.text_at(&[key]);
    let mut all: Vec<Yaml> = Vec::new();
    for one in old {
        match new.iter().find(|other| same(one, other)) {
            Some(other) => all.extend(merged(one, other, depth - 1)),
            None => all.push(one.clone()),
        }
    }
    let added = new.iter().filter(|one| old.iter().all(|other| !same(one, other)));
    all.extend(added.filter(|one| one.text_at(&["$patch"]).is_none()).cloned());
    all
}

/// What an operation does at the end of its path.
enum Change<'v> {
    Add(&'v Yaml),
    Replace(&'v Yaml),
    Remove,
}

/// The same with a change at a path; nothing where the path leads nowhere.
fn changed(node: &Yaml, path: &[String], change: &Change<'_>, depth: u8) -> Option<Yaml> {
    let (first, rest) = path.split_first()?;
    let depth = depth.checked_sub(1)?;
    match &node.value {
        Value::List(list) => in_list(node, list, first, rest, change, depth),
        Value::Map(_) => in_map(node, first, rest, change, depth),
        _ => None,
    }
}

fn in_map(node: &Node, name: &str, rest: &[String], change: &Change<'_>, depth: u8) -> Option<Yaml> {
    let mut all: Vec<(Yaml, Yaml)> = node.entries().into_iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    let at = all.iter().position(|(key, _)| key.text() == Some(name));
    match (at, rest.is_empty(), change) {
        (Some(at), true, Change::Remove) => drop(all.remove(at)),
        (Some(at), true, Change::Add(value) | Change::Replace(value)) => all[at].1 = (*value).clone(),
        (None, true, Change::Add(value)) => {
            all.push((value.with(Value::Scalar(name.to_owned(), None)), (*value).clone()))
        }
        (Some(at), false, _) => all[at].1 = changed(&all[at].1, rest, change, depth)?,
        _ => return None,
    }
    Some(node.with(Value::Map(all)))
}

fn in_list(node: &Node, list: &[Yaml], number: &str, rest: &[String], change: &Change<'_>, depth: u8) -> Option<Yaml> {
    let mut all = list.to_vec();
    let at = if number == "-" { all.len() } else { number.parse().ok()? };
    match (rest.is_empty(), change) {
        (true, Change::Add(value)) if at <= all.len() => all.insert(at, (*value).clone()),
        (true, Change::Replace(value)) => *all.get_mut(at)? = (*value).clone(),
        (true, Change::Remove) if at < all.len() => drop(all.remove(at)),
        (false, _) => *all.get_mut(at)? = changed(list.get(at)?, rest, change, depth)?,
        _ => return None,
    }
    Some(node.with(Value::List(all)))
}

/// The same with a value at a path, whose maps are made where they are missing.
pub(super) fn set(node: &Yaml, path: &[&str], value: &Yaml) -> Yaml {
    let Some((first, rest)) = path.split_first() else { return value.clone() };
    let inner = node.get(first).cloned().unwrap_or_else(|| value.with(Value::Map(Vec::new())));
    let mut all: Vec<(Yaml, Yaml)> = node
        .entries()
        .into_iter()
        .filter(|(key, _)| key.text() != Some(first))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect();
    all.push((value.with(Value::Scalar((*first).to_owned(), None)), set(&inner, rest, value)));
    node.with(Value::Map(all))
}
