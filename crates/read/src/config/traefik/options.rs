//! Options of Traefik in one form, whichever way they are written: `entrypoints.web.address`, in lower case.

use std::sync::Arc;

use sneck_model::{Place, Step};

use crate::config::place::at;
use crate::config::stack::Member;
use crate::config::toml::{self, Document};
use crate::config::yaml::{self, Node};
use crate::declared::Supplied;
use crate::tree::File;

/// One option.
#[derive(Clone, Debug)]
pub(super) struct Given {
    /// The path of its name; elements of a list have a number.
    pub name: String,
    pub value: String,
    pub place: Place,
}

/// Those of one file or one container, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Options(pub Vec<Given>);

/// Levels of a file.
const DEEPEST: u8 = 24;

impl Options {
    /// Of a file; nothing where it is neither YAML nor TOML.
    pub(super) fn of_file(file: &File) -> Self {
        let mut all = Self::default();
        let text = file.text();
        if file.name().ends_with(".toml") {
            let document = Document::parse(&text);
            for (name, node) in document.entries() {
                all.add_toml(&file.path, &name.to_lowercase(), node, DEEPEST);
            }
        } else {
            let documents = yaml::parse(&file.path, &text);
            documents.all.iter().for_each(|node| all.add_yaml("", node, DEEPEST));
        }
        all
    }

    /// Of the command line and the variables of a container that runs it.
    pub(super) fn of_member(member: &Member) -> Self {
        let mut all = Self::default();
        for word in member.command.iter().flat_map(|said| &said.is) {
            let Some(option) = word.strip_prefix("--") else { continue };
            let (name, value) = option.split_once('=').unwrap_or((option, "true"));
            let place = member.command.as_ref().map_or(&member.place, |said| &said.place);
            all.add(name, value, place.clone());
        }
        for variable in &member.variables {
            let Some(name) = variable.name.strip_prefix("TRAEFIK_") else { continue };
            if let Supplied::Text(value) = &variable.value {
                all.add(&name.replace('_', "."), value, variable.place.clone());
            }
        }
        all
    }

    /// Of the labels of a container: `traefik.http.routers.shop.rule`.
    pub(super) fn of_labels(member: &Member) -> Self {
        let mut all = Self::default();
        for label in &member.labels {
            let (name, value) = &label.is;
            let name = name.to_lowercase();
            if let Some(name) = name.strip_prefix("traefik.") {
                all.add(name, value, label.place.clone());
            }
        }
        all
    }

    /// Adds what stands below a name.
    pub(super) fn add_node(&mut self, name: &str, node: &Node) {
        self.add_yaml(name, node, DEEPEST);
    }

    fn add(&mut self, name: &str, value: &str, place: Place) {
        self.0.push(Given { name: name.to_lowercase(), value: value.to_owned(), place });
    }

    fn add_yaml(&mut self, name: &str, node: &Node, depth: u8) {
        if depth == 0 {
            return;
        }
        match &node.value {
            yaml::Value::Scalar(text, None) => self.add(name, text, node.place()),
            yaml::Value::Scalar(_, Some(_)) => {}
            yaml::Value::Null => self.add(name, "", node.place()),
            yaml::Value::List(list) => {
                (0..)
                    .zip(list)
                    .for_each(|(at, one): (usize, _)| self.add_yaml(&format!("{name}[{at}]"), one, depth - 1));
            }
            // `docker: {}` switches a provider on.
            yaml::Value::Map(map) if map.is_empty() => self.add(name, "", node.place()),
            yaml::Value::Map(_) => {
                for (key, value) in node.entries() {
                    let Some(key) = key.text() else { continue };
                    let inner = if name.is_empty() { key.to_owned() } else { format!("{name}.{key}") };
                    self.add_yaml(&inner, value, depth - 1);
                }
            }
        }
    }

    fn add_toml(&mut self, path: &Arc<str>, name: &str, node: toml::Node<'_, '_>, depth: u8) {
        if depth == 0 {
            return;
        }
        if let Some(text) = node.scalar() {
            return self.add(name, &text, at(path, node.line));
        }
        (0..).zip(node.list()).for_each(|(number, one): (usize, _)| {
            self.add_toml(path, &format!("{name}[{number}]"), one, depth - 1);
        });
        for (key, inner) in node.entries() {
            self.add_toml(path, &format!("{name}.{key}"), inner, depth - 1);
        }
    }

    /// The option of a name; of several the last counts.
    pub(super) fn get(&self, name: &str) -> Option<&Given> {
        self.0.iter().rev().find(|given| given.name == name)
    }

    /// Whether any option of that name or below it is given.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|given| below(&given.name, name).is_some() || given.name == name)
    }

    /// The names right below one, each once: `web`, `websecure` below `entrypoints`.
    pub(super) fn names(&self, above: &str) -> Vec<&str> {
        let mut all: Vec<&str> = self
            .0
            .iter()
            .filter_map(|given| below(&given.name, above))
            .filter_map(|rest| rest.split(['.', '[']).next())
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The members of a list, which labels write behind commas.
    pub(super) fn list(&self, name: &str) -> Vec<&Given> {
        let member = |given: &&Given| given.name == name || given.name.starts_with(&format!("{name}["));
        self.0.iter().filter(member).collect()
    }

    /// The words of such a list.
    pub(super) fn words(&self, name: &str) -> Vec<String> {
        let words = self.list(name).into_iter().flat_map(|given| given.value.split(','));
        words.map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
    }
}

fn below<'n>(name: &'n str, above: &str) -> Option<&'n str> {
    name.strip_prefix(above)?.strip_prefix('.')
}

impl Given {
    pub(super) fn is_true(&self) -> bool {
        self.value.is_empty() || self.value.eq_ignore_ascii_case("true")
    }

    /// What stands there.
    pub(super) fn step(&self, says: &str) -> Step {
        Step::new(self.place.clone(), says)
    }
}
