//! Works expressions out as Terraform does: to a value, or to unknown with its reason.

pub mod functions;

mod comprehension;
pub(crate) mod operators;
mod steps;
mod template;

use std::sync::Arc;

use super::module::Module;
use super::syntax::{Expr, Form};
use crate::config::cloud::node::{Data, Entry, Node, Spot};

/// Texts and lists do not grow beyond this.
pub const LARGEST: usize = 100_000;

/// What an expression can see.
#[derive(Clone, Copy)]
pub struct Scope<'s, 'w> {
    /// The module that it stands in.
    pub module: &'s Module<'w>,
    /// The file that it stands in.
    pub path: &'s Arc<str>,
    /// Names that are given around it, the innermost first.
    pub names: Option<&'s Names<'s>>,
}

/// A name that a comprehension, `count` or `for_each` gives.
pub struct Names<'s> {
    /// `each`, `count`, the variable of a `for`.
    pub name: &'s str,
    /// What it stands for.
    pub node: Node,
    /// Names farther out.
    pub outer: Option<&'s Names<'s>>,
}

impl<'s, 'w> Scope<'s, 'w> {
    /// The place of an expression.
    #[must_use]
    pub fn spot(&self, line: u32) -> Spot {
        Spot { path: self.path.clone(), line }
    }

    fn given(&self, name: &str) -> Option<&'s Node> {
        let mut next = self.names;
        while let Some(names) = next {
            if names.name == name {
                return Some(&names.node);
            }
            next = names.outer;
        }
        None
    }

    /// The same scope with one more name.
    #[must_use]
    pub fn with<'n>(&self, names: &'n Names<'n>) -> Scope<'n, 'w>
    where
        's: 'n,
    {
        Scope { module: self.module, path: self.path, names: Some(names) }
    }
}

/// The value of an expression.
#[must_use]
pub fn eval(scope: &Scope<'_, '_>, expr: &Expr) -> Node {
    let spot = scope.spot(expr.line);
    let world = scope.module.world;
    if !world.enter() {
        return Node::unknown("it takes too long to work out", &spot);
    }
    let node = form(scope, expr, &spot);
    world.leave();
    node
}

fn form(scope: &Scope<'_, '_>, expr: &Expr, spot: &Spot) -> Node {
    match &expr.form {
        Form::Null => Node::new(Data::Null, spot),
        Form::Bool(truth) => Node::new(Data::Bool(*truth), spot),
        Form::Number(number) => Node::new(Data::Number(*number), spot),
        Form::Text(text, line) => template::literal(scope, text, *line, spot),
        Form::Template(parts, line) => template::whole(scope, parts, *line, spot),
        Form::List(all) => Node::list(all.iter().map(|one| eval(scope, one)).collect(), spot),
        Form::Object(pairs) => object(scope, pairs, spot),
        Form::Name(name) => match scope.given(name) {
            Some(node) => node.clone(),
            None => Node::wrong(format!("`{name}` is not defined"), spot),
        },
        Form::Steps(from, path) => steps::walk(scope, from, path, spot),
        Form::Call(name, arguments, spread) => functions::call(scope, name, arguments, *spread, spot),
        Form::Choice(three) => operators::choice(scope, three, spot),
        Form::Unary(sign, inner) => operators::unary(*sign, &eval(scope, inner), spot),
        Form::Binary(sign, sides) => operators::binary(scope, sign, sides, spot),
        Form::For(one) => comprehension::gather(scope, one, spot),
        Form::Strange(what) => Node::unknown(format!("{what} is not followed"), spot),
    }
}

/// Of two equal keys the last counts; Terraform keeps the keys in order.
fn object(scope: &Scope<'_, '_>, pairs: &[(Expr, Expr)], spot: &Spot) -> Node {
    let mut entries = Vec::with_capacity(pairs.len());
    for (key, value) in pairs {
        let name = eval(scope, key);
        let Some(text) = name.as_text() else {
            return Node::unknown("the name of one of its parts is not known", spot);
        };
        entries.push(Entry { name: text, spot: scope.spot(key.line), node: eval(scope, value) });
    }
    map(entries, spot)
}

/// A map with sorted names, the last of equal ones.
#[must_use]
pub fn map(entries: Vec<Entry>, spot: &Spot) -> Node {
    let mut sorted = entries;
    sorted.reverse();
    sorted.sort_by(|a, b| a.name.cmp(&b.name));
    sorted.dedup_by(|later, first| later.name == first.name);
    Node::new(Data::Map(sorted.into()), spot)
}

/// The first value among several that is not known, handed on with another place.
#[must_use]
pub fn gap_of<'n>(all: impl IntoIterator<Item = &'n Node>, spot: &Spot) -> Option<Node> {
    let gap = all.into_iter().find_map(Node::gap)?;
    let kept = crate::config::cloud::node::Gap { why: gap.why.clone(), error: gap.error, ..Default::default() };
    Some(Node::new(Data::Unknown(Arc::new(kept)), spot))
}

/// Whether everything below is known too.
#[must_use]
pub fn deep_gap(node: &Node) -> Option<&Node> {
    match &node.data {
        Data::Unknown(_) => Some(node),
        Data::List(all) => all.iter().find_map(deep_gap),
        Data::Map(all) => all.iter().find_map(|entry| deep_gap(&entry.node)),
        _ => None,
    }
}
