//! YAML as a small tree: what a template needs of it, bounded in size, depth and what aliases unfold to.

use std::collections::HashMap;
use std::sync::Arc;

use granit_parser::{Event, Options, Parser, ScalarStyle};

/// A template longer than this, in bytes, is not read. The longest of the public collection has 1 MB of recorded bodies.
pub const LONGEST: usize = 2 << 20;
/// A document may unfold to so many values, aliases followed.
const HEAVIEST: u32 = 200_000;
/// Lists and maps in one another, at most.
const DEEPEST: usize = 64;

/// A value. Aliases share what they stand for.
#[derive(Debug)]
pub enum Node {
    /// Nothing, `~` or `null`.
    Null,
    /// Text, a number or a truth value, as written.
    Scalar(String),
    /// Values in order.
    List(Vec<Shared>),
    /// Keys and values in order.
    Map(Vec<(String, Shared)>),
}

/// A value and how many values it unfolds to.
#[derive(Clone, Debug)]
pub struct Shared {
    node: Arc<Node>,
    weight: u32,
}

impl std::ops::Deref for Shared {
    type Target = Node;

    fn deref(&self) -> &Node {
        &self.node
    }
}

impl Node {
    /// The value of a key; of two equal keys the last counts.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().rev().find(|(name, _)| name == key).map(|(_, value)| &**value)
    }

    /// Keys and values of a map; nothing for everything else.
    #[must_use]
    pub fn entries(&self) -> &[(String, Shared)] {
        match self {
            Self::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Values of a list; a single value counts as a list of one, nothing as an empty one.
    #[must_use]
    pub fn items(&self) -> Vec<&Node> {
        match self {
            Self::Null => Vec::new(),
            Self::List(list) => list.iter().map(|item| &**item).collect(),
            _ => vec![self],
        }
    }

    /// The text of a scalar.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a key's scalar.
    #[must_use]
    pub fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    /// The scalars of a key's list.
    #[must_use]
    pub fn texts_of(&self, key: &str) -> Vec<String> {
        let items = self.get(key).map(Self::items).unwrap_or_default();
        items.into_iter().filter_map(Self::text).map(str::to_owned).collect()
    }

    /// True where a key says so.
    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        self.text_of(key).is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }

    /// The number of a key.
    #[must_use]
    pub fn number_of(&self, key: &str) -> Option<u64> {
        self.text_of(key)?.trim().parse().ok()
    }

    /// Every scalar below, in order, until the visitor says that it has seen enough.
    pub fn any_text(&self, seen: &mut dyn FnMut(&str) -> bool) -> bool {
        match self {
            Self::Null => false,
            Self::Scalar(text) => seen(text),
            Self::List(list) => list.iter().any(|item| item.any_text(seen)),
            Self::Map(map) => map.iter().any(|(_, value)| value.any_text(seen)),
        }
    }
}

/// Reads the first document.
///
/// # Errors
/// Why it cannot be read, as a clause with its line.
pub fn parse(text: &str) -> Result<Shared, String> {
    if text.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    let mut options = Options::default();
    options.set_emit_comments(false);
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut builder = Builder::default();
    while let Some(next) = parser.next_event() {
        let (event, span) = next.map_err(|error| format!("line {}: {}", error.marker().line(), error.info()))?;
        match builder.event(event) {
            Ok(None) => {}
            Ok(Some(document)) => return Ok(document),
            Err(why) => return Err(format!("line {}: {why}", span.start.line())),
        }
    }
    Err("it holds nothing".to_owned())
}

/// A list or a map that is not closed yet.
struct Open {
    items: Vec<Shared>,
    map: bool,
    anchor: usize,
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: HashMap<usize, Shared>,
}

impl Builder {
    fn event(&mut self, event: Event<'_>) -> Result<Option<Shared>, String> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let null = style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                self.put(anchor, if null { Node::Null } else { Node::Scalar(text.into_owned()) })
            }
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned().ok_or("an alias that stands for nothing")?;
                Ok(self.close(node))
            }
            Event::SequenceStart(_, anchor, _) => self.start(false, anchor),
            Event::MappingStart(_, anchor, _) => self.start(true, anchor),
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(None) };
                let node = if open.map { map(open.items) } else { Node::List(open.items) };
                self.put(open.anchor, node)
            }
            _ => Ok(None),
        }
    }

    fn start(&mut self, map: bool, anchor: usize) -> Result<Option<Shared>, String> {
        if self.open.len() >= DEEPEST {
            return Err(format!("values lie more than {DEEPEST} deep in one another"));
        }
        self.open.push(Open { items: Vec::new(), map, anchor });
        Ok(None)
    }

    fn put(&mut self, anchor: usize, node: Node) -> Result<Option<Shared>, String> {
        let weight = weight(&node);
        if weight > HEAVIEST {
            return Err(format!("its aliases unfold to more than {HEAVIEST} values"));
        }
        let node = Shared { node: Arc::new(node), weight };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(self.close(node))
    }

    /// Hands a value to what holds it, or out when nothing does.
    fn close(&mut self, node: Shared) -> Option<Shared> {
        match self.open.last_mut() {
            Some(open) => {
                open.items.push(node);
                None
            }
            None => Some(node),
        }
    }
}

fn map(items: Vec<Shared>) -> Node {
    let mut items = items.into_iter();
    let mut entries = Vec::with_capacity(items.len() / 2);
    while let (Some(key), Some(value)) = (items.next(), items.next()) {
        entries.push((key.text().unwrap_or_default().to_owned(), value));
    }
    Node::Map(entries)
}

fn weight(node: &Node) -> u32 {
    let below: u32 = match node {
        Node::Null | Node::Scalar(_) => 0,
        Node::List(list) => list.iter().fold(0, |sum, item| item.weight.saturating_add(sum)),
        Node::Map(map) => map.iter().fold(0, |sum, (_, item)| item.weight.saturating_add(sum).saturating_add(1)),
    };
    below.saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_asked_by_keys() {
        let root = parse("a: [1, two]\nb:\n  c: true\n  d: 7\ne:\n").expect("readable");
        assert_eq!(root.texts_of("a"), ["1", "two"]);
        let b = root.get("b").expect("b");
        assert_eq!((b.flag("c"), b.flag("d"), b.number_of("d")), (true, false, Some(7)));
        assert!(root.get("e").is_some_and(|e| e.items().is_empty()));
    }

    #[test]
    fn bombs_are_refused() {
        let mut bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
        for n in 1..12 {
            let list = vec![format!("*a{}", n - 1); 10].join(",");
            bomb.push_str(&format!("a{n}: &a{n} [{list}]\n"));
        }
        assert!(parse(&bomb).is_err_and(|why| why.contains("aliases")));
        for deep in ["[", "- ", "{a: "] {
            assert!(parse(&deep.repeat(10_000)).is_err(), "{deep}");
        }
        assert!(parse(&"x".repeat(LONGEST + 1)).is_err());
    }

    #[test]
    fn strange_text_is_an_error_and_no_more() {
        for text in ["", "\0", "[", "? a", "*a", "a: *b", "%YAML 9", "\t", "&a"] {
            let _ = parse(text);
        }
    }
}
