//! One template: its parameters, maps and conditions, and values with their functions worked out.

use std::cell::Cell;
use std::sync::Arc;

use super::functions;
use crate::config::cloud::json::scalar;
use crate::config::cloud::node::{Data, Entry, Gap, Node, Spot};
use crate::config::yaml::{self, Yaml};

/// Conditions name each other this deep at most.
const DEEPEST: u8 = 20;

/// What a template declares beside its resources.
pub(super) struct Template<'t> {
    pub(super) root: &'t Yaml,
    depth: Cell<u8>,
}

/// The place of a value.
pub(super) fn spot(node: &Yaml) -> Spot {
    Spot { path: node.path.clone(), line: node.line }
}

impl<'t> Template<'t> {
    pub(super) fn of(root: &'t Yaml) -> Self {
        Self { root, depth: Cell::new(0) }
    }

    /// The value of a node: functions by their tag or by their name.
    pub(super) fn value(&self, node: &Yaml) -> Node {
        let spot = spot(node);
        if self.depth.get() >= 100 {
            return Node::unknown("it is nested too deep", &spot);
        }
        self.depth.set(self.depth.get() + 1);
        let value = self.form(node, &spot);
        self.depth.set(self.depth.get() - 1);
        value
    }

    fn form(&self, node: &Yaml, spot: &Spot) -> Node {
        if let Some(tag) = node.tag.as_deref() {
            let plain = node.with(node.value.clone());
            return functions::call(self, tag.trim_start_matches('!'), &plain, spot);
        }
        match &node.value {
            yaml::Value::Null => Node::new(Data::Null, spot),
            yaml::Value::Scalar(text, _) => Node::new(scalar(text), spot),
            yaml::Value::List(all) => {
                let kept = all.iter().map(|one| self.value(one)).filter(|one| !one.is_null());
                Node::list(kept.collect(), spot)
            }
            yaml::Value::Map(_) => self.map(node, spot),
        }
    }

    fn map(&self, node: &Yaml, spot: &Spot) -> Node {
        let entries = node.entries();
        if let [(key, argument)] = entries.as_slice()
            && let Some(name) = key.text().and_then(functions::name)
        {
            return functions::call(self, name, argument, spot);
        }
        let entry = |(key, value): (&Yaml, &Yaml)| Entry {
            name: Arc::from(key.text().unwrap_or_default()),
            spot: self::spot(key),
            node: self.value(value),
        };
        Node::new(Data::Map(entries.into_iter().map(entry).collect()), spot)
    }

    /// `!Ref`: a parameter's default, or a resource by its name.
    pub(super) fn reference(&self, name: &str, spot: &Spot) -> Node {
        if name == "AWS::NoValue" {
            return Node::new(Data::Null, spot);
        }
        if let Some(parameter) = self.root.at(&["Parameters", name]) {
            return self.parameter(name, parameter);
        }
        if self.root.at(&["Resources", name]).is_some() {
            return attribute(name, "id", spot);
        }
        Node::unknown(format!("`{name}` is filled in when it is made"), spot)
    }

    fn parameter(&self, name: &str, parameter: &Yaml) -> Node {
        let kind = parameter.text_at(&["Type"]).unwrap_or("String");
        match parameter.get("Default") {
            Some(default) if !kind.starts_with("AWS::SSM") => {
                let spot = spot(default);
                let text = default.text().unwrap_or_default();
                if kind == "CommaDelimitedList" || kind.starts_with("List<") {
                    return Node::list(text.split(',').map(|part| Node::text(part.trim(), &spot)).collect(), &spot);
                }
                Node::new(scalar(text), &spot)
            }
            Some(default) => {
                let path = default.text().unwrap_or_default();
                Node::unknown(format!("the parameter `{name}` is looked up at {path}"), &spot(default))
            }
            None => Node::unknown(format!("the parameter `{name}` is supplied from outside"), &spot(parameter)),
        }
    }

    /// Whether a condition of that name holds, or why it cannot be told.
    pub(super) fn condition(&self, name: &str) -> Result<bool, String> {
        let node = self.root.at(&["Conditions", name]).ok_or_else(|| format!("there is no condition `{name}`"))?;
        if self.depth.get() >= DEEPEST * 2 {
            return Err("conditions name each other too deep".into());
        }
        let value = self.value(node);
        value.truth().ok_or_else(|| value.gap().map_or_else(|| "it is no condition".to_owned(), |gap| gap.why.clone()))
    }
}

/// An attribute of a resource of the template.
pub(super) fn attribute(resource: &str, name: &str, spot: &Spot) -> Node {
    let why = format!("`{resource}` fills it in when it is made");
    let of = Some((Arc::from(resource), Arc::from(name)));
    Node::new(Data::Unknown(Arc::new(Gap { why, of, ..Gap::default() })), spot)
}
