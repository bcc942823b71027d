//! Functions of texts.

use std::sync::Arc;

use regex::Regex;

use super::format::format;
use super::{Table, members, size, text, texts};
use crate::config::cloud::node::{Data, Node, Spot};
use crate::config::terraform::eval::{LARGEST, map};

pub(super) const TABLE: Table = &[
    ("lower", |all, spot| Some(Node::text(text(all, 0)?.to_lowercase(), spot))),
    ("upper", |all, spot| Some(Node::text(upper(&text(all, 0)?), spot))),
    ("title", |all, spot| Some(Node::text(title(&text(all, 0)?), spot))),
    ("trimspace", |all, spot| Some(Node::text(text(all, 0)?.trim(), spot))),
    ("trim", |all, spot| Some(Node::text(trim(all)?, spot))),
    ("trimprefix", |all, spot| {
        let (whole, start) = (text(all, 0)?, text(all, 1)?);
        Some(Node::text(whole.strip_prefix(&*start).unwrap_or(&whole), spot))
    }),
    ("trimsuffix", |all, spot| {
        let (whole, end) = (text(all, 0)?, text(all, 1)?);
        Some(Node::text(whole.strip_suffix(&*end).unwrap_or(&whole), spot))
    }),
    ("chomp", |all, spot| Some(Node::text(text(all, 0)?.trim_end_matches(['\n', '\r']), spot))),
    ("startswith", |all, spot| Some(Node::new(Data::Bool(text(all, 0)?.starts_with(&*text(all, 1)?)), spot))),
    ("endswith", |all, spot| Some(Node::new(Data::Bool(text(all, 0)?.ends_with(&*text(all, 1)?)), spot))),
    ("strcontains", |all, spot| Some(Node::new(Data::Bool(text(all, 0)?.contains(&*text(all, 1)?)), spot))),
    ("strrev", |all, spot| Some(Node::text(text(all, 0)?.chars().rev().collect::<String>(), spot))),
    ("substr", |all, spot| Some(Node::text(substr(all)?, spot))),
    ("indent", |all, spot| {
        let pad = format!("\n{}", " ".repeat(size(all, 0).filter(|n| *n < 1000)?));
        Some(Node::text(text(all, 1)?.replace('\n', &pad), spot))
    }),
    ("join", join),
    ("split", |all, spot| {
        let (separator, whole) = (text(all, 0)?, text(all, 1)?);
        let parts: Vec<Node> = match (&*separator, &*whole) {
            (_, "") => vec![Node::text("", spot)],
            ("", whole) => whole.chars().map(|c| Node::text(c.to_string(), spot)).collect(),
            (separator, whole) => whole.split(separator).map(|part| Node::text(part, spot)).collect(),
        };
        Some(Node::list(parts, spot))
    }),
    ("replace", |all, spot| Some(Node::text(replace(all)?, spot))),
    ("format", |all, spot| Some(Node::text(format(&text(all, 0)?, &all[1..])?, spot))),
    ("formatlist", formatlist),
    ("regex", |all, spot| {
        let (pattern, whole) = (pattern(&text(all, 0)?)?, text(all, 1)?);
        let captures = pattern.captures(&whole)?;
        Some(captured(&pattern, &captures, spot))
    }),
    ("regexall", |all, spot| {
        let (pattern, whole) = (pattern(&text(all, 0)?)?, text(all, 1)?);
        let found = pattern.captures_iter(&whole).take(LARGEST).map(|one| captured(&pattern, &one, spot));
        Some(Node::list(found.collect(), spot))
    }),
];

/// Letters that become several are left as they are, as Go does.
fn upper(text: &str) -> String {
    text.chars().map(|c| if c.to_uppercase().count() == 1 { c.to_uppercase().next().unwrap_or(c) } else { c }).collect()
}

fn title(text: &str) -> String {
    let mut before = ' ';
    let upper = |c: char| {
        let begins = !before.is_alphanumeric() && before != '_' && before != '\'';
        before = c;
        if begins { c.to_uppercase().collect::<String>() } else { c.to_string() }
    };
    text.chars().map(upper).collect()
}

fn trim(all: &[Node]) -> Option<String> {
    let (whole, cut) = (text(all, 0)?, text(all, 1)?);
    Some(whole.trim_matches(|c| cut.contains(c)).to_owned())
}

/// Characters from an offset, which counts from the end when it is negative; a length of -1 is all of them.
fn substr(all: &[Node]) -> Option<String> {
    let (whole, offset, length) = (text(all, 0)?, all.get(1)?.number()?, all.get(2)?.number()?);
    let chars: Vec<char> = whole.chars().collect();
    let start = if offset < 0.0 { (chars.len() as f64 + offset).max(0.0) } else { offset } as usize;
    let rest = chars.get(start..).unwrap_or_default();
    let end = if length < 0.0 { rest.len() } else { (length as usize).min(rest.len()) };
    Some(rest[..end].iter().collect())
}

fn join(all: &[Node], spot: &Spot) -> Option<Node> {
    let separator = text(all, 0)?;
    let mut parts: Vec<Arc<str>> = Vec::new();
    for list in &all[1..] {
        parts.extend(texts(list)?);
    }
    let size: usize = parts.iter().map(|part| part.len() + separator.len()).sum();
    (size <= LARGEST).then(|| Node::text(parts.join(&*separator), spot))
}

/// `/…/` is a regular expression.
fn replace(all: &[Node]) -> Option<String> {
    let (whole, what, with) = (text(all, 0)?, text(all, 1)?, text(all, 2)?);
    if whole.len().saturating_mul(with.len().max(1)) > LARGEST * 100 {
        return None;
    }
    let inner = what.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')).filter(|_| what.len() > 1);
    Some(match inner {
        Some(inner) => pattern(inner)?.replace_all(&whole, &*with).into_owned(),
        None => whole.replace(&*what, &with),
    })
    .filter(|text| text.len() <= LARGEST)
}

fn pattern(text: &str) -> Option<Regex> {
    regex::RegexBuilder::new(text).size_limit(100_000).build().ok()
}

/// The whole match, its groups in order, or its groups by name.
fn captured(pattern: &Regex, found: &regex::Captures<'_>, spot: &Spot) -> Node {
    let group = |one: Option<regex::Match<'_>>| match one {
        Some(one) => Node::text(one.as_str(), spot),
        None => Node::new(Data::Null, spot),
    };
    let names: Vec<&str> = pattern.capture_names().flatten().collect();
    if !names.is_empty() {
        let entry = |name: &&str| crate::config::cloud::node::Entry {
            name: Arc::from(*name),
            spot: spot.clone(),
            node: group(found.name(name)),
        };
        return map(names.iter().map(entry).collect(), spot);
    }
    match found.len() {
        1 => group(found.get(0)),
        groups => Node::list((1..groups).map(|at| group(found.get(at))).collect(), spot),
    }
}

/// Once for each member of the lists; other values are used every time.
fn formatlist(all: &[Node], spot: &Spot) -> Option<Node> {
    let pattern = text(all, 0)?;
    let length = all[1..].iter().filter_map(members).map(<[Node]>::len).max()?;
    let line = |at: usize| {
        let values: Option<Vec<Node>> = all[1..]
            .iter()
            .map(|one| match members(one) {
                Some(list) => list.get(at).cloned(),
                None => Some(one.clone()),
            })
            .collect();
        Some(Node::text(format(&pattern, &values?)?, spot))
    };
    Some(Node::list((0..length).map(line).collect::<Option<_>>()?, spot))
}
