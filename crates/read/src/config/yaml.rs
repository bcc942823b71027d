//! YAML as a tree that knows its lines. Aliases share what they stand for, merge keys are followed
//! when they are asked for, and a file whose aliases unfold to too much is refused.

use std::collections::HashMap;
use std::sync::Arc;

use granit_parser::{Event, Options, Parser, ScalarStyle, Span};
use sneck_model::Place;

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

/// A document may unfold to so many values.
const HEAVIEST: u32 = 200_000;
/// Merge keys lead this deep at most.
const DEEPEST_MERGE: u8 = 8;

/// Reads all documents of a file.
#[must_use]
pub fn parse(path: &Arc<str>, text: &str) -> Documents {
    let mut options = Options::default();
    options.set_emit_comments(false);
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut documents = Documents::default();
    let mut builder = Builder::new(path);
    while let Some(next) = parser.next_event() {
        match next {
            Ok((event, span)) => documents.all.extend(builder.event(event, span)),
            Err(error) => {
                let line = u32::try_from(error.marker().line()).unwrap_or(0);
                let why = if text.contains("{{") || text.contains("{%") {
                    TEMPLATE.to_owned()
                } else {
                    format!("not valid YAML: {}", error.info())
                };
                documents.mistakes.push((line, why));
                builder = Builder::new(path);
                if !matches!(parser.proceed_next_document(), Ok(true)) {
                    break;
                }
            }
        }
    }
    let heavy = |node: &Yaml| node.weight >= HEAVIEST;
    if let Some(node) = documents.all.iter().find(|node| heavy(node)) {
        documents.mistakes.push((node.line, format!("its aliases unfold to more than {HEAVIEST} values")));
    }
    documents.all.retain(|node| !heavy(node));
    documents
}

/// A list or a map that is not closed yet.
struct Open {
    items: Vec<Yaml>,
    map: bool,
    anchor: usize,
    tag: Option<Arc<str>>,
    line: u32,
}

struct Builder<'a> {
    path: &'a Arc<str>,
    open: Vec<Open>,
    anchors: HashMap<usize, Yaml>,
}

impl<'a> Builder<'a> {
    fn new(path: &'a Arc<str>) -> Self {
        Self { path, open: Vec::new(), anchors: HashMap::new() }
    }

    /// Takes an event; gives back a document when it ends one.
    fn event(&mut self, event: Event<'_>, span: Span) -> Option<Yaml> {
        let line = u32::try_from(span.start.line()).unwrap_or(0);
        let tag = event.tag().filter(|tag| !tag.is_yaml_core_schema()).map(|tag| Arc::from(tag.original()));
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let null = style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let value = if null { Value::Null } else { Value::Scalar(text.into_owned(), None) };
                self.put(Open { items: Vec::new(), map: false, anchor, tag, line }, value)
            }
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned();
                self.close(node.unwrap_or_else(|| Node::new(Value::Null, None, self.path, line)))
            }
            Event::SequenceStart(_, anchor, _) => self.start(false, anchor, tag, line),
            Event::MappingStart(_, anchor, _) => self.start(true, anchor, tag, line),
            Event::SequenceEnd | Event::MappingEnd => {
                let mut open = self.open.pop()?;
                let mut items = std::mem::take(&mut open.items).into_iter();
                let value = if open.map {
                    Value::Map(std::iter::from_fn(|| items.next().zip(items.next())).collect())
                } else {
                    Value::List(items.collect())
                };
                self.put(open, value)
            }
            Event::DocumentStart(..) => {
                *self = Self::new(self.path);
                None
            }
            _ => None,
        }
    }

    fn start(&mut self, map: bool, anchor: usize, tag: Option<Arc<str>>, line: u32) -> Option<Yaml> {
        self.open.push(Open { items: Vec::new(), map, anchor, tag, line });
        None
    }

    fn put(&mut self, from: Open, value: Value) -> Option<Yaml> {
        let node = Node::new(value, from.tag, self.path, from.line);
        if from.anchor != 0 {
            self.anchors.insert(from.anchor, node.clone());
        }
        self.close(node)
    }

    /// Hands a value to what holds it, or out when nothing does.
    fn close(&mut self, node: Yaml) -> Option<Yaml> {
        match self.open.last_mut() {
            Some(open) => {
                open.items.push(node);
                None
            }
            None => Some(node),
        }
    }
}

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
