//! From the events of the parser to a tree.

use std::collections::HashMap;
use std::sync::Arc;

use granit_parser::{Event, Options, Parser, ScalarStyle, Span};

use super::{Documents, Node, TEMPLATE, Value, Yaml};

/// A document may unfold to so many values.
const HEAVIEST: u32 = 200_000;

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
