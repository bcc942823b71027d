//! One use of a module: its inputs, and what its names stand for, each worked out once and when it is asked for.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use super::eval::{Scope, eval};
use super::instances::{self, Found};
use super::source::Source;
use super::syntax::{Block, Form};
use super::types;
use super::world::{Given, World};
use crate::config::cloud::node::{Data, Entry, Node, Spot};
use crate::config::place::join;

/// Modules use modules this deep at most.
const DEEPEST: usize = 12;

/// Uses of one `module` block with index or key.
pub type Children<'w> = Rc<Vec<(Node, Rc<Module<'w>>)>>;

/// A module with its inputs.
pub struct Module<'w> {
    /// All folders.
    pub world: &'w World<'w>,
    /// Its declarations.
    pub source: &'w Source,
    /// Its folder.
    pub folder: String,
    /// `module.net.`, empty for what is applied itself.
    pub address: String,
    /// Why it is not known whether it is used at all.
    pub maybe: Option<String>,
    depth: usize,
    inputs: HashMap<String, Node>,
    given: Option<&'w Given>,
    values: RefCell<HashMap<(u8, String), Option<Node>>>,
    resources: RefCell<HashMap<String, Option<Rc<Found>>>>,
    children: RefCell<HashMap<String, Option<Result<Children<'w>, String>>>>,
}

impl<'w> Module<'w> {
    /// What is applied itself, with the values of its files of variables.
    #[must_use]
    pub fn root(world: &'w World<'w>, folder: &str, given: Option<&'w Given>) -> Option<Rc<Self>> {
        let source = world.sources.get(folder)?;
        Some(Rc::new(Self::new(world, source, folder, String::new(), 0, HashMap::new(), given)))
    }

    fn new(
        world: &'w World<'w>,
        source: &'w Source,
        folder: &str,
        address: String,
        depth: usize,
        inputs: HashMap<String, Node>,
        given: Option<&'w Given>,
    ) -> Self {
        Self {
            world,
            source,
            folder: folder.to_owned(),
            address,
            maybe: None,
            depth,
            inputs,
            given,
            values: RefCell::default(),
            resources: RefCell::default(),
            children: RefCell::default(),
        }
    }

    /// A scope of one of its files.
    #[must_use]
    pub fn scope<'s>(&'s self, path: &'s Arc<str>) -> Scope<'s, 'w> {
        Scope { module: self, path, names: None }
    }

    /// Works something out once; what needs itself is not known.
    fn once(&self, kind: u8, name: &str, spot: &Spot, make: impl FnOnce() -> Node) -> Node {
        let key = (kind, name.to_owned());
        match self.values.borrow().get(&key) {
            Some(Some(node)) => return node.clone(),
            Some(None) => return Node::unknown(format!("`{name}` needs itself"), spot),
            None => {}
        }
        self.values.borrow_mut().insert(key.clone(), None);
        let node = make();
        self.values.borrow_mut().insert(key, Some(node.clone()));
        node
    }

    /// `var.NAME`
    #[must_use]
    pub fn variable(&self, name: &str, spot: &Spot) -> Node {
        let Some(declared) = self.source.variables.get(name) else {
            return Node::wrong(format!("`var.{name}` is not declared"), spot);
        };
        self.once(0, name, spot, || {
            let scope = self.scope(&declared.path);
            let block = &declared.what;
            let refuses_null = || block.body.get("nullable").is_some_and(|n| eval(&scope, n).truth() == Some(false));
            let input = match (self.inputs.get(name), self.given.and_then(|given| given.get(name))) {
                (Some(node), _) => Some(node.clone()),
                (None, Some((path, expr))) => Some(eval(&self.scope(path), expr)),
                _ => None,
            };
            let input = input.filter(|node| !(node.is_null() && refuses_null()));
            let value = input.or_else(|| block.body.get("default").map(|default| eval(&scope, default)));
            match (value, block.body.get("type")) {
                (Some(value), Some(kind)) => types::convert(&scope, value, kind),
                (Some(value), None) => value,
                (None, _) => Node::unknown(format!("`var.{name}` is supplied from outside"), &scope.spot(block.line)),
            }
        })
    }

    /// `local.NAME`
    #[must_use]
    pub fn local(&self, name: &str, spot: &Spot) -> Node {
        let Some(declared) = self.source.locals.get(name) else {
            return Node::wrong(format!("`local.{name}` is not declared"), spot);
        };
        self.once(1, name, spot, || eval(&self.scope(&declared.path), &declared.what))
    }

    /// `module.x.NAME`
    #[must_use]
    pub fn output(&self, name: &str, spot: &Spot) -> Node {
        let Some(declared) = self.source.outputs.get(name) else {
            return Node::wrong(format!("there is no output `{name}`"), spot);
        };
        self.once(2, name, spot, || match declared.what.body.get("value") {
            Some(value) => eval(&self.scope(&declared.path), value),
            None => Node::wrong("the output has no value", spot),
        })
    }

    /// All outputs, by name.
    #[must_use]
    pub fn outputs(&self, spot: &Spot) -> Node {
        let one = |(name, declared): (&String, &super::source::Declared<Block>)| Entry {
            name: Arc::from(&**name),
            spot: self.scope(&declared.path).spot(declared.what.line),
            node: self.output(name, spot),
        };
        Node::new(Data::Map(self.source.outputs.iter().map(one).collect()), spot)
    }

    /// `path.NAME`, relative to the tree.
    #[must_use]
    pub fn path(&self, name: &str, spot: &Spot) -> Node {
        match name {
            "module" if self.address.is_empty() => Node::text(".", spot),
            "root" => Node::text(".", spot),
            _ => Node::unknown("it depends on where it is run", spot),
        }
    }

    /// What `resource` and `data` blocks make; nothing when there is no such block.
    #[must_use]
    pub fn instances(&self, kind: &str, family: &str, name: &str) -> Option<Rc<Found>> {
        let key = (kind.to_owned(), family.to_owned(), name.to_owned());
        let declared = self.source.resources.get(&key)?;
        let address = format!("{}{}{family}.{name}", self.address, if kind == "data" { "data." } else { "" });
        match self.resources.borrow().get(&address) {
            Some(Some(found)) => return Some(found.clone()),
            Some(None) => return Some(Rc::new(Found::unknown("it needs itself"))),
            None => {}
        }
        self.resources.borrow_mut().insert(address.clone(), None);
        let found = Rc::new(instances::of(self, &declared.path, &declared.what, &address));
        self.resources.borrow_mut().insert(address, Some(found.clone()));
        Some(found)
    }

    /// The uses of a module that one `module` block makes, or why they cannot be followed.
    pub fn children(&self, name: &str) -> Result<Children<'w>, String> {
        let declared = self.source.modules.get(name).ok_or_else(|| format!("`module.{name}` is not declared"))?;
        match self.children.borrow().get(name) {
            Some(Some(all)) => return all.clone(),
            Some(None) => return Err(format!("`module.{name}` needs itself")),
            None => {}
        }
        self.children.borrow_mut().insert(name.to_owned(), None);
        let all = self.make(&declared.path, &declared.what, name);
        self.children.borrow_mut().insert(name.to_owned(), Some(all.clone()));
        all
    }

    fn make(&self, path: &Arc<str>, block: &Block, name: &str) -> Result<Children<'w>, String> {
        let folder = local_source(block)
            .and_then(|source| join(&self.folder, source))
            .ok_or_else(|| format!("`module.{name}` is not in the tree"))?;
        let source = self.world.sources.get(&folder).ok_or_else(|| format!("`module.{name}` is not in the tree"))?;
        if self.depth >= DEEPEST {
            return Err("modules use each other too deep".into());
        }
        let scope = self.scope(path);
        let (keys, maybe) = match instances::keys(&scope, &block.body) {
            Ok(keys) => (keys, None),
            Err(why) => (vec![instances::Key::open(&block.body, &why, &scope.spot(block.line))], Some(why)),
        };
        let one = |key: instances::Key| {
            let address = format!("{}module.{name}{}.", self.address, key.label());
            let inputs = key.with(&scope, |scope| {
                let value = |(name, _, value): &(String, u32, _)| (name.clone(), eval(scope, value));
                block.body.attributes.iter().filter(|(name, ..)| !META.contains(&&**name)).map(value).collect()
            });
            let made = Self::new(self.world, source, &folder, address, self.depth + 1, inputs, None);
            let module = Self { maybe: maybe.clone(), ..made };
            (key.node().cloned().unwrap_or_else(|| Node::new(Data::Null, &scope.spot(block.line))), Rc::new(module))
        };
        Ok(Rc::new(keys.into_iter().map(one).collect()))
    }
}

/// What a `module` block says that is no input.
const META: &[&str] = &["source", "version", "count", "for_each", "providers", "depends_on"];

/// `./net`, where a module stands in the tree.
#[must_use]
pub fn local_source(block: &Block) -> Option<&str> {
    match &block.body.get("source")?.form {
        Form::Text(source, _) if source.starts_with("./") || source.starts_with("../") => Some(source),
        _ => None,
    }
}
