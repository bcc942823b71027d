//! Replacements of Kustomize: a value of one object is put into others.
//!
//! Source: the reference of the Kustomization file, "replacements".

use super::Kustomization;
use crate::config::found::Found;
use crate::config::kubernetes::objects::Object;
use crate::config::place::join;
use crate::config::yaml::{Node, Value, Yaml, parse};
use crate::tree::Tree;

/// Levels of an object.
const DEEPEST: u8 = 48;

/// Carries out all that a Kustomization names or holds.
pub(super) fn put(tree: &Tree, one: &Kustomization, own: &mut [Object], found: &mut Found) {
    for entry in one.node.get("replacements").map(|all| all.list()).unwrap_or_default() {
        let of_file = entry.text_at(&["path"]).map(|path| join(&one.folder, path).and_then(|path| tree.file(&path)));
        match of_file {
            None => carry_out(one, entry, own, found),
            Some(None) => found.unread(&one.path, entry.line, "a file of replacements is not in the tree"),
            Some(Some(file)) => {
                let all = parse(&file.path, &file.text()).all;
                all.iter().flat_map(|root| root.list()).for_each(|entry| carry_out(one, entry, own, found));
            }
        }
    }
}

fn carry_out(one: &Kustomization, entry: &Node, own: &mut [Object], found: &mut Found) {
    let Some(value) = entry.get("source").and_then(|source| source_of(source, own)) else {
        return found.unread(&one.path, entry.line, "a replacement takes its value from what is not in the tree");
    };
    for target in entry.get("targets").map(|all| all.list()).unwrap_or_default() {
        let chosen = |object: &&mut Object| {
            let is = |choice: &Node| fits(choice, object);
            let rejected = target.get("reject").is_some_and(|all| all.list().into_iter().any(is));
            target.get("select").is_some_and(|choice| is(choice)) && !rejected
        };
        let paths = target.get("fieldPaths").map(|all| all.list()).unwrap_or_default();
        let paths: Vec<Vec<Part>> = paths.iter().filter_map(|path| path.text()).map(parts).collect();
        let way = Way { value: &value, options: target.get("options").map(|options| &**options) };
        let mut met = false;
        for object in own.iter_mut().filter(chosen) {
            for path in &paths {
                if let Some(node) = way.put_at(&object.node, path, DEEPEST) {
                    object.node = node;
                    met = true;
                }
            }
        }
        if !met {
            found.unread(&one.path, target.line, "a replacement leads nowhere");
        }
    }
}

/// The value that is put elsewhere: that of a field, or a part of it.
fn source_of(source: &Node, own: &[Object]) -> Option<Yaml> {
    let object = own.iter().find(|object| fits(source, object))?;
    let path = source.text_at(&["fieldPath"]).unwrap_or("metadata.name");
    let mut node = &object.node;
    // The name may have a prefix by now, which the text of the object does not have.
    if path == "metadata.name" {
        return node.at(&["metadata", "name"]).map(|at| at.with(Value::Scalar(object.name.clone(), None)));
    }
    for part in parts(path) {
        node = part.one_of(node)?;
    }
    let Some(delimiter) = source.text_at(&["options", "delimiter"]) else { return Some(node.clone()) };
    let index = source.text_at(&["options", "index"]).unwrap_or("0").parse::<usize>().ok()?;
    let text = node.text()?.split(delimiter).nth(index)?;
    Some(node.with(Value::Scalar(text.to_owned(), None)))
}

/// Names of the version, kind, name space and name; what is not given fits everything.
fn fits(choice: &Node, object: &Object) -> bool {
    let is = |key: &str, own: &str| choice.text_at(&[key]).is_none_or(|wanted| wanted == own);
    let names = [Some(object.name.as_str()), object.node.text_at(&["metadata", "name"])];
    let named = choice.text_at(&["name"]).is_none_or(|wanted| names.contains(&Some(wanted)));
    named && is("kind", &object.kind) && is("namespace", object.namespace())
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// A key, or the number of an element.
    Key(String),
    /// `[name=web]`
    Element(String, String),
    /// `*`
    Every,
}

/// `spec.containers.[name=web].image`; a point of a name is written `\.`.
fn parts(path: &str) -> Vec<Part> {
    let (mut all, mut word, mut chars, mut inside) = (Vec::new(), String::new(), path.chars(), false);
    while let Some(c) = chars.next() {
        match c {
            '\\' => word.extend(chars.next()),
            '.' if !inside => all.push(std::mem::take(&mut word)),
            _ => {
                inside = (inside || c == '[') && c != ']';
                word.push(c);
            }
        }
    }
    all.push(word);
    all.into_iter().map(part).collect()
}

fn part(word: String) -> Part {
    let element = word.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).and_then(|rest| rest.split_once('='));
    match element {
        Some((key, value)) => Part::Element(key.to_owned(), value.to_owned()),
        None if word == "*" => Part::Every,
        None => Part::Key(word),
    }
}

impl Part {
    fn one_of<'y>(&self, node: &'y Yaml) -> Option<&'y Yaml> {
        match (&node.value, self) {
            (Value::List(list), _) => {
                list.iter().enumerate().find(|(at, one)| self.is_element(*at, one)).map(|(_, one)| one)
            }
            (_, Self::Key(key)) => node.get(key),
            _ => None,
        }
    }

    fn is_element(&self, at: usize, one: &Node) -> bool {
        match self {
            Self::Every => true,
            Self::Element(key, value) => one.text_at(&[key]) == Some(value),
            Self::Key(number) => number.parse() == Ok(at),
        }
    }
}

/// How a value is put in.
struct Way<'a> {
    value: &'a Yaml,
    options: Option<&'a Node>,
}

impl Way<'_> {
    /// The same with the value at a path; nothing where the path leads nowhere.
    fn put_at(&self, node: &Yaml, path: &[Part], depth: u8) -> Option<Yaml> {
        let Some((first, rest)) = path.split_first() else { return self.put(node) };
        let depth = depth.checked_sub(1)?;
        match (&node.value, first) {
            (Value::List(list), _) => self.put_in_list(node, list, first, rest, depth),
            (Value::Map(_), Part::Key(key)) => self.put_in_map(node, key, rest, depth),
            _ => None,
        }
    }

    fn put_in_list(&self, node: &Yaml, list: &[Yaml], first: &Part, rest: &[Part], depth: u8) -> Option<Yaml> {
        let (mut met, mut all) = (false, list.to_vec());
        for (_, one) in all.iter_mut().enumerate().filter(|(at, one)| first.is_element(*at, one)) {
            if let Some(new) = self.put_at(one, rest, depth) {
                *one = new;
                met = true;
            }
        }
        met.then(|| node.with(Value::List(all)))
    }

    fn put_in_map(&self, node: &Yaml, key: &str, rest: &[Part], depth: u8) -> Option<Yaml> {
        let mut all: Vec<(Yaml, Yaml)> = node.entries().into_iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        if let Some((_, value)) = all.iter_mut().find(|(name, _)| name.text() == Some(key)) {
            *value = self.put_at(value, rest, depth)?;
        } else {
            let creates = self.options.and_then(|options| options.text_at(&["create"])) == Some("true");
            let empty = || self.value.with(Value::Map(Vec::new()));
            let inner = if rest.is_empty() { self.value.clone() } else { self.put_at(&empty(), rest, depth)? };
            creates.then(|| all.push((self.value.with(Value::Scalar(key.to_owned(), None)), inner)))?;
        }
        Some(node.with(Value::Map(all)))
    }

    /// Instead of all that stands there, or of the part between two delimiters.
    fn put(&self, old: &Yaml) -> Option<Yaml> {
        let Some(delimiter) = self.options.and_then(|options| options.text_at(&["delimiter"])) else {
            return Some(self.value.clone());
        };
        let index: usize = self.options?.text_at(&["index"]).unwrap_or("0").parse().ok()?;
        let mut words: Vec<&str> = old.text()?.split(delimiter).collect();
        *words.get_mut(index)? = self.value.text()?;
        Some(self.value.with(Value::Scalar(words.join(delimiter), None)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::testing::tree;

    #[test]
    fn paths_have_names_elements_and_points() {
        let read = parts("a.[name=x.y].b\\.c.*.0");
        let key = |word: &str| Part::Key(word.into());
        assert_eq!(read, [key("a"), Part::Element("name".into(), "x.y".into()), key("b.c"), Part::Every, key("0")]);
    }

    /// Images and variables of the only container, and how much could not be read.
    fn read(replacement: &str) -> (String, usize) {
        let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: app\n    image: \
                   'shop:1'\n    env: [{name: HOST, value: old}]\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: \
                   m}\ndata: {host: new, tag: '9/x'}\n";
        let text = format!("resources: [web.yaml]\nreplacements:\n{replacement}");
        let read = crate::config::deployment(&tree(&[("k8s/kustomization.yaml", &text), ("k8s/web.yaml", pod)]));
        let member = &read.stack.members[0];
        let image = member.image.as_ref().map(|image| &image.is);
        (format!("{image:?} {:?}", member.variables[0].value), read.unread.len())
    }

    #[test]
    fn a_value_is_put_where_a_path_leads() {
        let host = "- source: {kind: ConfigMap, name: m, fieldPath: data.host}\n  targets:\n  - select: {kind: Pod}\n    \
                    fieldPaths: ['spec.containers.[name=app].env.[name=HOST].value']\n";
        assert_eq!(read(host), ("Some(Text(\"shop:1\")) Text(\"new\")".to_owned(), 0));
        let part = "- source: {kind: ConfigMap, name: m, fieldPath: data.tag, options: {delimiter: /}}\n  targets:\n  - \
                    select: {kind: Pod}\n    fieldPaths: [spec.containers.*.image]\n    options: {delimiter: ':', index: \
                    1}\n";
        assert_eq!(read(part), ("Some(Text(\"shop:9\")) Text(\"old\")".to_owned(), 0));
    }

    #[test]
    fn what_is_not_put_in_is_named() {
        let gone = "- source: {kind: ConfigMap, name: other}\n  targets: []\n";
        let nowhere = "- source: {kind: ConfigMap, name: m}\n  targets: [{select: {kind: Pod}, fieldPaths: [a.b]}]\n";
        for text in [gone, nowhere, "- path: gone.yaml\n", "- {}\n"] {
            assert_eq!(read(text).1, 1, "{text}");
        }
    }
}
