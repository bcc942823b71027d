//! A container of a pod.

use super::data::{Item, Store};
use crate::config::container::Container;
use crate::config::dockerfile::Form;
use crate::config::expand::leading_name;
use crate::config::yaml::Node;
use crate::declared::{DeclaredVariable, Supplied};

/// Puts what the pod says on top of the image.
pub(super) fn put(store: &Store, folder: &str, node: &Node, container: &mut Container) {
    let pod = Pod { store, folder };
    pod.env_from(node, container);
    pod.env(node, container);
    let words = |key: &str| {
        let node = node.get(key).filter(|node| !node.is_null())?;
        let words =
            node.list().into_iter().filter_map(|word| word.text().map(|text| filled(text, &container.variables)));
        Some((Form::Exec(words.collect()), node.place()))
    };
    (container.entrypoint, container.command) = (words("command"), words("args"));
    container.folder = node.text_at(&["workingDir"]).map(str::to_owned);
}

struct Pod<'a> {
    store: &'a Store,
    folder: &'a str,
}

/// The two kinds of objects that hold variables.
const SOURCES: &[(&str, bool, &str)] = &[("configMapRef", false, "ConfigMap"), ("secretRef", true, "Secret")];
const KEYS: &[(&str, bool, &str)] = &[("configMapKeyRef", false, "ConfigMap"), ("secretKeyRef", true, "Secret")];

impl Pod<'_> {
    /// `envFrom`: every key of a ConfigMap or a Secret.
    fn env_from(&self, node: &Node, container: &mut Container) {
        for source in node.get("envFrom").map(|all| all.list()).unwrap_or_default() {
            let prefix = source.text_at(&["prefix"]).unwrap_or("");
            for (key, secret, what) in SOURCES {
                let Some(name) = source.text_at(&[key, "name"]) else { continue };
                let Some(data) = self.store.get(*secret, name, self.folder) else {
                    container.open.push(format!("the {what} {name} is not in the tree"));
                    continue;
                };
                let one = |item: &Item| DeclaredVariable {
                    name: format!("{prefix}{}", item.key),
                    value: item.value.clone(),
                    place: item.place.clone(),
                };
                container.variables.extend(data.items.iter().map(one));
            }
        }
    }

    /// `env`: single variables.
    fn env(&self, node: &Node, container: &mut Container) {
        for entry in node.get("env").map(|all| all.list()).unwrap_or_default() {
            let Some(name) = entry.text_at(&["name"]) else { continue };
            let (value, place) = match (entry.get("value"), entry.get("valueFrom")) {
                (Some(value), _) => (value_of(value, &container.variables), entry.place()),
                (None, Some(from)) => self.value_from(from),
                (None, None) => (Supplied::Text(String::new()), entry.place()),
            };
            container.variables.push(DeclaredVariable { name: name.to_owned(), value, place });
        }
    }

    fn value_from(&self, from: &Node) -> (Supplied, sneck_model::Place) {
        for (kind, secret, what) in KEYS {
            let (Some(name), Some(key)) = (from.text_at(&[kind, "name"]), from.text_at(&[kind, "key"])) else {
                continue;
            };
            let item =
                self.store.get(*secret, name, self.folder).and_then(|data| data.items.iter().find(|i| i.key == key));
            let missing = || (Supplied::Unknown(format!("the {what} {name} is not in the tree")), from.place());
            return item.map_or_else(missing, |item| (item.value.clone(), item.place.clone()));
        }
        (Supplied::Unknown("Kubernetes fills it in when the pod starts".into()), from.place())
    }
}

/// A value as it is written. Kubernetes knows no `${NAME}`: whoever applies the file fills it in.
fn value_of(node: &Node, variables: &[DeclaredVariable]) -> Supplied {
    let text = filled(node.text().unwrap_or(""), variables);
    let named = |after: &str| leading_name(after.trim_start_matches('{')).len() > 2;
    if text.split('$').skip(1).any(named) {
        return Supplied::Unknown("it is filled in before the file is applied".into());
    }
    Supplied::Text(text)
}

/// `$(NAME)` stands for a variable that is set before; `$$(NAME)` for itself.
fn filled(text: &str, variables: &[DeclaredVariable]) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("$(") {
        let (before, after) = (&rest[..at], &rest[at + 2..]);
        let Some((name, next)) = after.split_once(')') else { break };
        let value = variables.iter().rev().find(|variable| variable.name == name).map(|variable| &variable.value);
        match (before.strip_suffix('$'), value) {
            (Some(before), _) => out.push_str(&format!("{before}$({name})")),
            (None, Some(Supplied::Text(value))) => out.push_str(&format!("{before}{value}")),
            (None, _) => out.push_str(&format!("{before}$({name})")),
        }
        rest = next;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_put_in() {
        let place = crate::config::place::at(&"x".into(), 1);
        let variables = [DeclaredVariable { name: "A".into(), value: Supplied::Text("1".into()), place }];
        for (text, expected) in [("-p=$(A)$(B)", "-p=1$(B)"), ("$$(A)", "$(A)"), ("$(A", "$(A"), ("$A", "$A")] {
            assert_eq!(filled(text, &variables), expected, "{text}");
        }
    }
}
