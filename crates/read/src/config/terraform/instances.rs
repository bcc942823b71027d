//! What `count`, `for_each` and `dynamic` make of a block.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

use super::eval::{Names, Scope, eval, map};
use super::syntax::{Block, Body};
use crate::config::cloud::node::{Data, Entry, Gap, Node, Spot};

/// So many are made of one block at most.
const MOST: usize = 500;

/// What one block makes.
pub struct Found {
    /// In order of index or key.
    pub all: Vec<Rc<Instance>>,
    /// Why it cannot be told how many there are.
    pub whole: Option<String>,
}

impl Found {
    /// It cannot be told.
    #[must_use]
    pub fn unknown(why: &str) -> Self {
        Self { all: Vec::new(), whole: Some(why.to_owned()) }
    }
}

/// One of them.
pub struct Instance {
    /// Index or key, where there is `count` or `for_each`.
    pub key: Option<Node>,
    /// `module.a.aws_s3_bucket.logs[0]`
    pub address: Arc<str>,
    /// Where the block begins.
    pub spot: Spot,
    body: OnceCell<Node>,
}

impl Instance {
    /// Its attributes and blocks.
    #[must_use]
    pub fn body(&self) -> &Node {
        self.body.get_or_init(|| Node::unknown("it needs itself", &self.spot))
    }

    /// It is not known how many there are: this one is made for all of them.
    #[must_use]
    pub fn stands_for_all(&self) -> bool {
        self.key.as_ref().is_some_and(|key| key.gap().is_some())
    }

    /// An attribute that the provider fills in.
    #[must_use]
    pub fn filled_in(&self, name: &str, spot: &Spot) -> Node {
        let why = format!("`{}` fills it in when it is made", self.address);
        let of = Some((self.address.clone(), Arc::from(name)));
        Node::new(Data::Unknown(Arc::new(Gap { why, of, ..Gap::default() })), spot)
    }
}

/// What one of several is told apart by.
pub enum Key {
    /// There is one only.
    One,
    /// `count`
    Index(Node),
    /// `for_each`: key and value.
    Each(Node, Node),
}

impl Key {
    /// One that stands for all, where it is not known how many there are.
    #[must_use]
    pub fn open(body: &Body, why: &str, spot: &Spot) -> Self {
        let open = Node::unknown(why, spot);
        if body.get("count").is_some() { Self::Index(open) } else { Self::Each(open.clone(), open) }
    }

    /// `[0]`, `["a"]`
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::One => String::new(),
            Self::Index(node) => format!("[{}]", node.as_text().unwrap_or_else(|| "?".into())),
            Self::Each(node, _) => format!("[\"{}\"]", node.as_text().unwrap_or_else(|| "?".into())),
        }
    }

    /// Index or key.
    #[must_use]
    pub fn node(&self) -> Option<&Node> {
        match self {
            Self::One => None,
            Self::Index(node) | Self::Each(node, _) => Some(node),
        }
    }

    /// Works something out with `count` or `each` in sight.
    pub fn with<T>(&self, scope: &Scope<'_, '_>, work: impl FnOnce(&Scope<'_, '_>) -> T) -> T {
        let entry =
            |name: &str, node: &Node| Entry { name: Arc::from(name), spot: node.spot.clone(), node: node.clone() };
        let (name, node) = match self {
            Self::One => return work(scope),
            Self::Index(index) => ("count", map(vec![entry("index", index)], &index.spot)),
            Self::Each(key, value) => ("each", map(vec![entry("key", key), entry("value", value)], &key.spot)),
        };
        let names = Names { name, node, outer: scope.names };
        work(&scope.with(&names))
    }
}

/// The keys of everything that a block makes, or why they are not known.
pub fn keys(scope: &Scope<'_, '_>, body: &Body) -> Result<Vec<Key>, String> {
    if let Some(count) = body.get("count") {
        let count = eval(scope, count);
        let Some(number) = count.number() else { return Err(why(&count, "`count` is no number")) };
        let one = |at: usize| Key::Index(Node::new(Data::Number(at as f64), &count.spot));
        return Ok((0..MOST.min(number.max(0.0) as usize)).map(one).collect());
    }
    let Some(over) = body.get("for_each") else { return Ok(vec![Key::One]) };
    let over = eval(scope, over);
    match &over.data {
        Data::List(all) => Ok(all.iter().take(MOST).map(|one| Key::Each(one.clone(), one.clone())).collect()),
        Data::Map(all) => {
            let key = |entry: &Entry| Key::Each(Node::text(&entry.name, &entry.spot), entry.node.clone());
            Ok(all.iter().take(MOST).map(key).collect())
        }
        _ => Err(why(&over, "`for_each` is no collection")),
    }
}

fn why(node: &Node, wrong: &str) -> String {
    node.gap().map_or_else(|| wrong.to_owned(), |gap| gap.why.clone())
}

/// The instances of a block. Where it cannot be told whether there is any, one stands for all.
pub fn of(module: &super::module::Module<'_>, path: &Arc<str>, block: &Block, address: &str) -> Found {
    let scope = module.scope(path);
    let make = |key: &Key| {
        let body = key.with(&scope, |scope| body(scope, &block.body, block.line));
        let address = Arc::from(format!("{address}{}", key.label()));
        let cell = OnceCell::new();
        let _ = cell.set(body);
        Rc::new(Instance { key: key.node().cloned(), address, spot: scope.spot(block.line), body: cell })
    };
    match keys(&scope, &block.body) {
        Ok(keys) => Found { all: keys.iter().map(make).collect(), whole: None },
        Err(why) => {
            let key = Key::open(&block.body, &why, &scope.spot(block.line));
            Found { all: vec![make(&key)], whole: Some(why) }
        }
    }
}

/// Parts of a block that say how Terraform handles it.
const HANDLING: &[&str] = &["lifecycle", "provisioner", "connection", "timeouts"];
const META: &[&str] = &["count", "for_each", "depends_on", "provider"];

/// Attributes as they are, blocks as lists under their kind.
pub fn body(scope: &Scope<'_, '_>, body: &Body, line: u32) -> Node {
    let spot = scope.spot(line);
    let attribute = |(name, line, value): &(String, u32, _)| Entry {
        name: Arc::from(&**name),
        spot: scope.spot(*line),
        node: eval(scope, value),
    };
    let mut entries: Vec<Entry> =
        body.attributes.iter().filter(|(name, ..)| !META.contains(&&**name)).map(attribute).collect();
    for block in body.blocks.iter().filter(|block| !HANDLING.contains(&&*block.kind)) {
        let (name, made) = match (&*block.kind, block.labels.first()) {
            ("dynamic", Some(name)) => (name.as_str(), dynamic(scope, block, name)),
            (kind, _) => (kind, vec![self::body(scope, &block.body, block.line)]),
        };
        match entries.iter_mut().find(|entry| &*entry.name == name) {
            Some(entry) => {
                let all = entry.node.each().iter().cloned().chain(made).collect();
                entry.node = Node::list(all, &entry.spot.clone());
            }
            None if made.is_empty() => {}
            None => {
                let spot = scope.spot(block.line);
                entries.push(Entry { name: Arc::from(name), spot: spot.clone(), node: Node::list(made, &spot) });
            }
        }
    }
    Node::new(Data::Map(entries.into()), &spot)
}

/// One block for each value; one that is not known where the values are not.
fn dynamic(scope: &Scope<'_, '_>, block: &Block, name: &str) -> Vec<Node> {
    let spot = scope.spot(block.line);
    let Some(content) = block.body.blocks.iter().find(|inner| inner.kind == "content") else { return Vec::new() };
    let iterator = match block.body.get("iterator").map(|own| &own.form) {
        Some(super::syntax::Form::Name(own)) => own.as_str(),
        _ => name,
    };
    let keys = match keys(scope, &block.body) {
        Ok(keys) => keys,
        Err(why) => return vec![Node::unknown(why, &spot)],
    };
    let one = |key: &Key| {
        let Key::Each(key, value) = key else { return Node::unknown("it has no `for_each`", &spot) };
        let entry =
            |name: &str, node: &Node| Entry { name: Arc::from(name), spot: node.spot.clone(), node: node.clone() };
        let node = map(vec![entry("key", key), entry("value", value)], &spot);
        let names = Names { name: iterator, node, outer: scope.names };
        body(&scope.with(&names), &content.body, content.line)
    };
    keys.iter().map(one).collect()
}
