//! Functions of templates, by their short and their long names.

use std::sync::Arc;

use super::template::{Template, attribute};
use crate::config::cloud::node::{Data, Gap, Node, Spot};
use crate::config::yaml::Yaml;

/// Texts do not grow beyond this.
const LARGEST: usize = 100_000;

/// `Join` of `Fn::Join`; nothing for the names of properties.
pub(super) fn name(key: &str) -> Option<&str> {
    match key {
        "Ref" | "Condition" => Some(key),
        _ => key.strip_prefix("Fn::"),
    }
}

/// The value of a call.
pub(super) fn call(template: &Template<'_>, name: &str, argument: &Yaml, spot: &Spot) -> Node {
    let text = argument.text();
    match name {
        "Ref" => text.map_or_else(|| wrong(name, spot), |name| template.reference(name, spot)),
        "GetAtt" => get(argument, spot),
        "Condition" => match text.map(|name| template.condition(name)) {
            Some(Ok(holds)) => Node::new(Data::Bool(holds), spot),
            Some(Err(why)) => Node::unknown(why, spot),
            // A policy's own condition is a map.
            None => template.value(argument),
        },
        "Sub" => substituted(template, argument, spot),
        "If" => chosen(template, argument, spot),
        _ => of_values(template, name, argument, spot),
    }
}

fn of_values(template: &Template<'_>, name: &str, argument: &Yaml, spot: &Spot) -> Node {
    let value = template.value(argument);
    let all = value.each();
    match name {
        "Equals" => same(all, spot),
        "Not" => match all.first().and_then(Node::truth) {
            Some(truth) => Node::new(Data::Bool(!truth), spot),
            None => open(all, name, spot),
        },
        "And" => every(all, true, spot),
        "Or" => every(all, false, spot),
        "Join" => joined(all, spot),
        "Select" => selected(all, spot),
        "Split" => match (all.first().and_then(Node::as_text), all.get(1).and_then(Node::as_text)) {
            (Some(separator), Some(text)) if !separator.is_empty() => {
                Node::list(text.split(&*separator).map(|part| Node::text(part, spot)).collect(), spot)
            }
            _ => open(all, name, spot),
        },
        "FindInMap" => found(template, all, spot),
        "Base64" => value.clone(),
        "ToJsonString" => Node { holds: Some(Arc::new(value.clone())), ..open(&[], name, spot) },
        _ => Node::unknown(format!("`{name}` is not worked out"), spot),
    }
}

fn wrong(name: &str, spot: &Spot) -> Node {
    Node::unknown(format!("`{name}` does not fit its values"), spot)
}

/// Why one of several is not known.
fn open(all: &[Node], name: &str, spot: &Spot) -> Node {
    match all.iter().find_map(Node::gap) {
        Some(gap) => Node::unknown(gap.why.clone(), spot),
        None => wrong(name, spot),
    }
}

/// `Shop.Arn`, or a list of both.
fn get(argument: &Yaml, spot: &Spot) -> Node {
    let parts: Vec<&str> = match argument.text() {
        Some(text) => text.splitn(2, '.').collect(),
        None => argument.list().into_iter().filter_map(|part| part.text()).collect(),
    };
    match parts.as_slice() {
        [resource, rest @ ..] => attribute(resource, rest.first().unwrap_or(&""), spot),
        [] => wrong("GetAtt", spot),
    }
}

fn same(all: &[Node], spot: &Spot) -> Node {
    match all {
        [a, b] => match (a.as_text(), b.as_text()) {
            (Some(a), Some(b)) => Node::new(Data::Bool(a == b), spot),
            _ => open(all, "Equals", spot),
        },
        _ => wrong("Equals", spot),
    }
}

/// All hold, or any does: one that decides is enough.
fn every(all: &[Node], and: bool, spot: &Spot) -> Node {
    let truths: Vec<Option<bool>> = all.iter().map(Node::truth).collect();
    if truths.contains(&Some(!and)) {
        return Node::new(Data::Bool(!and), spot);
    }
    if truths.contains(&None) { open(all, "And", spot) } else { Node::new(Data::Bool(and), spot) }
}

fn chosen(template: &Template<'_>, argument: &Yaml, spot: &Spot) -> Node {
    let parts = argument.list();
    let [condition, yes, no] = parts.as_slice() else { return wrong("If", spot) };
    let branch = |at: usize| match &argument.value {
        crate::config::yaml::Value::List(all) => all.get(at).map(|node| template.value(node)),
        _ => None,
    };
    match condition.text().map(|name| template.condition(name)) {
        Some(Ok(holds)) => branch(if holds { 1 } else { 2 }).unwrap_or_else(|| wrong("If", spot)),
        Some(Err(why)) => match (yes.text(), no.text()) {
            (Some(a), Some(b)) if a == b && yes.tag == no.tag => branch(1).unwrap_or_else(|| wrong("If", spot)),
            _ => Node::unknown(why, spot),
        },
        None => wrong("If", spot),
    }
}

fn joined(all: &[Node], spot: &Spot) -> Node {
    let [separator, parts] = all else { return wrong("Join", spot) };
    let Some(separator) = separator.as_text() else { return open(all, "Join", spot) };
    let mut filled = Filled::default();
    for (at, part) in parts.each().iter().enumerate() {
        if at > 0 {
            filled.text.push_str(&separator);
        }
        filled.put(part);
    }
    filled.node(spot)
}

fn selected(all: &[Node], spot: &Spot) -> Node {
    let [at, list] = all else { return wrong("Select", spot) };
    let place = at.number().filter(|at| *at >= 0.0).map(|at| at as usize);
    match (place, list.gap()) {
        (Some(place), None) => list.each().get(place).cloned().unwrap_or_else(|| wrong("Select", spot)),
        _ => open(all, "Select", spot),
    }
}

fn found(template: &Template<'_>, all: &[Node], spot: &Spot) -> Node {
    let names: Option<Vec<Arc<str>>> = all.iter().take(3).map(Node::as_text).collect();
    match names.as_deref() {
        Some([map, first, second]) => match template.root.at(&["Mappings", map, first, second]) {
            Some(node) => template.value(node),
            None => wrong("FindInMap", spot),
        },
        _ => open(all, "FindInMap", spot),
    }
}

/// A text with U+0000 for what is not known.
#[derive(Default)]
struct Filled {
    text: String,
    why: Option<String>,
}

impl Filled {
    fn put(&mut self, node: &Node) {
        match node.as_text().filter(|text| self.text.len() + text.len() <= LARGEST) {
            Some(text) => self.text.push_str(&text),
            None => {
                self.text.push('\0');
                let why = node.gap().map_or_else(|| "a part of the text is no text".to_owned(), |gap| gap.why.clone());
                self.why.get_or_insert(why);
            }
        }
    }

    fn node(self, spot: &Spot) -> Node {
        let data = match self.why {
            None => Data::Text(Arc::from(self.text)),
            Some(why) => Data::Unknown(Arc::new(Gap { why, text: Some(self.text), ..Gap::default() })),
        };
        Node::new(data, spot)
    }
}

/// `${Name}`, `${Resource.Attribute}` and names that stand beside the text; `${!Name}` stays as it is.
fn substituted(template: &Template<'_>, argument: &Yaml, spot: &Spot) -> Node {
    let list = argument.list();
    let Some(text) = argument.text().or_else(|| list.first()?.text()) else { return wrong("Sub", spot) };
    let beside = if argument.text().is_some() { None } else { list.get(1) };
    let (mut filled, mut rest) = (Filled::default(), text);
    while let Some((before, after)) = rest.split_once("${") {
        filled.text.push_str(before);
        let Some((name, after)) = after.split_once('}') else { break };
        rest = after;
        match (name.strip_prefix('!'), beside.and_then(|map| map.get(name)), name.split_once('.')) {
            (Some(kept), ..) => filled.text.push_str(&format!("${{{kept}}}")),
            (None, Some(node), _) => filled.put(&template.value(node)),
            (None, None, Some((resource, part))) => filled.put(&attribute(resource, part, spot)),
            (None, None, None) => filled.put(&template.reference(name.trim(), spot)),
        }
    }
    if filled.text.is_empty() && filled.why.is_none() && rest == text {
        return Node::text(text, spot);
    }
    filled.text.push_str(rest);
    filled.node(spot)
}
