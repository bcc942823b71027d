//! YAML as a tree that knows its lines. Aliases share what they stand for, merge keys are followed
//! when they are asked for, and a file whose aliases unfold to too much is refused.

mod parse;

use std::collections::HashMap;
use std::sync::Arc;

use sneck_model::Place;

pub use parse::parse;

use super::place::at;

/// A value of a file. Cheap to clone: what is below it is shared.
pub type Yaml = Arc<Node>;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// `!reset`, `!Ref`: a tag that is none of YAML's own, with its sign.
    pub tag: Option<Arc<str>>,
    /// The file.
    pub path: Arc<str>,
    /// From 1.
    pub line: u32,
    /// How many values it unfolds to, aliases followed.
    weight: u32,
}

/// What a value is.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// Text, a number or a truth value, as written; and why it cannot be told in full, if it cannot.
    Scalar(String, Option<String>),
    /// Values in order.
    List(Vec<Yaml>),
    /// Keys and values in order, merge keys among them.
    Map(Vec<(Yaml, Yaml)>),
}

/// The documents of a file, and the mistakes in it with their lines.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    /// In order; a document with a mistake is left out.
    pub all: Vec<Yaml>,
    /// Line and what is wrong.
    pub mistakes: Vec<(u32, String)>,
}

/// Why a file with `{{ … }}` that is no YAML as it stands cannot be read.
pub const TEMPLATE: &str = "a template: what it becomes is not known";

/// Merge keys lead this deep at most.
const DEEPEST_MERGE: u8 = 8;

impl Node {
    /// A value at a place.
    #[must_use]
    pub fn new(value: Value, tag: Option<Arc<str>>, path: &Arc<str>, line: u32) -> Yaml {
        let below: u32 = match &value {
            Value::Null | Value::Scalar(..) => 0,
            Value::List(list) => list.iter().fold(0, |sum, node| node.weight.saturating_add(sum)),
            Value::Map(map) => {
                map.iter().fold(0, |sum, (key, node)| key.weight.saturating_add(node.weight).saturating_add(sum))
            }
        };
        Arc::new(Self { value, tag, path: path.clone(), line, weight: below.saturating_add(1) })
    }

    /// The same place with another value.
    #[must_use]
    pub fn with(&self, value: Value) -> Yaml {
        Self::new(value, None, &self.path, self.line)
    }

    /// Where it stands.
    #[must_use]
    pub fn place(&self) -> Place {
        at(&self.path, self.line)
    }

    /// The text of a scalar.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(text, _) => Some(text),
            _ => None,
        }
    }

    /// True for nothing at all.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// True for a map.
    #[must_use]
    pub fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }

    /// Values of a list; a single value counts as a list of one, nothing as an empty one.
    #[must_use]
    pub fn list(&self) -> Vec<&Node> {
        match &self.value {
            Value::Null => Vec::new(),
            Value::List(list) => list.iter().map(|node| &**node).collect(),
            _ => vec![self],
        }
    }

    /// The value of a key of a map.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Yaml> {
        self.entries().into_iter().find(|(name, _)| name.text() == Some(key)).map(|(_, value)| value)
    }

    /// The value at a path of keys.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Yaml> {
        let (first, rest) = path.split_first()?;
        let node = self.get(first)?;
        if rest.is_empty() { Some(node) } else { node.at(rest) }
    }

    /// The text at a path of keys.
    #[must_use]
    pub fn text_at(&self, path: &[&str]) -> Option<&str> {
        self.at(path)?.text()
    }

    /// Keys and values of a map: its own, then those that merge keys add. Of two equal keys of one
    /// map the last counts.
    #[must_use]
    pub fn entries(&self) -> Vec<(&Yaml, &Yaml)> {
        let mut all = Vec::new();
        let mut places = HashMap::new();
        self.collect(&mut all, &mut places, DEEPEST_MERGE);
        all
    }

    fn collect<'n>(&'n self, all: &mut Vec<(&'n Yaml, &'n Yaml)>, places: &mut HashMap<&'n str, usize>, depth: u8) {
        let Value::Map(map) = &self.value else { return };
        let before = all.len();
        for (key, value) in map.iter().filter(|(key, _)| key.text() != Some("<<")) {
            let Some(name) = key.text() else { continue };
            match places.get(name) {
                Some(place) if *place >= before => all[*place] = (key, value),
                Some(_) => {}
                None => {
                    places.insert(name, all.len());
                    all.push((key, value));
                }
            }
        }
        let merges = map.iter().filter(|(key, _)| key.text() == Some("<<"));
        for merged in merges.flat_map(|(_, value)| value.list()).filter(|_| depth > 0) {
            merged.collect(all, places, depth - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Yaml {
        parse(&"a.yml".into(), text).all.swap_remove(0)
    }

    #[test]
    fn values_know_their_lines() {
        let root = one("a:\n  b: 1\n  c: [x, y]\nd: |\n  two\n  lines\ne:\n");
        assert_eq!(root.at(&["a", "b"]).map(|n| (n.text(), n.line)), Some((Some("1"), 2)));
        assert_eq!(root.text_at(&["d"]), Some("two\nlines\n"));
        assert!(root.get("e").is_some_and(|n| n.is_null()));
        assert_eq!(root.at(&["a", "c"]).map(|n| n.list().len()), Some(2));
    }

    #[test]
    fn merge_keys_and_anchors() {
        let root = one("x: &x {a: 1, b: 1}\ny: &y {b: 2}\nz:\n  <<: [*x, *y]\n  a: 3\n");
        let z = root.get("z").expect("z");
        assert_eq!((z.text_at(&["a"]), z.text_at(&["b"])), (Some("3"), Some("1")));
    }

    #[test]
    fn a_mistake_costs_its_own_document_only() {
        let documents = parse(&"a.yml".into(), "a: 1\n---\nb: [\n---\nc: 3\n");
        let keys: Vec<_> = documents.all.iter().flat_map(|d| d.entries()).filter_map(|(k, _)| k.text()).collect();
        assert_eq!((keys, documents.mistakes.len()), (vec!["a", "c"], 1));
    }

    #[test]
    fn an_alias_bomb_is_refused() {
        let mut text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
        for n in 1..12 {
            let list = vec![format!("*a{}", n - 1); 10].join(",");
            text.push_str(&format!("a{n}: &a{n} [{list}]\n"));
        }
        let documents = parse(&"a.yml".into(), &text);
        assert_eq!((documents.all.len(), documents.mistakes.len()), (0, 1));
    }

    #[test]
    fn strange_files_do_no_harm() {
        for text in ["", "\0", "[", "{", "- - -", "? a", "&a", "*a", "a: *b", "%YAML 9", "\t", "a: b: c", "<<: <<"] {
            let documents = parse(&"a.yml".into(), text);
            documents.all.iter().for_each(|d| assert!(d.entries().len() < 2));
        }
        for deep in ["[", "- ", "{a: "] {
            assert_eq!(parse(&"a.yml".into(), &deep.repeat(100_000)).mistakes.len(), 1, "{deep}");
        }
    }
}
